"""How heavy a file may be (rules.md §4, 一(二)2). Integer arithmetic only."""

from collections.abc import Iterator

from adops.domain.creative import Code, ReviewCase, ReviewTerms
from adops.domain.finding import Finding, Severity
from adops.domain.slot import Owner


def weight(case: ReviewCase) -> Iterator[Finding]:
    """One finding for each part over its limit; a part whose item names no limit has none."""
    for part, facts in case.parts():
        code = weigh(facts.size, limit=part.limit_bytes, owner=case.spec.owner, terms=case.terms)
        if code is not None:
            approvable = code is Code.SIZE_OVER_LIMIT
            yield case.finding(
                code,
                Severity.NEEDS_APPROVAL if approvable else Severity.REJECT,
                measured=facts.size,
                allowed=part.limit_bytes,
                where=part.part,
            )


def weigh(size: int, *, limit: int, owner: Owner, terms: ReviewTerms) -> Code | None:
    """`size` and `limit` in bytes (limit 0: none named). The cap itself may still be approved."""
    if limit <= 0 or size <= limit:
        return None
    if owner is Owner.SINA:
        return Code.SIZE_SINA_STRICT
    within_cap = terms.cap_den * size <= terms.cap_num * limit
    return Code.SIZE_OVER_LIMIT if within_cap else Code.SIZE_OVER_CAP


def cap_of(limit: int, terms: ReviewTerms) -> int:
    """The most bytes that may still be approved."""
    return limit * terms.cap_num // terms.cap_den
