"""A month as it is read, and what is said of its lines (rules.md §10)."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import select

from adops.catalog.reasons import load_reasons
from adops.domain.booking import BookingState
from adops.domain.month import DayState, ProofKind
from adops.domain.period import at
from adops.domain.states import MonthState
from adops.errors import AdopsError, InputError, MissingError, RuleError
from adops.models import Act
from adops.queries.month import month_book
from adops.services import month_papers
from tests.adops.services.house import AFTER, FIRST, PAPER, House, house

__all__ = ["house"]


def test_a_month_shows_one_line_a_booking(house: House) -> None:
    first = house.booked(3)
    house.booked(2, station_sold="sh")
    house.booked(1, state=BookingState.CANCELLED)
    house.booked(1, first=date(2026, 11, 1))
    book = house.book()
    assert [line.booking.booking_id for line in book.lines] == [first]
    assert book.lines[0].executed == 3
    assert (book.state, book.revision, book.incomplete) == (MonthState.OPEN, 1, ())


@pytest.mark.parametrize(
    ("act", "code"),
    [
        pytest.param(
            lambda house, number: house.reason(number, FIRST), "month.day_executed", id="executed"
        ),
        pytest.param(
            lambda house, number: house.reason(number, date(2026, 10, 30)),
            "month.day_outside",
            id="outside-the-booking",
        ),
        pytest.param(
            lambda house, number: house.reason(number, FIRST, reason="忘了"),
            "month.reason_unknown",
            id="unknown-code",
        ),
        pytest.param(
            lambda house, number: house.reason(number, FIRST, reason="other", note=" "),
            "month.note_missing",
            id="other-without-words",
        ),
        pytest.param(
            lambda house, number: house.reason(number + 1, FIRST),
            "month.line_unknown",
            id="no-such-line",
        ),
        pytest.param(
            lambda house, number: house.paper(number, ProofKind.DAY),
            "month.day_missing",
            id="day-proof-without-day",
        ),
        pytest.param(
            lambda house, number: house.paper(
                number, ProofKind.DAY, FIRST, now=at(date(2026, 10, 11), 10)
            ),
            "month.day_not_over",
            id="proof-of-a-day-to-come",
        ),
    ],
)
def test_what_a_line_refuses(house: House, act: Callable[[House, int], object], code: str) -> None:
    number = house.booked(2, seen=1)
    with pytest.raises((RuleError, InputError, MissingError)) as refused:
        act(house, number)
    assert refused.value.code == code


def test_reasons_and_papers_can_be_taken_back_while_open(house: House) -> None:
    number = house.booked(2, seen=1)
    gap = FIRST + timedelta(days=1)
    house.reason(number, gap)
    proof = house.paper(number, ProofKind.DAY, gap)
    assert house.book().lines[0].executed == 2
    with house.db.write() as session:
        month_papers.remove_proof(
            session,
            station="bj",
            month="2026-10",
            booking_id=number,
            proof_id=proof,
            by=house.ae,
            now=AFTER,
        )
        line = month_papers.withdraw_reason(
            session,
            station="bj",
            month="2026-10",
            booking_id=number,
            days=[gap],
            by=house.ae,
            now=AFTER,
        )
    assert [lack.code for lack in line.missing] == ["month.reason_missing"]
    with house.db.read() as session:
        verbs = [act.verb for act in session.exec(select(Act))]
    assert verbs[-2:] == ["month.remove_proof", "month.withdraw_reason"]


def test_a_client_proof_is_for_every_line_of_its_contract(house: House) -> None:
    with house.db.write() as session:
        contract = house.factory.contract(session).id
    one = house.booked(1, seen=0, contract_id=contract)
    two = house.booked(1, seen=0, contract_id=contract)
    house.reason(one, FIRST, reason="client")
    house.reason(two, FIRST, reason="client")
    codes = [lack.code for line in house.book().lines for lack in line.missing]
    assert codes == ["month.client_proof_missing"] * 2
    house.paper(one, ProofKind.CLIENT)
    assert house.confirm().state is MonthState.CONFIRMED


@pytest.mark.parametrize("text", ["2026-13", "2026", "2026-1", "十月", "2026-10-01"])
def test_what_is_no_month(house: House, text: str) -> None:
    with pytest.raises(InputError, match=r"month\.not_a_month"):
        house.book(text)


def test_unknown_station_and_revision(house: House) -> None:
    with house.db.read() as session:
        for station, revision in (("xx", None), ("bj", 4)):
            with pytest.raises(MissingError):
                month_book(
                    session,
                    station=station,
                    month="2026-10",
                    catalog=house.catalog,
                    now=AFTER,
                    revision=revision,
                )


@pytest.mark.parametrize("many", [1, 30])
def test_a_month_costs_the_same_queries_at_1_and_at_30_lines(house: House, many: int) -> None:
    for _ in range(many):
        house.booked(1)
    house.confirm()
    house.give_back()
    asked: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.lstrip().upper().startswith("SELECT"):
            asked.append(statement)

    event.listen(house.db.engine, "before_cursor_execute", count)
    book = house.book()
    event.remove(house.db.engine, "before_cursor_execute", count)
    assert len(book.lines) == many
    assert len(asked) == 14


def test_every_day_is_in_one_state(house: House) -> None:
    house.booked(5, seen=2)
    (line,) = house.book().lines
    assert line.planned == sum(line.count(state) for state in DayState) == 5


def test_refusals_change_nothing(house: House) -> None:
    number = house.booked(2, seen=1)
    before = house.book()
    for wrong in ("忘了", "other"):
        with pytest.raises(AdopsError):
            house.reason(number, FIRST + timedelta(days=1), reason=wrong)
    assert house.book() == before


def test_what_no_table_holds_is_left_out_of_notes(house: House) -> None:
    number = house.booked(2, seen=1)
    house.reason(number, FIRST + timedelta(days=1), note=" 页面\x00改版\n第二行\u200b ")
    assert house.book().lines[0].days[1].note == "页面改版\n第二行"


def test_a_day_named_twice_is_one_day(house: House) -> None:
    number = house.booked(2, seen=1)
    gap = FIRST + timedelta(days=1)
    house.reason(number, gap, gap)
    with house.db.read() as session:
        (act,) = session.exec(select(Act).where(Act.verb == "month.give_reason"))
    assert act.after["days"] == [f"{gap}"]


def test_of_two_reasons_in_one_go_the_last_stays(house: House) -> None:
    number = house.booked(2, seen=1)
    gap = FIRST + timedelta(days=1)
    with house.db.write() as session:
        for reason in ("missed", "system"):
            month_papers.give_reason(
                session,
                station="bj",
                month="2026-10",
                booking_id=number,
                days=[gap],
                reason=reason,
                by=house.ae,
                now=AFTER,
                reasons=load_reasons(house.settings.config_dir),
            )
    assert house.book().lines[0].days[1].reason == "system"


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        pytest.param("../../监测%00.pdf", "监测%00.pdf", id="folders"),
        pytest.param("C:\\papers\\监测.pdf", "监测.pdf", id="windows"),
        pytest.param("监\x00测\n.pdf", "监测.pdf", id="control-characters"),
        pytest.param("a/..", PAPER.sha256[:16], id="nothing-left"),
    ],
)
def test_a_paper_keeps_its_own_name_alone(house: House, given: str, kept: str) -> None:
    number = house.booked(1)
    with house.db.write() as session:
        proof = month_papers.attach_proof(
            session,
            station="bj",
            month="2026-10",
            booking_id=number,
            kind=ProofKind.SCREENSHOT,
            paper=replace(PAPER, name=given),
            by=house.ae,
            now=AFTER,
        )
        assert proof.name == kept
