"""`config/reasons.yaml`: reason codes of days not executed or not verified, and of late placements
(rules.md §7, §10)."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated

from pydantic import Field, StringConstraints, model_validator

from adops.catalog.strict import Strict, read_yaml

Code = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z_]*$", max_length=32)]


class Reason(Strict):
    """One code with its words; `note` asks for a sentence beside it, `late` says that it is one of
    a late placement too (rules.md §7)."""

    code: Code
    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)
    note: bool = False
    late: bool = False


class _File(Strict):
    reasons: tuple[Reason, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _once(self) -> "_File":
        codes = [reason.code for reason in self.reasons]
        twice = {code for code in codes if codes.count(code) > 1}
        if twice:
            raise ValueError(f"given twice: {', '.join(sorted(twice))}")
        return self


Reasons = Mapping[str, Reason]


@lru_cache(maxsize=8)
def load_reasons(config: Path) -> Reasons:
    """Reasons by code, in the file's order, read once. Raises InputError with file and key."""
    found = read_yaml(config / "reasons.yaml", _File).reasons
    return MappingProxyType({reason.code: reason for reason in found})
