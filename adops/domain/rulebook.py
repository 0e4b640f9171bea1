"""What the acts need of the config, read once and handed in."""

from collections.abc import Callable
from dataclasses import dataclass, field

from adops.domain.booking import HoldTerms
from adops.domain.calendar import Calendar
from adops.domain.content import Lexicon
from adops.domain.creative import ReviewTerms
from adops.domain.deadline import DeadlineTerms
from adops.domain.execution import ExecutionTerms


@dataclass(frozen=True)
class RuleBook:
    """Calendar and numbers of the rules; `lexicon` gives the list of terms that holds for a
    station; `allow_hosts` may be linked to although private."""

    calendar: Calendar
    deadline: DeadlineTerms
    review: ReviewTerms
    lexicon: Callable[[str], Lexicon]
    hold: HoldTerms
    execution: ExecutionTerms
    allow_hosts: frozenset[str] = field(default_factory=frozenset)
