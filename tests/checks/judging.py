"""A slot, its booking and what was seen of it, for the rules of judging; no browser."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from adops.domain.booking import Category
from adops.domain.facts import BookingOnAir, ExpectedCreative, ExpectedPart, SlotOnPage
from adops.domain.period import at
from adops.domain.slot import Device, Unit
from checks.judge import judge
from checks.judged import Judgement
from checks.plan import plan
from checks.probe import Box, Holder, PageLoad, PageSeen, SlotFacts
from checks.sight import Match, Sight
from tests.checks.conftest import CONFIG
from tests.conftest import FRIDAY

NINE = at(FRIDAY, 9, 5)
URL = "http://portal.example.com/"
LANDING = "http://house.example.com/"
BOX = Box(10, 10, 950, 90)
IMG = Holder("img", BOX, f"{URL}a.jpg", "ok", (950, 90), 1.0, True, BOX)
SHOWN = SlotFacts("S1", True, BOX, BOX, holders=(IMG,), main=IMG, link=LANDING)
GONE = SlotFacts("S1", False, Box(0, 0, 0, 0), Box(0, 0, 0, 0))
BARE = SlotFacts("S1", True, BOX, BOX)
SURE, BETWEEN, UNLIKE = 1.0, 0.76, 0.3


def creative(number: int) -> ExpectedCreative:
    """Creative n of booking n."""
    part = ExpectedPart("main", f"{number:064x}", "jpg", 950, 90)
    return ExpectedCreative(number, number, f"RLZ{number}", 1, LANDING, "", (part,))


def booking(number: int = 1, **given: Any) -> BookingOnAir:
    """Booking n with creative n, one share."""
    values: dict[str, Any] = {
        "booking_id": number,
        "contract_no": f"RLZ{number}",
        "contract_name": "合同",
        "client": "客户",
        "category": Category.PAID,
        "shares": 1,
        "regions": ("北京",),
        "station_sold": "bj",
        "station_placed": "bj",
        "creatives": (creative(number),),
    }
    return BookingOnAir(**(values | given))


def slot(*bookings: BookingOnAir, **given: Any) -> SlotOnPage:
    """A 950×90 slot of a PC page."""
    values: dict[str, Any] = {
        "slot_id": 1,
        "code": "S1",
        "name": "通栏",
        "station": "bj",
        "page_id": 1,
        "page_url": URL,
        "device": Device.PC,
        "selector": "#ad",
        "form": "通栏",
        "width": 950,
        "height": 90,
        "rotations": 1,
        "unit": Unit.DAY,
        "wait_seconds": 0,
        "bookings": bookings,
        "ended": (creative(9),),
    }
    return SlotOnPage(**(values | given))


def sight(facts: SlotFacts = SHOWN, load: int = 0, **likeness: float | None) -> Sight:
    """`b1=0.9`: as like creative 1; `e9`: as like the ended one."""
    found = {name: value for name, value in likeness.items() if name[0] in "be"}
    matches = [
        (name, Match(int(name[1:]), int(name[1:]), value, 950, 90)) for name, value in found.items()
    ]
    return Sight(
        load,
        facts,
        matches=tuple(match for name, match in matches if name[0] == "b"),
        ended=tuple(match for name, match in matches if name[0] == "e"),
        flat=not facts.holds,
    )


def judge_of(on_page: SlotOnPage, sights: Sequence[Sight], **given: Any) -> Judgement:
    """The look of one slot, its loads all alike but for what is given."""
    is_cut = given.pop("is_cut", False)
    probe = plan([on_page], max_loads=8)[0]
    load = PageLoad(NINE, URL, 200, 1.0, 1440, 900, 1, (SHOWN,), ())
    page = PageSeen(probe, tuple(load for _ in sights), NINE, is_cut=is_cut)
    return judge(on_page, page, sights, on=FRIDAY, config=CONFIG, **given)


def told(on_page: SlotOnPage, sights: Sequence[Sight], **given: Any) -> tuple[Any, ...]:
    """Result, each booking's delivered, codes of findings."""
    look = judge_of(on_page, sights, **given).look
    delivered = [one.delivered.value for one in look.bookings]
    return look.result.value, delivered, [finding.code for finding in look.findings]


def turns(*sights: Sight) -> list[Sight]:
    """Loads in order."""
    return [replace(one, load=n) for n, one in enumerate(sights)]


def moved(**given: Any) -> SlotFacts:
    """The usual facts with a difference."""
    return replace(SHOWN, **given)


def sized(width: float, height: float) -> SlotFacts:
    """The picture rendered at that size."""
    box = Box(10, 10, width, height)
    return moved(main=replace(IMG, box=box, outer=box), ad_box=box)


def disturbed(one: Sight) -> Sight:
    """The same in a load in which something did not come."""
    return replace(one, disturbed=True)


BROKEN = sight(moved(broken="x"), b1=UNLIKE)
FIRST, SECOND, NEITHER = (
    sight(b1=SURE, b2=UNLIKE),
    sight(b1=UNLIKE, b2=SURE),
    sight(b1=UNLIKE, b2=UNLIKE),
)
LED_ASTRAY = sight(moved(link="http://other.example.com/"), b1=SURE)
