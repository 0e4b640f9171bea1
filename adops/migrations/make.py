"""`python -m adops.migrations.make "message"`: writes the next revision from the tables."""

import sys
from tempfile import TemporaryDirectory

from alembic import command

from adops.db import Database
from adops.migrations import HERE, _config, upgrade


def main(message: str) -> None:
    """Upgrades an empty database, compares it with the tables, writes what differs."""
    with TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{folder}/empty.sqlite")
        upgrade(database)
        config = _config()
        with database.engine.connect() as connection:
            config.attributes["connection"] = connection
            command.revision(config, message=message, autogenerate=True, rev_id=_next())


def _next() -> str:
    newest = max((path.name[:4] for path in (HERE / "versions").glob("[0-9]*.py")), default="0")
    return f"{int(newest) + 1:04d}"


if __name__ == "__main__":
    main(sys.argv[1])
