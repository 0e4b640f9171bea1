"""The schema's history (Alembic) and the two questions asked of it: is it current, make it so.

An old schema stops `serve` with a sentence; `init` backs up before it migrates (interfaces.md).
"""

import sqlite3
from contextlib import closing
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from adops.db import Database
from adops.errors import OutsideError

HERE = Path(__file__).parent


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(HERE))
    return config


def head() -> str:
    """The newest revision this code knows."""
    return ScriptDirectory.from_config(_config()).get_current_head() or ""


def current(database: Database) -> str | None:
    """The database's revision; None for an empty one."""
    with database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(database: Database) -> bool:
    """Brings the schema to `head`; True when anything changed."""
    if current(database) == head():
        return False
    config = _config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


def require_current(database: Database) -> None:
    """Raises OutsideError `database.old_schema` naming both revisions."""
    database.ping()
    here = current(database)
    if here != head():
        raise OutsideError("database.old_schema", here=here or "-", needed=head())


def back_up_sqlite(database: Database, target: Path) -> Path:
    """Copies a SQLite database as it stands, consistent under WAL."""
    source = Path(database.url.removeprefix("sqlite:///"))
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    return target
