"""Which versions of a booking's creative a page should show (rules.md §7, swap)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from adops.domain.period import ad_day_of, at

SWAP_HOUR = 10  # of S, when S lay ahead of the confirmation
SWAP_TIME = timedelta(minutes=60)  # after the confirmation, when S was the running ad day


@dataclass(frozen=True, slots=True)
class Version:
    """A confirmed version: its first ad day and when it was confirmed.

    `replaced_at` is set once a later confirmation took its place.
    """

    creative_id: int
    number: int
    go_live: date
    confirmed_at: datetime
    replaced_at: datetime | None = None

    @property
    def order(self) -> tuple[date, int]:
        """The later one is the newer."""
        return self.go_live, self.number

    @property
    def ever_ran(self) -> bool:
        """Whether its first ad day had begun before its place was taken."""
        return self.replaced_at is None or self.go_live <= ad_day_of(self.replaced_at)


def due(version: Version) -> datetime:
    """When the swap to it must be done: 10:00 of S; 60 minutes after it was confirmed when S was
    then the running ad day."""
    if version.go_live <= ad_day_of(version.confirmed_at):
        return version.confirmed_at + SWAP_TIME
    return at(version.go_live, SWAP_HOUR)


def expected(versions: Iterable[Version], *, on: date, now: datetime) -> frozenset[int]:
    """Creative ids that may be seen in ad day `on`: the newest that has begun and, until its swap
    is due, the one before it. Two versions side by side (两版轮换) are not known yet."""
    begun = [one for one in versions if one.go_live <= on and one.ever_ran]
    standing = [one for one in begun if _stands(one, on)]
    if not standing:
        return frozenset()
    current = max(standing, key=lambda one: one.order)
    before = [
        one
        for one in begun
        if one is not current and (_stands(one, on) or one.replaced_at == current.confirmed_at)
    ]
    if now >= due(current) or not before:
        return frozenset({current.creative_id})
    previous = max(before, key=lambda one: one.order)
    return frozenset({current.creative_id, previous.creative_id})


def _stands(version: Version, on: date) -> bool:
    """Whether its place was not taken, or only in a later ad day."""
    return version.replaced_at is None or ad_day_of(version.replaced_at) > on
