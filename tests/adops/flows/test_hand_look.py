"""Looks by hand: the screenshot is kept as it came, the day follows (rules.md §9, §10)."""

import io
import json
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image
from sqlmodel import col, select

from adops.catalog.book import load_book
from adops.catalog.month import load_month_terms
from adops.catalog.tickets import load_tickets
from adops.clock import clock
from adops.db import Database
from adops.domain.anomaly import AnomalyState, Answer, Question
from adops.domain.anomaly import Why as Ended
from adops.domain.booking import BookingState
from adops.domain.by_eye import Decision
from adops.domain.by_hand import Shows, Why
from adops.domain.month import DayState, Known
from adops.domain.people import Actor, Role
from adops.domain.period import at
from adops.domain.slot import Device, Unit
from adops.domain.states import CreativeState, LookedBy, LookResult
from adops.domain.today import DueKind
from adops.errors import AdopsError, ForbiddenError, InputError, MissingError, RuleError
from adops.flows.desk import desk_of
from adops.flows.hand_look import Screenshot, add_hand_look
from adops.flows.triage import TriageDesk, escalate, triage, work_off
from adops.models import (
    Act,
    Anomaly,
    Booking,
    Closure,
    Creative,
    Page,
    Slot,
    SlotCheck,
    SlotCheckBooking,
    StoredFile,
)
from adops.phrases.today import told
from adops.queries.by_hand import hand_tasks
from adops.queries.checks import slots_not_right
from adops.queries.first_looks import not_seen_yet
from adops.queries.month import MonthCatalog, month_book
from adops.queries.today_by_hand import HandTerms, by_hand_due
from adops.services.acts import broken_links
from adops.services.slot_decisions import decide, undecide
from adops.settings import Settings
from adops.store import Store, sha256_of
from checks.draw import Easel
from tests.conftest import FRIDAY
from tests.factories import Factory
from tests.recorded import record

TEN = at(FRIDAY, 10)
HERE = ("北京",)
AE = Actor("BJ001", "北京站AE", Role.AE, "bj")
SH_AE = Actor("SH001", "上海站AE", Role.AE, "sh")
SALES = Actor("S1", "销售", Role.SALES, "bj", "sales@example.com")


def shot(kind: str = "PNG", size: tuple[int, int] = (390, 844), **given: Any) -> bytes:
    """A phone's screenshot."""
    out = io.BytesIO()
    noise = np.random.default_rng(size[0]).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    Image.fromarray(noise).save(out, kind, **given)
    return out.getvalue()


PNG = shot()


@dataclass
class Phone:
    """An AE with a phone, and slots: one in an app, one without a page, one on a page whose booking
    is aimed at 上海, one that the check sees."""

    db: Database
    store: Store
    settings: Settings
    factory: Factory

    def __post_init__(self) -> None:
        clock.move_to(TEN)
        with self.db.write() as session:
            app = self.factory.page(session, url="app://home", device=Device.APP).id
            nowhere = self.factory.page(session, url="").id
            self.app = self.factory.slot(session, page_id=app)
            self.nowhere = self.factory.slot(session, page_id=nowhere)
            self.aimed = self.factory.slot(session)
            self.plain = self.factory.slot(session)
            self.bookings = {}
            for slot in (self.app, self.aimed, self.plain):
                regions = ["上海"] if slot is self.aimed else ["北京"]
                first = FRIDAY - timedelta(1)
                booking = self.factory.booking(session, first, FRIDAY, slot, regions=regions)
                self.factory.creative(session, booking)
                self.bookings[slot.code] = booking.id or 0

    def add(
        self,
        slot: Slot,
        shows: Shows = Shows.AS_BOOKED,
        *,
        content: bytes = PNG,
        by: Actor = AE,
        **given: Any,
    ) -> SlotCheck:
        """Adds a screenshot for the slot's booking."""
        desk = desk_of(self.settings, self.db, self.store)
        values: dict[str, Any] = {
            "slot_code": slot.code,
            "booking_id": self.bookings.get(slot.code),
            "note": "",
            "here": HERE,
        }
        picture = Screenshot("shot.png", content, "image/png")
        return add_hand_look(desk, shows=shows, picture=picture, by=by, **(values | given))

    def owed(self, *stations: str) -> list[tuple[str, Why]]:
        """Codes of what is still owed, and why."""
        with self.db.read() as session:
            tasks = hand_tasks(
                session, on=FRIDAY, here=HERE, now=clock.now(), stations=stations or None
            )
        return [(one.slot_code, one.why) for one in tasks if one.is_owed]


@pytest.fixture
def phone(db: Database, store: Store, settings: Settings, factory: Factory) -> Phone:
    return Phone(db, store, settings, factory)


def said(db: Database, look: SlotCheck) -> list[tuple[str, bool]]:
    with db.read() as session:
        query = select(SlotCheckBooking).where(SlotCheckBooking.slot_check_id == look.id)
        return [(one.delivered.value, one.seen) for one in session.exec(query)]


def test_who_looks_at_what(phone: Phone) -> None:
    """A slot without a page and without a booking is on the round and not owed."""
    assert phone.owed() == [(phone.app.code, Why.APP), (phone.aimed.code, Why.GEO)]
    assert phone.owed("bj") == [(phone.app.code, Why.APP)]
    assert phone.owed("sh") == [(phone.aimed.code, Why.GEO)]
    with phone.db.read() as session:
        tasks = hand_tasks(session, on=FRIDAY, here=HERE, now=TEN, stations={"bj"})
    assert [(one.slot_code, one.booking_id) for one in tasks] == [
        (phone.app.code, phone.bookings[phone.app.code]),
        (phone.nowhere.code, None),
    ]


def test_the_picture_is_kept_as_it_came(phone: Phone) -> None:
    look = phone.add(phone.app, note="第二屏")
    assert (look.by, look.looked_by, look.note) == (LookedBy.HAND, "BJ001", "第二屏")
    assert (look.result, look.on, look.run_id) == (LookResult.OK, FRIDAY, None)
    assert look.picture == look.page_picture == sha256_of(PNG)
    assert phone.store.get(look.picture) == PNG
    assert said(phone.db, look) == [("yes", True)]
    assert phone.owed("bj") == []
    with phone.db.read() as session:
        file = session.get(StoredFile, look.picture)
        assert file and (file.size, file.media_type) == (len(PNG), "image/png")
        act = session.exec(select(Act).where(Act.verb == "check.by_hand")).one()
        assert (act.by, act.after["shows"], act.station) == ("BJ001", "as_booked", "bj")
        assert broken_links(session) == []


def test_its_proof_sheet_is_drawn_like_any_other(phone: Phone) -> None:
    look = phone.add(phone.app, content=shot("JPEG", (600, 300), exif=turned()))
    assert Easel(phone.db, phone.store).draw_waiting() == (1, [])
    with phone.db.read() as session:
        drawn = session.get(SlotCheck, look.id)
        row = session.exec(select(SlotCheckBooking)).one()
        assert drawn and drawn.picture == look.page_picture and row.proof
        facts = json.loads(phone.store.get(drawn.facts or ""))
    sheet = Image.open(io.BytesIO(phone.store.get(row.proof)))
    assert sheet.width == 1280 and sheet.height > 600  # turned upright: 300 wide, 600 high
    assert facts["slots"][phone.app.code]["by_hand"] == "北京站AE（BJ001）"


def turned() -> Image.Exif:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif


def month_day(phone: Phone, code: str, *, station: str = "bj") -> tuple[DayState, Known]:
    book = load_book(Path("config"), frozenset())
    catalog = MonthCatalog(book.calendar, load_month_terms(Path("config")))
    with phone.db.read() as session:
        month = month_book(
            session, station=station, month="2026-11", catalog=catalog, now=TEN + timedelta(days=3)
        )
    (line,) = [one for one in month.lines if one.booking.booking_id == phone.bookings[code]]
    (day,) = [one for one in line.days if one.day == FRIDAY]
    return day.state, day.known


@pytest.mark.parametrize(
    ("shows", "state", "known"),
    [
        (Shows.AS_BOOKED, DayState.EXECUTED, Known.SEEN),
        (Shows.NOTHING, DayState.NOT_EXECUTED, Known.NOT_SEEN),
        (Shows.WRONG_CREATIVE, DayState.NOT_EXECUTED, Known.NOT_SEEN),
        (Shows.UNCLEAR, DayState.UNVERIFIED, Known.UNSURE),
        (None, DayState.UNVERIFIED, Known.NO_LOOK),
    ],
)
def test_the_month_follows_by_itself(
    phone: Phone, shows: Shows | None, state: DayState, known: Known
) -> None:
    if shows is not None:
        phone.add(phone.app, shows)
    assert month_day(phone, phone.app.code) == (state, known)


def test_a_booking_aimed_elsewhere_is_verified_by_an_ae_of_that_city(phone: Phone) -> None:
    """The check can't see it, and goes on saying so; the day is executed."""
    results = {phone.aimed.code: LookResult.UNSURE}
    record(phone.db, phone.store, TEN, results)
    assert month_day(phone, phone.aimed.code) == (DayState.UNVERIFIED, Known.UNSURE)
    phone.add(phone.aimed, by=SH_AE)
    assert month_day(phone, phone.aimed.code) == (DayState.EXECUTED, Known.SEEN)
    with phone.db.read() as session:
        assert slots_not_right(session, on=FRIDAY) == {}


def test_a_start_that_was_seen_by_hand_was_seen(phone: Phone) -> None:
    """The late rules read `delivered` alone (§7)."""
    starts_today(phone)
    with phone.db.read() as session:
        assert phone.app.code in not_seen_yet(session, on=FRIDAY)["bj"]
    phone.add(phone.app)
    with phone.db.read() as session:
        assert not_seen_yet(session, on=FRIDAY) == {}


@pytest.mark.parametrize(
    ("seen_at", "state"),
    [(TEN, DayState.EXECUTED), (TEN + timedelta(hours=1), DayState.NOT_EXECUTED)],
    ids=["on-time", "late-and-not-reported"],
)
def test_a_start_is_late_by_its_first_look_by_hand(
    phone: Phone, seen_at: datetime, state: DayState
) -> None:
    starts_today(phone)
    clock.move_to(seen_at)
    phone.add(phone.app)
    assert month_day(phone, phone.app.code)[0] is state


def starts_today(phone: Phone) -> None:
    with phone.db.write() as session:
        booking = session.get(Booking, phone.bookings[phone.app.code])
        assert booking
        booking.first_day = FRIDAY
        session.add(booking)


def test_a_trouble_by_hand_is_not_asked_of_the_machine_again(phone: Phone) -> None:
    phone.add(phone.app, Shows.NOTHING)
    with phone.db.read() as session:
        assert slots_not_right(session, on=FRIDAY) == {}


def test_one_look_that_saw_it_is_enough_and_all_are_kept(phone: Phone) -> None:
    phone.add(phone.app, Shows.NOTHING)
    clock.move_to(TEN + timedelta(hours=1))
    phone.add(phone.app, Shows.AS_BOOKED, content=shot(size=(400, 800)))
    assert month_day(phone, phone.app.code) == (DayState.EXECUTED, Known.SEEN)
    with phone.db.read() as session:
        assert len(session.exec(select(SlotCheck)).all()) == 2


def test_a_wrong_word_is_mended_by_who_said_it(phone: Phone) -> None:
    look = phone.add(phone.aimed, by=SH_AE)
    with phone.db.write() as session:
        decide(session, look_id=look.id or 0, decision=Decision.NOT_SEEN, by=SH_AE, now=TEN)
    assert said(phone.db, look) == [("no", False)]
    with phone.db.write() as session:
        undecide(session, look_id=look.id or 0, by=SH_AE, now=TEN)
    assert said(phone.db, look) == [("yes", True)]
    other = Actor("SH002", "另一位", Role.AE, "sh")
    with pytest.raises(ForbiddenError), phone.db.write() as session:
        decide(session, look_id=look.id or 0, decision=Decision.NOT_SEEN, by=other, now=TEN)


def test_a_slot_without_a_booking_may_be_looked_at_too(phone: Phone) -> None:
    look = phone.add(phone.nowhere, Shows.UNSOLD)
    assert (look.result, said(phone.db, look)) == (LookResult.UNSOLD, [])
    assert look.drawn_at is not None


def test_several_looks_of_one_booking_in_a_rotation(phone: Phone) -> None:
    """Each booking has a screenshot of its own."""
    with phone.db.write() as session:
        slot = session.merge(phone.app)
        slot.rotations = 2
        session.add(slot)
        other = phone.factory.booking(session, FRIDAY, FRIDAY, slot)
    phone.add(phone.app)
    assert phone.owed("bj") == [(phone.app.code, Why.APP)]
    phone.add(phone.app, booking_id=other.id)
    assert phone.owed("bj") == []


@pytest.mark.parametrize(
    ("now", "by", "items"),
    [
        pytest.param(TEN, AE, [("还有 1 条", "没有核实计")], id="before"),
        pytest.param(at(FRIDAY, 18, 1), AE, [("还有 1 条", "已过时限")], id="after"),
        pytest.param(at(FRIDAY, 24), SH_AE, [("还有 1 条", "已过时限")], id="that-city"),
        pytest.param(TEN, SALES, [], id="sales"),
        pytest.param(TEN, Actor("TJ1", "天津", Role.AE, "tj"), [], id="another-station"),
    ],
)  # fmt: skip
def test_today_says_so(
    phone: Phone, now: datetime, by: Actor, items: list[tuple[str, str]]
) -> None:
    names = {"bj": "北京", "sh": "上海", "tj": "天津", "gz": "广州", "hq": "总部"}
    terms = HandTerms(HERE, time(18))
    with phone.db.read() as session:
        found = list(by_hand_due(session, by=by, now=now, terms=terms, names=names))
    assert [one.kind for one in found] == [DueKind.HAND] * len(items)
    assert all(one.at == at(FRIDAY, 18) for one in found)
    for one, (title, detail) in zip(found, items, strict=True):
        assert title in told(one).title and detail in told(one).detail


def bomb() -> bytes:
    out = io.BytesIO()
    Image.new("1", (30_000, 30_000)).save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    ("given", "error", "code"),
    [
        pytest.param({"by": SH_AE}, ForbiddenError, None, id="another-station"),
        pytest.param({"by": SALES}, ForbiddenError, None, id="sales"),
        pytest.param({"shows": Shows.VACANT}, InputError, "hand.answer", id="answer-of-others"),
        pytest.param({"booking_id": None}, RuleError, "hand.not_on_round", id="no-booking"),
        pytest.param({"slot_code": "NONE"}, MissingError, "slot.unknown", id="no-slot"),
        pytest.param({"content": b"GIF89a"}, InputError, "hand.no_picture", id="no-picture"),
        pytest.param({"content": b""}, InputError, "hand.no_picture", id="empty"),
        pytest.param({"content": PNG[:500]}, InputError, "hand.no_picture", id="cut-off"),
        pytest.param({"content": bomb}, InputError, "hand.no_picture", id="bomb"),
        pytest.param({"content": b"<svg xmlns='http://www.w3.org/2000/svg'/>"},
                     InputError, "hand.no_picture", id="svg"),
    ],
)  # fmt: skip
def test_refusals_change_nothing(
    phone: Phone, given: dict[str, Any], error: type[AdopsError], code: str | None
) -> None:
    given = {name: value() if value is bomb else value for name, value in given.items()}
    with pytest.raises(error) as refused:
        phone.add(phone.app, given.pop("shows", Shows.AS_BOOKED), **given)
    assert code is None or refused.value.code == code
    with phone.db.read() as session:
        assert not session.exec(select(SlotCheck)).all()
        assert not session.exec(select(StoredFile)).all()
    blobs = phone.settings.home / "blobs"
    assert not blobs.exists() or not [one for one in blobs.rglob("*") if one.is_file()]


def test_what_the_check_sees_is_not_on_the_round(phone: Phone) -> None:
    with pytest.raises(RuleError, match=r"hand\.not_on_round"):
        phone.add(phone.plain)


def test_the_round_costs_the_same_whatever_stands_on_it(phone: Phone) -> None:
    from sqlalchemy import event

    def count() -> int:
        said: list[str] = []
        listen = lambda *given: said.append(given[2])  # noqa: E731
        event.listen(phone.db.engine, "before_cursor_execute", listen)
        try:
            with phone.db.read() as session:
                hand_tasks(session, on=FRIDAY, here=HERE, now=TEN)
        finally:
            event.remove(phone.db.engine, "before_cursor_execute", listen)
        return len(said)

    few = count()
    with phone.db.write() as session:
        app = session.exec(select(Page.id).where(Page.device == Device.APP)).one()
        for _ in range(30):
            slot = phone.factory.slot(session, page_id=app)
            phone.factory.booking(session, FRIDAY, FRIDAY, slot)
    assert count() == few


EMPTY, UNSURE, WRONG = LookResult.EMPTY, LookResult.UNSURE, LookResult.WRONG_CREATIVE
OPEN, RESOLVED = AnomalyState.OPEN, AnomalyState.RESOLVED
HOUR = timedelta(hours=1)


def anomalies(phone: Phone) -> list[tuple[LookResult, AnomalyState, Ended | None, int, bool]]:
    """Each with its result, state, why it ended, counter, and whether it is a booking's."""
    with phone.db.read() as session:
        assert broken_links(session) == []
        rows = session.exec(select(Anomaly).order_by(col(Anomaly.id)))
        return [(o.result, o.state, o.why, o.count, o.booking_id is not None) for o in rows]


def again(phone: Phone, slot: Slot, shows: Shows, **given: Any) -> SlotCheck:
    """An hour later, with another picture."""
    clock.move_to(clock.now() + HOUR)
    return phone.add(slot, shows, content=shot(size=(300, 300 + clock.now().hour)), **given)


@pytest.mark.parametrize(
    ("shows", "result"),
    [
        (Shows.AS_BOOKED, None),
        (Shows.NOTHING, EMPTY),
        (Shows.HIDDEN, LookResult.HIDDEN),
        (Shows.WRONG_CREATIVE, WRONG),
        (Shows.WRONG_SIZE, LookResult.WRONG_SIZE),
        (Shows.WRONG_LINK, LookResult.WRONG_LINK),
        (Shows.UNCLEAR, None),
    ],
)
def test_what_is_wrong_of_a_booking_is_an_anomaly(
    phone: Phone, shows: Shows, result: LookResult | None
) -> None:
    look = phone.add(phone.app, shows)
    assert anomalies(phone) == ([(result, OPEN, None, 1, True)] if result else [])
    if result:
        with phone.db.read() as session:
            row = session.exec(select(Anomaly)).one()
            act = session.exec(select(Act).where(Act.verb == "anomaly.open")).one()
        assert (row.first_look, row.station, act.by) == (look.id, "bj", "BJ001")


@pytest.mark.parametrize(
    ("shows", "result"),
    [(Shows.VACANT, None), (Shows.UNSOLD, None), (Shows.EXPIRED, LookResult.EXPIRED)],
)
def test_what_is_wrong_of_a_slot_without_a_booking(
    phone: Phone, shows: Shows, result: LookResult | None
) -> None:
    phone.add(phone.nowhere, shows)
    assert anomalies(phone) == ([(result, OPEN, None, 1, False)] if result else [])
    again(phone, phone.nowhere, Shows.VACANT)
    assert [one[1:3] for one in anomalies(phone)] == [(RESOLVED, Ended.OK)] * bool(result)


def test_it_joins_and_ends_like_any(phone: Phone) -> None:
    phone.add(phone.app, Shows.NOTHING)
    again(phone, phone.app, Shows.UNCLEAR)
    again(phone, phone.app, Shows.WRONG_SIZE)
    assert anomalies(phone) == [(LookResult.WRONG_SIZE, OPEN, None, 2, True)]
    again(phone, phone.app, Shows.AS_BOOKED)
    assert anomalies(phone) == [(LookResult.WRONG_SIZE, RESOLVED, Ended.OK, 2, True)]


def test_a_right_one_ends_the_slot_s_own_where_nothing_else_is_booked(phone: Phone) -> None:
    """What it showed before it was booked; of two in turn the other may still be wrong."""
    phone.add(phone.nowhere, Shows.EXPIRED)
    with phone.db.write() as session:
        slot = session.merge(phone.nowhere)
        slot.rotations = 2
        session.add(slot)
        both = [phone.factory.booking(session, FRIDAY, FRIDAY, slot).id or 0 for _ in range(2)]
    again(phone, phone.nowhere, Shows.AS_BOOKED, booking_id=both[0])
    assert [one[1] for one in anomalies(phone)] == [OPEN]
    with phone.db.write() as session:
        other = session.get_one(Booking, both[1])
        other.state = BookingState.CANCELLED
        session.add(other)
    again(phone, phone.nowhere, Shows.AS_BOOKED, booking_id=both[0])
    assert [one[1:3] for one in anomalies(phone)] == [(RESOLVED, Ended.OK)]


def test_one_of_a_booking_that_is_over_ends_with_the_next_look(phone: Phone) -> None:
    phone.add(phone.app, Shows.NOTHING)
    with phone.db.write() as session:
        old = session.get_one(Booking, phone.bookings[phone.app.code])
        old.state = BookingState.CANCELLED
        session.add(old)
        new = phone.factory.booking(session, FRIDAY, FRIDAY, phone.app)
    again(phone, phone.app, Shows.NOTHING, booking_id=new.id)
    assert anomalies(phone) == [
        (EMPTY, RESOLVED, Ended.OVER, 1, True),
        (EMPTY, OPEN, None, 1, True),
    ]


def test_one_aimed_elsewhere_is_its_own_and_a_check_s_look_leaves_it(phone: Phone) -> None:
    """The check can't see it; what the check found of the slot stays its own too."""
    phone.add(phone.aimed, Shows.NOTHING, by=SH_AE)
    record(phone.db, phone.store, TEN + HOUR, {phone.aimed.code: UNSURE})
    assert anomalies(phone) == [(EMPTY, OPEN, None, 1, True)]
    clock.move_to(TEN + HOUR)
    again(phone, phone.aimed, Shows.AS_BOOKED, by=SH_AE)
    assert anomalies(phone) == [(EMPTY, RESOLVED, Ended.OK, 1, True)]


def corrected(phone: Phone, look: SlotCheck, *said: Decision | None) -> list[AnomalyState]:
    """States after each word of who said it; None takes it back."""
    for one in said:
        given: dict[str, Any] = {"look_id": look.id or 0, "by": AE, "now": clock.now()}
        with phone.db.write() as session:
            undecide(session, **given) if one is None else decide(session, decision=one, **given)
    return [one[1] for one in anomalies(phone)]


SEEN, NOT_SEEN = Decision.SEEN, Decision.NOT_SEEN


@pytest.mark.parametrize(
    ("shows", "said", "states"),
    [
        pytest.param(Shows.AS_BOOKED, [NOT_SEEN], [OPEN], id="right-and-not-seen"),
        pytest.param(Shows.AS_BOOKED, [NOT_SEEN, None], [RESOLVED], id="right-after-all"),
        pytest.param(Shows.NOTHING, [SEEN], [RESOLVED], id="wrong-and-seen"),
        pytest.param(Shows.NOTHING, [SEEN, None], [OPEN], id="wrong-after-all"),
        pytest.param(Shows.NOTHING, [NOT_SEEN, None], [OPEN], id="said-twice"),
        pytest.param(Shows.UNCLEAR, [NOT_SEEN], [OPEN], id="unclear-and-not-seen"),
        pytest.param(Shows.UNCLEAR, [NOT_SEEN, None], [RESOLVED], id="unclear-again"),
    ],
)
def test_a_wrong_word_that_is_mended_mends_the_anomaly(
    phone: Phone, shows: Shows, said: list[Decision | None], states: list[AnomalyState]
) -> None:
    look = phone.add(phone.app, shows)
    assert corrected(phone, look, *said) == states
    assert all(one[3] == 1 for one in anomalies(phone)), "it is one look"


def test_while_the_slot_is_closed_nothing_changes(phone: Phone) -> None:
    look = phone.add(phone.app, Shows.AS_BOOKED)
    assert corrected(phone, look, NOT_SEEN) == [OPEN]
    with phone.db.write() as session:
        closed: dict[str, Any] = {"reason": "改版", "closed_by": "BJ001", "closed_at": TEN}
        session.add(Closure(slot_id=phone.app.id, first_day=FRIDAY, **closed))
    assert corrected(phone, look, None) == [OPEN]


def test_a_word_about_an_older_look_changes_nothing(phone: Phone) -> None:
    look = phone.add(phone.app, Shows.AS_BOOKED)
    again(phone, phone.app, Shows.AS_BOOKED)
    assert corrected(phone, look, NOT_SEEN, None) == []


def test_its_three_questions_are_asked_and_its_ticket_has_the_proof(phone: Phone) -> None:
    phone.add(phone.app, Shows.WRONG_CREATIVE)
    desk = TriageDesk(phone.db, phone.store, load_tickets(phone.settings.config_dir), clock.now)
    assert work_off(desk)["judged"] == 1
    right = dict.fromkeys(Question, Answer.RIGHT)
    triage(desk, 1, said=right, by=AE)
    escalate(desk, 1, by=AE)
    assert [one[1] for one in anomalies(phone)] == [AnomalyState.ESCALATED]


def test_a_creative_that_was_seen_by_hand_is_live(phone: Phone) -> None:
    phone.add(phone.app)
    with phone.db.read() as session:
        query = select(Creative.state).where(Creative.booking_id == phone.bookings[phone.app.code])
        assert session.exec(query).one() is CreativeState.LIVE


@pytest.mark.parametrize(
    ("shows", "said"),
    [
        (Shows.AS_BOOKED, (LookResult.OK, "yes", 0)),
        (Shows.NOTHING, (UNSURE, "unknown", 0)),
        (Shows.WRONG_CREATIVE, (UNSURE, "unknown", 0)),
        (Shows.WRONG_LINK, (LookResult.WRONG_LINK, "no", 1)),
    ],
)
def test_by_cpm_what_does_not_show_this_time_is_unsure(
    phone: Phone, shows: Shows, said: tuple[LookResult, str, int]
) -> None:
    """And said once more by eye it is not seen, and nothing for anybody to mend (rules.md §8)."""
    with phone.db.write() as session:
        slot = session.get_one(Slot, phone.app.id)
        slot.unit = Unit.CPM
        session.add(slot)
    look = phone.add(phone.app, shows)
    result, delivered, many = said
    with phone.db.read() as session:
        row = session.exec(select(SlotCheckBooking)).one()
        facts = json.loads(phone.store.get(look.facts or ""))
    assert (look.result, row.delivered.value) == (result, delivered)
    told = facts["slots"][phone.app.code]["bookings"].values()
    assert [one["result"] for one in told] == [result.value]
    assert len(anomalies(phone)) == many
    if result is UNSURE:
        assert corrected(phone, look, NOT_SEEN) == []
