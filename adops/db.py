"""Engine, transactions and column types. The only file that knows a dialect or commits.

`read()` is a deferred transaction that is rolled back, `write()` an immediate one that commits when
its block ends well; there is no third. Neither is open while a browser, a mailbox or a disk works.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, DateTime, Engine, String, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    DataError,
    DBAPIError,
    InterfaceError,
    OperationalError,
)
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session

from adops.errors import InputError, OutsideError

E = TypeVar("E", bound=StrEnum)

KINDS = ("sqlite:///", "postgresql+psycopg://")
BUSY_TIMEOUT_MS = 20_000
CHAIN_LOCK = 7_202_611


class UtcDateTime(TypeDecorator[datetime]):
    """Stores UTC, gives back aware datetimes; refuses naive ones."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a stored instant needs a time zone")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


class Word(TypeDecorator[E], Generic[E]):
    """A StrEnum kept as its value in a string column."""

    impl = String(32)
    cache_ok = True

    def __init__(self, kind: type[E]) -> None:
        super().__init__()
        self.kind = kind

    def process_bind_param(self, value: E | None, dialect: Any) -> str | None:
        return None if value is None else str(self.kind(value).value)

    def process_result_value(self, value: str | None, dialect: Any) -> E | None:
        return None if value is None else self.kind(value)


def word(kind: type[StrEnum]) -> Any:
    """The column type of a StrEnum, as SQLModel's `sa_type` takes it."""
    return Word(kind)


class Database:
    """One database: `sqlite:///…` or `postgresql+psycopg://…`; another URL is InputError
    `settings.invalid`. Nothing is made or opened before it is needed."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.is_sqlite = url.startswith("sqlite")
        self.engine = self._engine(url)
        self._immediate = self.engine.execution_options(adops_immediate=True)

    def _engine(self, url: str) -> Engine:
        _require_url(url)
        if not self.is_sqlite:
            return create_engine(url, pool_pre_ping=True)
        engine = create_engine(url, connect_args={"check_same_thread": False})
        event.listen(engine, "do_connect", self._make_folder)
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine

    @property
    def file(self) -> Path:
        """Where a SQLite database lies."""
        return Path(self.url.removeprefix("sqlite:///"))

    def _make_folder(self, *_given: Any) -> None:
        try:
            self.file.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise OutsideError("database.unreachable", why=f"{self.file}: {error}") from error

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction that only reads; anything written in it is dropped.

        This and `write` raise InputError `value.unstorable`, OutsideError `database.unreachable`.
        """
        with named_trouble(), Session(self.engine, expire_on_commit=False) as session:
            try:
                yield session
            finally:
                session.expunge_all()  # what was read stays readable
                session.rollback()

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction that commits at the end of its block and rolls back on any error."""
        with named_trouble(), Session(self._immediate, expire_on_commit=False) as session:
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    @contextmanager
    def alone(self, what: str, number: int) -> Iterator[bool]:
        """Whether nobody else is at that thing; until the block or its process ends, killed or not,
        it is ours. No transaction: a locked file beside SQLite, PostgreSQL's advisory lock."""
        taken = self._file_lock if self.is_sqlite else self._advisory_lock
        with taken(what, number) as mine:
            yield mine

    @contextmanager
    def _file_lock(self, what: str, number: int) -> Iterator[bool]:
        path = Path(f"{self.file}.{what}-{number}.lock")
        with path.open("w") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                # the one before may have removed the file between our two steps
                mine = os.path.samestat(path.stat(), os.fstat(handle.fileno()))
            except (BlockingIOError, FileNotFoundError):
                mine = False
            try:
                yield mine
            finally:
                if mine:
                    path.unlink(missing_ok=True)

    @contextmanager
    def _advisory_lock(self, what: str, number: int) -> Iterator[bool]:
        given = {"what": what, "number": number}
        engine = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            take = text("select pg_try_advisory_lock(hashtext(:what), :number)")
            mine = bool(connection.execute(take, given).scalar())
            try:
                yield mine
            finally:
                if mine:
                    give = text("select pg_advisory_unlock(hashtext(:what), :number)")
                    connection.execute(give, given)

    def ping(self) -> None:
        """Raises OutsideError `database.unreachable`."""
        with named_trouble(), self.engine.connect() as connection:
            connection.execute(text("select 1"))

    def close(self) -> None:
        """Gives every connection back."""
        self.engine.dispose()


@contextmanager
def named_trouble() -> Iterator[None]:
    """What no column can hold (a NUL in a text, a number of too many digits) is bad input, the same
    on both databases: InputError `value.unstorable`. A database that is away, locked for too long
    or none at all is OutsideError `database.unreachable`."""
    try:
        yield
    except (DataError, OverflowError) as error:
        raise InputError("value.unstorable") from error
    except (OperationalError, InterfaceError) as error:
        raise _unreachable(error) from error
    except DatabaseError as error:
        if type(error) is not DatabaseError:  # a broken constraint is for who broke it
            raise
        raise _unreachable(error) from error


def _unreachable(error: DBAPIError) -> OutsideError:
    return OutsideError("database.unreachable", why=" ".join(str(error.orig).split()))


def _require_url(url: str) -> None:
    try:
        make_url(url)
    except (ArgumentError, ValueError):
        known = False
    else:
        known = url.startswith(KINDS)
    if not known:  # the URL itself may hold a password
        kinds = " | ".join(f"{kind}…" for kind in KINDS)
        raise InputError("settings.invalid", name="ADOPS_DATABASE_URL", why=kinds)


def lock_log(session: Session) -> None:
    """Serialises writers of the log's chain until the transaction ends.

    SQLite's immediate transaction already does; PostgreSQL takes an advisory lock.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.connection().execute(
            text("select pg_advisory_xact_lock(:key)"), {"key": CHAIN_LOCK}
        )


def _prepare_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    # a commit outlives a power cut: a mail whose claim was lost would leave twice
    cursor.execute("PRAGMA synchronous=FULL")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    immediate = connection.get_execution_options().get("adops_immediate", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")
