"""Facts that cross packages: what is expected on a page, and what a look saw (checks.md)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from adops.domain.booking import Category
from adops.domain.finding import Finding
from adops.domain.page_steps import PageStep
from adops.domain.slot import Device, Unit
from adops.domain.states import Delivered, LookResult


@dataclass(frozen=True, slots=True)
class ExpectedPart:
    """One approved file: its bytes' SHA-256, format, size in px."""

    part: str
    sha256: str
    format: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class ExpectedCreative:
    """A confirmed current version (or, among `ended`, one whose time is over)."""

    creative_id: int
    booking_id: int
    contract_no: str
    version: int
    click_url: str
    copy: str
    parts: tuple[ExpectedPart, ...]


@dataclass(frozen=True, slots=True)
class BookingOnAir:
    """A booking that is on air in the ad day; no creatives when none is confirmed. `resuming`: it
    was paused, and is not due back yet: not seeing it is no trouble (rules.md §7). `in_turn`: those
    of its creatives that are shown in turn (两版轮换, rules.md §5), each of which is looked for;
    none where one is expected, or any while a swap is under way. `in_place`: those that a look or
    the placer saw in their place before."""

    booking_id: int
    contract_no: str
    contract_name: str
    client: str
    category: Category
    shares: int
    regions: tuple[str, ...]
    station_sold: str
    station_placed: str
    creatives: tuple[ExpectedCreative, ...]
    resuming: bool = False
    in_turn: frozenset[int] = frozenset()
    in_place: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class SlotOnPage:
    """A live slot and all that the check must know of it for one ad day: `steps` are those of its
    page, `house` what is remembered as a house ad of its station (SHA-256 or whole addresses)."""

    slot_id: int
    code: str
    name: str
    station: str
    page_id: int
    page_url: str
    device: Device
    selector: str
    form: str
    width: int
    height: int
    rotations: int
    unit: Unit
    wait_seconds: int
    bookings: tuple[BookingOnAir, ...]
    ended: tuple[ExpectedCreative, ...]
    click_by_script: bool = False
    steps: tuple[PageStep, ...] = ()
    house: frozenset[str] = frozenset()
    needs_close: bool = False
    needs_mark: bool = False


@dataclass(frozen=True, slots=True)
class BookingSeen:
    """What a look says of one booking. `similarity` 0..1; `result` is the booking's own, where a
    rotation holds several; `page_picture` and `first_screen` are those of the load that shows it,
    where that is another than the look's."""

    booking_id: int
    creative_id: int | None
    contract_no: str
    seen: bool
    similarity: float | None
    delivered: Delivered
    result: LookResult | None = None
    page_picture: str | None = None
    first_screen: str | None = None


NOT_CHECKED = "not_checked"
"""What a look is told as where it is we who failed at its page: `unreachable`, no fault of the
page's."""
FAILED_AT = f"page.{NOT_CHECKED}"


def told_as(result: LookResult, codes: Iterable[str]) -> str:
    """A look's result as people are told it, by the codes of its findings."""
    failed = result is LookResult.UNREACHABLE and FAILED_AT in codes
    return NOT_CHECKED if failed else result.value


@dataclass(frozen=True, slots=True)
class Look:
    """One check of one slot. `page_picture` and `facts` are SHA-256 of stored files; `to_draw`: a
    cut-out or proof sheets can be drawn from them; `stray_picture`: of the load of a rotation that
    shows what belongs to no booking, where that is another than the look's."""

    slot_id: int
    slot_code: str
    on: date
    result: LookResult
    page_url: str
    captured_at: datetime
    findings: tuple[Finding, ...]
    bookings: tuple[BookingSeen, ...]
    landing_url: str | None = None
    page_picture: str | None = None
    first_screen: str | None = None
    stray_picture: str | None = None
    facts: str | None = None
    html: str | None = None
    har: str | None = None
    to_draw: bool = False
