"""Offers mended files for what was submitted, and takes them (rules.md §5).

The offer is made after the submission is recorded: a crash in between leaves a creative without
one, and it is made when somebody asks for it. No transaction is open while files are mended.
"""

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

from adops import clock
from adops.domain.creative import CreativeFacts
from adops.domain.finding import Verdict
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.errors import RuleError
from adops.flows.mend import Files, Judge, Made, Mender, mended
from adops.inspect.creative import inspect
from adops.models import Suggestion
from adops.queries.bookings import BookingCase
from adops.queries.creatives import CreativeCase, creative_case
from adops.queries.known_files import known_files
from adops.queries.suggestions import rows_data, suggestions_of, taken_for
from adops.services import creatives, suggestions
from adops.services.creatives import Offer, Submitted, require_submitter

if TYPE_CHECKING:
    from adops.flows.submit import Desk


def mended_for(
    desk: "Desk",
    case: BookingCase,
    contents: Mapping[str, bytes],
    files: Files,
    *,
    click_url: str,
    copy: str,
    go_live: date,
) -> tuple[Made, ...]:
    """The mended files that may be offered for these of a booking. Raises InputError
    `part.unknown`."""
    mender = Mender(desk.book.review, desk.mending, desk.bounds)
    judge: Judge = lambda found: creatives.judge(case, found, click_url, copy, go_live, desk.book)
    return mended(mender, contents, files, case.spec(go_live), judge)


def offer_mended(
    desk: "Desk", creative_id: int, *, by: Actor, contents: Mapping[str, bytes] | None = None
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
    held = contents or {part.part: desk.store.get(part.sha256) for part in case.parts}
    made = _made(desk, case, held)
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


def take_suggestion(desk: "Desk", creative_id: int, *, by: Actor) -> Submitted:
    """Hands in the mended files as a new version, the other parts, link, copy and day as they are.
    Taken before: the version that took it.

    Raises RuleError `suggestion.none` and what `services.creatives.submit` raises.
    """
    rows = offer_mended(desk, creative_id, by=by)
    if not rows:
        raise RuleError("suggestion.none", creative=creative_id)
    with desk.database.read() as session:
        case = creative_case(session, creative_id)
    files = {part.part: (part.name, part.sha256) for part in case.parts}
    files |= {row.part: (row.name, row.sha256) for row in rows}
    facts = {part: _measured(desk, *file) for part, file in files.items()}
    still_ahead = case.creative.go_live >= ad_day_of(clock.now())
    offer = Offer(
        files=facts,
        click_url=case.creative.click_url,
        copy=case.creative.copy_text,
        go_live=case.creative.go_live if still_ahead else None,
    )
    with desk.database.write() as session:
        return suggestions.take(
            session,
            creative_id=creative_id,
            offer=offer,
            by=by,
            now=clock.now(),
            book=desk.book,
            mails=desk.mails,
        )


def with_offers(desk: "Desk", submitted: Submitted, answer: dict[str, Any], *, by: Actor) -> Any:
    """The answer to a submission with `suggestion` (the first, or null), `suggestions` (one a part)
    and `known`: where the same file was handed in before."""
    creative = submitted.case.creative
    with desk.database.read() as session:
        rows = suggestions_of(session, creative.id or 0) or taken_for(session, creative.id or 0)
        shas = {part.sha256 for part in submitted.case.parts}
        known = known_files(session, shas, by=by, besides=creative.id)
    found = rows_data(rows, submitted.case, desk.book.review)
    return answer | {
        "suggestion": found[0] if found else None,
        "suggestions": found,
        "known": [one.as_data() for one in known],
    }


def _made(desk: "Desk", case: CreativeCase, contents: Mapping[str, bytes]) -> tuple[Made, ...]:
    names = {part.part: part.name for part in case.parts}
    files = {
        part: inspect(content, name=names[part], bounds=desk.bounds)
        for part, content in contents.items()
    }
    creative = case.creative
    return mended_for(
        desk,
        case.of,
        contents,
        files,
        click_url=creative.click_url,
        copy=creative.copy_text,
        go_live=creative.go_live,
    )


def _measured(desk: "Desk", name: str, sha256: str) -> CreativeFacts:
    return inspect(desk.store.get(sha256), name=name, bounds=desk.bounds)
