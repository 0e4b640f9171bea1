"""`config/execution.yaml`: when placing is advised, and when what is not live is a warning (§7)."""

from datetime import time
from functools import lru_cache
from pathlib import Path

from pydantic import model_validator

from adops.catalog.strict import Strict, read_yaml
from adops.domain.execution import ExecutionTerms
from adops.rules.execution import LATE_HOUR


class _File(Strict):
    advised_at: time
    warned_at: time

    @model_validator(mode="after")
    def _before_it_is_late(self) -> "_File":
        if self.warned_at >= time(LATE_HOUR):
            raise ValueError(f"warned_at {self.warned_at} is not before {LATE_HOUR}:00, when late")
        return self


@lru_cache(maxsize=8)
def load_execution_terms(config: Path) -> ExecutionTerms:
    """Read once a process. Raises InputError with file and key."""
    found = read_yaml(config / "execution.yaml", _File)
    return ExecutionTerms(found.advised_at, found.warned_at)
