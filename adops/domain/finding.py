"""What a review or a check finds, as data. Words for every code live in `adops.phrases`."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """How much a finding weighs (rules.md §5)."""

    WARN = "warn"
    NEEDS_APPROVAL = "needs_approval"
    REJECT = "reject"


class Verdict(StrEnum):
    """The worst severity left, or pass (rules.md §5)."""

    PASS = "pass"
    WARN = "warn"
    NEEDS_APPROVAL = "needs_approval"
    REJECT = "reject"

    @property
    def rank(self) -> int:
        """0 for pass to 3 for reject."""
        return tuple(Verdict).index(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """One finding: a stable code, its weight, what was measured and what is allowed.

    `measured` and `allowed` are numbers in bytes, px, seconds, frames a second or characters; sizes
    as "1000×90"; formats as their names. `where` names the part of the form or the place in the
    file; `item` the rate-card item (slot code and version) the limit comes from. A finding about
    words has the `key` that a decision names (and `also`, the key of the same words in the copy),
    and the `box` (left, top, right, bottom in px) where they stand on a picture.
    """

    code: str
    severity: Severity
    measured: int | float | str | None = None
    allowed: int | float | str | None = None
    where: str | None = None
    item: str | None = None
    key: str | None = None
    box: tuple[int, int, int, int] | None = None
    also: str | None = None

    def as_data(self) -> dict[str, Any]:
        """The JSON form; `also` where there is one."""
        data = asdict(self)
        return data if self.also else {name: data[name] for name in data if name != "also"}


def verdict_of(findings: Iterable[Finding]) -> Verdict:
    """The worst severity, pass when there is none (rules.md §5)."""
    found = (Verdict(finding.severity.value) for finding in findings)
    return max(found, key=lambda one: one.rank, default=Verdict.PASS)
