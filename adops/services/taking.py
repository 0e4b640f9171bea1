"""What an import writes (interfaces.md): rows, each counted, and a line in the log for each that
differs from before.

Rows and lines go to the database many at a time: a sheet may have 10,000, and who else writes waits
until the last.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlmodel import Session, SQLModel

from adops.domain.people import Actor
from adops.domain.sheet import Outcome
from adops.services.acts import Line, log_all

Facts = dict[str, Any]


@dataclass
class _Change:
    name: str
    row: Any
    station: str
    before: Facts
    after: Facts


@dataclass
class Taking:
    """The rows of one sheet on their way into the tables."""

    session: Session
    outcome: Outcome
    by: Actor
    now: datetime
    _changes: list[_Change] = field(default_factory=list)

    def write(self, name: str, row: SQLModel, before: Facts, after: Facts, *, station: str) -> bool:
        """Keeps a row that differs: `before` is empty for a new one, else all that may differ.
        Whether it did."""
        changed = sorted(key for key in after if not before or after[key] != before.get(key))
        if not changed:
            return False
        was = {key: before.get(key) for key in changed} if before else {}
        self.session.add(row)
        self._changes.append(_Change(name, row, station, was, {key: after[key] for key in changed}))
        return True

    def count(self, *, new: bool, changed: bool) -> None:
        """One row of the sheet is done."""
        self.outcome.created += new
        self.outcome.updated += changed and not new
        self.outcome.unchanged += not changed and not new

    def finish(self) -> Outcome:
        """Writes what is left, and the lines of all rows in their order."""
        self.session.flush()
        lines = [
            Line(
                f"{one.name}.{'change' if one.before else 'create'}",
                f"{one.name}:{one.row.id}",
                one.station,
                one.before,
                one.after,
            )
            for one in self._changes
        ]
        log_all(self.session, lines, by=self.by, now=self.now)
        return self.outcome
