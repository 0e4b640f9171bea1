"""Changing the link alone: a new version with the same bytes, nothing uploaded (rules.md §5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from adops.catalog.mail import MailFile
from adops.domain.creative import CreativeFacts
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.domain.rulebook import RuleBook
from adops.errors import RuleError
from adops.models import Creative
from adops.queries.bookings import BookingCase
from adops.queries.creatives import creative_case
from adops.rules.confirm import Clock15, clock_of
from adops.services.creatives import (
    Offer,
    Submitted,
    require_same_bytes,
    require_submitter,
    submit,
)


@dataclass(frozen=True)
class NewLink:
    """What changes. `copy` None: the words stay; `go_live` None: as soon as it can be."""

    click_url: str
    copy: str | None = None
    go_live: date | None = None


def change_link(
    session: Session,
    *,
    creative_id: int,
    link: NewLink,
    files: Mapping[str, CreativeFacts],
    by: Actor,
    now: datetime,
    book: RuleBook,
    mails: MailFile,
) -> Submitted:
    """Submits the creative's files, as measured from the stored bytes, with another link: reviewed
    anew, approvals of these bytes stay, a confirmation and a deadline of its own.

    Raises RuleError `creative.unchanged` (neither link nor words differ), `creative.other_bytes`
    (the files are not the ones submitted), and what `services.creatives.submit` raises.
    """
    case = creative_case(session, creative_id)
    require_submitter(case.of, by)
    old = case.creative
    require_same_bytes(case, files)
    copy = old.copy_text if link.copy is None else link.copy
    if (link.click_url, copy) == (old.click_url, old.copy_text):
        raise RuleError("creative.unchanged", creative=creative_id)
    offer = Offer(
        files=files,
        click_url=link.click_url,
        copy=copy,
        go_live=link.go_live or first_day(case.of, old, now=now, book=book),
        rotates=old.rotates,
        link_of=creative_id,
    )
    return submit(
        session,
        booking_id=old.booking_id,
        offer=offer,
        by=by,
        now=now,
        book=book,
        mails=mails,
    )


def first_day(case: BookingCase, old: Creative, *, now: datetime, book: RuleBook) -> date:
    """The first day on which the new link can be live: the creative's own if ahead, else the
    running ad day; the earliest that is in time where a deadline binds and is over."""
    day = min(max(old.go_live, case.period.first, ad_day_of(now)), case.period.last)
    return swap_clock(case, day, now=now, book=book).earliest_go_live or day


def swap_clock(case: BookingCase, day: date, *, now: datetime, book: RuleBook) -> Clock15:
    """The deadline of a swap on that day."""
    return clock_of(
        go_live=day,
        period=case.period,
        route=case.booking.route,
        taken_over=case.booking.taken_over,
        now=now,
        book=book,
    )
