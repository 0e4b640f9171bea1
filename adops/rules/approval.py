"""What a special approval 创意特批 can clear (rules.md §6, 一(一)1(3)(4))."""

from collections.abc import Collection, Iterable

from adops.domain.finding import Finding, Severity, Verdict, verdict_of
from adops.domain.people import Actor
from adops.domain.slot import Owner

CONTENT = "content."


def is_approvable(finding: Finding) -> bool:
    """Whether an approval can clear it: it needs one, and is not about words (rules.md §6)."""
    return finding.severity is Severity.NEEDS_APPROVAL and not finding.code.startswith(CONTENT)


def approvable(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """What may be asked an approval for."""
    return tuple(finding for finding in findings if is_approvable(finding))


def decide_act(slot_owner: Owner) -> str:
    """Who places decides; of SINA slots the HQ AE (rules.md §6)."""
    return "approval.decide_sina" if slot_owner is Owner.SINA else "approval.decide"


def asked_it(by: Actor, *, asked_by: str, entered_by: str, by_mail: bool) -> bool:
    """Whether the person asked for it themselves: they do not decide it (rules.md §6). Without the
    mail there is nothing but the word of who entered it."""
    askers = {asked_by.lower()} | (set() if by_mail else {entered_by.lower()})
    return bool({by.staff_no.lower(), by.email.lower()} & (askers - {""}))


def left_after(findings: Iterable[Finding], approved: Collection[Finding]) -> tuple[Finding, ...]:
    """What is left once the findings of an approval are taken; what is not approvable stays.

    An approval is for the findings listed in it: the same code against another limit was never
    approved (rules.md §6).
    """
    listed = {what(finding) for finding in approved}
    return tuple(
        finding for finding in findings if not (is_approvable(finding) and what(finding) in listed)
    )


def not_about_words(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Without what a decision alone clears: an approval neither needs nor mends it."""
    return tuple(finding for finding in findings if not finding.code.startswith(CONTENT))


def still_clears(findings: Iterable[Finding], approved: Collection[Finding]) -> bool:
    """Whether what was approved clears all that these files need: a slot whose item changed does
    not take what was approved for another limit. Words are no matter of approvals."""
    left = not_about_words(left_after(findings, approved))
    return verdict_of(left).rank < Verdict.NEEDS_APPROVAL.rank


def what(finding: Finding) -> tuple[object, ...]:
    """What it is about, whichever item names the limit."""
    return finding.code, finding.where, finding.measured, finding.allowed
