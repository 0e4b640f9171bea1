"""Two at once, in the order that a test wants."""

from sqlalchemy import text

from adops.db import Database


def wait_for_a_waiter(db: Database) -> None:
    """Until PostgreSQL holds somebody up; SQLite lets one writer in at a time anyway."""
    waiting = text("select count(*) from pg_locks where not granted")
    with db.engine.connect() as connection:
        while not db.is_sqlite and not connection.execute(waiting).scalar():
            connection.rollback()
