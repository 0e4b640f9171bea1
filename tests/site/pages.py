"""Pages that lead to private addresses, crash, do not let their steps be taken; slots whose inside
nobody reads, films, and shares that no look sees (checks.md, Results and What a slot may hold)."""

from contextlib import suppress

import psutil  # type: ignore[import-untyped]
from PIL import Image

from tests.adops.films import film as film_of
from tests.checks.pairs import film
from tests.site import ads
from tests.site.labels import LANDING, RED, SIZE, Ad, Label, Sheet, at, framed, img, later, linked
from tests.site.server import Answer, Asked
from tests.site.turning import COOKIE

FILM = film([ads.drawn(SIZE, hue=hue) for hue in (210, 60, 120)])
OTHER_FILM = film([ads.drawn(SIZE, hue=hue) for hue in (20, 300, 20)])
UNCODED = film_of("mp4", size=SIZE, codec="mpeg4")
HEAVY = 300_000_000
PALE = 0.37
BLOCK = (
    'style="display:block"'  # as high as the picture: where nobody sees in, a box is all there is
)


def pale() -> bytes:
    """The picture with less colour in it: too like for another one, too unlike for the same."""
    picture = ads.drawn(SIZE)
    return ads.encoded(Image.blend(picture, picture.convert("L").convert("RGB"), PALE))


def plays(path: str) -> str:
    """A film that begins by itself and goes on."""
    size = 'width="300" height="100" style="display:block"'
    return at(linked(f'<video src="{path}" autoplay muted loop {size}></video>'))


def kill(asked: Asked) -> Answer:
    """Ends the process of the page that holds most memory, as the system does that runs out."""
    found = []
    for one in psutil.Process().children(recursive=True):
        with suppress(psutil.Error):
            if "--type=renderer" in one.cmdline():
                found.append((one.memory_info().rss, one))
    heaviest, process = max(found, key=lambda one: one[0])
    if heaviest > HEAVY:
        process.kill()
    return Answer()


BURSTS = (
    f"window.held = new Uint8Array({HEAVY}).fill(1); const asked = new XMLHttpRequest();"
    "asked.open('GET', '/kill', false); asked.send()"
)
INSIDE = "{inside}" + LANDING
PRIVATE = "unreachable", ("page.private",)
TWO = (Ad(), Ad({"main": RED}))
KEPT = """const kept = /city=/.test(document.cookie), city = document.getElementById('{id}-city');
city.hidden = kept;
city.onclick = () => {{ document.cookie = 'city=bj; path=/'; city.remove() }};"""


def let_in(
    name: str, result: str = "ok", findings: tuple[str, ...] = (), goes: str = "this.remove()"
) -> Sheet:
    """A consent layer that comes with every load, and a choice that a cookie keeps; each load shows
    another ad."""
    doors = f'<button id="{{id}}-agree" onclick="{goes}">同意</button><button id="{{id}}-city">北京'
    turn = COOKIE.replace("{turns}", "['/blue.png','/red.png']")
    label = Label(
        f"{doors}</button>{later(KEPT)}{at(img())}{later(turn)}", result, findings,
        ads=(Ad(), Ad({"main": RED})), slot={"rotations": 2},
        delivered=("yes", "unknown") if findings else None,
    )  # fmt: skip
    return Sheet({name: label}, steps=({"click": f"#{name}-agree"}, {"click": f"#{name}-city"}))


PAGES = {
    "private-refresh": Sheet(
        {
            "private-refresh": Label(
                at(img()) + f'<meta http-equiv="refresh" content="0;url={INSIDE}">', *PRIVATE
            )
        }
    ),
    "private-script": Sheet(
        {"private-script": Label(at(img()) + later(f"location.href = '{INSIDE}'"), *PRIVATE)}
    ),
    "private-inside": Sheet(
        {
            "private-picture": Label(at(img("{inside}/blue.png")), "broken", ("slot.broken",)),
            "private-frame": Label(at(framed("{inside}/frame/blue")), "broken", ("slot.broken",)),
            "private-beside": Label(at(img()) + '<img src="{inside}/blue.png" width="9">'),
        }
    ),
    "page-bursts": Sheet(
        {"page-bursts": Label(at(img()) + later(BURSTS), "unreachable", ("page.crashed",))}
    ),
    "page-shut": Sheet(
        {"page-shut": Label(at(img()), "unreachable", ("page.steps",))},
        steps=({"click": "#let-me-in"},),
    ),
    "page-let-in": Sheet(
        {
            "page-let-in": Label(
                '<button id="let-me-in" onclick="'
                "document.getElementById('{id}').style.display = ''\">进入</button>"
                + at(img(), "display:none")
            )
        },
        steps=({"click": "#let-me-in"},),
    ),
    "page-let-in-again": let_in("page-let-in-again"),
    "page-let-in-half": let_in(
        "page-let-in-half", "unsure", ("rotation.cut",), goes="if (!kept) this.remove()"
    ),
    "behind-the-page": Sheet(
        {
            "behind-the-page": Label(
                linked("", extra='style="position:absolute;inset:0"'), selector="body"
            )
        },
        head="<style>body{background:url(/blue.png) center top no-repeat}</style>"
        '<div style="height:1200px"></div>',
    ),
    "in-doubt": Sheet(
        {
            "pale": Label(at(img("/pale.png")), "unsure", ("picture.unsure",)),
            "closed-declared": Label(
                at(f'<template shadowrootmode="closed">{img(extra=BLOCK)}</template>'),
                "unsure",
                ("check.closed_unread",),
            ),
            "film": Label(plays("/film.webm"), ads=(Ad({"main": FILM}),)),
            "film-uncoded": Label(
                plays("/uncoded.mp4"),
                "unsure",
                ("check.film_unread",),
                ads=(Ad({"main": FILM}),),
            ),
            "film-torn": Label(
                plays("/torn.mp4"), "broken", ("slot.broken",), ads=(Ad({"main": FILM}),)
            ),
            "film-of-another": Label(
                plays("/other.webm"),
                "wrong_creative",
                ("creative.wrong",),
                ads=(Ad({"main": FILM}),),
            ),
        }
    ),
    "left-out": Sheet(
        {
            "left-out": Label(
                at(img()),
                "wrong_creative",
                ("not_in_rotation",),
                ads=TWO,
                delivered=("yes", "no"),
                slot={"rotations": 3},
            )
        },
        looks=2,
    ),
}
FILES = {
    "/film.webm": Answer(FILM, "video/webm"),
    "/other.webm": Answer(OTHER_FILM, "video/webm"),
    "/uncoded.mp4": Answer(UNCODED, "video/mp4"),
    "/torn.mp4": Answer(b"no film" * 40, "video/mp4"),
    "/pale.png": Answer(pale(), "image/png"),
}
