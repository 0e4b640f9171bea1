"""Facts and expectation → a result for the slot and `delivered` for each booking; pure.

The order of results is the order of the table in checks.md: the first that applies wins, other
troubles are listed as findings. What could not be looked at is never judged as wrong.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from adops.catalog.checks import CheckConfig
from adops.domain.facts import FAILED_AT, BookingOnAir, SlotOnPage
from adops.domain.finding import Finding, Severity
from adops.domain.slot import Unit
from adops.domain.states import Delivered, LookResult
from adops.rules.by_hand import is_elsewhere
from checks.judge_besides import besides_of
from checks.judge_sight import Standard, Verdict, judged, note, trouble_of
from checks.judge_turns import (
    is_in_doubt,
    is_theirs,
    stands_in,
    stray_load,
    strays_of,
    takes_turns,
    too_many,
    versions_unseen,
)
from checks.judged import Judgement, Outcome, look_of
from checks.probe import PageSeen
from checks.sight import Sight, as_usual

ORDER = tuple(LookResult)
ABSENT = frozenset({LookResult.MISSING, LookResult.BROKEN, LookResult.UNSURE})
LASTING = frozenset({LookResult.WRONG_SIZE, LookResult.WRONG_LINK, LookResult.DEAD_LINK})
"""What no moment makes: one load that shows it is not outweighed by another that does not."""
TAKEN_OFF = frozenset({"hidden.display", "hidden.visibility", "hidden.opacity"})
"""By style nobody is shown an ad; what is covered, or out of its frame, may come to light again."""
ONCE_IN_DOUBT = (note("check.once_unread"),)
CUT_IN_DOUBT = (note("check.cut_unread"),)
WAITS = note("check.tucked_unread")
"""Of its turn only a load tells that saw it there."""
OTHERS = frozenset({"creative.wrong", "size.rendered"})  # what another's ad is like


@dataclass(frozen=True, slots=True)
class Before:
    """What is known of a rotation: the bookings that an earlier look of the ad day did not see, and
    whether this look had fewer loads than it takes."""

    unseen: frozenset[int]
    is_short: bool


def judge(
    slot: SlotOnPage,
    page: PageSeen,
    sights: Sequence[Sight],
    *,
    on: date,
    config: CheckConfig,
    dead: Mapping[str, str] | None = None,
    unseen_before: frozenset[int] = frozenset(),
) -> Judgement:
    """The look of one slot (checks.md, Results).

    `sights` are its loads in order; `dead` maps landing addresses that do not answer to why;
    `unseen_before` are bookings of a rotation that an earlier look of the ad day did not see.
    """
    standard, sights = Standard(slot, config, dead or {}), as_usual(sights)
    if page.trouble or not sights:
        trouble = _page_trouble(page)
        outcomes = [_unknown(one, LookResult.UNREACHABLE) for one in slot.bookings]
        return look_of(slot, page, on, LookResult.UNREACHABLE, (trouble,), outcomes)
    if not slot.bookings:
        return _without_booking(slot, page, sights, on, standard)
    all_loads = [judged(sight, standard) for sight in sights]
    again = not unseen_before.isdisjoint(one.booking_id for one in slot.bookings)
    verdicts = _heard(all_loads)
    if page.is_cut or (standard.is_once and not again):
        verdicts = _in_doubt(verdicts, CUT_IN_DOUBT if page.is_cut else ONCE_IN_DOUBT)
    slot = _due(slot, verdicts)
    if not slot.bookings:
        return _without_booking(slot, page, sights, on, standard)
    standard = replace(standard, slot=slot)
    # of what comes once for a reader a look is one load: by chance alone two miss one in four
    unseen = frozenset[int]() if standard.is_once else unseen_before
    known = Before(unseen, page.is_cut or is_in_doubt(verdicts, len(sights)))
    outcomes = [_outcome(one, standard, verdicts, known) for one in slot.bookings]
    result = min((one.result for one in outcomes), key=ORDER.index)
    besides = (*strays_of(slot, verdicts), *besides_of(slot, page, sights, verdicts))
    if not any(_is_here(one, config.regions) for one in slot.bookings):
        besides = (*besides, *_shown_here(sights, standard))
    extra = too_many(slot, verdicts, all_seen=all(one.seen for one in outcomes))
    if extra is None or ORDER.index(extra.result) >= ORDER.index(result):
        extra = None
    return look_of(
        slot,
        page,
        on,
        extra.result if extra else result,
        besides,
        outcomes,
        load=extra.load if extra else None,
        verdicts=all_loads,
        stray=stray_load(slot, verdicts),
    )


def _shown_here(sights: Sequence[Sight], standard: Standard) -> Iterator[Finding]:
    """Of a slot whose bookings are all aimed at other cities: what would be wrong whoever looks."""
    for sight in sights:
        result, findings = _unbooked(sight, standard)
        if result in {LookResult.MISSING, LookResult.BROKEN, LookResult.EXPIRED}:
            yield from findings


def _page_trouble(page: PageSeen) -> Finding:
    code = f"page.{page.trouble or 'failed'}"
    tried = page.attempts if code == FAILED_AT else None
    return note(code, measured=page.detail or None, allowed=tried)


def _heard(verdicts: Sequence[Verdict]) -> Sequence[Verdict]:
    """A doubtful load counts where it saw an expected creative, or where there is no other."""
    heard = [one for one in verdicts if not one.is_doubtful or one.booking_id is not None]
    return heard or verdicts[-1:]


def _in_doubt(verdicts: Sequence[Verdict], told: tuple[Finding, ...]) -> list[Verdict]:
    """Where no other load came after it, what a doubtful one has against it is for the next look:
    of what comes once for a reader, where doubt counts the second time; of a page that failed when
    it was loaded again."""
    return [
        replace(one, result=LookResult.UNSURE, findings=told, is_unread=True)
        if one.is_doubtful and _delivered(one.result) is Delivered.NO
        else one
        for one in verdicts
    ]


def is_doubted(slot: SlotOnPage, sight: Sight, config: CheckConfig) -> bool:
    """Whether a load is no more than a reason to load the page again: trouble, and something did
    not come, moved or was not painted."""
    standard = Standard(slot, config)
    if slot.bookings:
        return judged(sight, standard).is_doubtful
    return sight.is_doubtful and _unbooked(sight, standard)[0] in ABSENT


def _due(slot: SlotOnPage, verdicts: Sequence[Verdict]) -> SlotOnPage:
    """Without what is resuming and not seen yet: until it is due, as while it was paused."""
    seen = {booking_id for one in verdicts for booking_id in one.bookings}
    due = (one for one in slot.bookings if not one.resuming or one.booking_id in seen)
    return replace(slot, bookings=tuple(due))


def _outcome(
    booking: BookingOnAir,
    standard: Standard,
    verdicts: Sequence[Verdict],
    before: Before,
) -> Outcome:
    own = [one for verdict in verdicts if (one := verdict.of(booking.booking_id))]
    is_here = _is_here(booking, standard.config.regions)
    seen = _seen(booking, own, standard, verdicts) if own else None
    if not is_here:
        return _elsewhere(booking, seen)
    if seen:
        return seen
    if not booking.creatives:
        return _without_creative(booking, standard, verdicts)
    return _unseen(booking, standard, verdicts, before)


def _elsewhere(booking: BookingOnAir, seen: Outcome | None) -> Outcome:
    """What is aimed at another city is owed by hand from there, whatever shows here: how it was
    seen is kept, and proves nothing of that city."""
    told = note("geo", where=booking.contract_no)
    if seen is None or seen.delivered is not Delivered.YES:
        return _unknown(booking, LookResult.UNSURE, told)
    return replace(seen, result=LookResult.UNSURE, delivered=Delivered.UNKNOWN, findings=(told,))


def _seen(
    booking: BookingOnAir,
    own: Sequence[Verdict],
    standard: Standard,
    verdicts: Sequence[Verdict],
) -> Outcome:
    """Over all loads that show it. What lasts in one load is the booking's trouble; of several
    current versions any that is seen right is delivered all the same (rules.md §5)."""
    own = [one for one in own if WAITS not in one.findings] or own
    best = max(own, key=lambda one: _rank(one, booking))
    troubles = [one for one in own if one.result in LASTING and not one.is_doubtful]
    turns = takes_turns(standard, booking)
    if turns and standard.slot.rotations < 2:
        troubles += [one for one in verdicts if stands_in(one)]
    worst = min(troubles, key=lambda one: ORDER.index(one.result), default=best)
    is_right = _delivered(best.result) is Delivered.YES and len(booking.creatives) > 1
    main = best if is_right else worst
    told = [finding for one in (main, *troubles) for finding in one.findings]
    return Outcome(
        booking=booking,
        result=worst.result,
        delivered=Delivered.YES if is_right else _delivered(worst.result),
        findings=(*dict.fromkeys(told), *(versions_unseen(booking, verdicts) if turns else ())),
        seen=main.result is not LookResult.UNSURE,
        creative_id=main.creative_id,
        similarity=main.similarity,
        load=main.load,
        landing=main.landing,
        trouble_load=worst.load,
    )


def _rank(verdict: Verdict, booking: BookingOnAir) -> tuple[bool, int, bool, int]:
    """What stands for a booking: what is delivered, the better one, a version of which it is not
    known yet that it is in its place, the newest."""
    delivered = _delivered(verdict.result) is Delivered.YES
    number = verdict.creative_id or 0
    return delivered, ORDER.index(verdict.result), number not in booking.in_place, number


def _without_creative(
    booking: BookingOnAir, standard: Standard, verdicts: Sequence[Verdict]
) -> Outcome:
    told = note("booking.no_creative", where=booking.contract_no)
    shown = [one for one in verdicts if not one.is_nothing]
    if not shown and standard.slot.unit is Unit.CPM:
        return _unknown(booking, LookResult.UNSURE, told, *_not_this_time(verdicts))
    if not shown:
        nothing = verdicts[0]
        delivered = _delivered(nothing.result)
        return Outcome(booking, nothing.result, delivered, (told, *nothing.findings))
    return _unknown(booking, LookResult.UNSURE, told, load=shown[0].load)


def _unseen(
    booking: BookingOnAir,
    standard: Standard,
    verdicts: Sequence[Verdict],
    before: Before,
) -> Outcome:
    """On air, and none of its creatives in any load."""
    likest = _likest(booking, verdicts)
    unread = next((one for one in verdicts if one.is_unread), None)
    if unread:
        return _unknown(booking, LookResult.UNSURE, *unread.findings, load=unread.load)
    if standard.slot.unit is Unit.CPM:
        return _unknown(booking, LookResult.UNSURE, *_not_this_time(verdicts), similarity=likest)
    strays = [one for one in verdicts if one.booking_id is None]
    shared = standard.slot.rotations > 1
    if shared and (before.is_short or not is_theirs(standard.slot, verdicts)):
        return _not_in_rotation(booking, verdicts, strays, before, likest)
    worst = min(strays or verdicts, key=lambda one: ORDER.index(one.result))
    delivered = _delivered(worst.result)
    return Outcome(
        booking,
        worst.result,
        delivered,
        worst.findings,
        creative_id=booking.creatives[0].creative_id,
        similarity=likest,
        load=worst.load,
        landing=worst.landing,
    )


def _not_this_time(verdicts: Sequence[Verdict]) -> tuple[Finding, ...]:
    """Of a slot sold by views, whatever shows instead (rules.md §8): another ad is another's turn,
    anything else is told beside."""
    beside = (told for one in verdicts if one.booking_id is None for told in one.findings)
    others = (told for told in beside if told.code not in OTHERS)
    return tuple(dict.fromkeys((note("cpm.not_seen"), *others)))


def _not_in_rotation(
    booking: BookingOnAir,
    verdicts: Sequence[Verdict],
    strays: Sequence[Verdict],
    before: Before,
    likest: float | None,
) -> Outcome:
    """Once is chance, so it is looked at again; twice, while the others were seen, is wrong. A
    rotation that was not seen to its end says nothing."""
    load = strays[0].load if strays else verdicts[0].load
    measured = len(verdicts)
    if booking.booking_id in before.unseen and not before.is_short:
        told = note("not_in_rotation", Severity.REJECT, measured, where=booking.contract_no)
        creative = booking.creatives[0].creative_id
        return Outcome(
            booking,
            LookResult.WRONG_CREATIVE,
            Delivered.NO,
            (told,),
            creative_id=creative,
            similarity=likest,
            load=load,
        )
    code = "rotation.cut" if before.is_short else "rotation.not_seen"
    told = note(code, measured=measured, where=booking.contract_no)
    return _unknown(booking, LookResult.UNSURE, told, similarity=likest, load=load)


def _without_booking(
    slot: SlotOnPage, page: PageSeen, sights: Sequence[Sight], on: date, standard: Standard
) -> Judgement:
    sure = [one for one in sights if not is_doubted(slot, one, standard.config)]
    sights = sure or sights[-1:]
    told = CUT_IN_DOUBT if page.is_cut else ONCE_IN_DOUBT if standard.is_once else ()
    found = [_unbooked(sight, standard, told) for sight in sights]
    order = (
        LookResult.MISSING,
        LookResult.BROKEN,
        LookResult.EXPIRED,
        LookResult.UNSURE,
        LookResult.UNSOLD,
        LookResult.VACANT,
    )
    at, (result, findings) = min(enumerate(found), key=lambda one: order.index(one[1][0]))
    return look_of(slot, page, on, result, findings, (), load=sights[at].load)


def _unbooked(
    sight: Sight, standard: Standard, in_doubt: tuple[Finding, ...] = ()
) -> tuple[LookResult, tuple[Finding, ...]]:
    """`in_doubt`: what is said where a doubtful load has no other after it."""
    trouble = trouble_of(sight, standard)
    if trouble and trouble[0] in ABSENT:
        is_sure = not (in_doubt and sight.is_doubtful)
        return trouble if is_sure else (LookResult.UNSURE, in_doubt)
    is_off = trouble is not None and trouble[1][0].code in TAKEN_OFF
    ended = None if is_off else sight.best_ended
    if ended and (ended.similarity or 0) >= standard.same(ended):
        who = standard.contract_of(ended.creative_id)
        return LookResult.EXPIRED, (
            note("creative.expired", Severity.REJECT, ended.similarity, where=who),
        )
    if sight.house:
        return LookResult.VACANT, (note("house_ad"),)
    if (trouble and trouble[0] is LookResult.EMPTY) or sight.flat or trouble:
        return LookResult.VACANT, ()
    return LookResult.UNSOLD, (note("creative.unsold"),)


def _unknown(
    booking: BookingOnAir,
    result: LookResult,
    *findings: Finding,
    similarity: float | None = None,
    load: int = 0,
) -> Outcome:
    creative = booking.creatives[0].creative_id if booking.creatives else None
    return Outcome(
        booking,
        result,
        Delivered.UNKNOWN,
        findings,
        creative_id=creative,
        similarity=similarity,
        load=load,
    )


def _delivered(result: LookResult) -> Delivered:
    if result in {LookResult.OK, LookResult.DEAD_LINK}:
        return Delivered.YES
    if result in {LookResult.UNSURE, LookResult.UNREACHABLE}:
        return Delivered.UNKNOWN
    return Delivered.NO


def _is_here(booking: BookingOnAir, regions: Sequence[str]) -> bool:
    """Whether this machine sees what the booking aims at; without regions it is aimed anywhere."""
    return not is_elsewhere(booking.regions, regions)


def _likest(booking: BookingOnAir, verdicts: Sequence[Verdict]) -> float | None:
    found = [one.likeness.get(booking.booking_id) for one in verdicts]
    return max((one for one in found if one is not None), default=None)
