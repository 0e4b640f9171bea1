"""Drawn, stored, then confirmed; papers stored, then attached (rules.md §10)."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from adops import clock
from adops.db import Database
from adops.domain.by_eye import Decision
from adops.domain.month import MonthBook, ProofKind
from adops.domain.people import CONSOLE, Actor, Role
from adops.domain.period import at
from adops.domain.states import LookResult, MonthState
from adops.errors import AdopsError, ForbiddenError, MissingError, RuleError
from adops.flows import month as flow
from adops.flows.month import MonthDesk, Paper
from adops.models import Booking, Mail, MonthClose, SlotCheck, SlotCheckBooking, StoredFile
from adops.phrases.month import how
from adops.services.slot_decisions import decide
from adops.settings import Settings
from adops.store import Store, sha256_of
from checks.draw import Easel
from tests.factories import Factory, actor_for
from tests.recorded import record

FIRST = date(2026, 10, 12)
PDF = b"%PDF-1.7 a client's own record"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(64)


def sketch(book: MonthBook, words: Mapping[str, str]) -> bytes:
    """Stands for the workbook: what it was drawn of."""
    lines = [line.booking.booking_id for line in book.lines]
    return f"{book.month} {book.state.value} {book.confirmed_by} {lines} {len(words)}".encode()


@pytest.fixture
def desk(db: Database, store: Store, settings: Settings) -> MonthDesk:
    """On 2026-11-02 at 10:00."""
    clock.clock.move_to(at(date(2026, 11, 2), 10))
    return flow.month_desk(settings, db, store, sketch)


@pytest.fixture
def ae(desk: MonthDesk, factory: Factory) -> Actor:
    """Of 北京."""
    with desk.database.write() as session:
        return actor_for(factory.person(session, staff_no="BJ001"))


def booked(desk: MonthDesk, factory: Factory, *, kept: bool = True) -> int:
    """Two days, both seen; their proof sheets are in the store unless they were lost."""
    with desk.database.write() as session:
        booking: Booking = factory.booking(session, FIRST, FIRST + timedelta(days=1))
        for number in range(2):
            on = FIRST + timedelta(days=number)
            look = factory.look(session, booking, on, captured_at=at(on, 9, 30))
            query = select(SlotCheckBooking).where(SlotCheckBooking.slot_check_id == look.id)
            row = session.exec(query).one()
            sheet = f"sheet of {on}".encode()
            row.proof = desk.store.put(sheet) if kept else sha256_of(sheet)
            session.add(row)
        return booking.id or 0


def confirmed(desk: MonthDesk, by: Actor) -> MonthBook:
    return flow.confirm(desk, station="bj", month="2026-10", by=by)


def test_the_workbook_shows_the_month_as_signed_and_is_kept(
    desk: MonthDesk, ae: Actor, factory: Factory
) -> None:
    number = booked(desk, factory)
    book = confirmed(desk, ae)
    assert book.workbook is not None
    assert desk.store.get(book.workbook) == f"2026-10 confirmed BJ001 [{number}] 13".encode()
    assert flow.workbook(desk, book) == desk.store.get(book.workbook)
    assert book.name_of("BJ001") == ae.name
    with desk.database.read() as session:
        known = session.get(StoredFile, book.workbook)
        (mail,) = session.exec(select(Mail)).all()
    assert known is not None and known.media_type == flow.XLSX
    assert mail.attachments[0]["name"] == "月度财务确认-北京站-2026-10-第1稿.xlsx"


def test_a_draft_is_drawn_as_it_is_now(desk: MonthDesk, ae: Actor, factory: Factory) -> None:
    booked(desk, factory)
    book = flow.read_month(desk, station="bj", month="2026-10", by=ae)
    assert flow.workbook(desk, book).startswith(b"2026-10 open None")


def test_a_lost_proof_sheet_stops_the_confirmation(
    desk: MonthDesk, ae: Actor, factory: Factory
) -> None:
    booked(desk, factory, kept=False)
    with pytest.raises(RuleError) as refused:
        confirmed(desk, ae)
    assert refused.value.code == "month.does_not_add_up"
    assert {one.code for one in refused.value.findings} == {"month.evidence_lost"}
    assert len(refused.value.findings) == 2
    with desk.database.read() as session:
        assert session.exec(select(MonthClose)).all() == []


@pytest.fixture
def waiting(desk: MonthDesk, factory: Factory) -> MonthDesk:
    """Two days that were seen, whose proof sheets are not drawn yet; the second was not sure."""
    with desk.database.write() as session:
        slot = factory.slot(session)
        factory.booking(session, FIRST, FIRST + timedelta(days=1), slot)
        code = slot.code
    record(desk.database, desk.store, at(FIRST, 9, 30))
    (unsure,) = record(
        desk.database,
        desk.store,
        at(FIRST + timedelta(days=1), 9, 30),
        {code: LookResult.UNSURE},
    )
    with desk.database.write() as session:
        decide(session, look_id=unsure, decision=Decision.SEEN, by=CONSOLE, now=clock.now())
    return replace(desk, draw_evidence=Easel(desk.database, desk.store).draw)


def sheets_of(book: MonthBook) -> list[str | None]:
    return [day.evidence for line in book.lines for day in line.days]


def test_what_is_signed_rests_on_sheets_that_are_drawn(waiting: MonthDesk, ae: Actor) -> None:
    """Reading draws nothing, confirming draws what is missing."""
    assert sheets_of(flow.read_month(waiting, station="bj", month="2026-10", by=ae)) == [None, None]
    book = confirmed(waiting, ae)
    sheets = [one for one in sheets_of(book) if one]
    assert len(sheets) == 2
    assert all(waiting.store.get(one).startswith(b"\x89PNG") for one in sheets)
    again = flow.whole_month(waiting, station="bj", month="2026-10", by=ae)
    assert sheets_of(again) == sheets
    assert [how(day) for line in book.lines for day in line.days] == ["巡检看到", "人工判断看到"]


def test_a_draft_shows_every_sheet(waiting: MonthDesk, ae: Actor) -> None:
    book = flow.whole_month(waiting, station="bj", month="2026-10", by=ae)
    assert book.state is MonthState.OPEN and all(sheets_of(book))


def test_a_sheet_that_cannot_be_drawn_stops_the_confirmation(
    waiting: MonthDesk, ae: Actor, settings: Settings
) -> None:
    with waiting.database.read() as session:
        lost = session.exec(select(SlotCheck.page_picture)).first() or ""
    (settings.home / "blobs" / lost[:2] / lost).unlink()
    with pytest.raises(MissingError, match=r"evidence\.missing"):
        confirmed(waiting, ae)
    with waiting.database.read() as session:
        assert session.exec(select(MonthClose)).all() == []


def test_accepted_by_finance(desk: MonthDesk, ae: Actor, factory: Factory) -> None:
    booked(desk, factory)
    confirmed(desk, ae)
    with desk.database.write() as session:
        finance = actor_for(factory.person(session, Role.FINANCE, station="hq"))
    accepted = flow.accept(desk, station="bj", month="2026-10", by=finance)
    assert accepted.state is MonthState.ACCEPTED
    assert accepted.decided_by == finance.staff_no


@pytest.mark.parametrize(
    ("content", "name", "code"),
    [
        pytest.param(PDF, "记录.pdf", None, id="pdf"),
        pytest.param(PNG, "截图.png", None, id="png"),
        pytest.param(b"\xff\xd8\xff\xe0" + bytes(64), "照片.jpg", None, id="jpeg"),
        pytest.param(b"PK\x03\x04" + bytes(64), "记录.xlsx", None, id="xlsx"),
        pytest.param(b"From: a@b.cn\r\nSubject: x\r\n\r\nbody", "说明.eml", None, id="mail"),
        pytest.param(b"", "空.pdf", "file.empty", id="empty"),
        pytest.param(b"MZ" + bytes(64), "x.pdf", "paper.type_unknown", id="program"),
        pytest.param(b"<html>", "x.png", "paper.type_unknown", id="page-called-picture"),
        pytest.param(b"PK\x03\x04" + bytes(64), "x.zip", "paper.type_unknown", id="archive"),
        pytest.param(bytes(flow.PAPER_LIMIT + 1), "x.pdf", "upload.too_large", id="too-large"),
    ],
)
def test_which_papers_are_taken(
    desk: MonthDesk, ae: Actor, factory: Factory, content: bytes, name: str, code: str | None
) -> None:
    number = booked(desk, factory)
    paper = Paper(ProofKind.SCREENSHOT, name, content)

    def hand_in() -> str:
        proof = flow.hand_in(desk, paper, station="bj", month="2026-10", booking_id=number, by=ae)
        return proof.sha256

    if code is None:
        assert desk.store.get(hand_in()) == content
    else:
        with pytest.raises(AdopsError) as refused:
            hand_in()
        assert refused.value.code == code


@pytest.mark.parametrize(
    "ask",
    [
        pytest.param(
            lambda desk, by: flow.read_month(desk, station="bj", month="2026-10", by=by), id="read"
        ),
        pytest.param(confirmed, id="confirm"),
        pytest.param(
            lambda desk, by: flow.hand_in(
                desk,
                Paper(ProofKind.CLIENT, "x.pdf", PDF),
                station="bj",
                month="2026-10",
                booking_id=1,
                by=by,
            ),
            id="paper",
        ),
    ],
)
def test_nobody_of_another_station_gets_in(
    desk: MonthDesk, factory: Factory, ask: Callable[[MonthDesk, Actor], object]
) -> None:
    with desk.database.write() as session:
        stranger = actor_for(factory.person(session, station="sh"))
    with pytest.raises(ForbiddenError):
        ask(desk, stranger)
    assert not desk.store.has(sha256_of(PDF))


def test_confirmed_a_second_time_it_is_refused(
    desk: MonthDesk, ae: Actor, factory: Factory
) -> None:
    booked(desk, factory)
    confirmed(desk, ae)
    with pytest.raises(RuleError, match=r"month\.wrong_state"):
        confirmed(desk, CONSOLE)
