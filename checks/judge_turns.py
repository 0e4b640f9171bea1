"""What several loads of one slot come to: shares of a rotation (轮播), versions in turn (两版轮换);
pure (checks.md, Results; rules.md §5)."""

from collections.abc import Sequence

from adops.catalog.checks import CheckConfig
from adops.domain.facts import BookingOnAir, SlotOnPage
from adops.domain.finding import Finding
from adops.domain.slot import Unit
from adops.domain.states import LookResult
from checks.judge_sight import NOTHING, Standard, Verdict, judged, note, trouble_of
from checks.probe import DOUBTED_LOADS
from checks.sight import Sight


def shown_in(slot: SlotOnPage, sights: Sequence[Sight], config: CheckConfig) -> frozenset[int]:
    """Expected creatives that were recognised in some load, whatever else was wrong with it, and
    those that look and lead the same."""
    standard = Standard(slot, config)
    unsure = "picture.unsure"
    verdicts = [judged(one, standard) for one in sights]
    return frozenset(
        creative_id
        for one in verdicts
        if unsure not in {told.code for told in one.findings}
        for creative_id in one.creatives
        if creative_id is not None
    )


def last_word(slot: SlotOnPage, sights: Sequence[Sight], config: CheckConfig) -> Sequence[Sight]:
    """Of what comes once for a reader the first sight, an early one perhaps; where it was not
    there yet, what came by the end of the page's waiting time."""
    if config.form(slot.form).cap is None:
        return sights
    there = (one for one in sights if is_there(slot, one, config))
    found = next(there, next(iter(sights), None))
    return (found,) if found else ()


def is_there(slot: SlotOnPage, sight: Sight, config: CheckConfig) -> bool:
    """Whether something shows in it, whatever it is."""
    return trouble_of(sight, Standard(slot, config)) is None


def takes_turns(standard: Standard, booking: BookingOnAir) -> bool:
    """Whether several loads tell of a booking's versions in turn: not where the others' ads have
    their turn too (CPM), nor where the ad comes once for a reader."""
    by_views = standard.slot.unit is Unit.CPM
    return bool(booking.in_turn) and not by_views and not standard.is_once


def is_in_doubt(verdicts: Sequence[Verdict], loads: int) -> bool:
    """Whether more loads were dropped in doubt than may be, and not because every one that is not
    right is in doubt: what never comes to a page keeps nobody from being missed."""
    sure = any(one.booking_id is None and not one.is_doubtful for one in verdicts)
    return sure and loads - len(verdicts) > DOUBTED_LOADS


def stands_in(verdict: Verdict) -> bool:
    """Whether a load shows nothing or something else where a version should have its turn."""
    absent = {LookResult.MISSING, LookResult.EMPTY, LookResult.BROKEN, LookResult.WRONG_CREATIVE}
    return verdict.booking_id is None and verdict.result in absent and not verdict.is_doubtful


def versions_unseen(booking: BookingOnAir, verdicts: Sequence[Verdict]) -> tuple[Finding, ...]:
    """Of versions in turn those that no load showed; where one load is all there is, nothing."""
    seen = {creative_id for one in verdicts for creative_id in one.creatives}
    loads = len(verdicts)
    return tuple(
        note("version.not_seen", measured=loads, allowed=one.version, where=booking.contract_no)
        for one in booking.creatives
        if loads > 1 and one.creative_id in booking.in_turn - seen
    )


def is_theirs(slot: SlotOnPage, verdicts: Sequence[Verdict]) -> bool:
    """Whether what was wrong in a rotation stands in the place of the booking that was not seen:
    every load was without a picture, or all shares are sold, something else showed in one, and it
    is the only one that was not seen, or none was in any load."""
    if all(one.is_nothing for one in verdicts):
        return True
    seen = {booking_id for one in verdicts for booking_id in one.bookings}
    sold = sum(one.shares for one in slot.bookings)
    unseen = [one for one in slot.bookings if one.booking_id not in seen]
    return None in seen and sold >= slot.rotations and (len(unseen) == 1 or seen == {None})


def strays_of(slot: SlotOnPage, verdicts: Sequence[Verdict]) -> tuple[Finding, ...]:
    """Troubles of loads that belong to no booking: in a rotation with unsold shares."""
    return tuple(told for one in _strays(slot, verdicts) for told in one.findings)


def stray_load(slot: SlotOnPage, verdicts: Sequence[Verdict]) -> int | None:
    """Which load is the proof of them: the first that shows an ad, else the first."""
    strays = [one for one in _strays(slot, verdicts) if one.findings]
    return min(strays, key=lambda one: (one.is_nothing, one.load)).load if strays else None


def _strays(slot: SlotOnPage, verdicts: Sequence[Verdict]) -> list[Verdict]:
    seen = any(one.booking_id is not None for one in verdicts)
    if slot.rotations < 2 or not seen:
        return []
    return [one for one in verdicts if one.booking_id is None]


def too_many(slot: SlotOnPage, verdicts: Sequence[Verdict], *, all_seen: bool) -> Verdict | None:
    """A load with an ad that nobody booked in a rotation whose shares are all sold and were all
    seen: it takes a turn from them. Of a slot sold by views the others' turns are their own."""
    sold = sum(one.shares for one in slot.bookings)
    if not all_seen or slot.rotations < 2 or sold < slot.rotations or slot.unit is Unit.CPM:
        return None
    strays = (one for one in verdicts if one.booking_id is None and not one.is_doubtful)
    return next((one for one in strays if one.result not in {*NOTHING, LookResult.UNSURE}), None)
