"""`config/month.yaml`: when a month is due (rules.md §10)."""

from datetime import time
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from adops.catalog.strict import Strict, read_yaml
from adops.domain.month import MonthTerms

FEWEST_WORKDAYS = 15  # of a month, Spring Festival included: a later one might not exist


class _File(Strict):
    due_workday: int = Field(ge=1, le=FEWEST_WORKDAYS)
    due_at: time


@lru_cache(maxsize=8)
def load_month_terms(config: Path) -> MonthTerms:
    """Read once a process. Raises InputError with file and key."""
    found = read_yaml(config / "month.yaml", _File)
    return MonthTerms(found.due_workday, found.due_at)
