"""Offers mended files for what is handed in, and takes them (rules.md §5).

The offer is made after the submission is recorded: a crash in between leaves a creative without
one, and it is made when somebody asks for it. No transaction is open while files are mended.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from adops import clock
from adops.domain.finding import Finding, Verdict
from adops.domain.mending import one_or_all
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.errors import OutsideError, RuleError
from adops.flows import submit
from adops.flows.mend import Files, Made, Mender, mended
from adops.flows.submit import Desk, HandedIn
from adops.models import Suggestion
from adops.queries.bookings import BookingCase, booking_case
from adops.queries.creatives import CreativeCase, creative_case
from adops.queries.known_files import known_files
from adops.queries.suggestions import rows_data, suggestions_of, taken_for
from adops.rules.confirm import default_go_live
from adops.services import creatives, suggestions
from adops.services.creatives import Offer, Submitted, require_submitter


def hand_in(desk: Desk, given: HandedIn, *, by: Actor, take: bool = False) -> Submitted:
    """As `flows.submit.hand_in`, and offers mended files before it confirms; `take`: hands in the
    mended files instead, where there are any to offer."""
    made = _mended_instead(desk, given, by) if take else ()
    wait = timedelta(0) if made else timedelta(seconds=desk.mending.wait_seconds)
    alone = replace(given, confirm=False)
    submitted = submit.hand_in(desk, alone, by=by, mended=made, told_after=wait)
    if not made:
        with suppress(OutsideError):  # it is made when somebody asks for it
            creative_id = submitted.case.creative.id or 0
            offer_mended(desk, creative_id, by=by, contents=given.contents)
    if given.confirm:
        return submit.confirm_one(desk, submitted, given.late_reason, by=by)
    return submitted


def mended_for(
    desk: Desk,
    case: BookingCase,
    contents: Mapping[str, bytes],
    files: Files,
    *,
    click_url: str,
    copy: str,
    go_live: date,
) -> tuple[Made, ...]:
    """The mended files that may be offered for these of a booking. No transaction may be open.

    Raises InputError `part.unknown`.
    """

    def judge(found: Files) -> tuple[Finding, ...]:
        with desk.database.read() as session:
            return creatives.judge(session, case, found, click_url, copy, go_live, desk.book)

    mender = Mender(desk.book.review, desk.mending, desk.bounds)
    return mended(mender, contents, files, case.spec(go_live), judge)


def offer_mended(
    desk: Desk, creative_id: int, *, by: Actor, contents: Mapping[str, bytes] | None = None
) -> tuple[Suggestion, ...]:
    """What is offered for a creative; made now where nothing is yet. `contents` are the bytes of
    its parts where they are at hand.

    Raises MissingError `creative.unknown`, ForbiddenError, OutsideError `store.failed`.
    """
    with desk.database.read() as session:
        case = creative_case(session, creative_id)
        require_submitter(case.of, by)
        there = suggestions_of(session, creative_id)
    if there:
        return there
    made = _made(desk, case, contents or _stored(desk, case))
    if not made and case.creative.verdict is not Verdict.REJECT:
        return ()
    for one in made:
        desk.store.put(one.content)
    with desk.database.write() as session:
        return suggestions.offer(
            session,
            creative_id=creative_id,
            made=[one.file for one in made],
            by=by,
            now=clock.now(),
        )


def take_suggestion(desk: Desk, creative_id: int, *, by: Actor) -> Submitted:
    """Hands in the mended files as a new version, the other parts, link, copy, day and whether it
    is shown in turn as they are. Taken before: the version that took it.

    Raises RuleError `suggestion.none` and what `services.suggestions.take` raises.
    """
    rows = offer_mended(desk, creative_id, by=by)
    if not rows:
        raise RuleError("suggestion.none", creative=creative_id)
    with desk.database.read() as session:
        case = creative_case(session, creative_id)
    creative, now = case.creative, clock.now()
    named = {part.part: (part.name, part.sha256) for part in case.parts}
    named |= {row.part: (row.name, row.sha256) for row in rows}
    files = {part: (name, desk.store.get(sha), None) for part, (name, sha) in named.items()}
    offer = Offer(
        files=submit.kept(desk, files, case.of.spec(creative.go_live)),
        click_url=creative.click_url,
        copy=creative.copy_text,
        go_live=creative.go_live if creative.go_live >= ad_day_of(now) else None,
        rotates=creative.rotates,
    )
    with desk.database.write() as session:
        return suggestions.take(
            session,
            creative_id=creative_id,
            offer=offer,
            by=by,
            now=now,
            book=desk.book,
            mails=desk.mails,
        )


def with_offers(
    desk: Desk, submitted: Submitted, answer: dict[str, Any], *, by: Actor
) -> dict[str, Any]:
    """The answer to a submission with `suggestion` (as of `creative check`: null, one, or a list
    where there are several) and `known`: where the same file was handed in before."""
    creative = submitted.case.creative
    with desk.database.read() as session:
        rows = suggestions_of(session, creative.id or 0) or taken_for(session, creative.id or 0)
        shas = {part.sha256 for part in submitted.case.parts}
        known = known_files(session, shas, by=by, besides=[creative.id or 0])
    return answer | {
        "suggestion": one_or_all(rows_data(rows, submitted.case, desk.book.review)),
        "known": [one.as_data() for one in known],
    }


def _mended_instead(desk: Desk, given: HandedIn, by: Actor) -> tuple[Made, ...]:
    with desk.database.read() as session:
        case = booking_case(session, given.booking_id)
    require_submitter(case, by)
    go_live = given.go_live or default_go_live(period=case.period, now=clock.now())
    return mended_for(
        desk,
        case,
        given.contents,
        submit.looked_at(desk, given.files, case.spec(go_live)).files,
        click_url=given.click_url.strip(),
        copy=given.copy.strip(),
        go_live=go_live,
    )


def _stored(desk: Desk, case: CreativeCase) -> dict[str, bytes]:
    return {part.part: desk.store.get(part.sha256) for part in case.parts}


def _made(desk: Desk, case: CreativeCase, contents: Mapping[str, bytes]) -> tuple[Made, ...]:
    creative = case.creative
    files = {part.part: (part.name, contents[part.part], None) for part in case.parts}
    return mended_for(
        desk,
        case.of,
        contents,
        submit.kept(desk, files, case.of.spec(creative.go_live)),
        click_url=creative.click_url,
        copy=creative.copy_text,
        go_live=creative.go_live,
    )
