"""The labelled site: all its pages, the files they show, and one look at all of them."""

import functools
import hashlib
import io
from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any, NamedTuple
from urllib.parse import quote

from PIL import Image

from adops.domain.html5 import Rendering
from adops.domain.people import CONSOLE
from adops.domain.slot import Device
from adops.services import renderings
from checks.run import check
from checks.work import House
from tests.conftest import FRIDAY
from tests.factories import Factory
from tests.site import (
    ads,
    cut,
    fair,
    floating,
    folded,
    grounds,
    heavy,
    held,
    holders,
    layers,
    lazy,
    mixed,
    nasty,
    onward,
    packaged,
    pages,
    phones,
    portal,
    skins,
    slides,
    tall,
    troubles,
    turning,
)
from tests.site.labels import BLUE, GREEN, LANDING, RED, SIZE, Ad, Label, Sheet
from tests.site.secure import Secure
from tests.site.server import Answer, Asked, Site

Words = Mapping[str, str]
SLOW = frozenset(troubles.SLOW.slots)
WIDE = (640, 100)
WIDE_PNG = ads.png(WIDE, text_size=14)
SHEETS: Mapping[str, Sheet] = {
    "holders": holders.HOLDERS,
    "cross": holders.CROSS,
    "phone": holders.PHONE,
    "out-of-sight": troubles.OUT_OF_SIGHT,
    "not-there": troubles.NOT_THERE,
    "otherwise": troubles.OTHERWISE,
    "unrest": troubles.UNREST,
    "chat": troubles.CHAT,
    "slow": troubles.SLOW,
    "by-load": turning.BY_LOAD,
    "by-load-failing": turning.FAILING,
    "by-load-polling": turning.POLLING,
    "by-cookie": turning.BY_COOKIE,
    "by-clock": turning.BY_CLOCK,
    "unseen": turning.UNSEEN,
    **cut.PAGES,
    **floating.PAGES,
    **fair.PAGES,
    **folded.PAGES,
    **layers.PAGES,
    **mixed.PAGES,
    **lazy.PAGES,
    **heavy.PAGES,
    **held.PAGES,
    **onward.PAGES,
    **pages.PAGES,
    **phones.PAGES,
    **portal.PAGES,
    **grounds.PAGES,
    **skins.PAGES,
    **slides.PAGES,
    **packaged.PAGES,
    **tall.PAGES,
    **{name: Sheet({name: Label("", "unreachable", (code,))}, address=address)
       for name, (code, address) in troubles.NO_PAGE.items()},
}  # fmt: skip
HEAD = """<!doctype html><html lang="zh"><meta charset="utf-8"><title>测试页</title>{phone}
<style>body{{margin:0;font:14px/1.8 sans-serif;color:#333}} main{{width:{width};margin:0 auto}}
.slot{{width:300px;position:relative;margin-bottom:10px}} img{{vertical-align:top}}</style>
<main>"""
PHONE = '<meta name="viewport" content="width=device-width,initial-scale=1">'
WEBM = b"\x1aE\xdf\xa3"
FRAME = '<!doctype html><body style="margin:0">'


class Told(NamedTuple):
    """What a look said of a slot."""

    result: str
    delivered: list[str]
    codes: set[str]


def labels() -> Iterator[tuple[str, Label]]:
    """Every labelled slot by its name, which is its element's id and its code."""
    for sheet in SHEETS.values():
        yield from sheet.slots.items()


def words_of(site: Site, secure: Secure) -> Words:
    """What stands for origins in labels."""
    return {
        "base": site.url(""),
        "other": site.url("", "localhost"),
        "closed": f"http://{site.closed}",
        "inside": f"http://{site.another_door()}",
        "landing": quote(site.url(LANDING), safe=""),
        **secure.words,
    }


def furnish(site: Site, sheets: Mapping[str, Sheet], words: Words) -> None:
    """Puts the pages and every file on the site."""
    _files(site)
    _frames(site, words)
    packaged.put(site)
    for path, title in ((LANDING, "落地页"), ("/elsewhere", "别处")):
        site.page(path, "楼盘介绍", title=title)
    site.routes["/failing"] = Answer(b"", status=500)
    for name, sheet in sheets.items():
        body = _body(sheet, words)
        path = f"/at/{name}"
        site.routes[path] = Answer(body.encode())
        if sheet.route:
            site.routes[path] = functools.partial(_served, sheet, body)
    site.routes["/at/page-error"] = Answer(b"", status=500)
    site.routes["/draws.js"] = mixed.draws
    site.routes["/file.zip"] = Answer(b"PK", "application/zip")
    there = f"{words['https']}/at/secure-moved"
    site.routes["/moved-to-https"] = Answer(status=302, headers={"location": there})


def _served(sheet: Sheet, body: str, asked: Asked) -> Answer:
    assert sheet.route is not None
    return sheet.route(asked, body)


def _files(site: Site) -> None:
    pictures = {
        "/blue.png": BLUE,
        "/red.png": RED,
        "/green.png": GREEN,
        "/late.png": BLUE,
        "/double.png": RED,  # one that is in the browser's cache is shown whatever the screen
        "/other.png": ads.png(SIZE, phone="400-810-6673"),
        "/house/a.png": ads.png(SIZE, hue=60, name="House"),
        "/torn.png": BLUE[:90],
        "/left.png": floating.LEFT,
        "/right.png": floating.RIGHT,
        "/right-too.png": floating.RIGHT_TOO,
        "/mini.png": floating.MINI,
        "/wide.png": WIDE_PNG,
        "/pixel.gif": ads.encoded(Image.new("P", (1, 1)), "GIF", transparency=0),
        "/turning.gif": ads.gif(SIZE),
    }
    for path, content in pictures.items():
        site.file(path, content)
    for one in (cut, heavy, pages, portal, fair, layers, onward, phones, grounds, skins):
        site.routes.update(one.FILES)
    site.routes["/kill"] = pages.kill
    site.file("/again.jpg", ads.jpeg(SIZE, quality=70), "image/jpeg")
    site.file("/again.webp", ads.encoded(ads.drawn(SIZE), "WEBP", quality=80), "image/webp")
    site.file("/wide.jpg", ads.jpeg(WIDE, quality=75, text_size=14), "image/jpeg")
    site.file("/larger.jpg", _larger(ads.drawn(SIZE)), "image/jpeg")
    site.file("/wide-scaled.jpg", _larger(ads.drawn(WIDE, text_size=14)), "image/jpeg")
    other = ads.jpeg(WIDE, quality=75, text_size=14, phone="400-810-6673")
    site.file("/wide-other.jpg", other, "image/jpeg")
    site.routes["/moved.png"] = Answer(status=302, headers={"location": "/blue.png"})
    site.routes["/never.png"] = Answer(hang=True)
    site.routes |= {"/chat/poll": Answer(hang=True), "/chat/events": Answer(hang=True)}
    site.routes["/chat/ad"] = Answer(b"{}", "application/json", wait=2.0)
    site.file("/late-again.jpg", ads.jpeg(SIZE, quality=60), "image/jpeg")
    for path in ("/late.png", "/late-again.jpg"):
        late = site.routes[path]
        assert isinstance(late, Answer)
        late.wait = 1.2


def _larger(picture: Image.Image) -> bytes:
    """As an ad server scales it by 1.25: what shows is no copy of the file, px by px."""
    size = picture.width * 5 // 4, picture.height * 5 // 4
    return ads.encoded(picture.resize(size), "JPEG", quality=75)


def _frames(site: Site, words: Words) -> None:
    link = f'<a href="{site.url(LANDING)}">'
    inner = {
        "blue": f'{link}<img src="/blue.png"></a>',
        "again": f'{link}<img src="/again.jpg"></a>',
        "red": f'{link}<img src="/red.png"></a>',
        "wide": f'{link}<img src="/wide.jpg" style="width:100%"></a>',
        "wide-scaled": f'{link}<img src="/wide-scaled.jpg" style="width:100%"></a>',
        "wide-bytes": f'{link}<img src="/wide.png" style="width:100%"></a>',
        "wide-other": f'{link}<img src="/wide-other.jpg" style="width:100%"></a>',
        "unlinked": '<img src="/again.jpg">',
        "text": f"{link}云溪花园 首开在即</a>",
        "behind": f'<a href="{site.url(LANDING)}" style="display:block;height:100px;'
        'background:url(/again.jpg) center no-repeat"></a>',
        "faded-text": f'{link}<b style="opacity:0">云溪花园 首开在即</b></a>',
        "astray": '<a href="/elsewhere"><img src="/blue.png"></a>',
        "broken": f'{link}<img src="/none.png" width="300" height="100"></a>',
        "failing": f'{link}<img src="/blue.png"></a><script>nothing.at.all()</script>',
        "canvas": f'{link}<canvas id="c" width="300" height="100"></canvas></a><script>'
        "const i = new Image(); i.src = '/again.jpg';"
        "i.onload = () => c.getContext('2d').drawImage(i, 0, 0)</script>",
        "nested": '<iframe src="/frame/again" width="300" height="100" style="border:0"></iframe>',
    }
    frames = {f"/frame/{name}": html for name, html in inner.items()}
    for path, html in (mixed.FRAMES | heavy.FRAMES | nasty.FRAMES).items():
        frames[path] = html.format(**words)
    for path, html in frames.items():
        site.routes[path] = Answer((FRAME + html).encode())
    refused = {"x-frame-options": "DENY"}
    site.routes["/frame/refused"] = Answer(FRAME.encode(), headers=refused)


def _body(sheet: Sheet, words: Words) -> str:
    slots = [one.html.format(id=name, **words) for name, one in sheet.slots.items()]
    phone = PHONE if sheet.is_phone else ""
    head = HEAD.format(phone=phone, width="100%" if sheet.is_phone else "1000px")
    return head + sheet.head + "\n".join(slots) + sheet.foot + "</main>"


def settle(house: House, factory: Factory, sheets: Mapping[str, Sheet], words: Words) -> None:
    """A row for every page, slot, booking and creative."""
    if not packaged.PAGES.keys().isdisjoint(sheets):
        know_packages(house)
    with house.database.write() as session:
        for name, sheet in sheets.items():
            device = Device.MOBILE if sheet.is_phone else Device.PC
            url = sheet.address.format(name=name, **words)
            steps = [dict(one) for one in sheet.steps]
            page = factory.page(session, url=url, device=device, steps=steps)
            for code, label in sheet.slots.items():
                _slot(words, house, factory, session, page.id, code, label, sheet.is_phone)


def know_packages(house: House) -> None:
    """The packages as the review showed them."""
    for content, shown in packaged.rendered(house.settings).items():
        assert isinstance(shown.rendering, Rendering)
        house.store.put(shown.picture)
        with house.database.write() as session:
            renderings.keep(
                session,
                sha256=hashlib.sha256(content).hexdigest(),
                width=SIZE[0],
                height=SIZE[1],
                renderer="1",
                rendering=shown.rendering,
                picture_bytes=len(shown.picture),
                now=house.now(),
            )


def _slot(
    words: Words,
    house: House,
    factory: Factory,
    session: Any,
    page_id: int | None,
    code: str,
    label: Label,
    is_phone: bool,
) -> None:
    width, height = WIDE if is_phone else SIZE
    selector = label.selector.format(id=code)
    values: dict[str, Any] = {"code": code, "selector": selector, "width": width, "height": height}
    slot = factory.slot(session, page_id=page_id, **(values | dict(label.slot)))
    for ad in label.ads:
        last = FRIDAY - timedelta(days=1) if ad.ended else FRIDAY + timedelta(days=3)
        given = {name: value for name, value in ad.given.items() if name != "format"}
        booking = factory.booking(
            session, FRIDAY - timedelta(days=9), last, slot,
            landing_url=_address(ad.link, words), **given,
        )  # fmt: skip
        is_usual = is_phone and ad.parts == {"main": BLUE}
        contents = {"main": WIDE_PNG} if is_usual else ad.parts
        parts = _parts(ad, contents)
        if parts:
            text = {"copy_text": ad.text} if ad.text else {}
            creative = factory.creative(session, booking, part=parts[0], **text)
            for part in parts[1:]:
                factory.part(session, creative, **part)
            for content in contents.values():
                house.store.put(content)
            for number, other in enumerate(ad.versions, 2):
                creative.confirmed_at = factory.now - timedelta(days=9)
                factory.creative(
                    session, booking, part=_parts(other, other.parts)[0], version=number,
                    rotation=creative.id, click_url=_address(other.link, words),
                    confirmed_at=creative.confirmed_at,
                )  # fmt: skip
                house.store.put(other.parts["main"])


def _address(link: str, words: Words) -> str:
    return ("{base}" + link if link.startswith("/") else link).format(**words)


def _parts(ad: Ad, contents: Mapping[str, bytes]) -> list[dict[str, Any]]:
    if ad.text:
        return [{"sha256": "0" * 64, "format": "text", "width": 0, "height": 0}]
    kind = ad.given.get("format", "png")
    return [_part(name, content, kind) for name, content in contents.items()]


def _part(name: str, content: bytes, kind: str) -> dict[str, Any]:
    kind = "webm" if content.startswith(WEBM) else kind
    width, height = SIZE if kind in {"html5", "webm"} else _size_of(content)
    return {
        "part": name,
        "sha256": hashlib.sha256(content).hexdigest(),
        "format": kind,
        "width": width,
        "height": height,
    }


def _size_of(content: bytes) -> tuple[int, int]:
    with Image.open(io.BytesIO(content)) as picture:
        return picture.size


def look_at_all(house: House, sheets: Mapping[str, Sheet]) -> dict[str, Told]:
    """One run over every page, and one more over those that are looked at again; what the last one
    said, by slot."""
    rows = list(check(house, by=CONSOLE).rows)
    again = [code for sheet in sheets.values() if sheet.looks > 1 for code in sheet.slots]
    if again:
        rows += check(house, by=CONSOLE, slot_codes=again).rows
    found: dict[str, Told] = {}
    for look, slot, bookings in rows:
        delivered = [seen.delivered.value for seen, _ in bookings]
        codes = {str(told["code"]) for told in look.findings}
        if slot.code not in SLOW:  # how long the rest took says something about the machine
            codes.discard("slot.slow")
        found[slot.code] = Told(look.result.value, delivered, codes)
    return found
