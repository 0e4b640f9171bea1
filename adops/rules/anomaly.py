"""What looks make of anomalies (checks.md, Anomaly 异常; rules.md §0, §7).

One unresolved anomaly per slot and booking, per slot alone where it has none, per page. What a look
can't say (unsure, geo), what is nobody's fault yet (the 60 minutes of a swap) and what the editors
closed changes nothing. An unknown ad in a slot that nobody booked is a notice, and ends what stood
of the slot alone: what was wrong is not there any more.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from adops.domain.anomaly import (
    UNRESOLVED,
    AnomalyState,
    Move,
    SlotTold,
    Standing,
    Step,
    Subject,
    Told,
    Why,
)
from adops.domain.facts import BookingSeen, Look
from adops.domain.states import WELL, Delivered, LookResult

SILENT = frozenset({LookResult.UNSURE, LookResult.UNREACHABLE})
"""Nothing is known, or it is the page's."""
NO_TROUBLE = WELL | SILENT | {LookResult.UNSOLD}
"""What raises no anomaly of a slot: all is well, nobody can say, or only a notice."""
UNSEEN = LookResult.WRONG_CREATIVE
"""What shows, and is not what was booked: a look that is unsure saw something."""


def told_of(
    look: Look, page_id: int, *, spared: frozenset[int] = frozenset(), closed: bool = False
) -> SlotTold:
    """What a look says of each of its bookings, or of the slot where it has none. `spared`: the
    bookings with a swap or a pause that has minutes left."""
    alone = Subject(page_id, look.slot_id)
    if not look.bookings:
        result = None if look.result in SILENT else look.result
        mercy = look.result is LookResult.EXPIRED and bool(spared)
        return SlotTold(look.slot_id, (Told(alone, result, mercy),), closed)
    told = [
        Told(
            Subject(page_id, look.slot_id, one.booking_id),
            own_result(look, one),
            one.booking_id in spared,
        )
        for one in look.bookings
    ]
    return SlotTold(look.slot_id, (*told, Told(alone, _nobodys(look))), closed)


def but_of(told: SlotTold, bookings: Collection[int]) -> SlotTold:
    """Without a word of these bookings: others know better."""
    here = (
        replace(one, result=None) if one.subject.booking_id in bookings else one
        for one in told.told
    )
    return replace(told, told=tuple(here))


def _nobodys(look: Look) -> LookResult | None:
    """What is wrong in the slot and no booking's: an ad too many in a rotation that is sold out."""
    if look.result in WELL:
        return LookResult.OK
    owned = {one.result or look.result for one in look.bookings}
    return None if look.result in SILENT | owned else look.result


def own_result(look: Look, seen: BookingSeen) -> LookResult | None:
    """Of one booking of a look; None where nobody can say. In a rotation one booking's trouble is
    not the other's. What is delivered has a trouble of its own where its landing page is dead, or
    one of its versions is right and another one wrong (rules.md §5)."""
    if seen.delivered is Delivered.YES and seen.result is not None:
        return LookResult.OK if seen.result in SILENT | WELL else seen.result
    own = seen.result or look.result
    if seen.delivered is Delivered.UNKNOWN:
        return None
    if seen.delivered is Delivered.NO:
        return None if own in SILENT | WELL else own
    return own if own is LookResult.DEAD_LINK else LookResult.OK


def told_by_eye(
    slot: Subject,
    said: Mapping[int, bool],
    *,
    every: bool,
    unseen: LookResult | None = UNSEEN,
    spared: frozenset[int] = frozenset(),
) -> tuple[Told, ...]:
    """What a person says of bookings of a look that was unsure, by booking whether it is seen.
    `every`: all of the look are seen, so that the slot is right. `unseen`: what one that is not
    seen is; None where it is sold by views, which are others' too (rules.md §8). `spared`: as of
    `told_of`."""
    told = [
        Told(replace(slot, booking_id=one), LookResult.OK if seen else unseen, one in spared)
        for one, seen in said.items()
    ]
    return (*told, Told(slot, LookResult.OK)) if every else tuple(told)


def told_by_hand(
    of: Subject, result: LookResult, *, every: bool, spared: frozenset[int] = frozenset()
) -> tuple[Told, ...]:
    """What a look by hand says of its booking, or of the slot where that has none. `every`: nothing
    else is booked there, so that with it the slot is right. `spared`: as of `told_of`."""
    own = None if result in SILENT else result
    if of.booking_id is None:
        return (Told(of, own, own is LookResult.EXPIRED and bool(spared)),)
    told = Told(of, own, of.booking_id in spared)
    right = every and own is LookResult.OK
    return (told, Told(replace(of, booking_id=None), LookResult.OK)) if right else (told,)


def steps_by_hand(
    told: Iterable[Told], standing: Sequence[Standing], *, on_air: Collection[int] | None
) -> tuple[Step, ...]:
    """What that makes of the anomalies of its slot. `on_air`: its bookings of the day, where no
    check tells of others; those of bookings that are over end."""
    over = [
        Step(Move.RESOLVE, one.subject, one.id, why=Why.OVER)
        for one in standing
        if one.state in UNRESOLVED and on_air is not None and one.subject.booking_id
        if one.subject.booking_id not in on_air
    ]
    return (*steps_by_eye(told, standing), *over)


def steps_by_eye(told: Iterable[Told], standing: Iterable[Standing]) -> tuple[Step, ...]:
    """What that makes of the anomalies of its slot; the page's own waits for the next look."""
    known = {one.subject: one for one in standing if one.state in UNRESOLVED}
    pages = [one for subject, one in known.items() if subject.slot_id is None]
    of_page = _Swallowed(pages[0].alike.result, pages[0].alike.slots) if pages else _Swallowed()
    return tuple(_told_steps(told, known, of_page))


def steps(
    page_id: int,
    looks: Sequence[SlotTold],
    standing: Iterable[Standing],
    *,
    reached: bool,
    alike: int,
    live: Collection[int] | None = None,
) -> tuple[Step, ...]:
    """What the looks of one page in one run make of the anomalies that stand. `reached`: the page
    was seen; `alike`: from so many slots that fail alike on it is the page's; `live`: the slots
    that are live on the page, None where that is not known: others are no longer the page's."""
    known = {one.subject: one for one in standing if one.state in UNRESOLVED}
    page = known.get(Subject(page_id))
    if not reached:
        closed = bool(looks) and all(one.closed for one in looks)
        return () if closed else (_trouble(Subject(page_id), LookResult.UNREACHABLE, page),)
    open_ = [one for one in looks if not one.closed]
    of_page, swallowed = _page_steps(page_id, open_, page, alike, live)
    found = list(of_page)
    for look in open_:
        found += _slot_steps(look, known, swallowed)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Swallowed:
    """Slots whose trouble of that result is the page's."""

    result: LookResult | None = None
    slots: frozenset[int] = frozenset()

    def takes(self, told: Told) -> bool:
        return told.result is self.result and told.subject.slot_id in self.slots


def _page_steps(
    page_id: int,
    looks: Sequence[SlotTold],
    page: Standing | None,
    alike: int,
    live: Collection[int] | None,
) -> tuple[tuple[Step, ...], _Swallowed]:
    """Of the page itself, and what of its slots is none of their own."""
    failing = _failing(looks)
    result, slots = max(
        failing.items(), key=lambda one: len(one[1]), default=(LookResult.OK, frozenset[int]())
    )
    here = page.alike.slots if page else frozenset[int]()
    here = here if live is None else here.intersection(live)
    unseen = here - _seen(looks)
    if len(slots) >= alike:
        left = unseen if page and page.alike.result is result else frozenset[int]()
        step = _trouble(Subject(page_id), result, page, slots | left)
        return (step,), _Swallowed(result, slots)
    if page is None:
        return (), _Swallowed()
    return _going_on(page, here, unseen, failing.get(page.alike.result, frozenset()))


def _going_on(
    page: Standing, here: frozenset[int], unseen: frozenset[int], failing: frozenset[int]
) -> tuple[tuple[Step, ...], _Swallowed]:
    """The page's own goes on while a slot of it that is still `here` fails so; it is resolved when
    none does. Of those that are `unseen` nothing new is known."""
    was = page.alike
    still = here & failing
    left = still | unseen
    if still:
        step = _trouble(page.subject, was.result, page, left)
    elif left:
        back = page.result is not was.result
        step = Step(Move.SHRINK, page.subject, page.id, was.result if back else None, back, left)
    else:
        why = Why.OK if here or not was.slots else Why.GONE
        step = Step(Move.RESOLVE, page.subject, page.id, why=why)
    if left and left == was.slots and not still and not step.changed:
        return (), _Swallowed()  # none of them was looked at
    return (step,), _Swallowed(was.result, still)


def _seen(looks: Iterable[SlotTold]) -> frozenset[int]:
    """Slots of which the looks say anything."""
    return frozenset(one.slot_id for one in looks if any(_says(told) for told in one.told))


def _says(one: Told) -> bool:
    """Whether it is right or wrong: nobody can say, and nobody's fault yet, are neither."""
    return one.result is not None and not (one.spared and one.result not in NO_TROUBLE)


def _failing(looks: Iterable[SlotTold]) -> Mapping[LookResult, frozenset[int]]:
    """By result the slots that fail so."""
    found: defaultdict[LookResult, set[int]] = defaultdict(set)
    for look in looks:
        for one in look.told:
            if _is_trouble(one) and one.result is not None:
                found[one.result].add(look.slot_id)
    return {result: frozenset(slots) for result, slots in found.items()}


def _told_steps(
    told: Iterable[Told], known: Mapping[Subject, Standing], swallowed: _Swallowed
) -> Iterable[Step]:
    for one in told:
        there = known.get(one.subject)
        why = _why_over(one)
        if why is not None and there is not None:
            yield Step(Move.RESOLVE, one.subject, there.id, why=why)
        elif _is_trouble(one) and one.result is not None:
            yield from _own(one.subject, one.result, there, into=swallowed.takes(one))


def _slot_steps(
    look: SlotTold, known: Mapping[Subject, Standing], swallowed: _Swallowed
) -> Iterable[Step]:
    yield from _told_steps(look.told, known, swallowed)
    subjects = {one.subject for one in look.told}
    for subject, there in known.items():
        if subject.slot_id == look.slot_id and subject.booking_id and subject not in subjects:
            yield Step(Move.RESOLVE, subject, there.id, why=Why.OVER)


def _own(
    subject: Subject, result: LookResult, there: Standing | None, *, into: bool
) -> Iterable[Step]:
    """The slot's own; one that the page's takes in is resolved, but for one with a ticket."""
    if not into or (there is not None and there.state is AnomalyState.ESCALATED):
        yield _trouble(subject, result, there)
    elif there is not None:
        yield Step(Move.RESOLVE, subject, there.id, why=Why.MERGED)


def _trouble(
    subject: Subject,
    result: LookResult,
    there: Standing | None,
    slots: frozenset[int] = frozenset(),
) -> Step:
    if there is None:
        return Step(Move.OPEN, subject, result=result, slots=slots)
    changed = there.result is not result
    return Step(Move.JOIN, subject, there.id, result, changed, slots)


def _is_trouble(one: Told) -> bool:
    return _says(one) and one.result not in NO_TROUBLE


def _why_over(one: Told) -> Why | None:
    """Why what stands of the subject is over; None where it is not."""
    if one.result in WELL:
        return Why.OK
    unknown_ad = one.result is LookResult.UNSOLD and one.subject.booking_id is None
    return Why.OTHER_AD if unknown_ad else None


def is_old(
    first_on: date, last_on: date, on: date, *, days: int, shut: Collection[date] = ()
) -> bool:
    """A page's becomes a ticket by itself once it has stood so many ad days and a look of the
    running one saw it still (checks.md); days on which it was `shut` do not count."""
    closed = sum(first_on <= one < on for one in shut)
    return last_on == on and (on - first_on).days - closed >= days


Rank = tuple[bool, bool, int]


def ranked(*, starts: date | None, on: date, net_fen: int | None) -> Rank:
    """What sorts tickets when only some may go: starts of the ad day first, booked before unsold,
    then the dearer (checks.md). The lesser goes first."""
    return starts != on, starts is None, -(net_fen or 0)


def days_stood(first_on: date, last_on: date, on: date, state: AnomalyState) -> int:
    """Ad days from the first to the running one, or to the last that saw it where it is over; the
    first counts."""
    last = last_on if state is AnomalyState.RESOLVED else max(on, last_on)
    return (last - first_on).days + 1
