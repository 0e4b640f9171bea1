"""Approved special approvals that last no longer: the booking ended, other bytes took the place of
the file, the slot no longer takes it (rules.md §0, §6)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from adops.domain.creative import CreativeFacts
from adops.domain.people import Actor
from adops.domain.rulebook import RuleBook
from adops.domain.slot import SlotSpec
from adops.queries.lapses import Lasting, lasting
from adops.rules.approval import still_clears
from adops.rules.review import review
from adops.rules.transitions import APPROVAL, move
from adops.services import acts

Measured = Mapping[str, CreativeFacts]


def lapse(
    session: Session,
    *,
    files: Measured,
    by: Actor,
    now: datetime,
    book: RuleBook,
    bookings: Sequence[int] | None = None,
) -> dict[str, list[int]]:
    """Ends what lasts no longer at `now`; repeatable. Gives the approvals by act.

    `files` are the stored files as measured, by SHA-256; one that is not among them is not judged:
    what could not be looked at is not wrong.
    """
    done: dict[str, list[int]] = {"expire": [], "void": []}
    for one in lasting(session, bookings=bookings, to_write=True):
        spec = None if one.is_over(now) else one.spec(now)
        if one.is_over(now):
            act, why = "expire", "booking"
        elif one.is_replaced(now):
            act, why = "void", "bytes"
        elif spec is not None and not _is_taken(one, spec, files, book):
            act, why = "void", spec.item
        else:
            continue
        _end(session, one, act, why, by=by, now=now)
        done[act].append(one.approval.id or 0)
    return done


def _is_taken(one: Lasting, spec: SlotSpec, files: Measured, book: RuleBook) -> bool:
    parts = {part.part: files[part.sha256] for part in one.parts if part.sha256 in files}
    if len(parts) < len(one.parts):
        return True
    copy = one.standing[-1].copy_text
    findings = review(parts, spec, copy=copy, terms=book.review)
    return still_clears(findings, one.approved)


def _end(session: Session, one: Lasting, act: str, why: str, *, by: Actor, now: datetime) -> None:
    approval = one.approval
    before = approval.state
    approval.state = move("approval", APPROVAL, approval.state, act)
    session.add(approval)
    session.flush()
    acts.log(
        session,
        by=by,
        now=now,
        verb=f"approval.{act}",
        thing=f"approval:{approval.id}",
        station=approval.station,
        before={"state": before.value},
        after={"state": approval.state.value, "creative": approval.creative_id, "why": why},
    )
