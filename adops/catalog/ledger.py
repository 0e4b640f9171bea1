"""`config/ledger.yaml`: when Friday's ledger is cut (rules.md §6)."""

from dataclasses import dataclass
from datetime import time
from pathlib import Path

from pydantic import Field

from adops.catalog.calendar import load_calendar
from adops.catalog.strict import Strict, read_yaml
from adops.domain.calendar import Calendar
from adops.domain.ledger import LedgerTerms


class LedgerFile(Strict):
    """The whole file; `weekday` counts from 1 Monday."""

    weekday: int = Field(ge=2, le=7)
    cut: time


@dataclass(frozen=True, slots=True)
class LedgerCatalog:
    """What a ledger's window is worked out with."""

    calendar: Calendar
    terms: LedgerTerms


def load_ledger(config: Path) -> LedgerCatalog:
    """Raises InputError `config.…` naming file and key."""
    found = read_yaml(config / "ledger.yaml", LedgerFile)
    return LedgerCatalog(load_calendar(config), LedgerTerms(found.weekday - 1, found.cut))
