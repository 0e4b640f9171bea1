"""What came of a slot's bookings, and the look that they make; pure (checks.md, Results)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from adops.domain.facts import BookingOnAir, BookingSeen, Look, SlotOnPage
from adops.domain.finding import Finding
from adops.domain.states import Delivered, LookResult
from checks.judge_sight import Verdict
from checks.probe import PageSeen


@dataclass(frozen=True, slots=True)
class Judgement:
    """A look without its stored files, and which load shows it: of the slot, of each booking.

    `troubles`: of a booking that is delivered all the same, which load shows its trouble; `turns`:
    by load the booking whose creative was recognised in it; `others`: bookings whose load shows
    another client's instead; `stray`: the load of a rotation that shows what belongs to none.
    """

    look: Look
    load: int
    loads: Mapping[int, int]
    troubles: Mapping[int, int] = field(default_factory=dict)
    turns: Mapping[int, int] = field(default_factory=dict)
    others: frozenset[int] = frozenset()
    stray: int | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """One booking of the slot: what came of it. `load` is the one that stands for it,
    `trouble_load` the one that shows its trouble where that is another."""

    booking: BookingOnAir
    result: LookResult
    delivered: Delivered
    findings: tuple[Finding, ...] = ()
    seen: bool = False
    creative_id: int | None = None
    similarity: float | None = None
    load: int = 0
    landing: str | None = None
    trouble_load: int = 0

    @property
    def is_split(self) -> bool:
        """Whether it is delivered, and something of it is wrong in another load."""
        return self.delivered is Delivered.YES and self.trouble_load != self.load


def look_of(
    slot: SlotOnPage,
    page: PageSeen,
    on: date,
    result: LookResult,
    findings: Sequence[Finding],
    outcomes: Sequence[Outcome],
    *,
    load: int | None = None,
    verdicts: Sequence[Verdict] = (),
    stray: int | None = None,
) -> Judgement:
    """The look that the outcomes of a slot's bookings come to."""
    all_findings = [*(one for outcome in outcomes for one in outcome.findings), *findings]
    first = next((one for one in outcomes if one.result is result), None)
    at = load if load is not None else _load_of(first)
    look = Look(
        slot_id=slot.slot_id,
        slot_code=slot.code,
        on=on,
        result=result,
        page_url=page.probe.url,
        captured_at=page.loads[at].captured_at if page.loads else page.captured_at,
        findings=tuple(dict.fromkeys(all_findings)),
        bookings=tuple(_booking_seen(one) for one in outcomes),
        landing_url=next((one.landing for one in outcomes if one.landing), None),
    )
    return Judgement(
        look,
        at,
        {one.booking.booking_id: one.load for one in outcomes},
        {one.booking.booking_id: one.trouble_load for one in outcomes if one.is_split},
        {one.load: one.booking_id for one in verdicts if one.booking_id is not None},
        _of_others(outcomes, verdicts),
        None if stray == at else stray,
    )


def _of_others(outcomes: Sequence[Outcome], verdicts: Sequence[Verdict]) -> frozenset[int]:
    whose = {one.booking.booking_id: _client(one.booking) for one in outcomes}
    shown = {
        one.load: {whose.get(booking or 0) for booking in one.bookings}
        for one in verdicts
        if one.booking_id is not None
    }
    return frozenset(
        one.booking.booking_id
        for one in outcomes
        if _client(one.booking) not in shown.get(one.load, {_client(one.booking)})
    )


def _client(booking: BookingOnAir) -> str:
    return booking.client or booking.contract_no


def _load_of(first: Outcome | None) -> int:
    if first is None:
        return 0
    return first.trouble_load if first.is_split else first.load


def _booking_seen(outcome: Outcome) -> BookingSeen:
    return BookingSeen(
        booking_id=outcome.booking.booking_id,
        creative_id=outcome.creative_id,
        contract_no=outcome.booking.contract_no,
        seen=outcome.seen,
        similarity=outcome.similarity,
        delivered=outcome.delivered,
        result=outcome.result,
    )
