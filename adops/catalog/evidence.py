"""`config/evidence.yaml`: how long evidence is kept, how much of it is verified a night, and by
when looks by hand are due (checks.md, Evidence; rules.md §9)."""

from datetime import time
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from adops.catalog.strict import Strict, read_yaml
from adops.domain.evidence import KeepTerms

EVIDENCE_FILE = "evidence.yaml"


class KeepRow(Strict):
    """The key `keep`. Three years are the law's (互联网广告管理办法 art. 14): more may be kept."""

    booking_years: int = Field(ge=3, le=30)
    other_days: int = Field(ge=31, le=3660)


class VerifyRow(Strict):
    """The key `verify`: how many files a night, and how many megabytes of them."""

    files: int = Field(ge=1, le=1_000_000)
    megabytes: int = Field(ge=1, le=10_000_000)


class EvidenceConfig(Strict):
    """The whole file."""

    keep: KeepRow
    verify: VerifyRow
    by_hand_until: time

    @property
    def terms(self) -> KeepTerms:
        """What the rule of retention takes."""
        return KeepTerms(self.keep.booking_years, self.keep.other_days)


@lru_cache(maxsize=8)
def load_evidence(config: Path) -> EvidenceConfig:
    """Read once a process. Raises InputError `config.…` naming file and key."""
    return read_yaml(config / EVIDENCE_FILE, EvidenceConfig)
