"""Alembic's environment: the metadata of all tables, on the connection handed in."""

from typing import Any, Literal

from alembic import context
from sqlmodel import SQLModel

import adops.models  # noqa: F401
from adops.db import UtcDateTime, Word


def plain(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Our column types are written as what the database holds: history must not import code."""
    if kind == "type" and isinstance(thing, Word):
        return "sa.String(length=32)"
    if kind == "type" and isinstance(thing, UtcDateTime):
        return "sa.DateTime()"
    return False


connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=SQLModel.metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    render_item=plain,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
