"""Since when something is on its page (rules.md §7, Live)."""

from collections.abc import Collection, Iterable
from datetime import date

from adops.domain.execution import Live, Mark, MarkKind, Sight
from adops.domain.period import ad_day_of, ad_day_starts
from adops.domain.states import Delivered
from adops.rules.swap import Version


def live_of(day: date, *, marks: Iterable[Mark] = (), sights: Iterable[Sight] = ()) -> Live | None:
    """The first look of the ad day that saw it, or an earlier mark that no later look of that ad
    day contradicted."""
    looks = [one for one in sights if one.on == day]
    denied = [one.at for one in looks if one.delivered is Delivered.NO]
    seen = [Live(one.at) for one in looks if one.delivered is Delivered.YES]
    said = [
        Live(one.at, one.by)
        for one in marks
        if one.kind is MarkKind.LIVE
        and ad_day_of(one.at) == day
        and not any(look > one.at for look in denied)
    ]
    return min((*said, *seen), key=lambda one: one.at, default=None)


def live_after(day: date, *, marks: Collection[Mark], sights: Collection[Sight]) -> Live | None:
    """Of a start whose day was closed: in the first ad day after it that saw it. **[decided]**"""
    said = {ad_day_of(one.at) for one in marks if one.kind is MarkKind.LIVE}
    days = sorted(one for one in said | {sight.on for sight in sights} if one > day)
    found = (live_of(one, marks=marks, sights=sights) for one in days)
    return next((one for one in found if one is not None), None)


def done_of(version: Version, *, marks: Iterable[Mark], sights: Iterable[Sight]) -> Live | None:
    """What ended a swap: the first look that shows the new file, or the AE's mark."""
    begins = max(ad_day_starts(version.go_live), version.confirmed_at)
    seen = [
        Live(one.at)
        for one in sights
        if one.creative_id == version.creative_id and one.delivered is Delivered.YES
    ]
    said = [Live(one.at, one.by) for one in marks if one.kind is MarkKind.LIVE]
    after = [one for one in (*said, *seen) if one.at >= begins]
    return min(after, key=lambda one: one.at, default=None)
