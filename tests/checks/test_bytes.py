"""Bytes first (checks.md, Same picture): the file that the page was really served is known by its
SHA-256 however it came. The picture tells nothing here: a style turns its colours round."""

from dataclasses import replace

import pytest

from checks.work import House
from tests.checks.town import BLUE, LANDING, RED, Town, at_slot, img
from tests.factories import Factory
from tests.site.server import PAGE, Answer, Asked, Route, Site

TURNED = "filter:invert(1)"
KEPT = {"cache-control": "max-age=86400"}
ASKED_AGAIN = {"cache-control": "no-cache", "etag": '"1"'}
FRAME = '<iframe src="{url}" width="300" height="100" style="border:0;filter:invert(1)"></iframe>'
INNER = '<body style="margin:0"><a href="{here}/landing"><img src="/blue.png"></a>'
SCRIPTED = at_slot(f'<a href="{LANDING}"><img id="d" width="300" style="{TURNED}"></a>')
BLOB = "fetch('/blue.png').then(r => r.blob()).then(b => {d.src = URL.createObjectURL(b); KEPT })"
DATA = (
    "fetch('/blue.png').then(r => r.blob()).then(b => {const f = new FileReader();"
    "f.onload = () => { d.src = f.result }; f.readAsDataURL(b)})"
)


@pytest.fixture
def town(house: House, site: Site, factory: Factory) -> Town:
    """What was booked is blue."""
    site.file("/blue.png", BLUE)
    site.file("/red.png", RED)
    return Town(house, site, factory)


def to(path: str, status: int = 302, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status=status, headers={"location": path, **(headers or {})})


def fresh_or_304(asked: Asked) -> Answer:
    """The file, then that it is still the same."""
    if asked.visit:
        return Answer(b"", "image/png", 304, ASKED_AGAIN)
    return Answer(BLUE, "image/png", headers=ASKED_AGAIN)


def script(words: str) -> str:
    return f"<script>{words}</script>"


WAYS: dict[str, tuple[str, dict[str, Route]]] = {
    "plain": (img("/blue.png", style=TURNED), {}),
    "fragment": (img("/blue.png#2", style=TURNED), {}),
    "query": (img("/blue.png?v=2", style=TURNED), {}),
    "redirected": (img("/a", style=TURNED), {"/a": to("/blue.png")}),
    "redirected-twice-to-another-site": (
        img("/a", style=TURNED), {"/a": to("/b"), "/b": to("{other}/blue.png", 307)},
    ),
    "two-addresses": (
        f'<a href="{LANDING}"><picture><source srcset="/c.png"><img src="/blue.png" '
        f'style="{TURNED}"></picture></a><img src="/blue.png" width="1" height="1">',
        {"/c.png": Answer(BLUE, "image/png")},
    ),
    "no-type": (img("/c", style=TURNED), {"/c": Answer(BLUE, "application/octet-stream")}),
    "background": (
        f'<a href="{LANDING}" style="display:block;height:100px;{TURNED};'
        'background:url(/blue.png)"></a>', {},
    ),
    "poster": (f'<a href="{LANDING}"><video poster="/blue.png" width="300" height="100" '
               f'style="{TURNED}"></video></a>', {}),
    "object": (f'<a href="{LANDING}"><object data="/blue.png" width="300" height="100" '
               f'style="{TURNED}"></object></a>', {}),
    "data": (SCRIPTED + script(DATA), {}),
    "blob": (SCRIPTED + script(BLOB.replace("KEPT", "")), {}),
    "blob-given-up": (
        SCRIPTED + script(BLOB.replace("KEPT", "d.onload = () => URL.revokeObjectURL(d.src)")), {},
    ),
    "preloaded": (
        '<link rel="preload" as="image" href="/blue.png">' + SCRIPTED
        + script("setTimeout(() => { d.src = '/blue.png' }, 300)"), {},
    ),
    "frame": (FRAME.replace("{url}", "/frame"), {"/frame": Answer(INNER.encode())}),
    "frame-of-another-site": (
        FRAME.replace("{url}", "{other}/frame"), {"/frame": Answer(INNER.encode())},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("body", "routes"), WAYS.values(), ids=WAYS.keys())
def test_whatever_way_it_came(town: Town, site: Site, body: str, routes: dict[str, Route]) -> None:
    names = {"{other}": site.url("", "localhost"), "{here}": site.url("")}
    for path, route in routes.items():
        site.routes[path] = told(route, names)
    for name, url in names.items():
        body = body.replace(name, url)
    town.page(body if 'id="ad"' in body else at_slot(body))
    town.booking(town.slot(), BLUE)
    look, _, bookings = town.check().rows[0]
    assert (look.result.value, bookings[0][0].similarity) == ("ok", 1.0), look.findings


def test_a_frame_that_is_the_picture_itself(town: Town) -> None:
    """Nothing in it leads anywhere, but what shows is known."""
    town.page(at_slot(FRAME.replace("{url}", "/blue.png")))
    town.booking(town.slot(), BLUE)
    look, _, bookings = town.check().rows[0]
    assert (look.result.value, bookings[0][0].similarity) == ("wrong_link", 1.0)


@pytest.mark.parametrize("path", ["/none.png", "/none.png#2"])
def test_a_background_that_did_not_come(town: Town, path: str) -> None:
    style = f"display:block;height:100px;background:url({path})"
    town.page(at_slot(f'<a href="{LANDING}" style="{style}"></a>'))
    town.booking(town.slot(), BLUE)
    assert town.check().rows[0][0].result.value == "broken"


def told(route: Route, names: dict[str, str]) -> Route:
    """With the addresses of this site and of another in it."""
    if not isinstance(route, Answer):
        return route
    found = route
    for name, url in names.items():
        headers = {key: one.replace(name, url) for key, one in found.headers.items()}
        body = found.body.replace(name.encode(), url.encode())
        found = replace(found, headers=headers, body=body)
    return found


@pytest.mark.parametrize(
    ("path", "route", "asked"),
    [
        ("/kept.png", Answer(BLUE, "image/png", headers=KEPT), 1),
        ("/again.png", fresh_or_304, 2),
        ("/moved.png", to("/kept.png", 301, KEPT), 1),
    ],
    ids=["from the cache", "not modified", "a redirect from the cache"],
)  # fmt: skip
def test_a_rotation_that_is_loaded_again(
    town: Town, site: Site, path: str, route: Route, asked: int
) -> None:
    """Red first, then blue, then red, then blue again: what has come before is still known."""
    site.routes["/kept.png"] = Answer(BLUE, "image/png", headers=KEPT)
    site.routes["/red.png"] = Answer(RED, "image/png", headers=KEPT)
    site.routes[path] = route
    other = f'<img src="{path}" width="1" height="1">'

    def turn(asked: Asked) -> Answer:
        body = at_slot(img(path if asked.visit else "/red.png", style=TURNED)) + other
        return Answer(PAGE.format(title="轮播", body=body).encode())

    town.page("", "/turn")
    site.routes["/turn"] = turn
    slot = town.slot(rotations=2)
    town.booking(slot, RED)
    town.booking(slot, BLUE)
    look, _, bookings = town.check().rows[0]
    assert [seen.similarity for seen, _ in bookings] == [1.0, 1.0]
    assert (look.result.value, site.visits[path]) == ("ok", asked)


def test_another_file_at_the_same_address(town: Town, site: Site) -> None:
    """Each load is judged by what came in it."""

    def turning(asked: Asked) -> Answer:
        content = (RED, BLUE)[asked.visit % 2]
        return Answer(content, "image/png", headers={"cache-control": "no-store"})

    site.routes["/turning.png"] = turning
    town.page(at_slot(img("/turning.png", style=TURNED)))
    slot = town.slot(rotations=2)
    town.booking(slot, RED)
    town.booking(slot, BLUE)
    look, _, bookings = town.check().rows[0]
    assert [seen.similarity for seen, _ in bookings] == [1.0, 1.0]
    assert look.result.value == "ok"


def test_another_page_of_the_same_browser_asks_anew(town: Town, site: Site) -> None:
    """What the page before brought into the browser's cache does not stand for what is served."""
    object.__setattr__(town.house, "config", town.house.config.model_copy(update={"contexts": 1}))
    site.routes["/kept.png"] = Answer(BLUE, "image/png", headers=KEPT)
    for path in ("/one", "/two"):
        town.page(at_slot(img("/kept.png", style=TURNED)), path)
        town.booking(town.slot(), BLUE)
    rows = town.check().rows
    assert [seen.similarity for _, _, told in rows for seen, _ in told] == [1.0, 1.0]
    assert site.visits["/kept.png"] == 2
