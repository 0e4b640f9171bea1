"""What is looked at again in the same ad day (checks.md; rules.md §7)."""

from collections import defaultdict
from datetime import date

from sqlmodel import Session

from adops.queries.checks import slots_not_right
from adops.queries.first_looks import not_seen_yet


def not_right_or_not_seen(session: Session, *, on: date) -> dict[str, list[str]]:
    """Codes of slots, by station: those that were not right, and those of which the ad day's start
    or swap was not seen: a look that saw what leaves was right until the swap was due."""
    found: dict[str, set[str]] = defaultdict(set)
    for some in (slots_not_right(session, on=on), not_seen_yet(session, on=on)):
        for station, codes in some.items():
            found[station].update(codes)
    return {station: sorted(codes) for station, codes in sorted(found.items())}
