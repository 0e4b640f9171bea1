"""Where a person decides by eye what the machine is unsure of (checks.md, Results)."""

from collections.abc import Iterable

from adops.domain.finding import Finding
from adops.domain.states import Delivered, LookResult

GEO = "geo"


def is_by_eye(
    delivered: Delivered,
    *,
    contract_no: str,
    findings: Iterable[Finding],
    page_seen: bool,
    decided: bool,
) -> bool:
    """Whether a booking of a look may be decided by eye: the page was seen, and the look says
    neither yes nor no of the booking, or somebody said so before. What is aimed at another city
    can't be seen on a picture taken here: it is owed by hand from there (finding `geo`)."""
    if any(one.code == GEO and one.where == contract_no for one in findings):
        return False
    return page_seen and (delivered is Delivered.UNKNOWN or decided)


def seen_by_eye(result: LookResult, delivered: Iterable[Delivered]) -> bool | None:
    """What a look that was unsure has come to: every booking seen, one of them not; None while one
    is undecided, or where the machine was sure."""
    told = set(delivered)
    if result is not LookResult.UNSURE or not told or Delivered.UNKNOWN in told:
        return None
    return told == {Delivered.YES}
