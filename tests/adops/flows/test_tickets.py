"""Tickets leave for a MantisBT that falls into every trap: nothing is lost, no issue is made twice
(mantis.md; checks.md, Anomaly)."""

import io
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from sqlmodel import col, select

from adops.catalog.tickets import load_tickets
from adops.db import Database
from adops.domain.anomaly import AnomalyKind, Answer, Question
from adops.domain.finding import Finding, Severity
from adops.domain.people import CONSOLE, Role
from adops.domain.period import at
from adops.domain.states import Delivered, LookResult
from adops.errors import InputError
from adops.flows.tickets import TicketOffice, send_waiting, ticket_office
from adops.gateways.mantis import Mantis
from adops.models import Act, Anomaly, Slot, SlotCheck, SlotCheckBooking, StoredFile, Ticket
from adops.services import anomalies, tickets
from adops.settings import Settings
from adops.store import Store
from tests.adops.gateways.mantis_server import OTHERS, OURS, TOKEN, Desk, Stored, mantis_server
from tests.adops.web.pictures import ad, kept, png, sheet
from tests.conftest import FRIDAY
from tests.factories import Factory, anomaly

DAY = timedelta(days=1)
NOW = at(FRIDAY, 10)
ISSUES, FILES, NOTES = "POST issues", "POST issues/*/files", "POST issues/*/notes"
RIGHT = {one: Answer.RIGHT for one in Question}


@dataclass
class House:
    """北京 with anomalies that are tickets; `send` runs the job once, `minutes` later."""

    db: Database
    office: TicketOffice
    desk: Desk
    factory: Factory
    time: list[datetime] = field(default_factory=lambda: [NOW])

    def anomaly(self, *, escalate: bool = True, **given: Any) -> int:
        """Of a slot with a booking; with proof of its look."""
        factory, store = self.factory, self.office.store
        with self.db.write() as session:
            contract = factory.contract(session, name="财富公馆")
            first = given.pop("first", FRIDAY - DAY * 9)
            booking = factory.booking(
                session, first, FRIDAY + DAY * 9, contract_id=contract.id, **given
            )
            look = factory.look(
                session,
                booking,
                FRIDAY,
                delivered=Delivered.NO,
                result=LookResult.EMPTY,
                captured_at=NOW,
            )
            proof = sheet(ad(1), NOW, LookResult.EMPTY, "首页通栏", contract.no)
            page = kept(store, png(ad(2)), NOW)
            file = kept(store, proof, NOW)
            session.merge(page)
            session.merge(file)
            look.page_picture = page.sha256
            of = select(SlotCheckBooking).where(SlotCheckBooking.slot_check_id == look.id)
            seen = session.exec(of).one()
            seen.proof = file.sha256
            session.add_all([look, seen])
            row = anomaly(session, booking, look)
            number = row.id or 0
            if escalate:
                anomalies.triage(session, anomaly_id=number, said=RIGHT, by=CONSOLE, now=NOW)
                anomalies.escalate(session, anomaly_id=number, by=CONSOLE, now=NOW)
            return number

    def send(self, minutes: int = 0) -> dict[str, int]:
        self.time[0] += timedelta(minutes=minutes)
        return send_waiting(self.office).as_data()

    def states(self) -> list[str]:
        with self.db.read() as session:
            rows = session.exec(select(Ticket).order_by(col(Ticket.id)))
            return [f"{one.kind.value} {one.state.value}" for one in rows]

    def ticket(self, number: int = 1) -> Ticket:
        with self.db.read() as session:
            found = session.get(Ticket, number)
            assert found is not None
            return found

    def issue(self, number: int = 1) -> int | None:
        with self.db.read() as session:
            row = session.get(Anomaly, number)
            assert row is not None
            return row.issue

    def note(self, number: int = 1) -> None:
        """The next look sees the trouble once more."""
        with self.db.write() as session:
            row = session.get(Anomaly, number)
            assert row is not None
            row.last_on += DAY
            row.count += 1
            session.add(row)
            session.flush()
            tickets.note_trouble(session, row, by=CONSOLE, now=self.time[0])


@pytest.fixture
def house(db: Database, store: Store, factory: Factory, settings: Settings) -> Iterator[House]:
    with mantis_server() as desk:
        time = [NOW]
        terms = load_tickets(settings.config_dir).model_copy(
            update={"handlers": {"HQ001": "hq001"}}
        )
        office = TicketOffice(db, store, Mantis(desk.url, TOKEN), terms, lambda: time[0])
        with db.write() as session:
            factory.person(session, Role.HQ_AE, staff_no="HQ001", station="hq")
        yield House(db, office, desk, factory, time)


def test_an_issue_then_its_proof(house: House) -> None:
    number = house.anomaly()
    assert house.send() == {"sent": 3, "found": 0, "trouble": 0}
    assert house.states() == ["issue sent", "file sent", "facts sent"]
    assert house.issue() == 101
    (issue,) = house.desk.issues
    assert issue.summary.startswith(f"[A-{number}] 北京站 空位（天窗）：RLZ")
    assert (issue.category, issue.severity, issue.handler) == ("广告异常", "major", "hq001")
    for words in ("合同：RLZ", "首次发现：11月20日 周五 10:00", "三步核对：", "选择器：#ad-"):
        assert words in issue.description
    (name, content), (facts_name, facts) = issue.files.items()
    assert name.startswith(f"A-{number}-") and content.startswith(b"\x89PNG")
    assert facts_name == f"A-{number}-facts-1.json"
    told = json.loads(facts)
    assert (told["booking"]["contract_name"], told["booking"]["delivered"]) == ("财富公馆", "no")
    assert told["look"]["captured_at"] == "2026-11-20T10:00:00+08:00"
    assert told["booking"]["proof"] and told["look"]["page_picture"]
    assert house.send() == {"sent": 0, "found": 0, "trouble": 0}
    assert len(house.desk.issues) == 1


def test_later_trouble_is_a_note(house: House) -> None:
    house.anomaly()
    house.send()
    house.note()
    house.send()
    (issue,) = house.desk.issues
    assert issue.notes[0].startswith("[A-1/20261121] 仍未恢复：空位（天窗）")


def trapped(house: House, way: str, trap: str) -> None:
    """An anomaly whose issue, file or note went into that trap, once."""
    house.anomaly()
    if way == NOTES:
        house.send()
        house.note()
    house.desk.once.append((way, trap))
    assert house.send()["trouble"] == 1


@pytest.mark.parametrize(
    ("way", "trap", "found"),
    [
        pytest.param(ISSUES, "drop", 1, id="issue-made-and-the-line-broke"),
        pytest.param(ISSUES, "html", 1, id="issue-made-and-html-came"),
        pytest.param(ISSUES, "garbage", 1, id="issue-made-and-no-number"),
        pytest.param(ISSUES, "lost", 0, id="issue-never-arrived"),
        pytest.param(ISSUES, "500", 0, id="issue-500"),
        pytest.param(ISSUES, "401", 0, id="issue-401"),
        pytest.param(FILES, "drop", 1, id="file-kept-and-the-line-broke"),
        pytest.param(FILES, "html", 1, id="file-kept-and-html-came"),
        pytest.param(FILES, "500", 0, id="file-500"),
        pytest.param(FILES, "lost", 0, id="file-never-arrived"),
        pytest.param(NOTES, "drop", 1, id="note-kept-and-the-line-broke"),
        pytest.param(NOTES, "html", 1, id="note-kept-and-html-came"),
        pytest.param(NOTES, "lost", 0, id="note-never-arrived"),
    ],
)
def test_a_trap_costs_no_second_one(house: House, way: str, trap: str, found: int) -> None:
    trapped(house, way, trap)
    done = [house.send(minutes) for minutes in (2, 2)]
    assert sum(one["found"] for one in done) == found
    assert {one.split()[1] for one in house.states()} == {"sent"}
    (issue,) = house.desk.issues
    assert len(issue.files) == 2
    assert len(issue.notes) == (way == NOTES)
    assert house.issue() == issue.number


def test_an_issue_of_another_project_is_not_taken_for_ours(house: House) -> None:
    """After a line that broke before anything was done."""
    trapped(house, ISSUES, "lost")
    theirs = Stored(90, "[A-1] 别的系统的工单", "", "General", "minor", "", project=OTHERS)
    house.desk.issues.append(theirs)
    house.send(2)
    assert house.issue() == 91
    assert (theirs.files, [one.project for one in house.desk.issues]) == ({}, [OTHERS, OURS])


@pytest.mark.parametrize(
    ("way", "trap", "found"),
    [
        pytest.param(ISSUES, "429", 0, id="issue"),
        pytest.param(ISSUES, "done-429", 1, id="issue-that-is-there-all-the-same"),
        pytest.param(FILES, "429", 0, id="file-of-a-filed-issue"),
        pytest.param(FILES, "done-429", 1, id="file-that-is-there-all-the-same"),
        pytest.param(NOTES, "429", 0, id="note"),
        pytest.param(NOTES, "done-429", 1, id="note-that-is-there-all-the-same"),
    ],
)
def test_too_many_costs_an_hour_and_no_second_one(
    house: House, way: str, trap: str, found: int
) -> None:
    trapped(house, way, trap)
    filed = house.issue()
    assert (filed is None) is (way == ISSUES)
    asked = len(house.desk.asked)
    house.send(minutes=59)
    assert len(house.desk.asked) == asked
    assert house.send(minutes=2)["found"] == found
    assert {one.split()[1] for one in house.states()} == {"sent"}
    assert house.desk.asked.count(ISSUES) == (2 if (way, trap) == (ISSUES, "429") else 1)
    (issue,) = house.desk.issues
    assert (len(issue.files), len(issue.notes)) == (2, way == NOTES)
    assert house.issue() == issue.number == (filed or issue.number)


@pytest.mark.parametrize(
    ("most", "states", "files"),
    [
        pytest.param(1, ["issue sent", "file waiting", "facts waiting"], 0, id="no-evidence-yet"),
        pytest.param(2, ["issue sent", "file sent", "facts waiting"], 1, id="facts-are-to-come"),
    ],
)
def test_evidence_that_the_limit_leaves_over_comes_to_the_same_issue(
    house: House, most: int, states: list[str], files: int
) -> None:
    house.desk.most_events = most
    house.anomaly()
    house.send()
    assert (house.states(), house.issue()) == (states, 101)
    assert "429" in (house.ticket(1 + most).trouble or "")
    (issue,) = house.desk.issues
    assert len(issue.files) == files
    house.desk.most_events = None
    house.send(minutes=61)
    assert house.states() == ["issue sent", "file sent", "facts sent"]
    assert (len(house.desk.issues), len(issue.files)) == (1, 2)
    assert house.desk.asked.count(ISSUES) == 1


@pytest.mark.parametrize(
    ("switch", "trouble"),
    [
        pytest.param({"most_file": 10}, "400 File upload failed: too big", id="too-big"),
        pytest.param({"refused": (".png", ".json")}, "400 File type not allowed", id="its-kind"),
    ],
)
def test_files_that_are_refused_wait_for_a_person_and_the_issue_is_filed(
    house: House, switch: dict[str, Any], trouble: str
) -> None:
    kept = {name: getattr(house.desk, name) for name in switch}
    for name, value in switch.items():
        setattr(house.desk, name, value)
    number = house.anomaly()
    house.send()
    assert house.states() == ["issue sent", "file failed", "facts failed"]
    assert house.ticket(2).trouble == house.ticket(3).trouble == trouble
    house.send(minutes=600)
    assert house.desk.asked.count(FILES) == 2
    for name, value in kept.items():
        setattr(house.desk, name, value)
    with house.db.write() as session:
        tickets.retry(session, anomaly_id=number, by=CONSOLE, now=house.time[0])
    house.send()
    assert house.states() == ["issue sent", "file sent", "facts sent"]
    assert len(house.desk.issues) == 1


def test_a_summary_that_is_too_long_is_never_sent(house: House) -> None:
    house.anomaly()
    with house.db.write() as session:
        row = session.get_one(Ticket, 1)
        row.content = row.content | {"summary": "[A-1] " + "字" * 123}
        session.add(row)
    house.send()
    assert house.states()[0] == "issue failed"
    assert ISSUES not in house.desk.asked


def test_read_back_fails_and_the_issue_is_filed_all_the_same(house: House) -> None:
    house.anomaly()
    house.desk.once.append(("GET issues/*", "500"))
    house.send()
    assert house.states() == ["issue sent", "file sent", "facts sent"]


def test_what_is_dropped_in_silence_is_told(house: House) -> None:
    house.desk.handlers = frozenset()
    house.anomaly()
    house.send()
    assert house.ticket().lost == ["handler"]


def test_a_limit_stops_all_until_it_is_over(house: House) -> None:
    """Ten events an hour; nothing is lost, nothing is sent before, the most urgent first."""
    house.desk.most_events = 3
    cheap = house.anomaly(net_fen=100)
    dear = house.anomaly(net_fen=900)
    starts = house.anomaly(first=FRIDAY, net_fen=0)
    last = house.anomaly(net_fen=50)
    house.send()
    keys = [one.split()[0] for one in house.desk.summaries()]
    assert keys == [f"[A-{starts}]", f"[A-{dear}]", f"[A-{cheap}]"]
    asked = len(house.desk.asked)
    house.time[0] += timedelta(minutes=30)
    late = house.anomaly(first=FRIDAY, net_fen=0)  # while all wait
    house.note(starts)
    with house.db.write() as session:
        tickets.retry(session, anomaly_id=last, by=CONSOLE, now=house.time[0])
    house.send()
    house.send(minutes=29)
    assert len(house.desk.asked) == asked
    house.desk.events = 0
    house.desk.most_events = None
    house.send(minutes=2)
    keys = [one.split()[0] for one in house.desk.summaries()[3:]]
    assert keys == [f"[A-{late}]", f"[A-{last}]"]
    assert {one.split()[1] for one in house.states()} == {"sent"}


@pytest.mark.parametrize("told", [9 * 10**8, 10**30])
def test_a_pause_is_a_day_at_most(house: House, told: int) -> None:
    house.desk.most_events, house.desk.wait = 0, told
    house.anomaly()
    house.send()
    assert house.ticket().next_at == NOW + DAY


def test_the_pause_is_as_told(house: House) -> None:
    house.desk.most_events, house.desk.wait = 0, 300
    house.anomaly()
    house.send()
    assert house.ticket().next_at == NOW + timedelta(minutes=5)
    assert house.ticket(2).next_at == NOW + timedelta(minutes=5)
    assert house.ticket(3).next_at == NOW + timedelta(minutes=5)


def test_while_it_is_away_one_is_tried_and_the_pauses_grow(house: House) -> None:
    house.office = replace(house.office, mantis=Mantis("http://127.0.0.1:1", TOKEN))
    house.anomaly()
    house.anomaly()
    pauses = []
    for _ in range(6):
        before = house.ticket().attempts
        house.send()
        assert house.ticket().attempts + house.ticket(4).attempts <= 2 * (before + 1)
        pauses.append(
            round((house.ticket().next_at or NOW).timestamp() - house.time[0].timestamp())
        )
        house.time[0] += timedelta(hours=1)
    assert pauses == [60, 300, 900, 3600, 3600, 3600]
    assert set(house.states()) == {"issue waiting", "file waiting", "facts waiting"}


def test_what_is_refused_for_good_waits_for_a_person(house: House) -> None:
    number = house.anomaly()
    with house.db.write() as session:
        row = session.get(Ticket, 1)
        assert row is not None
        row.content = row.content | {"summary": ""}
        session.add(row)
    house.send()
    assert house.states() == ["issue failed", "file waiting", "facts waiting"]
    assert "400 A necessary field" in (house.ticket().trouble or "")
    with house.db.write() as session:
        row = session.get(Ticket, 1)
        assert row is not None
        row.content = row.content | {"summary": "[A-1] 事实"}
        session.add(row)
        tickets.retry(session, anomaly_id=number, by=CONSOLE, now=house.time[0])
    house.send()
    assert house.states() == ["issue sent", "file sent", "facts sent"]


def test_a_wrong_place_is_tried_until_it_is_right(house: House) -> None:
    house.desk.project = "别的项目"
    house.anomaly()
    house.send()
    assert house.states()[0] == "issue waiting"
    house.desk.project = "地方站广告"
    house.send(minutes=2)
    assert len(house.desk.issues) == 1


def test_a_proof_that_is_not_drawn_yet_is_awaited(house: House) -> None:
    house.anomaly()
    with house.db.write() as session:
        look = session.exec(select(SlotCheck)).one()
        look.drawn_at = None
        session.add(look)
    house.send()
    assert house.states() == ["issue sent", "file waiting", "facts sent"]
    with house.db.write() as session:
        look = session.exec(select(SlotCheck)).one()
        look.drawn_at = NOW
        session.add(look)
    house.send(minutes=2)
    assert house.states() == ["issue sent", "file sent", "facts sent"]


def test_a_proof_that_is_too_big_gives_way_to_the_page(house: House) -> None:
    house.anomaly()
    with house.db.write() as session:
        seen = session.exec(select(SlotCheckBooking)).one()
        big = house.office.store.put(b"\x89PNG\r\n\x1a\n" + b"x" * 2_000_000)
        session.add(StoredFile(sha256=big, size=2_000_008, media_type="image/png", stored_at=NOW))
        seen.proof = big
        session.add(seen)
    house.send()
    content, _ = house.desk.issues[0].files.values()
    assert content.startswith(b"\x89PNG") and len(content) < 2_000_000


def _noise(size: tuple[int, int], kind: str, mode: str = "RGB") -> bytes:
    """A picture that no PNG makes small."""
    kept = io.BytesIO()
    pixels = random.Random(7).randbytes(size[0] * size[1] * len(mode))
    Image.frombytes(mode, size, pixels).save(kept, kind)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("content", "is_copy"),
    [
        pytest.param(_noise((900, 1200), "PNG"), True, id="three-megabytes"),
        pytest.param(_noise((900, 1200), "PNG", "RGBA"), True, id="see-through"),
        pytest.param(_noise((300, 400), "JPEG"), False, id="a-jpeg"),
        pytest.param(_noise((300, 400), "WEBP"), True, id="a-webp"),
    ],
)
def test_a_page_picture_that_can_t_go_as_it_is_goes_as_a_copy(
    house: House, content: bytes, is_copy: bool
) -> None:
    store = house.office.store
    house.anomaly()
    with house.db.write() as session:
        look = session.exec(select(SlotCheck)).one()
        seen = session.exec(select(SlotCheckBooking)).one()
        sha256 = store.put(content)
        of = StoredFile(sha256=sha256, size=len(content), media_type="image/x", stored_at=NOW)
        session.add(of)
        session.flush()
        look.page_picture, seen.proof = sha256, None
        session.add_all([look, seen])
    house.send()
    assert house.states() == ["issue sent", "file sent", "facts sent"]
    (name, sent), _ = house.desk.issues[0].files.items()
    assert name == f"A-1-{sha256[:16]}{'-small' if is_copy else ''}.jpg"
    assert len(sent) < 2_000_000 and (sent != content) is is_copy
    with Image.open(io.BytesIO(sent)) as shown, Image.open(io.BytesIO(content)) as whole:
        shown.load()
        assert shown.format == "JPEG"
        assert shown.width / shown.height == pytest.approx(whole.width / whole.height, rel=0.01)
    assert store.get(sha256) == content


@pytest.mark.parametrize(
    ("result", "shows_sheet"),
    [(LookResult.WRONG_LINK, False), (LookResult.DEAD_LINK, True)],
    ids=["one-version-astray", "dead-link"],
)
def test_the_sheet_of_what_is_delivered_is_no_proof_of_what_is_wrong_beside(
    house: House, result: LookResult, shows_sheet: bool
) -> None:
    house.anomaly()
    with house.db.write() as session:
        seen = session.exec(select(SlotCheckBooking)).one()
        seen.delivered, sheet = Delivered.YES, house.office.store.get(seen.proof or "")
        row = session.get_one(Anomaly, 1)
        row.result = result
        session.add_all([seen, row])
    house.send()
    content, _ = house.desk.issues[0].files.values()
    assert (content == sheet) is shows_sheet


def test_the_log_says_it_and_holds_no_token(house: House) -> None:
    house.anomaly()
    house.desk.once.append((ISSUES, "401"))
    house.send()
    house.send(minutes=2)
    with house.db.read() as session:
        acts = list(session.exec(select(Act).where(Act.thing == "anomaly:1").order_by(col(Act.id))))
        told = repr([(one.verb, one.before, one.after) for one in acts]) + repr(house.ticket())
    assert [one.verb for one in acts][-3:] == ["ticket.issue", "ticket.file", "ticket.facts"]
    assert TOKEN not in told


def test_without_an_address_tickets_wait(
    db: Database, store: Store, settings: Settings, tmp_path: Path
) -> None:
    office = ticket_office(settings, db, store, clock=lambda: NOW)
    assert office.mantis is None
    assert send_waiting(office).as_data() == {"sent": 0, "found": 0, "trouble": 0}


@pytest.mark.parametrize(
    ("ending", "kept", "states"),
    [
        pytest.param(".png", ".json", ["file failed", "facts sent"], id="the-proof"),
        pytest.param(".json", ".png", ["file sent", "facts failed"], id="the-facts"),
    ],
)
def test_one_file_that_is_refused_does_not_lose_the_other(
    house: House, ending: str, kept: str, states: list[str]
) -> None:
    house.desk.refused = (ending,)
    number = house.anomaly()
    house.send()
    assert house.states() == ["issue sent", *states]
    (issue,) = house.desk.issues
    assert [name[-len(kept) :] for name in issue.files] == [kept]
    house.desk.refused = ()
    with house.db.write() as session:
        tickets.retry(session, anomaly_id=number, by=CONSOLE, now=house.time[0])
    house.send()
    assert house.states() == ["issue sent", "file sent", "facts sent"]
    assert len(issue.files) == 2


def test_a_page_that_did_not_open_has_facts_and_no_picture(house: House) -> None:
    told = [Finding("page.status", Severity.WARN, 503).as_data()]
    with house.db.write() as session:
        booking = house.factory.booking(session, FRIDAY, FRIDAY)
        look = house.factory.look(
            session, booking, FRIDAY, result=LookResult.UNREACHABLE, findings=told
        )
        slot = session.get_one(Slot, booking.slot_id)
        given = {"kind": AnomalyKind.PAGE, "slot_id": None, "open_key": f"page:{slot.page_id}"}
        row = anomaly(session, None, look, **given)
        anomalies.escalate(session, anomaly_id=row.id or 0, by=CONSOLE, now=NOW)
    house.send()
    assert house.states() == ["issue sent", "facts sent"]
    (issue,) = house.desk.issues
    assert "- 页面返回 503" in issue.description and "合同" not in issue.description
    ((_, content),) = issue.files.items()
    facts = json.loads(content)
    assert facts["look"]["findings"][0]["measured"] == 503
    assert "booking" not in facts and "RLZ" not in content.decode()


@pytest.mark.parametrize(
    ("content", "is_copy"),
    [
        pytest.param(png(ad(3)), False, id="as-it-is"),
        pytest.param(_noise((900, 1200), "PNG"), True, id="too-heavy"),
    ],
)
def test_a_page_s_ticket_carries_the_page_and_no_slot_of_it(
    house: House, content: bytes, is_copy: bool
) -> None:
    store = house.office.store
    with house.db.write() as session:
        booking = house.factory.booking(session, FRIDAY, FRIDAY)
        look = house.factory.look(session, booking, FRIDAY, result=LookResult.EMPTY)
        page, cut = kept(store, content, NOW), kept(store, png(ad(4)), NOW)
        session.add_all([page, cut])
        session.flush()
        look.page_picture, look.picture = page.sha256, cut.sha256
        look.drawn_at = NOW
        slot = session.get_one(Slot, booking.slot_id)
        given = {"kind": AnomalyKind.PAGE, "slot_id": None, "open_key": f"page:{slot.page_id}"}
        row = anomaly(session, None, look, slots=[slot.id], **given)
        anomalies.escalate(session, anomaly_id=row.id or 0, by=CONSOLE, now=NOW)
        sha256 = page.sha256
    house.send()
    assert house.states() == ["issue sent", "file sent", "facts sent"]
    names = list(house.desk.issues[0].files)
    assert names[0] == f"A-1-{sha256[:16]}{'-small.jpg' if is_copy else '.png'}"


@pytest.mark.parametrize(
    ("trap", "states"),
    [
        pytest.param("lost", ["dropped"] * 4, id="it-never-arrived"),
        pytest.param("drop", ["sent"] * 4, id="it-arrived-and-the-line-broke"),
    ],
)
def test_what_is_right_again_before_its_issue_went_is_dropped(
    house: House, trap: str, states: list[str]
) -> None:
    """MantisBT was away overnight, after it was tried; in the morning the trouble is over."""
    number = house.anomaly()
    house.desk.once.append((ISSUES, trap))
    house.send()
    with house.db.write() as session:
        anomalies.resolve(session, anomaly_id=number, why="已换", by=CONSOLE, now=house.time[0])
    for minutes in (600, 600):
        house.send(minutes)
    assert [one.split()[1] for one in house.states()] == states
    assert len(house.desk.issues) == (trap == "drop")
    assert all(one.notes[-1].startswith("[A-1/end] ") for one in house.desk.issues)


def test_while_it_is_away_what_is_over_waits_until_it_can_be_asked(house: House) -> None:
    number, there = house.anomaly(), house.office.mantis
    house.office = replace(house.office, mantis=Mantis("http://127.0.0.1:1", TOKEN))
    house.send()
    with house.db.write() as session:
        anomalies.resolve(session, anomaly_id=number, why="已换", by=CONSOLE, now=house.time[0])
    house.send(minutes=2)
    assert house.states()[0] == "issue waiting"
    house.office = replace(house.office, mantis=there)
    house.send(minutes=600)
    assert ({one.split()[1] for one in house.states()}, house.desk.issues) == ({"dropped"}, [])


@pytest.mark.parametrize(
    ("url", "line"),
    [
        pytest.param(
            "https://adops.example.com/",
            "全部截图和经过：https://adops.example.com/anomalies/1",
            id="set",
        ),
        pytest.param(
            "", "全部截图和经过：登录投放台，打开 /anomalies/1（“异常”里的 #1）", id="none"
        ),
    ],
)
def test_issue_and_notes_lead_to_the_anomaly(
    house: House, settings: Settings, url: str, line: str
) -> None:
    site = settings.model_copy(update={"url": url}).site
    house.office = replace(house.office, site=site)
    number = house.anomaly()
    house.send()
    house.note()
    house.send()
    with house.db.write() as session:
        anomalies.resolve(session, anomaly_id=number, why="已换", by=CONSOLE, now=house.time[0])
    house.send()
    (issue,) = house.desk.issues
    assert [one.splitlines()[-1] for one in (issue.description, *issue.notes)] == [line] * 3


@pytest.mark.parametrize("url", ["adops.example.com", "ftp://adops", "https://a:b@adops"])
def test_an_address_of_the_pages_that_is_none(settings: Settings, url: str) -> None:
    with pytest.raises(InputError) as error:
        _ = settings.model_copy(update={"url": url}).site
    assert error.value.facts["name"] == "ADOPS_URL"
