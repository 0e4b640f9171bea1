"""What pages list costs the same number of queries at 1 and at 30 rows."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlmodel import Session

from adops.catalog.book import load_book
from adops.catalog.ledger import load_ledger
from adops.catalog.month import load_month_terms
from adops.db import Database
from adops.domain.people import Actor
from adops.domain.states import CreativeState
from adops.queries import creative_board
from adops.queries.month import MonthCatalog
from adops.queries.today import TodayCatalog, due_for
from adops.queries.today_by_hand import HandTerms
from adops.settings import Settings
from tests.factories import Factory, actor_for

CONFIG = Settings().config_dir
SATURDAY = date(2026, 11, 21)


def today(session: Session, by: Actor, factory: Factory) -> int:
    book = load_book(CONFIG)
    month = MonthCatalog(book.calendar, load_month_terms(CONFIG))
    catalog = TodayCatalog(book, load_ledger(CONFIG), month, HandTerms(("北京",), time(18)))
    return len(due_for(session, by=by, now=factory.now, catalog=catalog))


def board(session: Session, by: Actor, factory: Factory) -> int:
    return len(creative_board.board(session, by=by)[0])


def bookings(session: Session, by: Actor, factory: Factory) -> int:
    return len(creative_board.open_bookings(session, by=by, now=factory.now)[0])


@pytest.mark.parametrize("query", [today, board, bookings])
def test_thirty_rows_cost_what_one_costs(
    sqlite: Database, factory: Factory, query: Callable[[Session, Actor, Factory], int]
) -> None:
    with sqlite.write() as session:
        by = actor_for(factory.person(session))
        _with_creative(session, factory)
    few, first = _counted(sqlite, by, factory, query)
    with sqlite.write() as session:
        for _ in range(29):
            _with_creative(session, factory)
    many, cost = _counted(sqlite, by, factory, query)
    assert many >= few + 29
    assert cost == first


def _with_creative(session: Session, factory: Factory) -> None:
    booking = factory.booking(session, SATURDAY, SATURDAY + timedelta(days=5))
    factory.creative(session, booking, state=CreativeState.SUBMITTED)


def _counted(
    database: Database,
    by: Actor,
    factory: Factory,
    query: Callable[[Session, Actor, Factory], int],
) -> tuple[int, int]:
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        asked.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    with database.read() as session:
        rows = query(session, by, factory)
    event.remove(database.engine, "before_cursor_execute", note)
    return rows, len(asked)
