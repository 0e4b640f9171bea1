"""Tests of the schema have a database of their own, which they may spoil."""

import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from adops.db import Database
from adops.migrations import upgrade
from tests.conftest import administer, named


@pytest.fixture(params=["sqlite", "postgres"])
def db(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database with every table, once of each kind."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'adops.sqlite'}"
    else:
        server = request.getfixturevalue("postgres")
        name = f"t_{uuid.uuid4().hex[:12]}"
        administer(server, f"CREATE DATABASE {name}")
        url = named(server, name)
    database = Database(url)
    upgrade(database)
    yield database
    database.close()
    if request.param == "postgres":
        administer(server, f"DROP DATABASE {name} WITH (FORCE)")
