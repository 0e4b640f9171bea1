"""HTML5 packages in a real Chromium that reaches nothing (rules.md §5)."""

import hashlib
import io
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from adops.catalog.review import load_render
from adops.domain.html5 import (
    Forbidden,
    NotRendered,
    Rendering,
    RenderLimits,
    RenderOrder,
    Shown,
)
from adops.errors import OutsideError
from adops.inspect import html5
from adops.settings import Settings
from checks.chromium import require_browser
from checks.renderer import ChildRenderer
from tests.adops.cases import BOUNDS, measured
from tests.adops.packages import CLICK, Files, ad, zipped
from tests.site.server import Site

LIMITS = replace(load_render(Path("config")), seconds=300.0, settle=1.0, at_once=1)
WIDTH, HEIGHT = 950, 90
BARE = "<!DOCTYPE html><html><head><style>*{{margin:0}}</style></head><body>{}</body></html>"
RED = '<div style="background:red;width:{}px;height:{}px"></div>'
IDLE = "<script>onclick = () => 0</script>"


def renderer(limits: RenderLimits = LIMITS, **given: Any) -> ChildRenderer:
    return ChildRenderer(limits, partial(require_browser, Settings()), **given)


def order(files: Files, width: int = WIDTH, height: int = HEIGHT) -> RenderOrder:
    data = zipped(files)
    facts = measured(data, "ad.zip").html5
    assert facts is not None
    made = html5.order_of(data, facts, width=width, height=height, bounds=BOUNDS)
    assert made is not None
    return made


def bare(body: str) -> Files:
    """A page with nothing but this."""
    return {"index.html": BARE.format(body)}


def stage(body: str = "", width: int = WIDTH, height: int = HEIGHT, more: str = "") -> Files:
    """A red box in the size, and more."""
    return bare(RED.format(width, height) + body + more)


def acting(script: str) -> Files:
    """The good package whose script does something."""
    return ad(script=f"{CLICK}\n{script}")


SHOWN: Mapping[str, tuple[Files, dict[str, Any]]] = {
    "good": (ad(), {"painted": (950, 90), "extent": (950, 90), "exits": True, "external": ()}),
    "in a folder": ({f"ad/{n}": b for n, b in ad().items()}, {"missing": (), "painted": (950, 90)}),
    "smaller": (stage(width=728), {"painted": (728, 90), "extent": (950, 90)}),
    "smaller on white": (
        {"index.html": BARE.format("<style>body{background:#fff}</style>" + RED.format(728, 90))},
        {"painted": (728, 90)},
    ),
    "grounded": (
        {"index.html": BARE.format("<style>body{background:#eef}</style>" + RED.format(9, 9))},
        {"painted": (950, 90)},
    ),
    "wider": (stage(width=960), {"extent": (960, 90)}),
    "higher": (stage(height=100), {"extent": (950, 100)}),
    "wider and cut off": (
        {"index.html": BARE.format("<style>body{overflow:hidden}</style>" + RED.format(1000, 90))},
        {"extent": (1000, 90)},
    ),
    "a piece that comes in from outside": (
        {
            "index.html": BARE.format(
                "<style>body{overflow:hidden}p{position:absolute;left:960px;width:99px}</style>"
                f"{RED.format(950, 90)}<p>x"
            )
        },
        {"extent": (950, 90)},
    ),
    "with the browser's own margin": (
        {"index.html": f"<!DOCTYPE html><body>{RED.format(950, 90)}"},
        {"extent": (958, 106)},
    ),
    "painted later": (
        bare(
            '<div id=a style="width:950px;height:90px"></div><script>'
            "setTimeout(() => a.innerHTML = '<p style=\"background:linear-gradient(red,blue);"
            "height:90px\">', 300)</script>"
        ),
        {"painted": (950, 90), "blank": False},
    ),
    "nothing": (bare(""), {"blank": True, "painted": (0, 0)}),
    "one colour": (stage(), {"blank": True, "painted": (950, 90)}),
    "address put together": (
        acting("new Image().src = ['ht', 'tp://a.example/1.png'].join('')"),
        {"external": ("http://a.example/1.png",)},
    ),
    "fetch": (
        acting("fetch(atob('aHR0cHM6Ly9hLmV4YW1wbGUv')).catch(() => 0)"),
        {"external": ("https://a.example/",)},
    ),
    "web socket": (
        acting("new WebSocket(['wss:', '', 'a.example', ''].join('/'))"),
        {"external": ("wss://a.example/",)},
    ),
    "worker": (
        acting(
            "new Worker(URL.createObjectURL(new Blob(["
            "\"fetch('ht'+'tps://a.example/w').catch(() => 0)\"])))"
        ),
        {"external": ("https://a.example/w",)},
    ),
    "peer": (
        acting("try { new RTCPeerConnection() } catch (e) {}"),
        {"external": ("RTCPeerConnection",)},
    ),
    "style put together": (
        acting("document.body.style.background = 'url(' + 'https:/' + '/a.example/1.png)'"),
        {"external": ("https://a.example/1.png",)},
    ),
    "frame": (
        acting(
            "let f = document.createElement('iframe'); f.style = 'position:absolute;left:0;top:0';"
            "f.src = 'https:' + '//a.example/f'; document.body.append(f)"
        ),
        {"external": ("https://a.example/f",)},
    ),
    "missing": (acting("new Image().src = 'img/' + 'no.png'"), {"missing": ("img/no.png",)}),
    "missing at the top": (
        acting("new Image().src = '/img' + '/a.png'"),
        {"missing": ("/img/a.png",)},
    ),
    "dialog": (acting("window['al' + 'ert'](1)"), {"forbidden": (Forbidden.DIALOG,)}),
    "popup": (acting("window['op' + 'en']('about:blank')"), {"forbidden": (Forbidden.POPUP,)}),
    "redirect": (
        acting("window['loc' + 'ation'] = 'https://' + 'a.example/'"),
        {"forbidden": (Forbidden.REDIRECT,), "painted": (950, 90)},
    ),
    "later redirect": (
        acting("setTimeout(() => location.reload(), 100)"),
        {"forbidden": (Forbidden.REDIRECT,)},
    ),
    "sound": (
        acting("new Audio('data:audio/wav;base64,UklGRg==').play().catch(() => 0)"),
        {"forbidden": (Forbidden.SOUND,)},
    ),
    "muted": (
        acting("let a = new Audio('data:,'); a.muted = true; a.play().catch(() => 0)"),
        {"forbidden": ()},
    ),
    "download": (
        stage("<a id=a href='data:,x' download='x.exe'></a><script>a.click()</script>"),
        {"forbidden": (Forbidden.DOWNLOAD,)},
    ),
    "link clicked by itself": (
        stage("<a id=a href='https://a.example/' target=_blank></a><script>a.click()</script>"),
        {"forbidden": (Forbidden.POPUP,)},
    ),
    "script error": (acting("nowhere.to.be.found"), {"errors": ("nowhere is not defined",)}),
    "click by a link": (
        stage('<a id=a style="position:absolute;inset:0"></a>'
              "<script>a.href = new URLSearchParams(location.search).get('clickTag')</script>"),
        {"exits": True},
    ),
    "click by an address": (
        stage("<script>onclick = () => { location.href = clickTag }</script>"), {"exits": True}
    ),
    "click by a link of its own": (
        stage('<a href="https://www.example.com/" style="position:absolute;inset:0"></a>'),
        {"exits": False, "external": ()},
    ),
    "no click": (stage(IDLE), {"exits": False}),
    "clickTag read without a click": (
        stage(f"<script>let u = window.clickTag</script>{IDLE}"), {"exits": False}
    ),
    "3 s for ever": (
        stage("<style>@keyframes a{to{opacity:.5}} div{animation:a 3s infinite}</style>"),
        {"run_ms": 3000, "plays": 0},
    ),
    "20 s after 1 s, twice": (
        stage("<style>@keyframes a{to{opacity:.5}} div{animation:a 20s 1s 2}</style>"),
        {"run_ms": 21_000, "plays": 2},
    ),
    "still": (stage(), {"run_ms": 0, "plays": 1}),
}  # fmt: skip


@pytest.fixture(scope="module")
def shown() -> Mapping[str, Shown]:
    """All of them, in one browser."""
    orders = [order(content) for content, _ in SHOWN.values()]
    return dict(zip(SHOWN, renderer().render(orders), strict=True))


@pytest.mark.parametrize("name", SHOWN)
def test_what_a_browser_shows(shown, name):
    rendering = shown[name].rendering
    assert isinstance(rendering, Rendering)
    expected = SHOWN[name][1]
    assert {key: getattr(rendering, key) for key in expected} == expected


def test_the_initial_load_is_counted_in_the_packages_bytes(shown):
    files = ad()
    weight = sum(len(body.encode() if isinstance(body, str) else body) for body in files.values())
    rendering = shown["good"].rendering
    assert (rendering.initial_requests, rendering.initial_bytes) == (3, weight)


def test_the_picture_is_a_png_of_the_first_frame(shown):
    one = shown["good"]
    image = Image.open(io.BytesIO(one.picture)).convert("RGB")
    assert image.size == (WIDTH, HEIGHT)
    original = Image.open(io.BytesIO(bytes(ad()["img/ad.png"]))).convert("RGB")  # type: ignore[arg-type]
    assert image.tobytes() == original.tobytes()
    assert one.rendering.picture == hashlib.sha256(one.picture).hexdigest()


def test_nothing_reaches_this_machine_or_any_other():
    with Site() as site:
        url = f"http://{site.host}/a.png"
        script = f"new Image().src = '{url}'; fetch('{url}?f', {{mode: 'no-cors'}}).catch(() => 0)"
        (answer,) = renderer().render([order(ad(script=script))])
        assert set(answer.rendering.external) == {url, f"{url}?f"}
        assert not site.visits


HANGING = [
    pytest.param("for (;;);", "timeout", id="while it loads"),
    pytest.param("onclick = () => { for (;;); }", "timeout", id="when clicked"),
    pytest.param("let a = []; for (;;) a.push({x: Math.random() + 'x'})", "crashed", id="memory"),
    pytest.param("setInterval(() => { for (let i = 0; i < 99; i++) new Image().src = "
                 "'http:/' + '/a.example/' + Math.random() }, 1)", "storm", id="requests"),
]  # fmt: skip


@pytest.fixture
def short() -> Iterator[Path]:
    """An empty folder with a short path, where pytest's own would be too long for a browser."""
    with tempfile.TemporaryDirectory(dir="/tmp") as folder:
        yield Path(folder)


@pytest.mark.parametrize(("script", "why"), HANGING)
def test_what_hangs_or_crashes_is_not_done_and_leaves_nothing(script, why, short):
    limits = replace(LIMITS, seconds=8.0) if why == "timeout" else LIMITS
    orders = [order(ad(script=script)), order(ad())]
    hung, good = renderer(limits, folder=short).render(orders)
    assert isinstance(hung.rendering, NotRendered)
    assert hung.rendering.why == why
    if why == "storm":
        assert hung.rendering.external
    if why != "timeout":
        assert isinstance(good.rendering, Rendering)
    assert list(short.iterdir()) == []


def test_no_browser_is_not_done():
    def find() -> Path:
        raise OutsideError("browser.missing")

    (answer,) = ChildRenderer(LIMITS, find).render([order(ad())])
    assert answer.rendering == NotRendered("browser")


def test_a_browser_that_is_none_is_not_done(tmp_path):
    path = tmp_path / "chromium"
    path.write_text("#!/bin/sh\nexit 1\n")
    path.chmod(0o755)
    (answer,) = ChildRenderer(LIMITS, lambda: path).render([order(ad())])
    assert answer.rendering == NotRendered("browser")


CHILDREN = [
    ("import sys; sys.stdin.read(); sys.exit(1)", "failed"),
    ("import sys; sys.stdin.read(); print('{')", "failed"),
    ("import sys; sys.stdin.read(); print('[]')", "failed"),
    ('import sys; sys.stdin.read(); print(\'[{"rendering": {}, "picture": ""}]\')', "failed"),
    ("import time; time.sleep(600)", "timeout"),
]


@pytest.mark.parametrize(("code", "why"), CHILDREN)
def test_a_child_that_says_nothing_sensible_is_not_done(code, why):
    limits = replace(LIMITS, seconds=0.2) if why == "timeout" else LIMITS
    child = renderer(limits, command=(sys.executable, "-c", code))
    (answer,) = child.render([order(ad())])
    assert answer.rendering == NotRendered(why)


def test_the_child_is_told_no_secrets(monkeypatch, short):
    monkeypatch.setenv("ADOPS_SECRET_KEY", "key 4711")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "key 4711")
    told = short / "told"
    code = f"import os; open({str(told)!r}, 'w').write(repr(dict(os.environ)))"
    renderer(command=(sys.executable, "-c", code)).render([order(ad())])
    assert "PATH" in told.read_text()
    assert "key 4711" not in told.read_text()


@pytest.mark.parametrize("given", [{"command": ("/nowhere",)}, {"folder": Path("/nowhere")}])
def test_a_machine_that_starts_no_child_is_not_done(given):
    (answer,) = renderer(**given).render([order(ad())])
    assert answer.rendering == NotRendered("failed")


def test_when_all_seats_are_taken_it_is_not_done():
    busy = renderer(replace(LIMITS, seconds=0.1))
    with busy._seats:
        (answer,) = busy.render([order(ad())])
    assert answer.rendering == NotRendered("busy")


def test_nothing_asked_starts_nothing():
    assert list(renderer(command=("/nowhere",)).render([])) == []
