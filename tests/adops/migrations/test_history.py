"""The history of the schema ends where the tables are, on both databases."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text
from sqlmodel import SQLModel

from adops import migrations
from adops.db import Database
from adops.domain.people import CONSOLE
from adops.errors import OutsideError
from adops.flows.house import make_home
from adops.models import Station
from adops.settings import Settings


def emptied(db: Database) -> Database:
    """The same database without its tables, as on a new machine."""
    SQLModel.metadata.drop_all(db.engine)
    with db.write() as session:
        session.connection().execute(text("drop table alembic_version"))
    return db


def test_the_migrations_make_exactly_the_tables(db: Database) -> None:
    assert migrations.upgrade(emptied(db))
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, SQLModel.metadata) == []
    assert migrations.upgrade(db) is False


@pytest.mark.parametrize(
    ("here", "code"),
    [
        pytest.param("0001", "database.old_schema", id="older"),
        pytest.param("9999", "database.newer_schema", id="of-a-later-adops"),
    ],
)
def test_another_schema_stops_with_a_sentence(db: Database, here: str, code: str) -> None:
    migrations.upgrade(emptied(db))
    with db.write() as session:
        session.connection().execute(
            text("update alembic_version set version_num = :here"), {"here": here}
        )
    with pytest.raises(OutsideError) as error:
        migrations.require_current(db)
    assert error.value.code == code
    assert error.value.facts == {"here": here, "needed": migrations.head()}


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'new' / 'adops.sqlite'}")
    with pytest.raises(OutsideError) as error:
        migrations.require_current(database)
    assert error.value.code == "database.old_schema"
    assert list(tmp_path.iterdir()) == []


def test_init_is_safe_to_repeat(settings: Settings) -> None:
    database = Database(settings.database)
    first = make_home(settings, database, by=CONSOLE)
    again = make_home(settings, database, by=CONSOLE)
    assert (first.migrated, first.stations) == (True, 5)
    assert (again.migrated, again.stations, again.backup) == (False, 0, None)
    with database.read() as session:
        assert session.get(Station, "bj") is not None
    database.close()


def test_an_unreachable_database_is_named(tmp_path: Path) -> None:
    database = Database("postgresql+psycopg://nobody@127.0.0.1:1/none")
    with pytest.raises(OutsideError) as error:
        database.ping()
    assert error.value.code == "database.unreachable"
