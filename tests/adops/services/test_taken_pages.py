"""Who had a page in hand and was gone: a process that died let go of nothing (checks.md)."""

from typing import Any

import pytest

from adops.db import Database
from adops.domain.people import CONSOLE
from adops.domain.period import at
from adops.models import CheckPage
from adops.queries.failed_pages import times_lost
from adops.services.slot_checks import (
    PageRecord,
    ask_run,
    let_go_of_page,
    record_page,
    start_run,
    take_page,
)
from tests.conftest import FRIDAY
from tests.factories import Factory

NINE = at(FRIDAY, 9, 20)


@pytest.fixture
def taken(db: Database, factory: Factory) -> Any:
    """Takes the only page of a run; gives the attempt, and how many before it were lost."""
    with db.write() as session:
        slot = factory.slot(session)
        run = ask_run(session, station="bj", slot_codes=(), by=CONSOLE, now=NINE)
        pages = {slot.page_id: 1}
        start_run(session, run_id=run.id or 0, pages=pages, by=CONSOLE, now=NINE)
    assert run.id == 1 and slot.page_id == 1

    def take(worker: str = "here:1") -> tuple[int, int]:
        with db.write() as session:
            lost = times_lost(session, 1, 1)
            number = take_page(session, run_id=1, page_id=1, worker=worker, now=NINE)
            session.expire_all()
            assert number == 0 or session.get_one(CheckPage, 1).lost == lost
        return number, lost

    return take


def let_go(db: Database, worker: str) -> None:
    with db.write() as session:
        let_go_of_page(session, run_id=1, page_id=1, worker=worker)


def test_who_does_not_let_go_is_counted(db: Database, taken: Any) -> None:
    assert [taken(), taken(), taken()] == [(1, 0), (2, 1), (3, 2)]


def test_who_lets_go_is_not(db: Database, taken: Any) -> None:
    for number in range(1, 8):
        assert taken() == (number, 0)
        let_go(db, "here:1")
    assert taken() == (8, 0)


def test_only_who_has_it_lets_go_of_it(db: Database, taken: Any) -> None:
    taken("here:1")
    assert taken("there:2") == (2, 1)
    let_go(db, "here:1")
    assert taken("there:3") == (3, 2)


def test_what_is_recorded_is_let_go_of_by_nobody(db: Database, taken: Any) -> None:
    taken()
    with db.write() as session:
        record_page(session, run_id=1, record=PageRecord(1, (), 1.0, 1), by=CONSOLE, now=NINE)
    let_go(db, "here:1")
    with db.read() as session:
        row = session.get_one(CheckPage, 1)
        assert (row.state, row.worker, row.taken_at) == ("done", "here:1", NINE)
