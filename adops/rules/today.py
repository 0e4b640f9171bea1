"""What comes first today: items in order of their deadlines (experience.md, 今日)."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from adops.domain.booking import Route
from adops.domain.period import ONE_DAY, ad_day_of, local_day
from adops.domain.rulebook import RuleBook
from adops.domain.today import CreativeGap, Due, DueKind, Step, Urgency
from adops.rules.deadline import deadline

AHEAD = 14  # days of coming starts that are looked at
SHOWN_WITHIN = timedelta(days=4)
HOURS = timedelta(hours=3)
FAR = datetime.max.replace(tzinfo=UTC)


def creative_due(gap: CreativeGap, *, now: datetime, book: RuleBook) -> Due:
    """The gap with the deadline of the day it must go live: its start, else the running ad day.

    A taken-over booking has no deadline of its own (rules.md §3): it is due now, not binding.
    """
    day = max(gap.first, ad_day_of(now))
    answer = deadline(day, route=gap.route, calendar=book.calendar, terms=book.deadline)
    at = None if gap.taken_over else answer.at
    facts = {
        "gap": gap,
        "go_live": day,
        "late": at is not None and answer.binding and at < now,
        "provisional": answer.calendar.value == "provisional",
        "came_late": at is not None and gap.entered_at is not None and gap.entered_at > at,
    }
    return Due(DueKind.CREATIVE, _creative_url(gap), at, answer.binding, facts)


def near(items: Iterable[Due], *, now: datetime) -> tuple[Due, ...]:
    """Those without an instant, past, or due within four days."""
    return tuple(one for one in items if one.at is None or one.at <= now + SHOWN_WITHIN)


def in_order(items: Iterable[Due]) -> tuple[Due, ...]:
    """By deadline; among equals what binds, then the earlier go-live day; what has none last."""

    def place(one: Due) -> tuple[datetime, bool, date]:
        return one.at or FAR, not one.binding, one.facts.get("go_live", date.max)

    return tuple(sorted(items, key=place))


def urgency(at: datetime | None, *, now: datetime) -> Urgency:
    """How near: past, within three hours, today, later."""
    if at is None:
        return Urgency.NONE
    if at < now:
        return Urgency.PAST
    if at - now <= HOURS:
        return Urgency.HOURS
    return Urgency.TODAY if local_day(at) == local_day(now) else Urgency.LATER


def closing_today(now: datetime, *, book: RuleBook) -> tuple[datetime, tuple[date, ...]] | None:
    """The deadline that falls on today with the go-live days it is for; None when there is none."""
    today = local_day(now)
    found = [
        (answer.at, day)
        for day in (today + ONE_DAY * n for n in range(1, AHEAD + 1))
        for answer in (deadline(day, route=Route.HQ, calendar=book.calendar, terms=book.deadline),)
        if local_day(answer.at) == today
    ]
    return (found[0][0], tuple(day for _, day in found)) if found else None


def _creative_url(gap: CreativeGap) -> str:
    if gap.creative_id is not None and not (gap.step is Step.REFUSED and gap.submits):
        return f"/creatives/{gap.creative_id}"
    new = f"/creatives/new?booking={gap.booking_id}"
    return f"{new}&go_live={gap.first.isoformat()}" if gap.new_item else new
