"""A creative is live once it was seen or said to be, ended with its booking (rules.md §0, §7)."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session

from adops.clock import clock
from adops.db import Database
from adops.domain.booking import Route
from adops.domain.by_eye import Decision
from adops.domain.people import CONSOLE, SYSTEM
from adops.domain.period import at
from adops.domain.states import CreativeState, Delivered, LookResult
from adops.errors import RuleError
from adops.jobs import JOBS, House, job_named, run_now
from adops.models import Booking, Creative
from adops.queries.chains import chain_of
from adops.rules.chain import Link, Step
from adops.services import airing, creatives
from adops.services.acts import broken_links
from adops.services.slot_decisions import decide, undecide
from adops.settings import Settings
from adops.store import Store
from tests.adops.services.desk import LIMIT, MONDAY, SUNDAY, desk
from tests.adops.services.test_executions import V2, Placing, placing, swapping, when
from tests.adops.services.waiting import behind
from tests.conftest import FRIDAY
from tests.factories import Factory
from tests.recorded import record

__all__ = ["desk", "placing", "swapping"]
S = CreativeState
DAY = timedelta(days=1)


def test_a_look_that_saw_it_makes_it_live_once(placing: Placing) -> None:
    placing.look(when(23, 9, 5), placing.creative, Delivered.UNKNOWN)
    assert placing.desk.states(placing.creative) == [S.CONFIRMED]
    placing.look(when(23, 9, 30), placing.creative)
    placing.look(when(24, 9, 5), placing.creative, Delivered.NO)
    assert placing.desk.states(placing.creative) == [S.LIVE], "what ran has run"
    (act,) = [
        one
        for one in placing.desk.acts(f"creative:{placing.creative}")
        if one.verb == "creative.go_live"
    ]
    assert (act.at, act.by) == (when(23, 9, 30), "system")
    assert (act.before, act.after["state"]) == ({"state": "confirmed"}, "live")


def test_the_placer_s_word_makes_it_live_until_a_look_of_that_day_contradicts(
    placing: Placing,
) -> None:
    placing.live(when(23, 9, 5))
    assert placing.desk.states(placing.creative) == [S.LIVE]
    placing.look(when(23, 9, 30), placing.creative, Delivered.NO)
    assert placing.desk.states(placing.creative) == [S.CONFIRMED]
    verbs = [one.verb for one in placing.desk.acts(f"creative:{placing.creative}")]
    assert verbs[-2:] == ["creative.go_live", "creative.contradict"]
    placing.look(when(23, 9, 50), placing.creative)
    assert placing.desk.states(placing.creative) == [S.LIVE]


def test_a_swap_leaves_the_old_one_replaced_and_the_new_one_live(swapping: Placing) -> None:
    old, new = swapping.creative, swapping.creative + 1
    assert swapping.desk.states(old, new) == [S.REPLACED, S.CONFIRMED]
    swapping.look(when(24, 14, 5), old)
    assert swapping.desk.states(old, new) == [S.REPLACED, S.CONFIRMED]
    swapping.live(when(24, 14, 20), V2)
    assert swapping.desk.states(old, new) == [S.REPLACED, S.LIVE]


def test_what_was_live_is_live_again_when_the_swap_is_taken_back(swapping: Placing) -> None:
    old, new = swapping.creative, swapping.creative + 1
    swapping.desk.now = when(24, 14, 10)
    swapping.desk.withdraw(new)
    assert swapping.desk.states(old, new) == [S.LIVE, S.WITHDRAWN]


def test_one_of_two_that_are_shown_in_turn(placing: Placing) -> None:
    placing.desk.change(route=Route.LOCAL)
    other = placing.desk.confirm(placing.desk.submit(LIMIT - 1, rotates=True))
    placing.look(when(23, 9, 30), other)
    assert placing.desk.states(placing.creative, other) == [S.CONFIRMED, S.LIVE]


def test_what_is_live_is_neither_sent_back_nor_taken_back(placing: Placing) -> None:
    placing.live(when(23, 9, 5))
    placing.desk.now = when(23, 10)
    for act in ("reject", "withdraw"):
        with pytest.raises(RuleError) as error:
            getattr(placing.desk, act)(placing.creative)
        assert error.value.code == "creative.on_air"
    assert placing.desk.states(placing.creative) == [S.LIVE]
    assert placing.desk.shown(MONDAY) == [placing.creative]


@pytest.mark.parametrize(
    ("now", "seen", "gone"),
    [
        pytest.param(when(24, 9, 1), False, False, id="the day before"),
        pytest.param(when(25, 9, 30), True, False, id="both are expected"),
        pytest.param(when(25, 10), True, True, id="the swap is due"),
        pytest.param(when(26, 9, 1), True, True, id="the day after"),
        pytest.param(when(26, 9, 1), False, False, id="the day after, not live"),
    ],
)
def test_what_ran_until_another_s_first_day_is_replaced_once_that_is_live(
    placing: Placing, now: datetime, seen: bool, gone: bool
) -> None:
    old = placing.creative
    placing.look(when(23, 9, 30), old)
    placing.desk.now = when(23, 11)
    new = placing.desk.confirm(placing.desk.submit(LIMIT - 1, go_live=when(25, 9).date()))
    if seen:
        placing.look(when(25, 9, 5), new)
    assert _give_way(placing, now) == ([(old, "replace")] if gone else [])
    assert _give_way(placing, now) == []
    states = [S.REPLACED if gone else S.LIVE, S.LIVE if seen else S.CONFIRMED]
    assert placing.desk.states(old, new) == states
    assert placing.desk.shown(when(24, 9).date()) == [old]
    assert placing.desk.shown(when(26, 9).date()) == [new]


def test_two_that_are_shown_in_turn_give_no_way(placing: Placing) -> None:
    placing.desk.change(route=Route.LOCAL)
    day = when(25, 9).date()
    other = placing.desk.confirm(placing.desk.submit(LIMIT - 1, rotates=True, go_live=day))
    for one in (placing.creative, other):
        placing.look(when(25, 9, 30), one)
    assert placing.desk.states(placing.creative, other) == [S.LIVE, S.LIVE]
    assert _give_way(placing, when(26, 9, 1)) == []


def test_what_is_taken_back_while_its_booking_ends_is_not_ended(placing: Placing) -> None:
    desk, creative = placing.desk, placing.creative

    def take_back(session: Session) -> None:
        sales = desk.people["sales"]
        creatives.withdraw(session, creative_id=creative, why="", by=sales, now=desk.now)

    def end() -> None:
        with desk.db.write() as session:
            airing.end(session, by=SYSTEM, now=at(SUNDAY + DAY, 9))

    assert behind(desk.db, take_back, end) == "done"
    assert desk.states(creative) == [S.WITHDRAWN]
    assert "creative.end" not in [one.verb for one in desk.acts(f"creative:{creative}")]


def _give_way(placing: Placing, now: datetime) -> list[tuple[int, str]]:
    with placing.desk.db.write() as session:
        return airing.give_way(session, by=SYSTEM, now=now)


@pytest.mark.parametrize("is_live", [True, False])
def test_it_ends_with_its_booking(placing: Placing, is_live: bool) -> None:
    """The last ad day runs until 09:00 of the next; nothing of what was shown is lost."""
    if is_live:
        placing.look(when(23, 9, 30), placing.creative)
    after = at(SUNDAY + DAY, 9)
    submitted = placing.desk.submit(LIMIT - 1, go_live=SUNDAY)
    assert _end(placing, after - timedelta(seconds=1)) == []
    assert _end(placing, after) == [(placing.creative, "end")]
    assert _end(placing, after) == []
    assert placing.desk.states(placing.creative, submitted) == [S.ENDED, S.SUBMITTED]
    assert placing.state(after) == ("on_time" if is_live else "unverified")
    with placing.desk.db.read() as session:
        booking = session.get_one(Booking, placing.desk.booking_id)
        chain = chain_of(session, booking, by=CONSOLE, now=after)
        assert (chain.creative_id, dict(chain.links)[Step.CREATIVE]) == (
            placing.creative,
            Link.DONE,
        )


def _end(placing: Placing, now: object) -> list[tuple[int, str]]:
    with placing.desk.db.write() as session:
        return airing.end(session, by=SYSTEM, now=now)  # type: ignore[arg-type]


@pytest.fixture
def seen(db: Database, store: Store, factory: Factory) -> list[int]:
    """A slot with a creative that a recorded round was unsure of; gives the look, the creative, the
    booking."""
    clock.move_to(at(FRIDAY, 9, 20))
    with db.write() as session:
        slot = factory.slot(session)
        booking = factory.booking(session, FRIDAY, FRIDAY + DAY, slot)
        creative = factory.creative(session, booking).id or 0
        code = slot.code
    (look,) = record(db, store, at(FRIDAY, 9, 20), {code: LookResult.UNSURE})
    return [look, creative, booking.id or 0]


def state(db: Database, creative: int) -> CreativeState:
    with db.read() as session:
        return session.get_one(Creative, creative).state


def test_a_recorded_round_and_a_person_s_eye_say_it_too(
    db: Database, store: Store, seen: list[int]
) -> None:
    look, creative, of = seen
    assert state(db, creative) is S.CONFIRMED
    for decision, after in ((Decision.SEEN, S.LIVE), (Decision.NOT_SEEN, S.CONFIRMED)):
        with db.write() as session:
            decide(
                session,
                look_id=look,
                decision=decision,
                by=CONSOLE,
                now=at(FRIDAY, 9, 40),
                booking_id=of,
            )
        assert state(db, creative) is after
    with db.write() as session:
        decide(
            session,
            look_id=look,
            decision=Decision.SEEN,
            by=CONSOLE,
            now=at(FRIDAY, 9, 45),
            booking_id=of,
        )
        undecide(session, look_id=look, by=CONSOLE, now=at(FRIDAY, 9, 50))
    assert state(db, creative) is S.CONFIRMED
    record(db, store, at(FRIDAY, 10), {})
    assert state(db, creative) is S.LIVE
    with db.read() as session:
        assert broken_links(session) == []


def test_the_morning_s_job_brings_all_in_line(
    db: Database, store: Store, settings: Settings, factory: Factory, seen: list[int]
) -> None:
    """What was recorded before states were kept, and what is over by now."""
    _, creative, _ = seen
    with db.write() as session:
        over = factory.booking(session, date(2026, 11, 2), FRIDAY - DAY)
        ended = factory.creative(session, over).id or 0
        was = session.get_one(Creative, creative)
        look = factory.look(session, factory.booking(session, FRIDAY, FRIDAY), FRIDAY)
        session.flush()
        session.connection().exec_driver_sql(
            f"UPDATE slot_check_booking SET seen = true, creative_id = {creative} "
            f"WHERE slot_check_id = {look.id}"
        )
        assert was.state is S.CONFIRMED
    job = job_named(JOBS, "creative_states")
    [told] = run_now(House(db, store, settings), job, at=at(FRIDAY, 9, 1)).values()
    assert told == {"go_live": 1, "end": 1}
    assert (state(db, creative), state(db, ended)) == (S.LIVE, S.ENDED)


def test_a_page_costs_the_same_however_many_it_shows(db: Database, factory: Factory) -> None:
    asked: list[str] = []
    counts = []
    event.listen(db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for many in (1, 30):
        with db.write() as session:
            bookings = [factory.booking(session, FRIDAY, FRIDAY) for _ in range(many)]
            for one in bookings:
                factory.creative(session, one)
            ids = [one.id or 0 for one in bookings]
        asked.clear()
        with db.write() as session:
            assert airing.follow(session, by=SYSTEM, now=factory.now, bookings=ids) == []
        counts.append(len(asked))
    assert counts[0] == counts[1]
