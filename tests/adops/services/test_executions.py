"""Marks on what is to be done: entered, live, reported as late, lifted, swapped (rules.md §7)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pytest
from sqlmodel import select

from adops.catalog.reasons import load_reasons
from adops.domain.execution import ExecutionState, SwapState
from adops.domain.people import SYSTEM, Role
from adops.domain.period import at
from adops.domain.states import CreativeState, Delivered, LookResult
from adops.errors import AdopsError, ForbiddenError, InputError, RuleError
from adops.models import Closure, ExecutionMark, Mail, SlotCheck, SlotCheckBooking
from adops.queries.executions import Found, item_by_id
from adops.services import airing, executions
from adops.settings import Settings
from tests.adops.services.desk import LIMIT, Desk, desk
from tests.factories import Factory

__all__ = ["desk"]
START = "2026-11-23-start"


def when(day: int, hour: int, minute: int = 0) -> datetime:
    """A minute of November 2026 in Shanghai."""
    return at(date(2026, 11, day), hour, minute)


@dataclass
class Placing:
    """The desk with a creative confirmed on Friday, and the acts on its items in a few words."""

    desk: Desk
    settings: Settings
    creative: int

    def id(self, tail: str = START) -> str:
        return f"{self.desk.booking_id}-{tail}"

    def item(self, now: datetime, tail: str = START) -> Found:
        with self.desk.db.read() as session:
            return item_by_id(session, self.id(tail), book=self.desk.book, now=now)

    def state(self, now: datetime, tail: str = START) -> str:
        item = self.item(now, tail).item
        return (item.swap or item.state).value

    def configure(self, now: datetime, tail: str = START, by: str = "hq_ae", **more: Any) -> Found:
        return self._act(executions.configure, now, tail, by, **more)

    def live(self, now: datetime, tail: str = START, by: str = "hq_ae") -> Found:
        return self._act(executions.mark_live, now, tail, by)

    def lift(self, now: datetime, tail: str = START, by: str = "hq_ae", why: str = "核实") -> Found:
        return self._act(executions.lift, now, tail, by, why=why)

    def report(
        self, now: datetime, by: str = "hq_ae", reason: str = "system", note: str = ""
    ) -> Mail:
        with self.desk.db.write() as session:
            _, mail = executions.report_late(
                session,
                item_id=self.id(),
                reason=reason,
                note=note,
                by=self.desk.people[by],
                now=now,
                book=self.desk.book,
                mails=self.desk.mails,
                reasons=load_reasons(self.settings.config_dir),
            )
            return mail

    def look(self, now: datetime, creative: int, delivered: Delivered = Delivered.YES) -> None:
        day = date(2026, 11, now.astimezone(at(date(2026, 11, 1), 9).tzinfo).day)
        with self.desk.db.write() as session:
            row = SlotCheck(
                slot_id=self.desk.slot_id,
                station="hq",
                on=day,
                result=LookResult.OK if delivered is Delivered.YES else LookResult.WRONG_CREATIVE,
                page_url="http://127.0.0.1:8901/",
                captured_at=now,
                findings=[],
                drawn_at=now,
            )
            session.add(row)
            session.flush()
            session.add(
                SlotCheckBooking(
                    slot_check_id=row.id or 0,
                    booking_id=self.desk.booking_id,
                    creative_id=creative,
                    on=day,
                    seen=delivered is Delivered.YES,
                    delivered=delivered,
                )
            )
            session.flush()
            airing.follow(session, bookings=[self.desk.booking_id], by=SYSTEM, now=now)

    def marks(self) -> list[ExecutionMark]:
        with self.desk.db.read() as session:
            return list(session.exec(select(ExecutionMark)))

    def mails(self) -> list[Mail]:
        with self.desk.db.read() as session:
            return list(session.exec(select(Mail).where(Mail.kind == "late_report")))

    def _act(
        self, act: Callable[..., Found], now: datetime, tail: str, by: str, **more: Any
    ) -> Found:
        with self.desk.db.write() as session:
            return act(
                session,
                item_id=self.id(tail),
                by=self.desk.people[by],
                now=now,
                book=self.desk.book,
                **more,
            )


@pytest.fixture
def placing(desk: Desk, settings: Settings, factory: Factory) -> Placing:
    with desk.db.write() as session:
        factory.person(session, Role.OPS_HEAD, email="ops@example.com")
        factory.person(session, Role.STATION_GM, email="gm@example.com")
        factory.person(session, Role.HQ_AE_HEAD, station="hq", email="head@example.com")
    return Placing(desk, settings, desk.confirm(desk.submit(LIMIT)))


def test_entered_with_the_size_typed_then_live(placing: Placing) -> None:
    assert placing.state(when(20, 9)) == "ready"
    found = placing.configure(when(20, 17), sizes={"main": " 950*60 "})
    assert found.item.state is ExecutionState.CONFIGURED
    assert placing.marks()[0].sizes == {"main": "950×60"}
    assert placing.live(when(23, 9, 5)).item.state is ExecutionState.ON_TIME
    verbs = [
        (one.verb, one.before["state"]) for one in placing.desk.acts(f"execution:{placing.id()}")
    ]
    assert verbs == [("execution.configure", "ready"), ("execution.live", "configured")]


def test_what_is_not_typed_is_as_it_should_be(placing: Placing) -> None:
    placing.configure(when(20, 17))
    assert placing.marks()[0].sizes == {"main": "950×90"}


def test_another_link_must_be_entered_anew(placing: Placing) -> None:
    placing.configure(when(20, 12))
    placing.desk.now = when(20, 13)
    placing.desk.confirm(placing.desk.link(placing.creative))
    assert placing.state(when(20, 14)) == "ready"


def test_a_late_one_is_reported_once_with_the_line_of_responsibility(placing: Placing) -> None:
    placing.configure(when(23, 9, 50))
    placing.live(when(23, 10, 20))
    mail = placing.report(when(23, 10, 30), note="发布系统 09:30 起无法登录")
    assert placing.state(when(23, 11)) == "late_reported"
    assert mail.to == ["ops@example.com", placing.desk.people["hq_ae"].email, "sales@example.com"]
    assert mail.cc == ["head@example.com", "gm@example.com"]
    assert mail.subject.startswith("晚投报告：RLZ")
    for words in (
        "计划上线：11月23日 周一 10:00 前",
        "实际上线：11月23日 周一 10:20",
        "晚投原因：系统（发布系统 09:30 起无法登录）",
        "11月20日 周五 09:00  确认创意（第1版）（sales",
        "11月20日 周五 15:00  创意截止",
        "11月23日 周一 00:00  投放截止",
        "11月23日 周一 09:50  配置完成：950×90（hq_ae",
        "11月23日 周一 10:20  标记上线（hq_ae",
    ):
        assert words in mail.text, mail.text
    with pytest.raises(RuleError) as error:
        placing.report(when(23, 10, 31))
    assert error.value.code == "execution.wrong_state"
    assert len(placing.mails()) == 1
    assert placing.marks()[-1].mail_id == mail.id


def test_of_two_reports_at_once_one_is_made(placing: Placing) -> None:
    def one(_number: int) -> str:
        try:
            placing.report(when(23, 10, 30))
        except RuleError as error:
            return error.code
        return "reported"

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(one, range(4)))
    assert told == ["execution.wrong_state"] * 3 + ["reported"]
    assert (len(placing.marks()), len(placing.mails())) == (1, 1)


def test_one_that_is_not_there_yet_is_reported_as_such(placing: Placing) -> None:
    assert "实际上线：尚未上线" in placing.report(when(23, 10, 1)).text


def test_one_entered_on_its_own_day_has_that_reason(placing: Placing) -> None:
    placing.desk.change(entered_at=when(23, 8))
    assert "晚投原因：临时上单" in placing.report(when(23, 10, 1)).text
    assert placing.marks()[-1].reason == "entered_late"


def test_what_was_not_reported_by_24_counts_as_not_placed_until_it_is_lifted(
    placing: Placing,
) -> None:
    placing.look(when(23, 11), placing.creative)
    assert placing.state(when(23, 23, 59)) == "late"
    assert placing.state(when(23, 24)) == "not_placed"
    with pytest.raises(RuleError) as error:
        placing.report(when(23, 24))
    assert error.value.code == "execution.report_over"
    with pytest.raises(ForbiddenError):
        placing.lift(when(24, 9), by="ae")
    with pytest.raises(InputError) as missing:
        placing.lift(when(24, 9), why=" ")
    assert missing.value.code == "reason.missing"
    assert placing.lift(when(24, 9)).item.state is ExecutionState.LATE
    assert placing.state(when(26, 9)) == "late"


def test_a_start_whose_slot_was_closed_is_marked_once_it_is_open(placing: Placing) -> None:
    shut: dict[str, Any] = {"reason": "改版", "closed_by": "HQ001", "closed_at": when(22, 9)}
    day = date(2026, 11, 23)
    with placing.desk.db.write() as session:
        row = Closure(slot_id=placing.desk.slot_id, first_day=day, last_day=day, **shut)
        session.add(row)
    placing.configure(when(22, 10))
    assert placing.state(when(23, 12)) == "configured"
    assert placing.item(when(24, 9)).item.reopened
    done = placing.live(when(24, 9, 30)).item
    assert (done.state, done.is_late) == (ExecutionState.LIVE, False)
    assert not done.reopened


def test_words_that_nobody_decided_on_block_it(placing: Placing) -> None:
    hit = {"code": "content.absolute", "severity": "needs_approval", "measured": "第一", "key": "k"}
    with placing.desk.db.write() as session:
        creative = session.merge(placing.desk.creative(placing.creative))
        creative.findings = [hit]
        session.add(creative)
    with pytest.raises(RuleError) as error:
        placing.configure(when(20, 17))
    assert error.value.code == "execution.words_undecided"
    assert placing.marks() == []


REFUSED: list[tuple[str, Callable[[Placing], object], str]] = [
    ("configure-moon", lambda one: one.configure(when(20, 17), "moon"), "execution.unknown"),
    ("other-day", lambda one: one.configure(when(20, 17), "2026-11-24-start"), "execution.unknown"),
    ("no-such-version", lambda one: one.live(when(24, 9), "2026-11-24-v2"), "execution.unknown"),
    (
        "no-size",
        lambda one: one.configure(when(20, 17), sizes={"main": "wide"}),
        "execution.size",
    ),
    (
        "no-such-part",
        lambda one: one.configure(when(20, 17), sizes={"left": "1×1"}),
        "part.unknown",
    ),
    ("live-too-early", lambda one: one.live(when(23, 8, 59)), "execution.too_early"),
    ("live-a-day-late", lambda one: one.live(when(24, 9)), "execution.day_over"),
    ("report-in-time", lambda one: one.report(when(23, 10)), "execution.wrong_state"),
    (
        "no-such-reason",
        lambda one: one.report(when(23, 11), reason="moon"),
        "execution.reason_unknown",
    ),
    (
        "no-reason-of-late",
        lambda one: one.report(when(23, 11), reason="missed"),
        "execution.reason_unknown",
    ),
    ("no-note", lambda one: one.report(when(23, 11), reason="other"), "execution.note_missing"),
    ("lift-what-is-late", lambda one: one.lift(when(23, 11)), "execution.wrong_state"),
    ("by-the-seller", lambda one: one.configure(when(20, 17), by="ae"), "permission.denied"),
    ("by-sales", lambda one: one.live(when(23, 9), by="sales"), "permission.denied"),
    ("report-by-the-seller", lambda one: one.report(when(23, 11), by="ae"), "permission.denied"),
]


@pytest.mark.parametrize(
    ("act", "code"), [pytest.param(act, code, id=name) for name, act, code in REFUSED]
)
def test_is_refused_by_name_and_changes_nothing(
    placing: Placing, act: Callable[[Placing], object], code: str
) -> None:
    with pytest.raises(AdopsError) as error:
        act(placing)
    assert error.value.code == code
    assert (placing.marks(), placing.mails()) == ([], [])


@pytest.mark.parametrize("act", ["configure", "live"])
def test_nothing_is_marked_without_a_creative(placing: Placing, act: str) -> None:
    placing.desk.now = when(20, 10)
    placing.desk.unconfirm(placing.creative)
    code = {when(20, 17): "execution.wrong_state", when(23, 11): "execution.no_creative"}
    for now, expected in code.items():
        with pytest.raises(RuleError) as error:
            getattr(placing, act)(now)
        assert error.value.code in {expected, "execution.wrong_state"}
    assert placing.marks() == []


@pytest.fixture
def swapping(placing: Placing) -> Placing:
    """On air since Monday; a second version was confirmed on Tuesday at 14:00 for that day."""
    placing.look(when(23, 9, 5), placing.creative)
    desk = placing.desk
    desk.change(route="local", station_placed="hq")
    desk.now = when(24, 14)
    desk.confirm(desk.submit(LIMIT - 1))
    return placing


V2 = "2026-11-24-v2"


def test_a_swap_is_ended_by_the_placer_s_word(swapping: Placing) -> None:
    old, new = swapping.creative, swapping.creative + 1
    assert swapping.state(when(24, 14, 10), V2) == "due"
    assert swapping.desk.shown(date(2026, 11, 24), 14) == [old, new]
    swapping.live(when(24, 14, 20), V2)
    assert swapping.state(when(24, 14, 21), V2) == "done"
    with swapping.desk.db.read() as session:
        item = item_by_id(session, swapping.id(V2), book=swapping.desk.book, now=when(24, 15)).item
    assert [one.creative_id for one in item.replaces] == [old]
    (act,) = swapping.desk.acts(f"execution:{swapping.id(V2)}")
    assert (act.at, act.after["creatives"], act.after["replaces"]) == (
        when(24, 14, 20),
        [new],
        [old],
    )
    with pytest.raises(RuleError) as error:
        swapping.live(when(24, 14, 30), V2)
    assert error.value.code == "swap.wrong_state"


def test_a_swap_is_ended_by_the_first_look_that_shows_the_new_file(swapping: Placing) -> None:
    swapping.look(when(24, 14, 5), swapping.creative)
    assert swapping.state(when(24, 14, 10), V2) == "due"
    swapping.look(when(24, 15, 1), swapping.creative + 1)
    assert swapping.state(when(24, 15, 2), V2) == "done_late"


@pytest.mark.parametrize("how", ["live", "look"])
def test_once_it_is_done_the_check_expects_only_the_new_one(swapping: Placing, how: str) -> None:
    new = swapping.creative + 1
    if how == "live":
        swapping.live(when(24, 14, 0), V2)
    else:
        swapping.look(when(24, 14, 0), new)
    assert swapping.desk.shown(date(2026, 11, 24), 14) == [new]


def test_a_swap_that_is_taken_back_is_dropped(swapping: Placing) -> None:
    swapping.desk.now = when(24, 14, 20)
    swapping.desk.withdraw(swapping.creative + 1, why="客户改主意")
    assert swapping.item(when(24, 14, 30), V2).item.swap is SwapState.DROPPED
    with pytest.raises(RuleError) as error:
        swapping.configure(when(24, 14, 30), V2)
    assert error.value.code == "execution.wrong_state"


CONTRADICTED = [
    pytest.param(None, False, id="said alone"),
    pytest.param((when(23, 9, 30), Delivered.NO), True, id="a later look says no"),
    pytest.param((when(23, 9, 1), Delivered.NO), False, id="an earlier look said no"),
    pytest.param((when(23, 9, 30), Delivered.UNKNOWN), False, id="a later look could not tell"),
]


@pytest.mark.parametrize(("look", "undone"), CONTRADICTED)
def test_what_the_placer_said_is_live_is_not_undone(
    placing: Placing, look: tuple[datetime, Delivered] | None, undone: bool
) -> None:
    placing.live(when(23, 9, 5))
    if look is not None:
        placing.look(look[0], placing.creative, look[1])
    _is_undone(placing, when(23, 9, 40), placing.creative, undone)


@pytest.mark.parametrize("undone", [False, True])
def test_nor_is_a_swap_that_was_said_to_be_done(swapping: Placing, undone: bool) -> None:
    swapping.live(when(24, 14, 20), V2)
    if undone:
        swapping.look(when(24, 15), swapping.creative + 1, Delivered.NO)
    _is_undone(swapping, when(24, 16), swapping.creative + 1, undone)


def _is_undone(placing: Placing, now: datetime, creative: int, undone: bool) -> None:
    placing.desk.now = now
    if undone:
        placing.desk.unconfirm(creative)
        return
    with pytest.raises(RuleError, match=r"creative\.is_live"):
        placing.desk.unconfirm(creative)


def undo(placing: Placing, now: datetime, tail: str = START, by: str = "hq_ae") -> Found:
    return placing._act(executions.undo, now, tail, by)


def test_a_mark_is_taken_back_and_said_again(placing: Placing) -> None:
    placing.configure(when(20, 17))
    placing.live(when(23, 9, 5))
    assert placing.desk.creative(placing.creative).state is CreativeState.LIVE
    assert undo(placing, when(23, 9, 6)).item.state is ExecutionState.CONFIGURED
    assert placing.desk.creative(placing.creative).state is CreativeState.CONFIRMED
    assert undo(placing, when(23, 9, 7)).item.state is ExecutionState.READY
    assert placing.marks() == []
    acts = placing.desk.acts(f"execution:{placing.id()}")
    assert [one.verb for one in acts[2:]] == ["execution.undo", "execution.undo"]
    assert (acts[2].before["mark"], acts[2].after["state"]) == ("live", "configured")
    assert placing.live(when(23, 9, 8)).item.state is ExecutionState.ON_TIME


def a_look(placing: Placing) -> None:
    placing.look(when(23, 9, 30), placing.creative)


def a_look_that_did_not_see_it(placing: Placing) -> None:
    placing.look(when(23, 9, 30), placing.creative, Delivered.NO)


@pytest.mark.parametrize(
    ("after", "moment"),
    [
        pytest.param(a_look, when(23, 9, 40), id="a look saw it"),
        pytest.param(a_look_that_did_not_see_it, when(23, 9, 40), id="a look contradicts it"),
        pytest.param(lambda one: None, when(24, 0), id="the day is decided"),
        pytest.param(
            lambda one: undo(one, when(23, 9, 6)), when(23, 9, 7), id="taken back already"
        ),
    ],
)
def test_what_something_rests_on_stands(
    placing: Placing, after: Callable[[Placing], object], moment: datetime
) -> None:
    placing.live(when(23, 9, 5))
    after(placing)
    count = len(placing.marks())
    with pytest.raises(RuleError) as error:
        undo(placing, moment)
    assert error.value.code == "execution.mark_stands"
    assert len(placing.marks()) == count


def test_a_reported_one_keeps_its_marks(placing: Placing) -> None:
    placing.live(when(23, 10, 20))
    placing.report(when(23, 10, 30))
    with pytest.raises(RuleError) as error:
        undo(placing, when(23, 10, 31))
    assert error.value.code == "execution.mark_stands"


def test_a_swap_is_due_again(placing: Placing) -> None:
    placing.live(when(23, 9, 5))
    placing.desk.now = when(24, 11)
    second = placing.desk.confirm(placing.desk.submit(LIMIT), by="hq_ae", late_reason="客户改期")
    tail = f"2026-11-24-v{placing.desk.creative(second).version}"
    placing.live(when(24, 11, 10), tail)
    assert placing.state(when(24, 11, 11), tail) == "done"
    assert undo(placing, when(24, 11, 12), tail).item.swap is SwapState.DUE


def test_only_who_marks_takes_back(placing: Placing) -> None:
    placing.live(when(23, 9, 5))
    with pytest.raises(ForbiddenError):
        undo(placing, when(23, 9, 6), by="sales")
