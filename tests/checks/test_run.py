"""A run as rows: interrupted and gone on with, recorded once."""

import asyncio
import io
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psutil  # type: ignore[import-untyped]
import pytest
from PIL import Image
from sqlmodel import col, func, select, update

from adops.clock import clock
from adops.domain.facts import Look
from adops.domain.finding import Finding
from adops.domain.people import CONSOLE, SYSTEM, Actor, Role
from adops.domain.period import at
from adops.domain.slot import SlotState
from adops.domain.states import CreativeState, LookResult
from adops.errors import ForbiddenError, MissingError, OutsideError, RuleError
from adops.models import (
    Anomaly,
    Booking,
    CheckPage,
    CheckRun,
    Creative,
    Slot,
    SlotCheck,
    StoredFile,
)
from adops.phrases.checks import message
from adops.phrases.today import told
from adops.queries.checks import looks_of_run
from adops.queries.evidence import pages_of_run
from adops.queries.failed_pages import failed_pages
from adops.queries.today import due_for
from adops.queries.wall import wall
from adops.services import slot_checks as acts
from adops.services.acts import broken_links
from adops.store import Store
from adops.web.check_rows import card
from checks.answer_json import report_data
from checks.browser import Browser
from checks.browser.load import PageVisit
from checks.chromium import find_chromium
from checks.cli import _table
from checks.draw import Easel
from checks.jobs import JOBS
from checks.probe import PageLoad
from checks.run import RunReport, carry_out, check, in_turn, planned, take_up
from checks.work import MOST_ATTEMPTS, Eyes, House, Work, opened_eyes, this_process
from tests.adops.queries.test_today import catalog_of
from tests.checks.town import BLUE, RED, Town, at_slot, img
from tests.conftest import FRIDAY
from tests.factories import Factory
from tests.site.server import Answer, Asked, Site

AE = Actor("BJ001", "北京站AE", Role.AE, "bj")


class Stopped(Exception):
    """Something broke between two pages."""


@pytest.fixture
def town(house: House, site: Site, factory: Factory) -> Town:
    """Three pages of one booked slot each, all well."""
    site.file("/blue.png", BLUE)
    town = Town(house, site, factory)
    for n in range(3):
        town.page(at_slot(img("/blue.png")), f"/page-{n}")
        town.booking(town.slot(), BLUE)
    return town


class Faulty(PageVisit):
    """A fault of ours at one page."""

    async def load(self, number: int = 0) -> tuple[PageLoad, ...]:
        if self._probe.url.endswith("/page-0"):
            raise KeyError("facts")
        return await super().load(number)


def asked_run(house: House) -> CheckRun:
    """Of 北京."""
    with house.database.write() as session:
        return acts.ask_run(session, station="bj", slot_codes=(), by=CONSOLE, now=house.now())


def look_faultily(house: House, asked: CheckRun) -> None:
    """Goes on with the run. Raises KeyError where it fails at the page once more."""
    plan = planned(house, asked)

    async def look() -> None:
        async with opened_eyes(house) as eyes:
            browser = Browser(
                house.config,
                now=house.now,
                executable=find_chromium(house.settings),
                allowed=house.settings.allowed_hosts,
                visit=Faulty,
            )
            async with browser:
                waiting = take_up(house, asked, plan.pages, by=CONSOLE)
                work = Work(house, asked, plan.slots, plan.probes, CONSOLE, plan.unseen)
                await work.take_all(waiting, Eyes(browser, eyes.landing))

    asyncio.run(look())


def test_what_goes_wrong_with_one_page_costs_only_that_page_and_ends(
    town: Town, house: House
) -> None:
    """A fault of ours: the page is tried again, and at the fifth time recorded as not seen."""
    asked = asked_run(house)
    for _ in range(4):
        with pytest.raises(KeyError, match="facts"):
            look_faultily(house, asked)
        with house.database.read() as session:
            states = session.exec(select(CheckPage.state).order_by(col(CheckPage.page_id))).all()
        assert states == ["waiting", "done", "done"]
    look_faultily(house, asked)
    with house.database.read() as session:
        rows = {look.page_url: look for look, _, _ in looks_of_run(session, asked.id or 0)}
    assert [one.result.value for one in rows.values()].count("ok") == 2
    (bad,) = (one for url, one in rows.items() if url.endswith("/page-0"))
    assert bad.result is LookResult.UNREACHABLE
    assert [told["code"] for told in bad.findings] == ["page.not_checked"]


def test_a_page_that_we_fail_at_is_told_as_ours(
    town: Town, house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    """Not as one that does not open; nobody's page is blamed; engineers are told the fault."""
    asked = asked_run(house)
    with house.database.write() as session:
        acts.start_run(
            session,
            run_id=asked.id or 0,
            pages={one.page_id: 1 for one in planned(house, asked).probes},
            by=CONSOLE,
            now=house.now(),
        )
        session.execute(update(CheckPage).values(attempt=MOST_ATTEMPTS - 1))
    look_faultily(house, asked)
    with house.database.read() as session:
        assert session.exec(select(Anomaly)).all() == []
        rows = looks_of_run(session, asked.id or 0)
        (bad,) = (look for look, _, _ in rows if look.result is not LookResult.OK)
        assert failed_pages(session, on=FRIDAY) == {bad.page_url: "KeyError: 'facts'"}
        slots = wall(session, on=FRIDAY, station="bj")
        due = due_for(session, by=AE, now=house.now(), catalog=catalog_of(house.settings))
    (finding,) = (Finding(**one) for one in bad.findings)
    assert message(finding) == "没能检查：本机检查这个页面 5 次都没有完成，页面好坏不知道"
    shown = card(next(one for one in slots if one.look and one.look.id == bad.id), FRIDAY, "bj", {})
    assert (shown.result, shown.word, shown.sign) == ("not_checked", "没能检查", "warn")
    assert shown.strip[-1].label.endswith("没能检查")
    assert any("没能检查 1" in told(one).title for one in due)
    _table(RunReport(asked, 3, 1.0, rows))
    said = capsys.readouterr().out
    assert "页面打不开" not in said and "没能检查 1" in said


def test_the_json_of_a_run(town: Town, house: House) -> None:
    data = json.loads(json.dumps(report_data(town.check(station="bj"))))
    assert (data["on"], data["station"], data["pages"]) == ("2026-11-20", "bj", 3)
    result = data["results"][0]
    assert result["result"] == "ok"
    assert (
        result["captured_at"].startswith("2026-11-20T09:05") and "+08:00" in result["captured_at"]
    )
    assert result["landing_url"] == town.site.url("/landing")
    expected = result["expected"][0]
    assert (expected["seen"], expected["similarity"], expected["delivered"]) == (True, 1.0, "yes")
    assert house.store.get(result["page_picture"]).startswith(b"\x89PNG")
    assert (result["picture"], expected["proof"]) == (None, None)  # they are drawn later


def test_evidence_is_noted_and_small(town: Town, house: House) -> None:
    run = town.check().run
    Easel(house.database, house.store).draw_waiting()
    with house.database.read() as session:
        look, _, bookings = looks_of_run(session, run.id or 0)[0]
    proof = house.store.get(bookings[0][0].proof or "")
    assert len(proof) < 2_000_000
    with Image.open(io.BytesIO(house.store.get(look.picture or ""))) as cut:
        assert cut.size == (300, 100)
    named = {look.picture, look.page_picture, look.facts, bookings[0][0].proof}
    with house.database.read() as session:
        kept = set(session.exec(select(StoredFile.sha256)))
    assert named <= kept
    facts = json.loads(house.store.get(look.facts or ""))
    assert facts["loads"][0]["picture"] == look.page_picture


def test_stopped_in_the_middle_and_gone_on_with(town: Town, house: House) -> None:
    def stop(done: int, total: int, url: str) -> None:
        raise Stopped

    with pytest.raises(ExceptionGroup):
        town.check(progress=stop)
    with house.database.read() as session:
        before = dict(session.exec(select(SlotCheck.slot_id, SlotCheck.id)).all())
        states = session.exec(select(CheckPage.state)).all()
    assert 1 <= len(before) <= 3 and len(states) == 3
    report = town.check()
    after = {look.slot_id: look.id for look, _, _ in report.rows}
    assert len(after) == 3
    assert before.items() <= after.items()
    with house.database.read() as session:
        assert session.exec(select(func.count(col(CheckRun.id)))).one() == 1
        assert pages_of_run(session, report.run.id or 0) == []
        assert broken_links(session) == []


def test_a_page_of_a_run_is_recorded_once(town: Town, house: House) -> None:
    report = town.check()
    look = report.rows[0][0]
    with house.database.read() as session:
        page = session.exec(select(CheckPage)).first()
    assert page is not None
    again = Look(
        slot_id=look.slot_id,
        slot_code="",
        on=look.on,
        result=LookResult.EMPTY,
        page_url=look.page_url,
        captured_at=look.captured_at,
        findings=(),
        bookings=(),
    )
    record = acts.PageRecord(page.page_id, (again,), 1.0, 1)
    with house.database.write() as session:
        given = {"run_id": report.run.id or 0, "record": record, "by": CONSOLE}
        assert not acts.record_page(session, now=house.now(), **given)  # type: ignore[arg-type]
    with house.database.read() as session:
        assert session.exec(select(func.count(col(SlotCheck.id)))).one() == 3


def test_a_second_run_keeps_every_look(town: Town, house: House) -> None:
    town.check()
    town.check()
    with house.database.read() as session:
        assert session.exec(select(func.count(col(SlotCheck.id)))).one() == 6


def test_only_the_slots_asked_for(town: Town) -> None:
    code = town.check().rows[1][1].code
    assert [slot.code for _, slot, _ in town.check(slot_codes=[code]).rows] == [code]


def test_refusals_change_nothing(town: Town, house: House) -> None:
    stranger = Actor("SH001", "上海站AE", Role.AE, "sh")
    with pytest.raises(RuleError, match=r"check\.other_day"):
        town.check(on=FRIDAY - timedelta(days=1))
    with pytest.raises(MissingError, match=r"slot\.unknown"):
        town.check(slot_codes=["NO-SUCH"])
    with pytest.raises(MissingError, match=r"station\.unknown"):
        town.check(station="xx")
    with pytest.raises(ForbiddenError):
        check(house, station="bj", by=stranger)
    with house.database.read() as session:
        assert session.exec(select(func.count(col(CheckRun.id)))).one() == 0


def test_without_a_browser_nothing_is_said_of_the_pages(town: Town, house: House) -> None:
    settings = house.settings.model_copy(update={"chromium": house.settings.home / "no-such"})
    with pytest.raises(OutsideError, match=r"browser\.missing"):
        check(replace(house, settings=settings), by=CONSOLE)
    with house.database.read() as session:
        assert session.exec(select(SlotCheck)).first() is None


def test_a_private_page_that_is_not_listed_is_not_opened(town: Town, house: House) -> None:
    settings = house.settings.model_copy(update={"allow_hosts": ""})
    report = check(replace(house, settings=settings), by=CONSOLE)
    assert {look.result.value for look, _, _ in report.rows} == {"unreachable"}
    assert {look.findings[0]["code"] for look, _, _ in report.rows} == {"page.private"}
    assert town.site.visits["/page-0"] == 0


def test_a_crash_of_the_browser_costs_no_page(town: Town, house: House) -> None:
    """The browser is killed while the second page is open; it is started anew."""
    site = town.site
    good = site.routes["/page-1"]

    def kill(asked: Asked) -> Answer:
        if not asked.visit:
            for child in psutil.Process().children(recursive=True):
                if "--remote-debugging" in " ".join(child.cmdline()) and "--type" not in " ".join(
                    child.cmdline()
                ):
                    child.kill()
        assert isinstance(good, Answer)
        return good

    site.routes["/page-1"] = kill
    assert [look.result.value for look, _, _ in town.check().rows] == ["ok", "ok", "ok"]
    assert site.visits["/page-1"] >= 2


def test_a_renderer_that_dies_costs_only_its_page(town: Town) -> None:
    """The process of one page is killed each time it is tried; the others are seen."""
    site = town.site
    good = site.routes["/page-1"]

    def kill(asked: Asked) -> Answer:
        assert isinstance(good, Answer)
        return Answer(good.body + b'<img src="/last-word" hidden>')

    def last_word(asked: Asked) -> Answer:
        for child in psutil.Process().children(recursive=True):
            if "--type=renderer" in " ".join(child.cmdline()):
                child.kill()
        return Answer(status=404)

    site.routes["/page-1"], site.routes["/last-word"] = kill, last_word
    config = town.house.config.model_copy(update={"contexts": 1})
    report = check(replace(town.house, config=config), by=CONSOLE)
    found = {look.page_url.rpartition("/")[2]: look.result.value for look, _, _ in report.rows}
    assert found == {"page-0": "ok", "page-1": "unreachable", "page-2": "ok"}
    assert site.visits["/page-1"] == 1 + len(town.house.config.retries)


def browsers() -> set[int]:
    """Processes of browsers below this one, their renderers apart."""
    return {
        child.pid
        for child in psutil.Process().children(recursive=True)
        if "--remote-debugging" in " ".join(child.cmdline())
        and "--type" not in " ".join(child.cmdline())
    }


def test_the_browser_is_recycled_and_none_is_left(town: Town) -> None:
    seen: set[int] = set()
    good = {n: town.site.routes[f"/page-{n}"] for n in range(3)}

    def page(asked: Asked) -> Answer:
        seen.update(browsers())
        found = good[int(asked.path[-1])]
        assert isinstance(found, Answer)
        return found

    for n in range(3):
        town.site.routes[f"/page-{n}"] = page
    before = browsers()
    config = town.house.config.model_copy(update={"contexts": 1, "recycle_pages": 1})
    report = check(replace(town.house, config=config), by=CONSOLE)
    assert [look.result.value for look, _, _ in report.rows] == ["ok", "ok", "ok"]
    assert len(seen - before) == 3
    assert browsers() == before


def test_one_page_of_a_host_at_a_time(town: Town) -> None:
    """Each page asks for a last file; nothing of the next page is asked for before it."""
    site, asked_for = town.site, list[str]()
    for n in range(3):
        good = site.routes[f"/page-{n}"]
        assert isinstance(good, Answer)

        def page(asked: Asked, body: bytes = good.body) -> Answer:
            asked_for.append(asked.path[-1])
            return Answer(body + f'<img src="/last-{asked.path[-1]}">'.encode())

        def last(asked: Asked) -> Answer:
            asked_for.append(asked.path[-1])
            return Answer(status=404)

        site.routes[f"/page-{n}"], site.routes[f"/last-{n}"] = page, last
    hosts = town.house.config.hosts.model_copy(update={"at_once": 1})
    config = town.house.config.model_copy(update={"contexts": 3, "hosts": hosts})
    check(replace(town.house, config=config), by=CONSOLE)
    pairs = [asked_for[n : n + 2] for n in (0, 2, 4)]
    assert sorted(pairs) == [["0", "0"], ["1", "1"], ["2", "2"]]


def test_a_run_stops_after_the_pages_in_hand(town: Town, house: House) -> None:
    """It is cancelled while the first page is open, whichever that is: what is in hand is recorded,
    what is not taken yet is not."""
    site, opened = town.site, list[str]()

    def cancel(asked: Asked) -> Answer:
        opened.append(asked.path)
        if len(opened) == 1:
            with house.database.write() as session:
                acts.cancel_run(session, run_id=1, by=CONSOLE, now=house.now())
        good = pages[asked.path]
        assert isinstance(good, Answer)
        return good

    pages = {f"/page-{n}": site.routes[f"/page-{n}"] for n in range(3)}
    site.routes |= dict.fromkeys(pages, cancel)
    config = house.config.model_copy(update={"contexts": 1})
    told: list[int] = []
    report = check(
        replace(house, config=config),
        by=CONSOLE,
        progress=lambda done, total, url: told.append(done),
    )
    assert report.run.state == "cancelled"
    seen = {look.page_url.rpartition("/")[2] for look, _, _ in report.rows}
    assert opened[0].strip("/") in seen and len(seen) < len(pages)
    assert len(told) == len(seen)
    with house.database.read() as session:
        states = dict(session.exec(select(CheckPage.page_id, CheckPage.state)).all())
        assert sorted(states.values()) == sorted(
            ["done"] * len(seen) + ["waiting"] * (3 - len(seen))
        )
        taken = session.exec(select(CheckPage.worker).where(CheckPage.state == "done")).all()
        assert set(taken) == {this_process()}
    again = check(house, by=CONSOLE)
    assert (again.run.id, again.run.state, len(again.rows)) == (2, "done", 3)


def test_a_share_that_was_not_seen_is_looked_at_again_by_itself(
    site: Site, house: House, factory: Factory
) -> None:
    town = Town(house, site, factory)
    site.file("/blue.png", BLUE)
    town.page(at_slot(img("/blue.png")))
    slot = town.slot(rotations=3)
    town.booking(slot, BLUE)
    town.booking(slot, RED)
    assert town.check(station="bj").rows[0][0].result is LookResult.UNSURE

    def waiting() -> list[CheckRun]:
        with house.database.read() as session:
            return list(session.exec(select(CheckRun).where(CheckRun.state == "asked")))

    (asked,) = waiting()
    assert (asked.station, asked.slot_codes, asked.asked_by) == ("bj", [slot.code], "system")
    again = carry_out(house, asked, by=SYSTEM)
    assert again.rows[0][0].findings[0]["code"] == "not_in_rotation"
    assert waiting() == []


def at_first(site: Site, then: Callable[[], None]) -> None:
    """When the first of the first two pages is asked for, something else happens before it
    answers."""
    good = {path: site.routes[path] for path in ("/page-0", "/page-1")}
    left = [then]

    def page(asked: Asked) -> Answer:
        while left:
            left.pop()()
        answer = good[asked.path]
        assert isinstance(answer, Answer)
        return answer

    site.routes |= dict.fromkeys(good, page)


def one_at_a_time(house: House) -> House:
    """The third page is taken when one is recorded: another waits for the window."""
    return replace(house, config=house.config.model_copy(update={"contexts": 1}))


def test_a_version_that_is_swapped_during_a_run_is_the_right_one(
    town: Town, house: House, site: Site
) -> None:
    """While another page is open the third page's next version is confirmed, and put there."""

    def swap() -> None:
        with house.database.write() as session:
            old = session.exec(select(Creative).order_by(col(Creative.id).desc())).first()
            booking = session.get(Booking, old.booking_id) if old else None
            assert old and booking
            old.state, old.closed_at = CreativeState.REPLACED, house.now()
            session.add(old)
            part = {"format": "png", "width": 300, "height": 100}
            given = {"sha256": house.store.put(RED), "part": part, "confirmed_at": house.now()}
            town.factory.creative(session, booking, version=2, **given)
        site.file("/red.png", RED)
        site.page("/page-2", at_slot(img("/red.png")))

    at_first(site, swap)
    report = check(one_at_a_time(house), by=CONSOLE)
    assert [look.result.value for look, _, _ in report.rows] == ["ok"] * 3


def test_a_slot_that_is_retired_during_a_run_is_not_looked_at(
    town: Town, house: House, site: Site
) -> None:
    def retire() -> None:
        with house.database.write() as session:
            slot = session.exec(select(Slot).order_by(col(Slot.id).desc())).first()
            assert slot
            slot.state = SlotState.RETIRED
            session.add(slot)

    at_first(site, retire)
    report = check(one_at_a_time(house), by=CONSOLE)
    assert (report.run.state, len(report.rows), site.visits["/page-2"]) == ("done", 2, 0)


def test_a_slot_that_goes_to_another_page_during_a_run_keeps_its_look(
    town: Town, house: House, site: Site
) -> None:
    """Its old page is in hand; the page that it is on now is recorded with the slots it had."""

    def move() -> None:
        with house.database.write() as session:
            slots = session.exec(select(Slot).order_by(col(Slot.id))).all()
            slots[0].page_id = slots[2].page_id
            session.add(slots[0])

    at_first(site, move)
    report = check(one_at_a_time(house), by=CONSOLE)
    assert report.run.state == "done"
    found = [(look.page_url.rpartition("/")[2], look.result.value) for look, _, _ in report.rows]
    assert sorted(found) == [("page-0", "ok"), ("page-1", "ok"), ("page-2", "ok")]


class Losing(Store):
    """Every picture is gone as soon as it is stored."""

    def __init__(self, store: Store, folder: Path) -> None:
        super().__init__(store._backend)
        self._folder = folder

    def put(self, content: bytes) -> str:
        sha256 = super().put(content)
        if content.startswith(b"\x89PNG"):
            (self._folder / sha256[:2] / sha256).unlink()
        return sha256


def test_a_trouble_that_cannot_be_drawn_holds_up_no_run(
    town: Town, house: House, site: Site
) -> None:
    """The pictures of its pages are lost; the job that draws says so, and has its looks to do."""
    site.page("/page-1", at_slot(""))
    store = Losing(house.store, house.settings.home / "blobs")
    report = check(replace(house, store=store), by=CONSOLE)
    assert sorted(look.result.value for look, _, _ in report.rows) == ["empty", "ok", "ok"]
    assert report.run.state == "done"
    drawn, troubles = Easel(house.database, house.store).draw_waiting()
    assert (drawn, len(troubles)) == (0, 3) and "evidence.missing" in troubles[0]


def test_one_run_that_fails_keeps_no_other_waiting() -> None:
    had: list[int] = []

    def act(run_id: int) -> None:
        had.append(run_id)
        if run_id < 3:
            raise KeyError(run_id)

    with pytest.raises(KeyError, match="1"):
        in_turn(act, [1, 2, 3])
    assert had == [1, 2, 3]


def test_what_is_seen_after_nine_is_not_of_the_day_before(
    site: Site, house: House, factory: Factory
) -> None:
    """The clock passes 09:00 while the second of three pages loads."""
    config = house.config.model_copy(update={"contexts": 1})
    town = Town(replace(house, config=config), site, factory)
    site.file("/blue.png", BLUE)
    for n in range(3):
        town.page(at_slot(img("/blue.png")), f"/page-{n}")
        town.booking(town.slot(), BLUE)
    good = site.routes["/page-1"]
    morning = at(FRIDAY + timedelta(days=1), 9)

    def nine(asked: Asked) -> Answer:
        clock.move_to(morning)
        assert isinstance(good, Answer)
        return good

    site.routes["/page-1"] = nine
    clock.move_to(morning - timedelta(minutes=5))
    report = town.check()
    assert (report.run.on, report.run.state) == (FRIDAY, "unfinished")
    assert {slot.page_id for _, slot, _ in report.rows} <= {1}  # whichever came first
    with house.database.read() as session:
        late = select(CheckPage.state).where(col(CheckPage.page_id) > 1)
        assert session.exec(late).all() == ["waiting", "waiting"]
    assert len(town.check().rows) == 3


def test_cookies_do_not_go_from_page_to_page(town: Town, site: Site) -> None:
    seen: list[str] = []

    def page(asked: Asked) -> Answer:
        seen.append(asked.cookie)
        body = "<script>document.cookie = 'a=1'; localStorage.b = 1</script>"
        return Answer(body.encode(), headers={"set-cookie": "p=1"})

    for n in range(3):
        site.routes[f"/page-{n}"] = page
    town.check()
    assert seen == ["", "", ""]


def test_jobs_have_names_and_times() -> None:
    assert {job.name for job in JOBS} == {
        "daily_check",
        "check_again",
        "sweep_starts",
        "asked_checks",
        "slot_trials",
        "slot_searches",
        "draw_evidence",
        "verify_evidence",
        "sweep_evidence",
    }
