"""The month-end confirmation: confirmed, then accepted or returned (rules.md §10, 一(七))."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.catalog.mail import MailFile
from adops.db import lock_log
from adops.domain.mail import Attached, MailKind, Words
from adops.domain.month import DrawnMonth, FixedShare, MonthBook, typed
from adops.domain.month_data import digest, freeze
from adops.domain.people import Actor
from adops.domain.states import MonthState
from adops.errors import InputError, RuleError
from adops.mail.render import month_confirmed, month_returned
from adops.models import Booking, MonthClose, MonthShare
from adops.queries.month import MonthCatalog, month_book
from adops.queries.recipients import recipients
from adops.rules.month_close import require_confirmable, unlike_shares
from adops.rules.permission import Thing, require
from adops.rules.transitions import MONTH, move
from adops.services import acts, outbox
from adops.services.month_papers import know_file


def confirm(
    session: Session,
    *,
    station: str,
    month: str,
    drawn: DrawnMonth,
    by: Actor,
    now: datetime,
    catalog: MonthCatalog,
    mails: MailFile,
) -> MonthBook:
    """Freezes the month's lines with their workbook, fixes their money, and queues the mail to
    finance (rules.md §8, §10, §13).

    Raises ForbiddenError and what `require_confirmable` raises; RuleError `month.changed` when the
    month is no longer what the workbook shows: draw it anew.
    """
    require(by, "month.confirm", Thing(station_sold=station))
    lock_log(session)  # two who confirm at once: the second sees the first
    book = month_book(session, station=station, month=month, catalog=catalog, now=now)
    require_confirmable(book, now=now)
    if digest(book) != drawn.digest:
        raise RuleError("month.changed", month=month)
    close = _close(session, book)
    close.state = move("month", MONTH, book.state, "confirm")
    close.frozen = freeze(book)
    close.workbook = drawn.workbook.sha256
    close.confirmed_at, close.confirmed_by = now, by.staff_no
    session.add(close)
    know_file(session, drawn.workbook, now)
    _fix_shares(session, book, now)
    session.flush()
    _log_move(session, book, "confirm", by=by, now=now, workbook=drawn.workbook.sha256)
    words = month_confirmed(
        station=book.station_name,
        month=book.month,
        revision=book.revision,
        lines=len(book.lines),
        executed=sum(line.executed for line in book.lines),
        planned=sum(line.planned for line in book.lines),
        by=by.name,
    )
    file = Attached(drawn.workbook.name, drawn.workbook.sha256, drawn.workbook.media_type)
    _queue(session, book, MailKind.MONTH_CONFIRMED, words, [file], by=by, now=now, mails=mails)
    return month_book(session, station=station, month=month, catalog=catalog, now=now)


def accept(
    session: Session,
    *,
    station: str,
    month: str,
    by: Actor,
    now: datetime,
    catalog: MonthCatalog,
) -> MonthBook:
    """Finance takes the month: closed, never edited again (rules.md §10).

    Raises ForbiddenError, RuleError `month.wrong_state`, `month.does_not_add_up` when its money is
    not what was fixed.
    """
    require(by, "month.decide", Thing(station_sold=station))
    book, close = _confirmed(session, station, month, "accept", catalog, now)
    findings = unlike_shares(book, _shares(session, book))
    if findings:
        raise RuleError("month.does_not_add_up", month=month, findings=findings)
    close.state = MonthState.ACCEPTED
    close.decided_at, close.decided_by = now, by.staff_no
    session.add(close)
    _log_move(session, book, "accept", by=by, now=now)
    return month_book(session, station=station, month=month, catalog=catalog, now=now)


def give_back(
    session: Session,
    *,
    station: str,
    month: str,
    reason: str,
    by: Actor,
    now: datetime,
    catalog: MonthCatalog,
    mails: MailFile,
) -> MonthBook:
    """Finance returns the month with a reason: the next revision is open, the AE on duty is told
    (rules.md §10, §13).

    Raises ForbiddenError, InputError `month.return_reason_missing`, RuleError `month.wrong_state`.
    """
    require(by, "month.decide", Thing(station_sold=station))
    reason = typed(reason)
    if not reason:
        raise InputError("month.return_reason_missing", month=month)
    book, close = _confirmed(session, station, month, "return", catalog, now)
    close.state = MonthState.RETURNED
    close.decided_at, close.decided_by = now, by.staff_no
    close.return_reason = reason
    session.add(close)
    session.add(MonthClose(station=station, month=month, revision=close.revision + 1))
    session.flush()
    _log_move(session, book, "return", by=by, now=now, reason=reason)
    words = month_returned(
        station=book.station_name,
        month=book.month,
        revision=book.revision,
        reason=reason,
        by=by.name,
    )
    _queue(session, book, MailKind.MONTH_RETURNED, words, [], by=by, now=now, mails=mails)
    return month_book(session, station=station, month=month, catalog=catalog, now=now)


def _confirmed(
    session: Session, station: str, month: str, act: str, catalog: MonthCatalog, now: datetime
) -> tuple[MonthBook, MonthClose]:
    lock_log(session)
    book = month_book(session, station=station, month=month, catalog=catalog, now=now)
    move("month", MONTH, book.state, act)
    return book, _close(session, book)


def _close(session: Session, book: MonthBook) -> MonthClose:
    query = select(MonthClose).where(
        MonthClose.station == book.station,
        MonthClose.month == book.month,
        MonthClose.revision == book.revision,
    )
    made = MonthClose(station=book.station, month=book.month, revision=book.revision)
    return session.exec(query).first() or made


def _rows(session: Session, book: MonthBook) -> dict[int, MonthShare]:
    """The fixed shares of the station's month, by booking."""
    query = (
        select(MonthShare)
        .join(Booking, col(Booking.id) == MonthShare.booking_id)
        .where(MonthShare.month == book.month, Booking.station_sold == book.station)
    )
    return {row.booking_id: row for row in session.exec(query)}


def _shares(session: Session, book: MonthBook) -> dict[int, FixedShare]:
    return {
        number: FixedShare(number, row.month, row.amount_fen, row.difference_fen)
        for number, row in _rows(session, book).items()
    }


def _fix_shares(session: Session, book: MonthBook, now: datetime) -> None:
    """Fixes each line's share at the first confirmation; after that only differences move."""
    rows = _rows(session, book)
    carried = {one.booking.booking_id: one.amount_fen for one in book.differences}
    amounts = dict.fromkeys(carried, 0)
    amounts |= {line.booking.booking_id: line.amount_fen for line in book.lines}
    for number in sorted(amounts.keys() - rows.keys()):
        rows[number] = MonthShare(
            booking_id=number, month=book.month, amount_fen=amounts[number], fixed_at=now
        )
    for number, row in rows.items():
        row.difference_fen = carried.get(number, 0)
        session.add(row)


def _queue(
    session: Session,
    book: MonthBook,
    kind: MailKind,
    words: Words,
    files: list[Attached],
    *,
    by: Actor,
    now: datetime,
    mails: MailFile,
) -> None:
    posts = mails.kinds[kind]
    outbox.queue(
        session,
        kind=kind,
        key=f"{book.station}/{book.month}/{book.revision}",
        station=book.station,
        who=recipients(session, to=posts.to, cc=posts.cc, station=book.station),
        words=words,
        attachments=files,
        by=by,
        now=now,
    )


def _log_move(
    session: Session, book: MonthBook, act: str, *, by: Actor, now: datetime, **told: Any
) -> None:
    after = move("month", MONTH, book.state, act)
    acts.log(
        session,
        by=by,
        now=now,
        verb=f"month.{act}",
        thing=f"month:{book.station}/{book.month}/{book.revision}",
        station=book.station,
        before={"state": book.state.value},
        after={"state": after.value, **told},
    )
