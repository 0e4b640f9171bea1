"""`config/booking.yaml`: how long a hold lasts (rules.md §0)."""

from datetime import time
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from adops.catalog.strict import Strict, read_yaml
from adops.domain.booking import HoldTerms

MOST_WORKDAYS = 30


class _File(Strict):
    hold_workdays: int = Field(ge=1, le=MOST_WORKDAYS)
    hold_until: time


@lru_cache(maxsize=8)
def load_hold_terms(config: Path) -> HoldTerms:
    """Read once a process. Raises InputError with file and key."""
    found = read_yaml(config / "booking.yaml", _File)
    return HoldTerms(found.hold_workdays, found.hold_until)
