"""Offering mended files, and taking them as a new version (rules.md §5)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from adops.catalog.mail import MailFile
from adops.domain.creative import CreativeFacts
from adops.domain.mending import MendedFile
from adops.domain.people import Actor
from adops.domain.rulebook import RuleBook
from adops.domain.states import CreativeState
from adops.errors import RuleError
from adops.models import Suggestion
from adops.queries.creatives import CreativeCase, creative_case, creative_to_write
from adops.queries.suggestions import suggestions_of
from adops.services import acts, creatives, refusals
from adops.services.creatives import (
    MEDIA_TYPES,
    Offer,
    Submitted,
    require_submitter,
    standing,
)
from adops.services.stored import keep_stored

OVER = frozenset({CreativeState.REPLACED, CreativeState.ENDED})


def offer(
    session: Session, *, creative_id: int, made: Sequence[MendedFile], by: Actor, now: datetime
) -> tuple[Suggestion, ...]:
    """Records what may be taken for a creative, once a part, and lets its refusal go out, which
    names it. Gives what is offered then."""
    case = creative_to_write(session, creative_id)  # two who offer at once
    require_submitter(case.of, by)
    there = {row.part for row in suggestions_of(session, creative_id)}
    fresh = [_row(session, creative_id, file, now) for file in made if file.part not in there]
    session.add_all(fresh)
    session.flush()
    if fresh:
        _log(session, case, "creative.offer_mended", by, now, {row.part: row for row in fresh})
    rows = suggestions_of(session, creative_id)
    refusals.let_go(session, case, offers=rows, now=now)
    return rows


def take(
    session: Session,
    *,
    creative_id: int,
    offer: Offer,
    by: Actor,
    now: datetime,
    book: RuleBook,
    mails: MailFile,
) -> Submitted:
    """Submits `offer` as the version that takes what is offered for a creative; taken before: that
    version as it stands.

    Raises RuleError `creative.wrong_state` for a version whose time is over, and what
    `services.creatives.submit` raises.
    """
    case = creative_to_write(session, creative_id)  # two clicks at once
    require_submitter(case.of, by)
    rows = suggestions_of(session, creative_id)
    taken = next((row.taken_as for row in rows if row.taken_as is not None), None)
    if taken is not None:
        return standing(session, taken, now=now, book=book)
    if case.creative.state in OVER:
        state = case.creative.state.value
        raise RuleError("creative.wrong_state", state=state, act="take_suggestion")
    booking = case.creative.booking_id
    done = creatives.submit(
        session, booking_id=booking, offer=offer, by=by, now=now, book=book, mails=mails
    )
    _note(session, done.case, rows, {part.part: part.sha256 for part in case.parts}, by, now)
    return done


def note_taken(
    session: Session,
    *,
    creative_id: int,
    taken: Sequence[MendedFile],
    originals: Mapping[str, CreativeFacts],
    by: Actor,
    now: datetime,
) -> None:
    """A creative was handed in with mended files at once: says so, and that the originals, which
    are stored, are kept."""
    if suggestions_of(session, creative_id):
        return  # the same request again
    for file in taken:
        _keep(session, originals[file.part], now)
    rows = [_row(session, creative_id, file, now) for file in taken]
    shas = {part: facts.sha256 for part, facts in originals.items()}
    _note(session, creative_case(session, creative_id), rows, shas, by, now)


def _row(session: Session, creative_id: int, file: MendedFile, now: datetime) -> Suggestion:
    facts = file.facts
    _keep(session, facts, now)
    return Suggestion(
        creative_id=creative_id,
        part=file.part,
        sha256=facts.sha256,
        name=facts.name,
        size=facts.size,
        format=facts.format or "",
        quality=file.quality,
        similarity=file.similarity,
        mends=[one.value for one in file.mends],
        made_at=now,
    )


def _keep(session: Session, facts: CreativeFacts, now: datetime) -> None:
    """Only still pictures are mended, so all have a type of their own."""
    keep_stored(session, facts.sha256, facts.size, MEDIA_TYPES[facts.format or ""], now)


def _note(
    session: Session,
    case: CreativeCase,
    rows: Sequence[Suggestion],
    originals: Mapping[str, str],
    by: Actor,
    now: datetime,
) -> None:
    """Marks the rows as taken by `case`, and logs which file stands for which."""
    for row in rows:
        row.taken_as = case.creative.id
        session.add(row)
    session.flush()
    before = {row.part: originals[row.part] for row in rows}
    parts = {row.part: row for row in rows}
    _log(session, case, "creative.take_suggestion", by, now, parts, before)


def _log(
    session: Session,
    case: CreativeCase,
    verb: str,
    by: Actor,
    now: datetime,
    rows: Mapping[str, Suggestion],
    originals: Mapping[str, str] | None = None,
) -> None:
    acts.log(
        session,
        by=by,
        now=now,
        verb=verb,
        thing=f"creative:{case.creative.id}",
        station=case.of.booking.station_sold,
        before={"files": dict(originals)} if originals else None,
        after={
            "contract": case.of.contract.no,
            "slot": case.of.slot.code,
            "version": case.creative.version,
            "files": {part: row.sha256 for part, row in rows.items()},
            "bytes": {part: row.size for part, row in rows.items()},
        },
    )
