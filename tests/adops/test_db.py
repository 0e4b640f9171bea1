"""Transactions and column types, on both databases."""

import threading
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from sqlmodel import select

from adops.db import Database
from adops.errors import InputError
from adops.models import JobRun, Person, Station
from tests.factories import Factory

EAST = timezone(timedelta(hours=8))


def job(period: str, due: datetime) -> JobRun:
    return JobRun(job="t", period=period, due_at=due, started_at=due)


def test_instants_come_back_aware_and_in_utc(db: Database) -> None:
    with db.write() as session:
        session.add(job("a", datetime(2026, 11, 20, 15, tzinfo=EAST)))
    with db.read() as session:
        assert session.exec(select(JobRun)).one().due_at == datetime(2026, 11, 20, 7, tzinfo=UTC)


def test_a_naive_instant_is_refused(db: Database) -> None:
    with pytest.raises(Exception, match="time zone"), db.write() as session:
        session.add(job("a", datetime(2026, 11, 20, 15)))


@pytest.mark.parametrize("fen", [3_000_000_000, 10**30])
def test_money_has_room_and_what_has_none_is_bad_input(
    db: Database, factory: Factory, fen: int
) -> None:
    def book() -> None:
        with db.write() as session:
            factory.booking(session, date(2026, 1, 1), date(2026, 1, 1), net_fen=fen)

    if fen < 2**63:
        book()
        return
    with pytest.raises(InputError) as error:
        book()
    assert error.value.code == "value.unstorable"


def test_a_failed_block_leaves_nothing(db: Database, factory: Factory) -> None:
    def interrupted() -> None:
        with db.write() as session:
            factory.stations(session)
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    with db.read() as session:
        assert session.exec(select(Station)).all() == []


def test_reading_never_keeps_what_was_written(db: Database, factory: Factory) -> None:
    with db.read() as session:
        factory.stations(session)
    with db.read() as session:
        assert session.exec(select(Station)).all() == []


def test_what_was_read_stays_readable(db: Database, factory: Factory) -> None:
    with db.write() as session:
        factory.stations(session)
    with db.read() as session:
        station = session.get(Station, "bj")
    assert station is not None
    assert station.name == "北京"


def test_writers_wait_for_each_other(db: Database, factory: Factory) -> None:
    """A second writer sees what the first wrote: none reads before the other has committed."""
    with db.write() as session:
        factory.person(session, staff_no="X", phone="0")
    begun = threading.Barrier(4)

    def add_one() -> None:
        begun.wait()
        with db.write() as session:
            query = select(Person).where(Person.staff_no == "X").with_for_update()
            person = session.exec(query).one()
            person.phone = str(int(person.phone) + 1)
            session.add(person)

    threads = [threading.Thread(target=add_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with db.read() as session:
        assert session.exec(select(Person.phone).where(Person.staff_no == "X")).one() == "4"


def test_a_commit_outlives_a_power_cut(sqlite: Database) -> None:
    with sqlite.read() as session:
        told = session.connection().exec_driver_sql("PRAGMA synchronous").scalar_one()
    assert told == 2, "FULL: in WAL, NORMAL may lose what was committed last"


def test_one_at_a_time_is_alone_with_a_thing(db: Database) -> None:
    other = Database(db.url)
    with db.alone("run", 1) as mine, other.alone("run", 1) as second, other.alone("run", 2) as two:
        assert (mine, second, two) == (True, False, True)
    with other.alone("run", 1) as after:
        assert after
    other.close()
