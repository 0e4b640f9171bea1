"""Confirming a month and keeping its papers: draw and store first, then one act (rules.md §10)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, datetime

from adops import clock
from adops.catalog.calendar import load_calendar
from adops.catalog.mail import MailFile, load_mail
from adops.catalog.month import load_month_terms
from adops.catalog.reasons import Reasons, load_reasons
from adops.db import Database
from adops.domain.evidence import DrawEvidence, nothing_to_draw
from adops.domain.finding import Finding, Severity
from adops.domain.month import DrawMonth, DrawnMonth, MonthBook, ProofKind, StoredPaper
from adops.domain.month_data import digest
from adops.domain.people import Actor
from adops.domain.states import MonthState
from adops.errors import InputError, MediaTypeError, RuleError, TooLargeError
from adops.inspect.paper import OFFICE, media_type_of
from adops.models import MonthProof
from adops.phrases.month import file_name
from adops.queries.month import MonthCatalog, month_book, month_line
from adops.rules.month_close import require_confirmable
from adops.rules.permission import Thing, require
from adops.services import month_papers, months
from adops.settings import Settings
from adops.store import Store

XLSX = OFFICE[".xlsx"]
PAPER_LIMIT = 20 * 1024 * 1024
ASKED_AT_ONCE = 16  # a store far away answers slowly, and many at a time


@dataclass(frozen=True)
class MonthDesk:
    """Where months are confirmed: database, store, config, and who draws: the workbook, and proof
    sheets that are not drawn yet."""

    database: Database
    store: Store
    catalog: MonthCatalog
    reasons: Reasons
    mails: MailFile
    draw: DrawMonth
    draw_evidence: DrawEvidence

    def drawn(self, book: MonthBook) -> bytes:
        """The month's workbook with Chinese reasons."""
        return self.draw(book, {code: reason.zh for code, reason in self.reasons.items()})


@dataclass(frozen=True)
class Paper:
    """A paper as somebody hands it in, for one line of a month."""

    kind: ProofKind
    name: str
    content: bytes
    day: date | None = None
    note: str = ""


def month_desk(
    settings: Settings,
    database: Database,
    store: Store,
    draw: DrawMonth,
    draw_evidence: DrawEvidence = nothing_to_draw,
) -> MonthDesk:
    """The desk of a home; without `draw_evidence` for months whose sheets are drawn. Raises
    InputError `config.…` naming file and key."""
    config = settings.config_dir
    return MonthDesk(
        database=database,
        store=store,
        catalog=MonthCatalog(load_calendar(config), load_month_terms(config)),
        reasons=load_reasons(config),
        mails=load_mail(config),
        draw=draw,
        draw_evidence=draw_evidence,
    )


def read_month(
    desk: MonthDesk, *, station: str, month: str, by: Actor, revision: int | None = None
) -> MonthBook:
    """The month for somebody who may see it. Raises ForbiddenError and what
    `queries.month.month_book` raises."""
    require(by, "month.read", Thing(station_sold=station))
    return _read(desk, station, month, clock.now(), revision)


def whole_month(
    desk: MonthDesk, *, station: str, month: str, by: Actor, revision: int | None = None
) -> MonthBook:
    """The month with the proof sheets of all its days, as workbook and pack show it. Raises what
    `read_month` raises, and what drawing does."""
    require(by, "month.read", Thing(station_sold=station))
    return _whole(desk, _read(desk, station, month, clock.now(), revision))


def confirm(desk: MonthDesk, *, station: str, month: str, by: Actor) -> MonthBook:
    """Draws the month as it will be signed, stores the workbook, then confirms.

    Raises what `services.months.confirm` raises, RuleError `month.does_not_add_up` too when a file
    that a day rests on is lost, OutsideError `store.failed`.
    """
    require(by, "month.confirm", Thing(station_sold=station))
    now = clock.now()
    book = _read(desk, station, month, now)
    require_confirmable(book, now=now)
    book = _whole(desk, book)
    lost = lost_files(book, desk.store)
    if lost:
        raise RuleError("month.does_not_add_up", month=month, findings=lost)
    signed = replace(
        book,
        state=MonthState.CONFIRMED,
        confirmed_at=now,
        confirmed_by=by.staff_no,
        names=((by.staff_no, by.name),),
    )
    content = desk.drawn(signed)
    sha256 = desk.store.put(content)
    paper = StoredPaper(sha256, len(content), XLSX, file_name(signed))
    with desk.database.write() as session:
        return months.confirm(
            session,
            station=station,
            month=month,
            drawn=DrawnMonth(digest(book), paper),
            by=by,
            now=now,
            catalog=desk.catalog,
            mails=desk.mails,
        )


def accept(desk: MonthDesk, *, station: str, month: str, by: Actor) -> MonthBook:
    """Finance takes the month. Raises what `services.months.accept` raises."""
    with desk.database.write() as session:
        return months.accept(
            session,
            station=station,
            month=month,
            by=by,
            now=clock.now(),
            catalog=desk.catalog,
        )


def give_back(desk: MonthDesk, *, station: str, month: str, reason: str, by: Actor) -> MonthBook:
    """Finance returns the month. Raises what `services.months.give_back` raises."""
    with desk.database.write() as session:
        return months.give_back(
            session,
            station=station,
            month=month,
            reason=reason,
            by=by,
            now=clock.now(),
            catalog=desk.catalog,
            mails=desk.mails,
        )


def workbook(desk: MonthDesk, book: MonthBook) -> bytes:
    """The workbook as it was signed; of an open month a draft, drawn now.

    Raises MissingError `evidence.missing`, OutsideError `store.failed`.
    """
    return desk.store.get(book.workbook) if book.workbook else desk.drawn(book)


def hand_in(
    desk: MonthDesk, paper: Paper, *, station: str, month: str, booking_id: int, by: Actor
) -> MonthProof:
    """Stores a paper and attaches it to its line.

    Raises InputError `file.empty`, TooLargeError `upload.too_large`, MediaTypeError
    `paper.type_unknown`, and what `services.month_papers.attach_proof` raises.
    """
    with desk.database.read() as session:
        month_papers.require_attachable(
            session,
            station=station,
            month=month,
            booking_id=booking_id,
            kind=paper.kind,
            day=paper.day,
            by=by,
            now=clock.now(),
        )
    media_type = _taken(paper)
    with desk.database.read() as session:  # a line that is not there leaves no file behind
        month_line(session, station=station, month=month, booking_id=booking_id, now=clock.now())
    sha256 = desk.store.put(paper.content)
    with desk.database.write() as session:
        return month_papers.attach_proof(
            session,
            station=station,
            month=month,
            booking_id=booking_id,
            kind=paper.kind,
            paper=StoredPaper(sha256, len(paper.content), media_type, paper.name),
            day=paper.day,
            note=paper.note,
            by=by,
            now=clock.now(),
        )


def lost_files(book: MonthBook, store: Store) -> tuple[Finding, ...]:
    """A finding for every file that the month names and the store does not have."""
    named = sorted(set(_files(book)))
    with ThreadPoolExecutor(ASKED_AT_ONCE) as pool:
        there = pool.map(store.has, (sha256 for sha256, _where in named))
        return tuple(
            Finding("month.evidence_lost", Severity.REJECT, sha256, None, where)
            for (sha256, where), known in zip(named, there, strict=True)
            if not known
        )


def _files(book: MonthBook) -> Iterator[tuple[str, str]]:
    if book.workbook:
        yield book.workbook, book.month
    for line in book.lines:
        where = f"{line.booking.contract_no} {line.booking.slot_code}"
        for day in line.days:
            if day.evidence:
                yield day.evidence, where
        for proof in line.proofs:
            yield proof.sha256, where


def _read(
    desk: MonthDesk, station: str, month: str, now: datetime, revision: int | None = None
) -> MonthBook:
    with desk.database.read() as session:
        return month_book(
            session,
            station=station,
            month=month,
            catalog=desk.catalog,
            now=now,
            revision=revision,
        )


def _whole(desk: MonthDesk, book: MonthBook) -> MonthBook:
    """The same month after what its days rest on was drawn. A signed one is whole."""
    if book.state is not MonthState.OPEN:
        return book
    bare = [day.look_id for line in book.lines for day in line.days if day.evidence is None]
    looks = [look_id for look_id in bare if look_id is not None]
    if not looks:
        return book
    desk.draw_evidence(looks)
    return _read(desk, book.station, book.month, clock.now(), book.revision)


def _taken(paper: Paper) -> str:
    if not paper.content:
        raise InputError("file.empty", file=paper.name)
    size = len(paper.content)
    if size > PAPER_LIMIT:
        raise TooLargeError(
            "upload.too_large",
            name=paper.name,
            measured=size,
            allowed=PAPER_LIMIT,
            mb=PAPER_LIMIT // 1024 // 1024,
        )
    media_type = media_type_of(paper.content, paper.name)
    if media_type is None:
        raise MediaTypeError("paper.type_unknown", name=paper.name)
    return media_type
