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

from adops.db import Database, named_trouble
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
    """The database's revision; None for an empty one, and for none, which is not made."""
    if database.is_sqlite and not database.file.exists():
        return None
    with named_trouble(), database.engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def known(database: Database) -> str | None:
    """As `current`, of a history that this code knows. Raises OutsideError
    `database.newer_schema`, `database.unreachable`."""
    here = current(database)
    revisions = ScriptDirectory.from_config(_config()).walk_revisions()
    if here is not None and here not in {one.revision for one in revisions}:
        raise OutsideError("database.newer_schema", here=here, needed=head())
    return here


def upgrade(database: Database) -> bool:
    """Brings the schema to `head`; True when anything changed. Raises as `known`."""
    if known(database) == head():
        return False
    config = _config()
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return True


def require_current(database: Database) -> None:
    """Raises OutsideError `database.old_schema` naming both revisions, `database.newer_schema`,
    `database.unreachable`."""
    here = known(database)
    if here != head():
        raise OutsideError("database.old_schema", here=here or "-", needed=head())


def back_up_sqlite(database: Database, target: Path) -> Path:
    """Copies a SQLite database as it stands, consistent under WAL."""
    source = database.file
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
    return target
