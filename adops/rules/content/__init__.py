"""Words against the advertising law: what is met, what it weighs, what is decided (rules.md §5)."""

from adops.rules.content.decide import (
    findings_of_hits,
    left_after_decisions,
    not_read,
    undecided,
)
from adops.rules.content.must_show import MustShow, must_show
from adops.rules.content.scan import scan

__all__ = [
    "MustShow",
    "findings_of_hits",
    "left_after_decisions",
    "must_show",
    "not_read",
    "scan",
    "undecided",
]
