"""`config/tickets.yaml`: anomalies that become tickets, and where (rules.md §9; checks.md)."""

from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from adops.catalog.stations import load_stations
from adops.catalog.strict import Strict, read_yaml
from adops.errors import InputError

Word = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=128)]


class TicketsFile(Strict):
    """The whole file. `handlers` are names in MantisBT by 工号; `auto` are stations."""

    project: Word
    category: Word
    severity: str = ""
    handlers: dict[str, Word]
    auto: tuple[str, ...]
    page_days: int = Field(ge=1)
    retry_minutes: tuple[Annotated[int, Field(ge=1)], ...] = Field(min_length=1)
    doubt_minutes: int = Field(ge=2)
    search_pages: int = Field(ge=1, le=200)

    @property
    def doubt(self) -> timedelta:
        """So long an unfinished sending may take."""
        return timedelta(minutes=self.doubt_minutes)

    def pause(self, attempt: int) -> timedelta:
        """After that attempt, counted from 1; the last pause goes on for ever."""
        return timedelta(minutes=self.retry_minutes[min(attempt, len(self.retry_minutes)) - 1])


@lru_cache(maxsize=8)
def load_tickets(config: Path) -> TicketsFile:
    """Read once a process. Raises InputError `config.…` naming file and key."""
    path = config / "tickets.yaml"
    found = read_yaml(path, TicketsFile)
    known = {one.code for one in load_stations(config)}
    for code in found.auto:
        if code not in known:
            raise InputError("config.invalid", file=str(path), key="auto", why=f"no station {code}")
    return found
