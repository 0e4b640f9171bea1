"""Marks on what is to be done for a booking: entered, live, reported as late, lifted (rules.md §7).

Items are worked out anew at every act; only the mark is written.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from adops.catalog.mail import MailFile
from adops.catalog.reasons import Reasons
from adops.domain.execution import (
    CHANGES,
    STOPS,
    ExecutionState,
    Item,
    ItemKind,
    MarkKind,
    SwapState,
)
from adops.domain.people import Actor
from adops.domain.period import ad_day_of, ad_day_starts
from adops.domain.rulebook import RuleBook
from adops.errors import InputError, MissingError, RuleError
from adops.models import ExecutionMark, Mail
from adops.queries.contents import rulings_of_many
from adops.queries.creatives import findings_of
from adops.queries.execution_marks import last_looks, last_mark
from adops.queries.executions import Found, item_by_id, item_to_write
from adops.rules.content import undecided
from adops.rules.execution import report_until
from adops.rules.permission import require
from adops.rules.transitions import EXECUTION, SWAP, move
from adops.rules.undo import undoable
from adops.services import acts, airing
from adops.services.late_reports import queue_report

WRITE, LIFT = "execution.write", "execution.lift"
SIZE = re.compile(r"\s*([0-9]{1,5})\s*[×xX*✕]\s*([0-9]{1,5})\s*")
LONGEST = 1000


@dataclass(frozen=True, slots=True)
class Said:
    """What a mark holds beside who and when."""

    kind: MarkKind
    verb: str
    sizes: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    note: str = ""


def configure(
    session: Session,
    *,
    item_id: str,
    by: Actor,
    now: datetime,
    book: RuleBook,
    sizes: Mapping[str, str] | None = None,
) -> Found:
    """Entered in the publishing system, with the sizes typed into the ad-match by part; those not
    given are as they should be. Hits among the words that nobody decided on block it (§5).

    Raises ForbiddenError, MissingError `execution.unknown`, RuleError `execution.wrong_state`,
    `execution.no_creative`, `execution.words_undecided`, InputError `execution.size`,
    `part.unknown`.
    """
    found = item_to_write(session, item_id, book=book, now=now)
    require(by, WRITE, found.placed.thing)
    _require_open(found.item)
    move("execution", EXECUTION, found.item.state, "configure")
    _require_creative(found.item)
    _require_decided(session, found)
    typed = _sizes(found.item, sizes or {})
    said = Said(MarkKind.CONFIGURED, "execution.configure", sizes=typed)
    _mark(session, found, said, by=by, now=now)
    return item_by_id(session, item_id, book=book, now=now)


def mark_live(session: Session, *, item_id: str, by: Actor, now: datetime, book: RuleBook) -> Found:
    """It is on its page; the time is the click. Of a swap: done.

    Raises ForbiddenError, MissingError `execution.unknown`, RuleError `execution.wrong_state`,
    `swap.wrong_state`, `execution.no_creative`, `execution.too_early`, `execution.day_over`.
    """
    found = item_to_write(session, item_id, book=book, now=now)
    item = found.item
    require(by, WRITE, found.placed.thing)
    if item.swap is not None:
        move("swap", SWAP, item.swap, "done")
    else:
        _require_its_day(item, now)
        move("execution", EXECUTION, item.state, "live")
        _require_creative(item)
    _require_begun(item, now)
    _mark(session, found, Said(MarkKind.LIVE, "execution.live"), by=by, now=now)
    airing.follow(session, bookings=[item.booking_id], by=by, now=now)
    return item_by_id(session, item_id, book=book, now=now)


def finish_swap(
    session: Session, *, item_id: str, by: Actor, now: datetime, book: RuleBook
) -> Found:
    """A swap is done. Raises what `mark_live` raises; `execution.unknown` for what is no swap."""
    if item_by_id(session, item_id, book=book, now=now).item.swap is None:
        raise MissingError("execution.unknown", item=item_id)
    return mark_live(session, item_id=item_id, by=by, now=now, book=book)


def report_late(
    session: Session,
    *,
    item_id: str,
    reason: str,
    note: str,
    by: Actor,
    now: datetime,
    book: RuleBook,
    mails: MailFile,
    reasons: Reasons,
) -> tuple[Found, Mail]:
    """Reports a late placement, by 24:00 of its day: the instant is that of the act, the mail is
    the outbox's. A booking that was entered on its own start day has that reason, whatever was
    given.

    Raises ForbiddenError, MissingError `execution.unknown`, RuleError `execution.wrong_state`,
    `execution.report_over`, InputError `execution.reason_unknown`, `execution.note_missing`.
    """
    found = item_to_write(session, item_id, book=book, now=now)
    require(by, WRITE, found.placed.thing)
    if found.item.kind is ItemKind.START and now >= report_until(found.item.day):
        raise RuleError("execution.report_over", until=report_until(found.item.day))
    move("execution", EXECUTION, found.item.state, "report")
    said = _reason(found.item, reason, note.strip(), reasons)
    row = _mark(session, found, said, by=by, now=now)
    found = item_by_id(session, item_id, book=book, now=now)
    mail = queue_report(session, found, reasons=reasons, by=by, now=now, mails=mails, book=book)
    row.mail_id = mail.id
    session.add(row)
    session.flush()
    return found, mail


def undo(session: Session, *, item_id: str, by: Actor, now: datetime, book: RuleBook) -> Found:
    """Takes back the last mark, by who may mark, as long as nothing rests on it (`rules.undo`); the
    log of acts keeps what was said.

    Raises ForbiddenError, MissingError `execution.unknown`, RuleError `execution.mark_stands`.
    """
    found = item_to_write(session, item_id, book=book, now=now)
    item, slot = found.item, found.placed.slot.id or 0
    require(by, WRITE, found.placed.thing)
    looked_at = last_looks(session, [slot]).get(slot)
    mark = undoable(item, found.placed.marks(item), looked_at=looked_at, now=now)
    row = last_mark(session, booking_id=item.booking_id, day=item.day, what=item.what)
    if mark is None or row is None:
        raise RuleError("execution.mark_stands")
    before = {"state": _state(item), "mark": row.kind.value, "by": row.by, "at": row.at}
    session.delete(row)
    session.flush()
    airing.follow(session, bookings=[item.booking_id], by=by, now=now)
    after = item_by_id(session, item_id, book=book, now=now)
    acts.log(
        session,
        by=by,
        now=now,
        verb="execution.undo",
        thing=f"execution:{item.id}",
        station=found.placed.booking.station_placed,
        before=before,
        after={"state": _state(after.item), "contract": found.placed.contract.no},
    )
    return after


def lift(
    session: Session, *, item_id: str, why: str, by: Actor, now: datetime, book: RuleBook
) -> Found:
    """An `hq_ae` lifts 按未投放处理 with a reason: the day is judged by its looks again.

    Raises ForbiddenError, MissingError `execution.unknown`, RuleError `execution.wrong_state`,
    InputError `reason.missing`.
    """
    found = item_to_write(session, item_id, book=book, now=now)
    require(by, LIFT, found.placed.thing)
    if not why.strip():
        raise InputError("reason.missing", act=LIFT)
    move("execution", EXECUTION, found.item.state, "lift")
    said = Said(MarkKind.LIFT, "execution.lift", note=why.strip())
    _mark(session, found, said, by=by, now=now)
    return item_by_id(session, item_id, book=book, now=now)


def _require_open(item: Item) -> None:
    """A change that was taken back, or a stop, has nothing to be entered."""
    if item.swap is not None and not (item.kind in CHANGES and item.swap is not SwapState.DROPPED):
        raise RuleError("execution.wrong_state", state=item.swap.value, act="configure")


def _require_creative(item: Item) -> None:
    if not item.entry.creatives:
        raise RuleError("execution.no_creative", item=item.id)


def _require_its_day(item: Item, now: datetime) -> None:
    if ad_day_of(now) > item.day and not item.reopened:
        raise RuleError("execution.day_over", day=item.day.isoformat())


def _require_begun(item: Item, now: datetime) -> None:
    starts = ad_day_starts(item.day)
    if now < starts and item.kind not in STOPS:  # an end is typed in before its day
        raise RuleError("execution.too_early", starts=starts)


def _require_decided(session: Session, found: Found) -> None:
    ids = {one.creative_id for one in found.item.entry.creatives}
    creatives = [one for one in found.placed.creatives if one.id in ids]
    rulings = rulings_of_many(session, creatives)
    waiting = [
        hit
        for one in creatives
        for hit in undecided(findings_of(one.findings), rulings[one.id or 0])
    ]
    if waiting:
        raise RuleError("execution.words_undecided", count=len(waiting), item=found.item.id)


def _sizes(item: Item, given: Mapping[str, str]) -> dict[str, str]:
    wanted = {one.part: one.words for one in item.entry.sizes}
    for part in given:
        if part not in wanted:
            raise InputError("part.unknown", part=part, parts=sorted(wanted))
    return {part: _size(part, given.get(part) or words) for part, words in wanted.items()}


def _size(part: str, typed: str) -> str:
    found = SIZE.fullmatch(typed)
    if found is None:
        raise InputError("execution.size", part=part, value=typed[:40])
    return f"{int(found.group(1))}×{int(found.group(2))}"


def _reason(item: Item, reason: str, note: str, reasons: Reasons) -> Said:
    known = {code: one for code, one in reasons.items() if one.late}
    code = "entered_late" if item.entered_late else reason
    if code not in known:
        raise InputError("execution.reason_unknown", reason=reason[:40], known=sorted(known))
    if known[code].note and not note:
        raise InputError("execution.note_missing", reason=known[code].zh)
    return Said(MarkKind.LATE_REPORT, "execution.report_late", reason=code, note=note[:LONGEST])


def _mark(session: Session, found: Found, said: Said, *, by: Actor, now: datetime) -> ExecutionMark:
    item, booking = found.item, found.placed.booking
    row = ExecutionMark(
        booking_id=item.booking_id,
        day=item.day,
        what=item.what,
        kind=said.kind,
        at=now,
        by=by.staff_no,
        sizes=dict(said.sizes),
        entered=list(item.entry.fingerprint),
        reason=said.reason,
        note=said.note,
    )
    session.add(row)
    session.flush()
    after = {
        "kind": item.kind.value,
        "contract": found.placed.contract.no,
        "slot": found.placed.slot.code,
        "day": item.day,
        "creatives": [one.creative_id for one in item.entry.creatives],
        "replaces": [one.creative_id for one in item.replaces],
        **({"sizes": dict(said.sizes)} if said.sizes else {}),
        **({"reason": said.reason} if said.reason else {}),
        **({"note": said.note} if said.note else {}),
    }
    acts.log(
        session,
        by=by,
        now=now,
        verb=said.verb,
        thing=f"execution:{item.id}",
        station=booking.station_placed,
        before={"state": _state(item)},
        after=after,
    )
    return row


def _state(item: Item) -> str:
    return item.swap.value if item.swap is not None else ExecutionState(item.state).value
