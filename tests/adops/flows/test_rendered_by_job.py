"""The jobs show packages as the server does: a pending click on one is settled by what a browser
showed, and nothing else starts a browser (rules.md §3, §5)."""

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from adops import clock, main
from adops import settings as environment
from adops.cli.context import context
from adops.cli.jobs import run_job
from adops.db import Database
from adops.domain.content import ReadState
from adops.domain.html5 import NotRendered
from adops.domain.people import CONSOLE
from adops.domain.period import at
from adops.domain.states import CreativeState
from adops.flows.desk import desk_of
from adops.flows.submit import Desk, HandedIn, answer, confirm, hand_in
from adops.jobs import JOBS, House, Job, job_named, run_now
from adops.models import Creative, LandingPage
from adops.settings import Settings
from adops.store import Store
from tests.adops import files
from tests.adops.flows.test_rendered import Screen
from tests.adops.packages import good
from tests.factories import Factory


@pytest.fixture
def desk(db: Database, settings: Settings, store: Store) -> Desk:
    clock.clock.move_to(at(date(2026, 11, 20), 9))
    return desk_of(settings, db, store, Screen())


def pending(desk: Desk, factory: Factory, name: str, content: bytes) -> int:
    """A click that waited for its copy, which is typed by now."""
    with desk.database.write() as session:
        taking = factory.slot(session, version={"formats": ["jpg", "html5"]})
        booking = factory.booking(session, date(2026, 11, 23), date(2026, 11, 29), taking)
    file = {"main": (name, content, None)}
    given = HandedIn(booking.id or 0, file, "https://example.com/landing", "全城最佳")
    number = hand_in(desk, given, by=CONSOLE).case.creative.id or 0
    assert answer(confirm(desk, number, by=CONSOLE))["state"] == "pending"
    with desk.database.write() as session:
        creative = session.get_one(Creative, number)
        creative.copy_text = "云溪花园"
        creative.findings = []
        session.exec(select(LandingPage)).one().state = ReadState.FAILED
    return number


def settled(desk: Desk, settings: Settings, screen: Screen | None, number: int) -> Creative:
    house = House(desk.database, desk.store, settings, screen)
    [outcome] = run_now(house, job_named(JOBS, "read_words"), at=clock.now()).values()
    assert outcome is not None and "error" not in outcome
    with desk.database.read() as session:
        return session.get_one(Creative, number)


def codes(creative: Creative) -> list[tuple[str, object]]:
    return [(one["code"], one["measured"]) for one in creative.findings]


def test_what_was_shown_on_submission_is_not_shown_again(
    desk: Desk, settings: Settings, factory: Factory
) -> None:
    number, screen = pending(desk, factory, "ad.zip", good()), Screen()
    creative = settled(desk, settings, screen, number)
    assert creative.state is CreativeState.CONFIRMED
    assert ("check.not_done", "html5.renderer") not in codes(creative)
    assert screen.asked == []


def test_what_could_not_be_shown_then_is_shown_by_the_job(
    desk: Desk, settings: Settings, factory: Factory
) -> None:
    blind = replace(desk, renderer=Screen(NotRendered("busy")))
    number, screen = pending(blind, factory, "ad.zip", good()), Screen()
    creative = settled(desk, settings, screen, number)
    assert (creative.state, len(screen.asked)) == (CreativeState.CONFIRMED, 1)
    assert [code for code, _ in codes(creative) if code == "check.not_done"] == []


def test_a_job_without_packages_starts_no_browser(
    desk: Desk, settings: Settings, factory: Factory
) -> None:
    number, screen = pending(desk, factory, "ad.jpg", files.jpg()), Screen()
    assert settled(desk, settings, screen, number).state is CreativeState.CONFIRMED
    assert screen.asked == []


def test_a_job_by_hand_is_given_who_shows_packages(
    tmp_path: Path,
    sqlite_template: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(sqlite_template, home / "adops.sqlite")
    look = Job("look", "* * * * *", lambda run: {"by": run.renderer and run.renderer.version})
    monkeypatch.setattr(context, "jobs", lambda: (*main.jobs(), look))
    monkeypatch.setattr(context, "renderer", lambda _settings: Screen())
    environment.load.cache_clear()
    run_job("look", as_json=True)
    environment.load.cache_clear()
    assert json.loads(capsys.readouterr().out) == {"": {"by": "test"}}
