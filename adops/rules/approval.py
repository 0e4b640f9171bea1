"""What a special approval 创意特批 can clear (rules.md §6, 一(一)1(3)(4))."""

from collections.abc import Collection, Iterable

from adops.domain.finding import Finding, Severity, Verdict, verdict_of

CONTENT = "content."


def is_approvable(finding: Finding) -> bool:
    """Whether an approval can clear it: it needs one, and is not about words (rules.md §6)."""
    return finding.severity is Severity.NEEDS_APPROVAL and not finding.code.startswith(CONTENT)


def approvable(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What may be asked an approval for."""
    return tuple(finding for finding in findings if is_approvable(finding))


def left_after(findings: Iterable[Finding], approved: Collection[Finding]) -> tuple[Finding, ...]:
    """What is left once the findings of an approval are taken; what is not approvable stays.

    An approval is for the findings listed in it: the same code against another limit was never
    approved (rules.md §6).
    """
    listed = {what(finding) for finding in approved}
    return tuple(
        finding for finding in findings if not (is_approvable(finding) and what(finding) in listed)
    )


def still_clears(findings: Iterable[Finding], approved: Collection[Finding]) -> bool:
    """Whether what was approved clears all that these files need: a slot whose item changed does
    not take what was approved for another limit. Words are no matter of approvals."""
    left = [one for one in left_after(findings, approved) if not one.code.startswith(CONTENT)]
    return verdict_of(left).rank < Verdict.NEEDS_APPROVAL.rank


def what(finding: Finding) -> tuple[object, ...]:
    """What it is about, whichever item names the limit."""
    return finding.code, finding.where, finding.measured, finding.allowed
