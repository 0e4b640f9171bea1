"""A look that was unsure, decided by eye: counted, logged, said again (checks.md, Results)."""

from datetime import timedelta

import pytest
from sqlmodel import select

from adops.clock import clock
from adops.db import Database
from adops.domain.by_eye import Decision
from adops.domain.month import DayState, Known, LookFact
from adops.domain.people import Actor, Role
from adops.domain.period import at
from adops.domain.states import Delivered, LookResult
from adops.errors import AdopsError, ForbiddenError, MissingError, RuleError
from adops.models import Act, Slot, SlotCheck, SlotCheckBooking
from adops.queries.checks import slots_not_right
from adops.rules.month import judge_day
from adops.services.acts import broken_links
from adops.services.slot_decisions import decide, undecide
from adops.store import Store
from checks.draw import Easel
from tests.conftest import FRIDAY
from tests.factories import Factory
from tests.recorded import record

NINE = at(FRIDAY, 9, 20)
AE = Actor("BJ001", "北京站AE", Role.AE, "bj")
SEEN, NOT_SEEN = Decision.SEEN, Decision.NOT_SEEN


@pytest.fixture
def looks(db: Database, store: Store, factory: Factory) -> list[int]:
    """A rotation of two bookings, unsure; a slot that was ok; one whose page was not seen."""
    clock.move_to(NINE)
    with db.write() as session:
        page = factory.page(session).id
        turning = factory.slot(session, page_id=page, rotations=2)
        fine = factory.slot(session, page_id=page)
        for slot in (turning, turning, fine):
            factory.booking(session, FRIDAY, FRIDAY, slot)
        codes = [turning.code, fine.code]
    found = record(db, store, NINE, {codes[0]: LookResult.UNSURE})
    with db.write() as session:
        away = factory.booking(session, FRIDAY, FRIDAY)
        look = factory.look(
            session,
            away,
            FRIDAY,
            delivered=Delivered.UNKNOWN,
            result=LookResult.UNREACHABLE,
            captured_at=NINE,
        )
    return [*found, look.id or 0]


def said(db: Database, look_id: int) -> list[tuple[str, bool, str | None]]:
    with db.read() as session:
        query = select(SlotCheckBooking).where(SlotCheckBooking.slot_check_id == look_id)
        rows = session.exec(query.order_by(SlotCheckBooking.id)).all()  # type: ignore[arg-type]
        return [(one.delivered.value, one.seen, one.decided_by) for one in rows]


def say(db: Database, look_id: int, decision: Decision, booking: int | None = None) -> None:
    with db.write() as session:
        decide(session, look_id=look_id, decision=decision, booking_id=booking, by=AE, now=NINE)


def bookings(db: Database, look_id: int) -> list[int]:
    with db.read() as session:
        query = select(SlotCheckBooking.booking_id)
        return list(session.exec(query.where(SlotCheckBooking.slot_check_id == look_id)))


def test_all_that_is_open_is_decided_at_once(db: Database, looks: list[int]) -> None:
    say(db, looks[0], SEEN)
    assert said(db, looks[0]) == [("yes", True, "BJ001")] * 2
    with db.read() as session:
        look = session.get(SlotCheck, looks[0])
        act = session.exec(select(Act).where(Act.verb == "check.decide")).one()
        assert broken_links(session) == []
    assert look and look.result is LookResult.UNSURE
    assert (act.by, act.thing, act.station) == ("BJ001", f"slot_check:{looks[0]}", "bj")
    assert set(act.before["delivered"].values()) == {"unknown"}
    assert act.after == {"decision": "seen", "bookings": bookings(db, looks[0])}


def test_one_booking_alone_and_the_last_word_counts(db: Database, looks: list[int]) -> None:
    first, _ = bookings(db, looks[0])
    say(db, looks[0], SEEN, first)
    assert said(db, looks[0]) == [("yes", True, "BJ001"), ("unknown", False, None)]
    say(db, looks[0], NOT_SEEN, first)
    assert said(db, looks[0])[0] == ("no", False, "BJ001")
    say(db, looks[0], SEEN)  # of what is undecided only
    assert said(db, looks[0]) == [("no", False, "BJ001"), ("yes", True, "BJ001")]


def test_a_decision_can_be_taken_back(db: Database, looks: list[int]) -> None:
    """Of one booking, then of all; the look says again what it said, and both stand in the log."""
    first, _ = bookings(db, looks[0])
    say(db, looks[0], SEEN)
    take_back(db, looks[0], first)
    assert said(db, looks[0]) == [("unknown", False, None), ("yes", True, "BJ001")]
    take_back(db, looks[0])
    assert said(db, looks[0]) == [("unknown", False, None)] * 2
    with db.read() as session:
        acts = session.exec(select(Act).where(Act.verb == "check.undecide")).all()
        assert [len(act.after["bookings"]) for act in acts] == [1, 1]
        assert broken_links(session) == []
    with pytest.raises(RuleError, match=r"look\.not_decided"):
        take_back(db, looks[0])
    say(db, looks[0], NOT_SEEN)
    assert said(db, looks[0]) == [("no", False, "BJ001")] * 2


def test_only_who_decides_takes_back(db: Database, looks: list[int]) -> None:
    say(db, looks[0], SEEN)
    stranger = Actor("SH001", "上海", Role.AE, "sh")
    with pytest.raises(ForbiddenError), db.write() as session:
        undecide(session, look_id=looks[0], by=stranger, now=NINE)
    assert said(db, looks[0]) == [("yes", True, "BJ001")] * 2


def take_back(db: Database, look_id: int, booking: int | None = None) -> None:
    with db.write() as session:
        undecide(session, look_id=look_id, booking_id=booking, by=AE, now=NINE)


def test_the_proof_sheet_stays_as_it_was(db: Database, store: Store, looks: list[int]) -> None:
    """Drawn before or after the decision."""
    easel = Easel(db, store)
    say(db, looks[0], SEEN)
    easel.draw_waiting()
    with db.write() as session:
        query = select(SlotCheckBooking).where(SlotCheckBooking.slot_check_id == looks[0])
        after = [row.proof for row in session.exec(query)]
        look = session.get(SlotCheck, looks[0])
        assert look
        look.drawn_at = None
        for row in session.exec(query):
            row.delivered = Delivered.UNKNOWN
            session.add(row)
    easel.draw_waiting()
    with db.read() as session:
        assert [row.proof for row in session.exec(query)] == after


@pytest.mark.parametrize("decision", Decision)
def test_what_was_seen_by_eye_is_not_looked_at_again(
    db: Database, looks: list[int], decision: Decision
) -> None:
    with db.read() as session:
        code = session.exec(select(Slot.code).join(SlotCheck).where(SlotCheck.id == looks[0])).one()
        assert code in slots_not_right(session, on=FRIDAY)["bj"]
    say(db, looks[0], decision)
    with db.read() as session:
        again = slots_not_right(session, on=FRIDAY)["bj"]
    assert (code in again) is (decision is NOT_SEEN)


@pytest.mark.parametrize(
    ("decision", "state", "known"),
    [(SEEN, DayState.EXECUTED, Known.SEEN), (NOT_SEEN, DayState.NOT_EXECUTED, Known.NOT_SEEN)],
)
def test_the_month_counts_it(decision: Decision, state: DayState, known: Known) -> None:
    told = LookFact(1, 1, FRIDAY, NINE, LookResult.UNSURE, decision.delivered)
    day = judge_day(FRIDAY, looks=[told], now=NINE + timedelta(days=3))
    assert (day.state, day.known, day.result) == (state, known, LookResult.UNSURE)


@pytest.mark.parametrize(
    ("which", "by", "error", "code"),
    [
        pytest.param(0, Actor("SH001", "上海", Role.AE, "sh"), ForbiddenError, None, id="stranger"),
        pytest.param(0, Actor("S1", "销售", Role.SALES, "bj"), ForbiddenError, None, id="sales"),
        pytest.param(1, AE, RuleError, "look.nothing_to_decide", id="sure"),
        pytest.param(2, AE, RuleError, "look.nothing_to_decide", id="page-not-seen"),
        pytest.param(3, AE, MissingError, "look.unknown", id="no-such-look"),
    ],
)
def test_refusals_change_nothing(
    db: Database,
    looks: list[int],
    which: int,
    by: Actor,
    error: type[AdopsError],
    code: str | None,
) -> None:
    look_id = [*looks, 999][which]
    before = [said(db, one) for one in looks]
    with pytest.raises(error) as refused, db.write() as session:
        decide(session, look_id=look_id, decision=SEEN, by=by, now=NINE)
    assert code is None or refused.value.code == code
    assert [said(db, one) for one in looks] == before
    with db.read() as session:
        assert session.exec(select(Act).where(Act.verb == "check.decide")).first() is None
