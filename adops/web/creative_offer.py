"""What the form of a creative shows before anything is chosen: the limits and the deadline of the
go-live day (rules.md §8: a creative is judged by the version of its days)."""

from datetime import date
from typing import Any

from adops import clock
from adops.flows.submit import Desk
from adops.models import Creative
from adops.queries.bookings import BookingCase
from adops.rules.confirm import clock_of, default_go_live, require_go_live
from adops.web import creative_rows as rows

MOVES = frozenset({"gif", "png", "webp", "avif", "html5"})


def offer(
    desk: Desk, case: BookingCase, current: list[Creative], go_live: date | None = None
) -> dict[str, Any]:
    """Limits exact in bytes, and the deadline, of that day; of the booking's next one where none is
    said. Raises RuleError `creative.go_live_outside`."""
    now = clock.now()
    day = go_live or min(default_go_live(period=case.period, now=now), case.period.last)
    require_go_live(go_live=day, period=case.period)
    spec = case.spec(day)
    standing = clock_of(
        go_live=day,
        period=case.period,
        route=case.booking.route,
        taken_over=case.booking.taken_over,
        now=now,
        book=desk.book,
    )
    later = case.later_specs(day)
    return {
        "case": case,
        "spec": spec,
        "go_live": day,
        "standing": standing,
        "limits": rows.part_limits(spec, desk.book.review),
        "formats": rows.formats(spec),
        "accepts": ",".join(
            dict.fromkeys(rows.accepts(one) for one in (spec, *dict(later).values()))
        ),
        "moves": not MOVES.isdisjoint(spec.formats),
        "seconds": spec.max_seconds or desk.book.review.seconds,
        "loud": any(part.sound for part in spec.parts),
        "terms": desk.book.review,
        "later": [day for day, _ in later],
        "current": current,
    }
