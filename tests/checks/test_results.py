"""Each result of checks.md, shown by a page in a real Chromium."""

import io
import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count

import pytest
from PIL import Image
from sqlmodel import select

from adops.domain.period import at
from adops.domain.slot import Device, Unit
from adops.models import SlotCheckBooking
from checks.draw import Easel
from checks.work import House
from tests.checks.town import BLUE, LANDING, RED, SIZE, Town, at_slot, img
from tests.conftest import FRIDAY
from tests.factories import Factory
from tests.site import ads
from tests.site.server import PAGE, Answer, Asked, Site


@pytest.fixture
def town(house: House, site: Site, factory: Factory) -> Town:
    """A page with two pictures at hand: what was booked is blue."""
    site.file("/blue.png", BLUE)
    site.file("/red.png", RED)
    return Town(house, site, factory)


def result_of(town: Town, body: str, content: bytes | None = BLUE) -> tuple[str, str, list[str]]:
    """One booked slot on a page of that body: result, delivered, codes of findings."""
    town.page(body)
    town.booking(town.slot(), content)
    return looked_at(town)


def looked_at(town: Town) -> tuple[str, str, list[str]]:
    """What one more check says of the only slot."""
    look, _, bookings = town.check().rows[0]
    codes = [told["code"] for told in look.findings]
    return look.result.value, bookings[0][0].delivered.value, codes


BOOKED = {
    "ok-img": (at_slot(img("/blue.png")), "ok", "yes"),
    "ok-background": (
        at_slot(f'<a href="{LANDING}" style="display:block;height:100px;'
                'background:url(/blue.png)"></a>'),
        "ok", "yes",
    ),
    "ok-picture": (
        at_slot(f'<a href="{LANDING}"><picture><source srcset="/blue.png">'
                '<img src="/red.png"></picture></a>'),
        "ok", "yes",
    ),
    "ok-overlay-link": (
        at_slot(img("/blue.png", None)
                + f'<a href="{LANDING}" style="position:absolute;inset:0"></a>',
                "position:relative;"),
        "ok", "yes",
    ),
    "ok-after-a-while": (
        at_slot("") + "<script>setTimeout(() => { ad.innerHTML = `"
        + img("/blue.png") + "` }, 700)</script>",
        "ok", "yes",
    ),
    "ok-below-the-fold-lazy": (
        '<div style="height:4000px"></div>'
        + at_slot(img("/blue.png").replace("<img", '<img loading="lazy"')),
        "ok", "yes",
    ),
    "missing": ("<p>no slot</p>", "missing", "no"),
    "empty": (at_slot("", "height:100px;border:1px solid #ccc"), "empty", "no"),
    "broken": (at_slot(img("/none.png")), "broken", "no"),
    "hidden-display": (at_slot(img("/blue.png"), "display:none"), "hidden", "no"),
    "hidden-visibility": (at_slot(img("/blue.png"), "visibility:hidden"), "hidden", "no"),
    "hidden-opacity": (at_slot(img("/blue.png"), "opacity:.05"), "hidden", "no"),
    "hidden-off-page": (at_slot(img("/blue.png"), "position:absolute;left:-5000px"), "hidden",
                        "no"),
    "hidden-clipped": (at_slot(img("/blue.png"), "height:0;overflow:hidden"), "hidden", "no"),
    "hidden-covered": (
        at_slot(img("/blue.png") + '<div style="position:absolute;inset:0;background:#fff;'
                'pointer-events:none"></div>', "position:relative;"),
        "hidden", "no",
    ),
    "wrong-creative": (at_slot(img("/red.png")), "wrong_creative", "no"),
    "wrong-size": (
        at_slot(img("/blue.png").replace('width="300"', 'width="290"')), "wrong_size", "no",
    ),
    "wrong-link": (at_slot(img("/blue.png", "/elsewhere")), "wrong_link", "no"),
    "no-link": (at_slot(img("/blue.png", None)), "wrong_link", "no"),
}  # fmt: skip


@pytest.mark.parametrize(("body", "result", "delivered"), BOOKED.values(), ids=BOOKED.keys())
def test_a_booked_slot(town: Town, body: str, result: str, delivered: str) -> None:
    assert result_of(town, body)[:2] == (result, delivered)


def test_a_frame_of_another_site_below_the_fold_is_seen(town: Town, site: Site) -> None:
    """Scaled by the ad server, so that only the painted picture can tell."""
    larger = ads.drawn(SIZE).resize((SIZE[0] * 2, SIZE[1] * 2))
    site.file("/again.jpg", ads.encoded(larger, "JPEG", quality=85), "image/jpeg")
    inner = '<body style="margin:0"><a href="{}"><img src="/again.jpg" width="300"></a>'
    site.routes["/frame"] = Answer(inner.format(site.url(LANDING)).encode())
    frame = f'<iframe src="{site.url("/frame", "localhost")}" width="300" height="100" '
    body = '<div style="height:2500px"></div>' + at_slot(frame + 'style="border:0"></iframe>')
    found = result_of(town, body)
    if found == (
        "unsure",
        "unknown",
        ["picture.not_painted"],
    ):  # a machine too busy to paint blames nobody
        found = looked_at(town)
    assert found == ("ok", "yes", [])


def test_a_frame_that_is_an_error_page_is_broken(town: Town, site: Site) -> None:
    body = at_slot('<iframe src="/no-such-frame" width="300" height="100"></iframe>')
    assert result_of(town, body)[0] == "broken"


def test_shadow_dom_and_inner_frames(town: Town, site: Site) -> None:
    inner = f'<body style="margin:0"><a href="{LANDING}"><img src="/blue.png"></a>'
    site.routes["/frame"] = Answer(inner.encode())
    frame = '<iframe src="/frame" width="300" height="100" style="border:0"></iframe>'
    site.routes["/outer"] = Answer(f'<body style="margin:0">{frame}'.encode())
    frame = frame.replace("/frame", "/outer")
    body = at_slot("") + f"<script>ad.attachShadow({{mode: 'open'}}).innerHTML = `{frame}`</script>"
    assert result_of(town, body) == ("ok", "yes", [])


@pytest.mark.parametrize(
    ("holder", "script"),
    {
        "canvas": (
            '<canvas id="c" width="300" height="100"></canvas>',
            "const i = new Image(); i.src = '/blue.png';"
            "i.onload = () => c.getContext('2d').drawImage(i, 0, 0)",
        ),
        "svg": (
            '<svg width="300" height="100"><image href="/blue.png" width="300"/></svg>',
            "",
        ),
        "video-poster": ('<video poster="/blue.png" width="300" height="100"></video>', ""),
        "data-url": (
            '<img id="d" width="300" height="100">',
            "fetch('/blue.png').then(r => r.blob()).then(b => {const f = new FileReader();"
            "f.onload = () => { d.src = f.result }; f.readAsDataURL(b)})",
        ),
        "mark": (
            '<span style="position:relative;display:block;width:300px;height:100px">'
            '<img src="/again.jpg"><i style="position:absolute;right:0;bottom:0;background:#0008;'
            'color:#fff;font:12px sans-serif;padding:1px 3px">广告</i></span>',
            "",
        ),
    }.values(),
    ids=["canvas", "svg", "video-poster", "data-url", "mark"],
)
def test_holders(town: Town, site: Site, holder: str, script: str) -> None:
    site.file("/again.jpg", ads.jpeg(SIZE, quality=80), "image/jpeg")
    body = at_slot(f'<a href="{LANDING}">{holder}</a>') + f"<script>{script}</script>"
    assert result_of(town, body) == ("ok", "yes", [])


def test_one_changed_digit_is_another_creative(town: Town, site: Site) -> None:
    site.file("/other.png", ads.png(SIZE, phone="400-810-6673"))
    result, delivered, codes = result_of(town, at_slot(img("/other.png")))
    assert (result, delivered, codes) == ("wrong_creative", "no", ["creative.wrong"])


def test_an_old_creative_and_a_house_ad_are_named(town: Town, site: Site) -> None:
    town.page(at_slot(img("/red.png")))
    slot = town.slot()
    town.booking(slot, BLUE)
    town.booking(slot, RED, first=date(2026, 11, 1), last=FRIDAY - timedelta(days=1))
    look = town.check().rows[0][0]
    assert look.result.value == "wrong_creative"
    assert [told["code"] for told in look.findings] == ["old_creative"]


@pytest.mark.parametrize(
    ("link", "result", "seen"),
    [("/old", "ok", 0), ("/new", "ok", 1), ("/elsewhere", "wrong_link", 0)],
)
def test_while_a_link_is_changed_either_is_right(
    town: Town, house: House, factory: Factory, site: Site, link: str, result: str, seen: int
) -> None:
    for path in ("/old", "/new", "/elsewhere"):
        site.page(path, "楼盘介绍", title="落地页")
    town.page(at_slot(img("/blue.png", link)))
    booking = town.booking(town.slot(), link="/old")
    with house.database.write() as session:
        sha256, part = house.store.put(BLUE), {"format": "png", "width": 300, "height": 100}
        made = [
            factory.creative(session, booking, sha256=sha256, part=part, version=n, **given)
            for n, given in ((1, {}), (2, {"click_url": site.url("/new")}))
        ]
        made[1].rotation = made[1].link_of = made[0].id  # both until 10:00
    look, _, bookings = town.check().rows[0]
    assert (look.result.value, bookings[0][0].creative_id) == (result, made[seen].id)


def test_text_links(town: Town) -> None:
    town.page(f'<div id="ad"><a href="{LANDING}">云溪花园 首开在即</a></div>')
    slot = town.slot(width=0, height=0, form="文字链")
    town.booking(
        slot, "云溪花园首开在即".encode(), format="text", size=(0, 0), copy_text="云溪花园首开在即"
    )
    assert town.check().rows[0][0].result.value == "ok"


def test_a_dead_landing_page_is_delivered(town: Town) -> None:
    town.page(at_slot(img("/blue.png", "/gone")))
    town.booking(town.slot(), BLUE, link="/gone")
    look, _, bookings = town.check().rows[0]
    assert (look.result.value, bookings[0][0].delivered.value) == ("dead_link", "yes")


def test_without_a_creative_what_shows_is_unsure(town: Town) -> None:
    result, delivered, codes = result_of(town, at_slot(img("/red.png")), None)
    assert (result, delivered, codes) == ("unsure", "unknown", ["booking.no_creative"])


def test_without_a_creative_nothing_is_empty(town: Town) -> None:
    assert result_of(town, at_slot(""), None)[:2] == ("empty", "no")


def test_a_phone_scales_the_slot(town: Town) -> None:
    wide = ads.png((640, 100))
    town.site.file("/wide.png", wide)
    picture = f'<a href="{LANDING}"><img src="/wide.png" style="width:100%"></a>'
    url = town.site.url("/phone")
    head = '<meta name="viewport" content="width=device-width,initial-scale=1">'
    html = f'<!doctype html>{head}<body style="margin:0"><div id="ad">{picture}</div>'
    town.page("", "/phone", device=Device.MOBILE)
    town.site.routes["/phone"] = Answer(html.encode())
    town.booking(town.slot(width=640, height=100), wide, size=(640, 100))
    look = town.check().rows[0][0]
    assert (look.page_url, look.result.value) == (url, "ok")


UNBOOKED = {
    "vacant-empty": (at_slot(""), "vacant"),
    "vacant-house-ad": (at_slot(img("/house/a.png")), "vacant"),
    "missing": ("<p></p>", "missing"),
    "broken": (at_slot(img("/none.png")), "broken"),
    "unsold": (at_slot(img("/red.png")), "unsold"),
    "expired": (at_slot(img("/blue.png")), "expired"),
}


@pytest.mark.parametrize(("body", "result"), UNBOOKED.values(), ids=UNBOOKED.keys())
def test_a_slot_without_a_booking(town: Town, site: Site, body: str, result: str) -> None:
    site.file("/house/a.png", RED)
    house_ads = town.house.config.house_ads.model_copy(update={"urls": (site.url("/house/"),)})
    config = town.house.config.model_copy(update={"house_ads": house_ads})
    object.__setattr__(town.house, "config", config)
    town.page(body)
    town.booking(town.slot(), BLUE, first=date(2026, 11, 1), last=FRIDAY - timedelta(days=1))
    assert town.check().rows[0][0].result.value == result


def test_a_rotation_is_reloaded_until_all_were_seen(town: Town, site: Site) -> None:
    def turn(asked: Asked) -> Answer:
        path = ("/blue.png", "/red.png")[asked.visit % 2]
        return Answer(PAGE.format(title="轮播", body=at_slot(img(path))).encode())

    town.page("", "/turn")
    site.routes["/turn"] = turn
    slot = town.slot(rotations=2)
    town.booking(slot, BLUE)
    town.booking(slot, RED)
    look, _, bookings = town.check().rows[0]
    assert look.result.value == "ok"
    assert [seen.delivered.value for seen, _ in bookings] == ["yes", "yes"]
    assert {seen.proof for seen, _ in bookings} == {None}, "what is fine is drawn later"
    house = town.house
    Easel(house.database, house.store).draw([look.id or 0])
    with house.database.read() as session:
        sheets = session.exec(select(SlotCheckBooking.proof)).all()
    assert None not in sheets and len(set(sheets)) == 2
    assert site.visits["/turn"] == 2


def test_each_sheet_of_a_rotation_tells_of_its_own_load(
    house: House, site: Site, factory: Factory
) -> None:
    seconds = count()
    house = replace(house, now=lambda: at(FRIDAY, 9, 5) + timedelta(seconds=next(seconds)))
    site.file("/blue.png", BLUE)
    site.file("/red.png", RED)
    shown = (img("/blue.png", "/elsewhere"), img("/red.png"), '<img src="/none.png">')

    def turn(asked: Asked) -> Answer:
        return Answer(PAGE.format(title="轮播", body=at_slot(shown[asked.visit % 3])).encode())

    town = Town(house, site, factory)
    town.page("", "/turn")
    site.routes["/turn"] = turn
    slot = town.slot(rotations=2)
    town.booking(slot, BLUE)
    town.booking(slot, RED)
    look, _, _ = town.check().rows[0]
    assert look.result.value == "wrong_link" and look.facts
    facts = json.loads(house.store.get(look.facts))
    told = list(facts["slots"][slot.code]["bookings"].values())
    assert [one["result"] for one in told] == ["wrong_link", "ok"]
    moments = [datetime.fromisoformat(one["captured_at"]) for one in told]
    loads = [facts["loads"][one["load"]]["captured_at"] for one in told]
    assert moments == [datetime.fromisoformat(one) for one in loads]
    assert moments[0] < moments[1]


def test_what_lies_below_the_picture_s_end_is_not_called_vacant(town: Town) -> None:
    town.page('<div style="height:9000px"></div>' + at_slot(img("/red.png")), device=Device.MOBILE)
    town.slot()
    assert town.check().rows[0][0].result.value == "unsold"


def test_a_picture_too_large_to_decode_costs_only_its_slot(town: Town, site: Site) -> None:
    held = io.BytesIO()
    Image.new("L", (20_000, 9_000)).save(held, "JPEG")
    site.file("/huge.jpg", held.getvalue(), "image/jpeg")
    town.page(at_slot(img("/huge.jpg")) + at_slot(img("/blue.png")).replace("ad", "other", 1))
    town.booking(town.slot(), BLUE)
    town.booking(town.slot("#other"), BLUE)
    results = [look.result.value for look, _, _ in town.check().rows]
    assert results == ["broken", "ok"]


def test_one_share_s_trouble_does_not_keep_another_from_being_looked_at_again(
    town: Town,
) -> None:
    town.page(at_slot(img("/blue.png", "/elsewhere")))
    slot = town.slot(rotations=3)
    town.booking(slot, BLUE)
    town.booking(slot, RED)
    for result, delivered in (("wrong_link", "unknown"), ("wrong_creative", "no")):
        look, _, bookings = town.check().rows[0]
        assert (look.result.value, bookings[1][0].delivered.value) == (result, delivered)


def test_a_share_that_is_never_seen_is_unsure_and_at_the_second_look_wrong(town: Town) -> None:
    town.page(at_slot(img("/blue.png")))
    slot = town.slot(rotations=3)
    town.booking(slot, BLUE)
    town.booking(slot, RED)
    first, _, bookings = town.check().rows[0]
    assert (first.result.value, bookings[1][0].delivered.value) == ("unsure", "unknown")
    second, _, bookings = town.check().rows[0]
    assert (second.result.value, second.findings[0]["code"]) == (
        "wrong_creative",
        "not_in_rotation",
    )
    assert [seen.delivered.value for seen, _ in bookings] == ["yes", "no"]


def test_cpm_not_seen_is_unsure(town: Town) -> None:
    town.page(at_slot(img("/red.png")))
    town.booking(town.slot(unit=Unit.CPM), BLUE)
    look = town.check().rows[0][0]
    assert (look.result.value, look.findings[0]["code"]) == ("unsure", "cpm.not_seen")


def test_a_booking_aimed_elsewhere_is_unknown(town: Town) -> None:
    town.page(at_slot(img("/red.png")))
    town.booking(town.slot(), BLUE, regions=["广州"])
    look, _, bookings = town.check().rows[0]
    assert (look.result.value, look.findings[0]["code"]) == ("unsure", "geo")
    assert bookings[0][0].delivered.value == "unknown"


def test_a_page_that_fails_is_tried_again_and_costs_only_itself(town: Town, site: Site) -> None:
    town.page("", "/error")
    site.routes["/error"] = Answer(b"", status=500)
    town.booking(town.slot(), BLUE)
    town.page("", "/hangs")
    site.routes["/hangs"] = Answer(hang=True)
    town.booking(town.slot(), BLUE)
    town.page("<script>for (;;) {}</script>", "/spins")
    town.booking(town.slot(), BLUE)
    town.page(at_slot(img("/blue.png")), "/good")
    town.booking(town.slot("#ad"), BLUE)
    found = {look.page_url: look for look, _, _ in town.check().rows}
    results = {url.rpartition("/")[2]: look.result.value for url, look in found.items()}
    assert results == {
        "error": "unreachable",
        "hangs": "unreachable",
        "spins": "unreachable",
        "good": "ok",
    }
    assert site.visits["/error"] == 3


def test_a_page_that_comes_back_is_seen(town: Town, site: Site) -> None:
    body = PAGE.format(title="", body=at_slot(img("/blue.png"))).encode()
    town.page("", "/flaky")
    site.routes["/flaky"] = lambda asked: Answer(body) if asked.visit else Answer(status=502)
    town.booking(town.slot(), BLUE)
    assert town.check().rows[0][0].result.value == "ok"


PHONES = {
    "same": ("400-810-6613", "width:100%", "ok"),
    "one-digit": ("400-810-6673", "width:100%", "wrong_creative"),
    "same-at-half": ("400-810-6613", "width:320px", "ok"),
}


@pytest.mark.parametrize(("phone", "style", "result"), PHONES.values(), ids=PHONES.keys())
def test_a_phone_scales_a_recompressed_picture(
    town: Town, site: Site, phone: str, style: str, result: str
) -> None:
    """640 px on a window of 375 CSS px and 750 device px: the browser scales by 1.17."""
    size = (640, 100)
    shown = ads.jpeg(size, quality=75, phone=phone, text_size=14)
    site.file("/shown.jpg", shown, "image/jpeg")
    head = '<meta name="viewport" content="width=device-width,initial-scale=1">'
    picture = f'<a href="{LANDING}"><img src="/shown.jpg" style="{style}"></a>'
    html = f'<!doctype html>{head}<body style="margin:0"><div id="ad">{picture}</div>'
    town.page("", "/phone", device=Device.MOBILE)
    site.routes["/phone"] = Answer(html.encode())
    slot = town.slot(width=640, height=100)
    town.booking(slot, ads.png(size, text_size=14), size=size)
    assert town.check().rows[0][0].result.value == result


WAYS = {
    "counted": ("/count?n=1", "ok"),
    "counted-elsewhere": ("/elsewhere", "wrong_link"),
    "counted-by-a-dead-counter": ("/gone", "wrong_link"),
    "counted-by-an-ill-counter": ("/ill", "unsure"),
    "counted-by-a-busy-counter": ("/busy", "unsure"),
    "counted-by-one-that-is-not-for-us": ("/barred", "unsure"),
    "counted-by-a-silent-counter": ("/silent", "unsure"),
    "counted-round-and-round": ("/round", "unsure"),
    "counted-then-ill": ("/to-ill", "unsure"),
    "counted-then-inside": ("/inside", "wrong_link"),
}


@pytest.mark.parametrize(("link", "result"), WAYS.values(), ids=WAYS.keys())
def test_a_click_that_is_counted_first(town: Town, site: Site, link: str, result: str) -> None:
    """A counter that no list knows sends the reader on: the way decides, hop by hop."""
    site.routes["/count"] = Answer(status=302, headers={"location": "/on"})
    site.routes["/on"] = Answer(status=302, headers={"location": LANDING + "?utm_source=count"})
    site.routes["/elsewhere"] = Answer(status=302, headers={"location": "/other"})
    site.page("/other", "别的项目")
    for path, status in (("/ill", 503), ("/busy", 429), ("/barred", 403)):
        site.routes[path] = Answer(status=status)
    site.routes["/silent"] = Answer(hang=True)
    site.routes["/round"] = Answer(status=302, headers={"location": "/round"})
    site.routes["/to-ill"] = Answer(status=302, headers={"location": "/ill"})
    site.routes["/inside"] = Answer(status=302, headers={"location": "http://10.0.0.1/"})
    assert result_of(town, at_slot(img("/blue.png", link)))[0] == result
