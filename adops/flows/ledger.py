"""Sending Friday's ledger: draw and store the workbook first, then one act (rules.md §6)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from adops import clock
from adops.catalog.ledger import LedgerCatalog, load_ledger
from adops.catalog.mail import MailFile, load_mail
from adops.db import Database
from adops.domain.ledger import Ledger, Week
from adops.domain.mail import Attached, MailKind
from adops.domain.people import Actor
from adops.mail.render import approval_ledger
from adops.models import LedgerWeek
from adops.phrases.ledger import file_name
from adops.queries.ledger import owed_weeks
from adops.queries.recipients import recipients
from adops.services import ledgers
from adops.settings import Settings
from adops.store import Store

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DrawLedger = Callable[[Ledger], bytes]


@dataclass(frozen=True)
class LedgerDesk:
    """Where ledgers are sent: database, store, config, and who draws the workbook."""

    database: Database
    store: Store
    catalog: LedgerCatalog
    mails: MailFile
    draw: DrawLedger


def ledger_desk(
    settings: Settings, database: Database, store: Store, draw: DrawLedger
) -> LedgerDesk:
    """The desk of a home. Raises InputError `config.…` naming file and key."""
    config = settings.config_dir
    return LedgerDesk(database, store, load_ledger(config), load_mail(config), draw)


def read_ledger(
    desk: LedgerDesk, *, station: str, week: Week, by: Actor, now: datetime | None = None
) -> Ledger:
    """The week's ledger for somebody who may see it. Raises what `services.ledgers.read` raises."""
    with desk.database.read() as session:
        return ledgers.read(
            session,
            station=station,
            week=week,
            by=by,
            catalog=desk.catalog,
            now=now or clock.now(),
        )


def workbook(desk: LedgerDesk, ledger: Ledger) -> bytes:
    """The workbook: as sent once it was sent, else drawn."""
    return desk.store.get(ledger.workbook) if ledger.workbook else desk.draw(ledger)


def send(
    desk: LedgerDesk, *, station: str, week: Week, by: Actor, now: datetime | None = None
) -> LedgerWeek:
    """Sends the week's ledger, once ever. Raises what `services.ledgers.send` raises, and
    OutsideError `store.failed`."""
    now = now or clock.now()
    ledger = read_ledger(desk, station=station, week=week, by=by, now=now)
    ledgers.require_sendable(ledger, by=by, now=now)
    content = desk.draw(ledger)
    file = Attached(file_name(ledger), desk.store.put(content), XLSX)
    drawn = ledgers.DrawnLedger(ledger, file, len(content), approval_ledger(ledger))
    posts = desk.mails.kinds[MailKind.APPROVAL_LEDGER]
    with desk.database.write() as session:
        who = recipients(session, to=posts.to, cc=posts.cc, station=station)
        return ledgers.send(session, drawn=drawn, who=who, by=by, now=now, catalog=desk.catalog)


def send_owed(
    desk: LedgerDesk, *, station: str, by: Actor, now: datetime | None = None
) -> list[str]:
    """Sends every ledger of the station whose cut is over and that is not sent; gives the weeks."""
    now, catalog = now or clock.now(), desk.catalog
    with desk.database.read() as session:
        owed = owed_weeks(session, station=station, catalog=catalog, now=now)
    for week in owed:
        send(desk, station=station, week=week, by=by, now=now)
    return [str(week) for week in owed]


def resend(desk: LedgerDesk, *, station: str, week: Week, by: Actor) -> int:
    """Once more by hand: the same bytes, 【重发】. Gives the new mail's id; raises what
    `services.ledgers.resend` raises."""
    with desk.database.write() as session:
        mail = ledgers.resend(session, station=station, week=week, by=by, now=clock.now())
        assert mail.id is not None
        return mail.id
