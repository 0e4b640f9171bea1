"""How much a hit weighs as a finding (rules.md §5, Content)."""

from adops.domain.content import Basis, Category, Level
from adops.domain.finding import Severity

RANKS = {None: 0, Severity.WARN: 1, Severity.NEEDS_APPROVAL: 2, Severity.REJECT: 3}


def severity_of(level: Level, basis: str, category: str) -> Severity | None:
    """high → needs approval, with words of the law itself and not absolute → reject; medium → warn;
    low is shown only: None."""
    if level is Level.LOW:
        return None
    if level is Level.MEDIUM:
        return Severity.WARN
    by_law = basis == Basis.LAW_TEXT and category != Category.ABSOLUTE
    return Severity.REJECT if by_law else Severity.NEEDS_APPROVAL


def rank_of(level: Level, basis: str, category: str) -> int:
    """0 for shown only to 3 for reject."""
    return RANKS[severity_of(level, basis, category)]
