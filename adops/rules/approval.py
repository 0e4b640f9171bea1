"""What a special approval 创意特批 can clear (rules.md §6, 一(一)1(3)(4))."""

from collections.abc import Collection, Iterable

from adops.domain.finding import Finding, Severity

CONTENT = "content."


def is_approvable(finding: Finding) -> bool:
    """Whether an approval can clear it: it needs one, and is not about words (rules.md §6)."""
    return finding.severity is Severity.NEEDS_APPROVAL and not finding.code.startswith(CONTENT)


def approvable(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What may be asked an approval for."""
    return tuple(finding for finding in findings if is_approvable(finding))


def left_after(findings: Iterable[Finding], approved_codes: Collection[str]) -> tuple[Finding, ...]:
    """What is left once the codes of an approval are taken; what is not approvable stays."""
    return tuple(
        finding
        for finding in findings
        if not (is_approvable(finding) and finding.code in approved_codes)
    )
