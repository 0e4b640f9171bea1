"""How long evidence is kept (checks.md, Evidence; rules.md §10, last item)."""

from collections.abc import Iterable
from datetime import date, timedelta

from adops.domain.evidence import BookingDay, DayLook, Gone, KeepTerms, KeptLook
from adops.domain.states import Delivered

FOR_NOW = timedelta(days=92)  # what is named elsewhere is asked about again after this


def rests_on(day: BookingDay) -> frozenset[int]:
    """The looks that a booking's day rests on, as the month judges it (`rules.month.judge_day`):
    the first that saw it; else the last that did not; else the last. Of a day that may be ruled on
    the last one too."""
    looks = sorted(day.looks, key=lambda one: (one.at, one.look_id))
    if not looks:
        return frozenset()
    found = {_told(looks).look_id}
    if day.ruled:
        found.add(looks[-1].look_id)
    return frozenset(found)


def _told(looks: list[DayLook]) -> DayLook:
    yes = (one for one in looks if one.delivered is Delivered.YES)
    no = (one for one in reversed(looks) if one.delivered is Delivered.NO)
    return next(yes, None) or next(no, None) or looks[-1]


def kept_until(look: KeptLook, *, today: date, terms: KeepTerms) -> date:
    """The last day on which the look's files are kept for sure; asked again after it, because
    bookings are prolonged and looks decided."""
    own = look.on + timedelta(days=terms.other_days)
    resting = [_years_after(day.last, terms.booking_years) for day in _resting(look)]
    named = [today + FOR_NOW] if look.named else []
    return max([own, *resting, *named])


def may_go(look: KeptLook, *, today: date, terms: KeepTerms) -> Gone | None:
    """Why its files may go today; None while they are kept."""
    if kept_until(look, today=today, terms=terms) >= today:
        return None
    if not look.days:
        return Gone.NOT_BOOKED
    return Gone.OVER if any(_resting(look)) else Gone.REPEAT


def _resting(look: KeptLook) -> Iterable[BookingDay]:
    return [day for day in look.days if look.look_id in rests_on(day)]


def _years_after(day: date, years: int) -> date:
    """The same day so many years on; 29 February becomes 1 March, the later of the two."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)
