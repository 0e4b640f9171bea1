"""What hits weigh as findings, and what decisions leave of them (rules.md §5, Content)."""

from collections.abc import Iterable, Mapping

from adops.domain.content import HIT_CODE, OCR, Box, Hit, Ruling, Source
from adops.domain.creative import Code
from adops.domain.finding import Finding, Severity
from adops.rules.content.weight import severity_of

CLEARS_ALL = frozenset({Ruling.FALSE_ALARM, Ruling.EXCEPTION})


def findings_of_hits(hits: Iterable[Hit]) -> tuple[Finding, ...]:
    """One finding a hit that weighs anything; the same hit of one part again is the same finding.

    `measured` are the words as written, `allowed` the article, `where` copy, the picture's part or
    landing. A low hit is shown only and is no finding.
    """
    found: dict[tuple[str, str], Finding] = {}
    for hit in hits:
        severity = severity_of(hit.level, hit.basis, hit.category)
        if severity is None:
            continue
        where = hit.part if hit.source is Source.PICTURE else hit.source.value
        found.setdefault((hit.key, where), _finding(hit, severity, where))
    return tuple(found.values())


def not_read(part: str) -> Finding:
    """`check.not_done` for a picture whose words could not be read: no pass, and it blocks
    nothing."""
    return Finding(Code.CHECK_NOT_DONE.value, Severity.WARN, measured=OCR, where=part)


def left_after_decisions(
    findings: Iterable[Finding], rulings: Mapping[str, Ruling]
) -> tuple[Finding, ...]:
    """What the decisions leave, by key: 误报 and 例外 clear any severity, 举证放行 all but a
    reject, 改 nothing. A finding without a key is none of theirs."""
    return tuple(one for one in findings if not _is_cleared(one, rulings))


def undecided(findings: Iterable[Finding], rulings: Mapping[str, Ruling]) -> tuple[Finding, ...]:
    """Hits without a recorded decision: until then the creative is not confirmed."""
    return tuple(one for one in findings if one.key is not None and one.key not in rulings)


def _is_cleared(finding: Finding, rulings: Mapping[str, Ruling]) -> bool:
    ruling = rulings.get(finding.key) if finding.key is not None else None
    if ruling is Ruling.PROOF:
        return finding.severity is not Severity.REJECT
    return ruling in CLEARS_ALL


def _finding(hit: Hit, severity: Severity, where: str) -> Finding:
    return Finding(
        code=HIT_CODE.format(category=hit.category),
        severity=severity,
        measured=hit.words,
        allowed=hit.law,
        where=where,
        key=hit.key,
        also=hit.also,
        box=None if hit.box is None else _corners(hit.box),
    )


def _corners(box: Box) -> tuple[int, int, int, int]:
    return box.left, box.top, box.right, box.bottom
