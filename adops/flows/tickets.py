"""Tickets leave: claim, write into MantisBT outside any transaction, note (mantis.md).

What the other side may have already is looked for by its key before it is sent again: an issue in
the newest pages of the project, a note and a file on their issue. An answer that asks for a pause
is a pause of all; while it is away nothing else is tried.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from adops.catalog.tickets import TicketsFile, load_tickets
from adops.db import Database
from adops.domain.people import SYSTEM
from adops.domain.ticket import Draft, Outbound, TicketKind, TicketTrouble
from adops.errors import AdopsError
from adops.flows.ticket_files import File, facts_of, picture_of
from adops.gateways.mantis import Mantis, mantis_of
from adops.phrases.tickets import key_of, where
from adops.services import ticket_ends, tickets
from adops.settings import Settings
from adops.store import Store


@dataclass(frozen=True)
class TicketOffice:
    """What sending needs. `clock` tells the instant anew for each row; `mantis` None: nothing
    leaves; `site`: where people open the pages."""

    database: Database
    store: Store
    mantis: Mantis | None
    terms: TicketsFile
    clock: Callable[[], datetime]
    site: str = ""

    @cached_property
    def project(self) -> int:
        """The number of the project. Raises TicketTrouble where the token sees none of that
        name."""
        assert self.mantis is not None
        found = self.mantis.project_named(self.terms.project)
        if found is None:
            raise TicketTrouble(f"MantisBT 里看不到项目“{self.terms.project}”", away=True)
        return found.number


@dataclass
class Round:
    """What one round through the outbox did, in rows."""

    sent: int = 0
    found: int = 0
    trouble: int = 0

    def as_data(self) -> dict[str, int]:
        """The outcome of the job."""
        return {"sent": self.sent, "found": self.found, "trouble": self.trouble}


@dataclass(frozen=True, slots=True)
class _Sent:
    """What became of a row; `found`: it was there before."""

    number: int | None = None
    lost: tuple[str, ...] = ()
    found: bool = False


def ticket_office(
    settings: Settings, database: Database, store: Store, *, clock: Callable[[], datetime]
) -> TicketOffice:
    """Put together from the settings. Raises InputError `config.…`, `settings.invalid`."""
    mantis = mantis_of(settings.mantis_url, settings.mantis_token)
    terms = load_tickets(settings.config_dir)
    return TicketOffice(database, store, mantis, terms, clock, settings.site)


def send_waiting(office: TicketOffice) -> Round:
    """Writes every row whose time has come; files and a note once their issue has a number. What
    a crash left open waits again first."""
    done = Round()
    with office.database.write() as session:
        tickets.settle(session, now=office.clock())
    if office.mantis is None:
        return done
    for _ in TicketKind:  # issues may let files and notes go
        if not _one_round(office, done):
            break
    return done


def _one_round(office: TicketOffice, done: Round) -> bool:
    """Whether anything went, and MantisBT is there."""
    with office.database.read() as session:
        waiting = tickets.ready(session, now=office.clock())
    for ticket_id in waiting:
        if not _send_one(office, ticket_id, done):
            return False
    return bool(waiting)


def _send_one(office: TicketOffice, ticket_id: int, done: Round) -> bool:
    """False when nothing else would pass now."""
    with office.database.write() as session:
        ticket = tickets.claim(
            session, ticket_id=ticket_id, now=office.clock(), doubt=office.terms.doubt
        )
    if ticket is None:
        return True
    try:
        sent = _WAYS[ticket.kind](office, ticket)
    except TicketTrouble as trouble:
        _note_trouble(office, ticket, trouble)
        done.trouble += 1
        return not trouble.away
    except AdopsError as error:  # the store is away, a file is gone
        _note_trouble(office, ticket, TicketTrouble(str(error)))
        done.trouble += 1
        return True
    if sent is None:
        return True
    with office.database.write() as session:
        tickets.note_sent(
            session,
            ticket=ticket,
            number=sent.number,
            lost=sent.lost,
            by=SYSTEM,
            now=office.clock(),
        )
    done.sent += not sent.found
    done.found += sent.found
    return True


def _issue(office: TicketOffice, ticket: Outbound) -> _Sent | None:
    """None: it is not there, and what it tells of is over; nobody is told any more."""
    mantis, terms, content = office.mantis, office.terms, ticket.content
    assert mantis is not None
    handler = terms.handlers.get(str(content.get("hq_ae", "")), "")
    number = None
    if ticket.doubtful:
        key = key_of(ticket.anomaly_id)
        number = mantis.find(office.project, key, pages=terms.search_pages)
    found = number is not None
    if number is None:
        if _is_over(office, ticket):
            return None
        draft = Draft(
            summary=str(content["summary"]),
            description=str(content["description"]) + where(ticket.anomaly_id, office.site),
            project=terms.project,
            category=terms.category,
            severity=terms.severity,
            handler=handler,
        )
        _mark(office, ticket)
        number = mantis.create(draft)
    return _Sent(number, _lost(office, number, handler), found)


def _is_over(office: TicketOffice, ticket: Outbound) -> bool:
    with office.database.write() as session:
        return ticket_ends.drop_over(session, ticket)


def _lost(office: TicketOffice, number: int, handler: str) -> tuple[str, ...]:
    """What MantisBT dropped without a word. That it can't be asked now changes nothing: the issue
    is there."""
    assert office.mantis is not None
    with suppress(TicketTrouble):
        stored = office.mantis.read(number)
        wanted = {"severity": office.terms.severity, "handler": handler}
        kept = {"severity": stored.severity, "handler": stored.handler}
        return tuple(name for name, word in wanted.items() if word and kept[name] != word)
    return ()


def _file(office: TicketOffice, ticket: Outbound) -> _Sent:
    """A file whose name stands on the issue is there: it is sent once (mantis.md)."""
    mantis = office.mantis
    assert mantis is not None and ticket.issue is not None
    name, content = _FILES[ticket.kind](office.database, office.store, ticket)
    if ticket.doubtful and name in mantis.read(ticket.issue).files:
        return _Sent(ticket.issue, found=True)
    _mark(office, ticket)
    mantis.attach(ticket.issue, name, content)
    return _Sent(ticket.issue)


def _note(office: TicketOffice, ticket: Outbound) -> _Sent:
    mantis = office.mantis
    text = str(ticket.content["text"]) + where(ticket.anomaly_id, office.site)
    assert mantis is not None and ticket.issue is not None
    key = str(ticket.content["key"])
    if ticket.doubtful:
        notes = mantis.read(ticket.issue).notes
        if any(one.startswith(f"{key} ") for one in notes):
            return _Sent(found=True)
    _mark(office, ticket)
    return _Sent(mantis.note(ticket.issue, text))


def _mark(office: TicketOffice, ticket: Outbound) -> None:
    """From here on the other side may have it. Raises TicketTrouble where the row is no longer this
    attempt's: it took so long that another began."""
    with office.database.write() as session:
        if not tickets.note_handing(session, ticket=ticket, now=office.clock()):
            raise TicketTrouble("另一次提交已经开始")


def _note_trouble(office: TicketOffice, ticket: Outbound, trouble: TicketTrouble) -> None:
    now = office.clock()
    with office.database.write() as session:
        tickets.note_trouble_of(
            session,
            ticket=ticket,
            why=str(trouble),
            permanent=trouble.permanent,
            pause=trouble.wait or office.terms.pause(ticket.attempt),
            by=SYSTEM,
            now=now,
        )
        if trouble.wait is not None:
            tickets.pause_all(session, until=now + trouble.wait, by=SYSTEM, now=now)


_FILES: dict[TicketKind, Callable[[Database, Store, Outbound], File]] = {
    TicketKind.FILE: picture_of,
    TicketKind.FACTS: facts_of,
}
_WAYS: dict[TicketKind, Callable[[TicketOffice, Outbound], _Sent | None]] = {
    TicketKind.ISSUE: _issue,
    TicketKind.FILE: _file,
    TicketKind.FACTS: _file,
    TicketKind.NOTE: _note,
}
