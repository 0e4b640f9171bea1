"""Handing in a creative: measure and store the files, then one act (rules.md §5)."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from adops import clock
from adops.catalog.mail import MailFile
from adops.db import Database
from adops.domain.creative import CreativeFacts, InspectBounds
from adops.domain.mending import MendTerms
from adops.domain.people import Actor
from adops.domain.rulebook import RuleBook
from adops.errors import OutsideError
from adops.flows.mend import Made
from adops.flows.suggest import mended_for, offer_mended
from adops.inspect.creative import inspect
from adops.phrases.creative import as_data
from adops.queries.bookings import BookingCase, booking_case
from adops.queries.creatives import creative_case
from adops.rules.confirm import default_go_live
from adops.services import confirmations, creatives, suggestions
from adops.services.creatives import Offer, Submitted, require_submitter
from adops.store import Store


@dataclass(frozen=True)
class Desk:
    """Where creatives are handed in: database, store, rules, bounds of inspection, mails, and the
    numbers of mending."""

    database: Database
    store: Store
    book: RuleBook
    bounds: InspectBounds
    mails: MailFile
    mending: MendTerms


@dataclass(frozen=True)
class HandedIn:
    """What somebody hands in. `files` maps a part to (name, bytes, declared media type);
    `take_suggestion`: the mended files instead, where there are any to offer."""

    booking_id: int
    files: Mapping[str, tuple[str, bytes, str | None]]
    click_url: str
    copy: str = ""
    go_live: date | None = None
    key: str | None = None
    confirm: bool = False
    late_reason: str | None = None
    take_suggestion: bool = False

    @property
    def contents(self) -> dict[str, bytes]:
        """The files' bytes by part."""
        return {part: content for part, (_name, content, _declared) in self.files.items()}


def hand_in(desk: Desk, given: HandedIn, *, by: Actor) -> Submitted:
    """Submits, offers mended files, and confirms where asked: acts of their own, so that what fails
    leaves the submission. No transaction is open while files are measured, mended and stored.

    Raises what `services.creatives.submit` and `services.confirmations.confirm` raise.
    """
    with desk.database.read() as session:
        case = booking_case(session, given.booking_id)
    require_submitter(case, by)
    files = {part: measured(desk, *file) for part, file in given.files.items()}
    taken = _mended_instead(desk, case, given, files) if given.take_suggestion else ()
    submitted = _submit(desk, given, files, taken, by)
    if not taken:
        with suppress(OutsideError):  # it is made when somebody asks for it
            creative_id = submitted.case.creative.id or 0
            offer_mended(desk, creative_id, by=by, contents=given.contents)
    return confirm_one(desk, submitted, given.late_reason, by=by) if given.confirm else submitted


def _mended_instead(
    desk: Desk, case: BookingCase, given: HandedIn, files: Mapping[str, CreativeFacts]
) -> tuple[Made, ...]:
    return mended_for(
        desk,
        case,
        given.contents,
        files,
        click_url=given.click_url.strip(),
        copy=given.copy.strip(),
        go_live=given.go_live or default_go_live(period=case.period, now=clock.now()),
    )


def _submit(
    desk: Desk,
    given: HandedIn,
    files: Mapping[str, CreativeFacts],
    taken: Sequence[Made],
    by: Actor,
) -> Submitted:
    """Stores the files, the originals of mended ones too, then records the creative."""
    offer = Offer(
        files={**files, **{one.file.part: one.file.facts for one in taken}},
        click_url=given.click_url.strip(),
        copy=given.copy.strip(),
        go_live=given.go_live,
        key=given.key,
    )
    for content in (*given.contents.values(), *(one.content for one in taken)):
        desk.store.put(content)
    now = clock.now()
    with desk.database.write() as session:
        submitted = creatives.submit(
            session,
            booking_id=given.booking_id,
            offer=offer,
            by=by,
            now=now,
            book=desk.book,
            mails=desk.mails,
            told_after=timedelta(seconds=0 if taken else desk.mending.wait_seconds),
        )
        if taken:
            suggestions.note_taken(
                session,
                creative_id=submitted.case.creative.id or 0,
                taken=[one.file for one in taken],
                originals=files,
                by=by,
                now=now,
            )
    return submitted


def confirm_one(
    desk: Desk, submitted: Submitted, late_reason: str | None, *, by: Actor
) -> Submitted:
    """Confirms what was submitted."""
    return confirm(desk, submitted.case.creative.id or 0, by=by, late_reason=late_reason)


def confirm(
    desk: Desk, creative_id: int, *, by: Actor, late_reason: str | None = None
) -> Submitted:
    """Measures the stored files again, then confirms by what the bytes say now.

    Raises what `services.confirmations.confirm` raises.
    """
    files = measured_again(desk, creative_id)
    with desk.database.write() as session:
        return confirmations.confirm(
            session,
            creative_id=creative_id,
            files=files,
            by=by,
            now=clock.now(),
            book=desk.book,
            late_reason=late_reason,
        )


def measured_again(desk: Desk, creative_id: int) -> dict[str, CreativeFacts]:
    """The creative's stored files, measured from their bytes as they lie in the store."""
    with desk.database.read() as session:
        parts = creative_case(session, creative_id).parts
    return {part.part: measured(desk, part.name, desk.store.get(part.sha256)) for part in parts}


def answer(submitted: Submitted) -> dict[str, Any]:
    """The JSON of interfaces.md, `creative submit`."""
    creative, clock15 = submitted.case.creative, submitted.clock
    return {
        "creative": creative.id,
        "version": creative.version,
        "state": creative.state.value,
        "verdict": submitted.verdict.value,
        "findings": [as_data(finding) for finding in submitted.findings],
        "deadline": clock15.deadline.at.isoformat(),
        "clause": int(clock15.deadline.clause),
        "late": clock15.late,
        "taken_over": submitted.case.of.booking.taken_over,
        "earliest_go_live": clock15.earliest_go_live and clock15.earliest_go_live.isoformat(),
    }


def measured(desk: Desk, name: str, content: bytes, declared: str | None = None) -> CreativeFacts:
    """One file's facts, within the bounds of inspection."""
    return inspect(content, name=name, declared=declared, bounds=desk.bounds)
