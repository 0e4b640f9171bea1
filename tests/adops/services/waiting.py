"""Two at once, in the order that a test wants."""

from collections.abc import Callable
from threading import Thread

from sqlalchemy import text
from sqlmodel import Session

from adops.db import Database
from adops.errors import AdopsError


def wait_for_a_waiter(db: Database) -> None:
    """Until PostgreSQL holds somebody up; SQLite lets one writer in at a time anyway."""
    waiting = text("select count(*) from pg_locks where not granted")
    with db.engine.connect() as connection:
        while not db.is_sqlite and not connection.execute(waiting).scalar():
            connection.rollback()


def behind(db: Database, first: Callable[[Session], object], second: Callable[[], object]) -> str:
    """The second begins once the first has written, and ends after it: how the second ended."""
    ended: list[str] = []

    def run() -> None:
        try:
            second()
        except AdopsError as error:
            ended.append(error.code)
        except Exception as error:
            ended.append(type(error).__name__)
        else:
            ended.append("done")

    thread = Thread(target=run, daemon=True)
    with db.write() as session:
        first(session)
        thread.start()
        wait_for_a_waiter(db)
    thread.join(60)
    return ended[0]
