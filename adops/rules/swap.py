"""Which versions of a booking's creative a page should show, and whose place a newly confirmed one
takes (rules.md §5, last bullet; §7, swap)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from adops.domain.period import ONE_DAY, ad_day_of, ad_day_starts, at

SWAP_HOUR = 10  # of S, when S lay ahead of the confirmation
SWAP_TIME = timedelta(minutes=60)  # after the confirmation, when S was the running ad day


@dataclass(frozen=True, slots=True)
class Version:
    """A confirmed version: its first ad day and when it was confirmed.

    `replaced_at` is set once a later confirmation took its place, `done_at` once a look saw it in
    its place or the placer said that it is there. `rotation` is the first creative
    of the set that is shown in turn (两版轮换), None when it began one; `link_of` the version whose
    files it shows with another link.
    """

    creative_id: int
    number: int
    go_live: date
    confirmed_at: datetime
    replaced_at: datetime | None = None
    rotation: int | None = None
    link_of: int | None = None
    done_at: datetime | None = None

    @property
    def order(self) -> tuple[date, int]:
        """The later one is the newer."""
        return self.go_live, self.number

    @property
    def set(self) -> int:
        """The set it is shown in turn with: the first creative of it."""
        return self.rotation or self.creative_id

    @property
    def ever_ran(self) -> bool:
        """Whether its first ad day had begun before its place was taken."""
        return self.replaced_at is None or self.go_live <= ad_day_of(self.replaced_at)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a newly confirmed version stands: with which set, and in whose stead at once."""

    rotation: int | None = None
    instead_of: frozenset[int] = frozenset()


def due(version: Version) -> datetime:
    """When the swap to it must be done: 10:00 of S; 60 minutes after it was confirmed when S was
    then the running ad day."""
    if version.go_live <= ad_day_of(version.confirmed_at):
        return version.confirmed_at + SWAP_TIME
    return at(version.go_live, SWAP_HOUR)


def over(version: Version) -> datetime:
    """Until when what was there before may still be seen: the swap is due, or was done earlier."""
    return due(version) if version.done_at is None else min(due(version), version.done_at)


def is_under_way(versions: Collection[Version], *, now: datetime) -> bool:
    """Whether one takes the place of another at this moment, with minutes left: whatever shows
    meanwhile is nobody's fault."""
    return any(
        max(one.confirmed_at, ad_day_starts(one.go_live)) <= now < over(one)
        and any(other.order < one.order and other.ever_ran for other in versions)
        for one in versions
    )


def expected(versions: Iterable[Version], *, on: date, now: datetime) -> frozenset[int]:
    """Creative ids that may be seen in ad day `on`: the newest that has begun with what is shown in
    turn with it and, until its swap is done or due, what was there before."""
    begun = [one for one in versions if one.go_live <= on and one.ever_ran]
    standing = [one for one in begun if _stands(one, on)]
    if not standing:
        return frozenset()
    newest = max(standing, key=lambda one: one.order).set
    turns = [one for one in standing if one.set == newest]
    relinked = {one.link_of for one in turns}
    shown = [one for one in turns if one.creative_id not in relinked]
    ids = {one.creative_id for one in shown}
    first = min((one for one in begun if one.set == newest), key=lambda one: one.order)
    leaving = [
        one for one in begun if one.creative_id not in ids and now < _until(one, shown, first, on)
    ]
    return frozenset(ids | _last(leaving, newest))


def in_turn(versions: Collection[Version], *, on: date, now: datetime) -> frozenset[int]:
    """Creative ids that are shown in turn (两版轮换) and must all come: none where there is
    but one, or while one of them may still be on its way to its place."""
    shown = expected(versions, on=on, now=now)
    turns = [one for one in versions if one.creative_id in shown]
    settled = len({one.set for one in turns}) == 1 and all(now >= over(one) for one in turns)
    return shown if settled and len(shown) > 1 else frozenset()


def place_of(new: Version, current: Collection[Version], *, rotates: bool, running: date) -> Place:
    """The place of a version that is being confirmed among the confirmed ones.

    A change of link takes the place of that version alone; one that is to be shown in turn joins
    the set of its first day, else the next to come, and takes nobody's; any other takes the place
    of all that would be shown from its day on. Who still runs until that day stays until then.
    """
    by_id = {one.creative_id: one for one in current}
    beside = expected(current, on=new.go_live, now=ad_day_starts(new.go_live + ONE_DAY))
    old = by_id.get(new.link_of or 0)
    if old is not None and (old.creative_id in beside or old.go_live >= new.go_live):
        at_once = new.go_live <= max(running, old.go_live)
        return Place(old.set, frozenset({old.creative_id} if at_once else ()))
    if rotates and current:
        return Place(_joined(by_id, beside).set)
    return Place(
        instead_of=frozenset(
            one.creative_id for one in current if new.go_live <= max(running, one.go_live)
        )
    )


def _joined(by_id: dict[int, Version], beside: frozenset[int]) -> Version:
    if beside:
        return max((by_id[one] for one in beside), key=lambda one: one.order)
    return min(by_id.values(), key=lambda one: one.order)


def _until(one: Version, shown: Collection[Version], first: Version, on: date) -> datetime:
    """Until when a version that is not shown any more may still be seen."""
    for other in shown:
        if other.link_of == one.creative_id or other.confirmed_at == one.replaced_at:
            return over(other)
    if one.set != first.set and _stands(one, on):
        return over(first)
    return one.confirmed_at


def _last(leaving: Collection[Version], newest: int) -> set[int]:
    """Those of the set itself, and the newest of what was there before with its own set."""
    before = [one for one in leaving if one.set != newest]
    last = max(before, key=lambda one: one.order).set if before else newest
    return {one.creative_id for one in leaving if one.set in {newest, last}}


def _stands(version: Version, on: date) -> bool:
    """Whether its place was not taken, or only in a later ad day."""
    return version.replaced_at is None or ad_day_of(version.replaced_at) > on
