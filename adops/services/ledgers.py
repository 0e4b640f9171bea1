"""Friday's ledger is cut and sent, once ever (rules.md §6, 一(一)1(3)(4))."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, select

from adops.catalog.ledger import LedgerCatalog
from adops.db import lock_log
from adops.domain.ledger import Ledger, Week
from adops.domain.mail import Attached, MailKind, Recipients, Words
from adops.domain.people import Actor
from adops.domain.states import LedgerState
from adops.errors import RuleError
from adops.models import LedgerWeek, Mail
from adops.queries.ledger import ledger_of
from adops.rules.ledger import require_cut
from adops.rules.permission import Thing, require
from adops.rules.transitions import LEDGER, move
from adops.services import acts, outbox
from adops.services.stored import keep_stored


@dataclass(frozen=True, slots=True)
class DrawnLedger:
    """What was drawn of the ledger outside the transaction: the stored workbook and the mail."""

    ledger: Ledger
    file: Attached
    size: int
    words: Words


def read(
    session: Session, *, station: str, week: Week, by: Actor, catalog: LedgerCatalog, now: datetime
) -> Ledger:
    """The week's ledger for somebody who may see it. Raises ForbiddenError `permission.denied`."""
    require(by, "ledger.read", Thing(station_sold=station))
    return ledger_of(session, station=station, week=week, catalog=catalog, now=now)


def require_sendable(ledger: Ledger, *, by: Actor, now: datetime) -> None:
    """Raises ForbiddenError, RuleError `ledger.before_cut`, `ledger.wrong_state` (sent already)."""
    require(by, "ledger.send", Thing(station_sold=ledger.station))
    require_cut(ledger.window, now=now)
    if ledger.state is LedgerState.SENT:
        raise RuleError("ledger.wrong_state", state=ledger.state.value, act="send")


def send(
    session: Session,
    *,
    drawn: DrawnLedger,
    who: Recipients,
    by: Actor,
    now: datetime,
    catalog: LedgerCatalog,
) -> LedgerWeek:
    """Cuts the week's ledger and puts its mail into the outbox.

    Raises what `require_sendable` raises, RuleError `ledger.changed` when it is no longer what the
    workbook shows: draw it anew.
    """
    lock_log(session)  # two who send at once: the second sees the first
    told = drawn.ledger
    here = ledger_of(session, station=told.station, week=told.window.week, catalog=catalog, now=now)
    require_sendable(here, by=by, now=now)
    if here != told:
        raise RuleError("ledger.changed", week=str(told.window.week))
    row = _cut(session, here, by=by, now=now)
    keep_stored(session, drawn.file.sha256, drawn.size, drawn.file.media_type, now)
    mail = outbox.queue(
        session,
        kind=MailKind.APPROVAL_LEDGER,
        key=f"{row.station}:{row.week}",
        station=row.station,
        who=who,
        words=drawn.words,
        attachments=[drawn.file],
        by=by,
        now=now,
    )
    row.state = move("ledger", LEDGER, row.state, "send")
    row.workbook, row.mail_id, row.sent_at = drawn.file.sha256, mail.id, now
    session.add(row)
    session.flush()
    _log(session, row, "ledger.send", here, by, now)
    return row


def resend(session: Session, *, station: str, week: Week, by: Actor, now: datetime) -> Mail:
    """By hand: a new outbox row, the same bytes, 【重发】 before the subject.

    Raises ForbiddenError, RuleError `ledger.not_sent`, `mail.wrong_state` while the first waits.
    """
    require(by, "ledger.send", Thing(station_sold=station))
    query = select(LedgerWeek).where(LedgerWeek.station == station, LedgerWeek.week == str(week))
    row = session.exec(query).first()
    if row is None or row.mail_id is None:
        raise RuleError("ledger.not_sent", week=str(week), station=station)
    return outbox.resend(session, mail_id=row.mail_id, by=by, now=now)


def _cut(session: Session, ledger: Ledger, *, by: Actor, now: datetime) -> LedgerWeek:
    row = LedgerWeek(
        station=ledger.station,
        week=str(ledger.window.week),
        previous_cut=ledger.window.after,
        cut_at=ledger.window.cut,
        state=move("ledger", LEDGER, LedgerState.RUNNING, "cut"),
        entries=len(ledger.entries),
    )
    session.add(row)
    session.flush()
    _log(session, row, "ledger.cut", ledger, by, now)
    return row


def _log(
    session: Session, row: LedgerWeek, verb: str, ledger: Ledger, by: Actor, now: datetime
) -> None:
    acts.log(
        session,
        by=by,
        now=now,
        verb=verb,
        thing=f"ledger:{row.station}:{row.week}",
        station=row.station,
        after={
            "state": row.state.value,
            "cut_at": row.cut_at.isoformat(),
            "approvals": [entry.approval_id for entry in ledger.entries],
            "workbook": row.workbook,
            "mail": row.mail_id,
        },
    )
