"""What a machine can mend of a creative, and which mended file may be offered (rules.md §5).

Still pictures alone: too heavy, CMYK, turned by their EXIF. Animations, videos, AVIF, HTML5 and
words that are too long are only told how.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from adops.domain.creative import Code, CreativeFacts, ReviewTerms
from adops.domain.finding import Finding, Severity, Verdict, verdict_of
from adops.domain.mending import ENDINGS, Mend, MendOrder, MendTerms
from adops.domain.slot import Owner, PartSpec, SlotSpec
from adops.rules.approval import not_about_words
from adops.rules.size import cap_of, weigh

STILL = frozenset({*ENDINGS, "gif"})
HEAVY = frozenset({Code.SIZE_OVER_LIMIT, Code.SIZE_OVER_CAP, Code.SIZE_SINA_STRICT})
MENDED_WITH = frozenset(
    {
        *HEAVY,
        Code.IMAGE_CMYK,
        Code.FILE_TRAILING,
        Code.FORMAT_NOT_ALLOWED,
        Code.FORMAT_MISMATCH,
    }
)
"""What is gone from a file once it is mended; another format is never a reason of its own."""
UPRIGHT = 1


def orders(
    files: Mapping[str, CreativeFacts],
    spec: SlotSpec,
    findings: Sequence[Finding],
    *,
    review: ReviewTerms,
    terms: MendTerms,
) -> tuple[MendOrder, ...]:
    """What is to be mended, in the order of the form's parts; none where no mended file could pass.

    `findings` are those of the review of `files`.
    """
    found = (
        _order(part, files[part.part], spec, findings, review, terms)
        for part in spec.parts
        if part.part in files
    )
    return tuple(order for order in found if order is not None)


def can_be_mended(findings: Sequence[Finding], formats: Mapping[str, str]) -> bool:
    """Whether asking for a mended file may help, as far as the findings tell; `formats` of the
    parts that do not move."""
    codes = {Code.IMAGE_CMYK, *HEAVY}
    stays = any(
        one.severity is Severity.REJECT and one.code not in MENDED_WITH
        for one in not_about_words(findings)
    )
    return not stays and any(
        one.code in codes and formats.get(one.where or "") in STILL for one in findings
    )


def offerable(findings: Sequence[Finding], part: str) -> bool:
    """Whether a creative with these findings may be offered for its mended `part`: it is not
    refused, and the part needs no approval but for a weight within the cap. What is found of words
    is decided by itself, in whatever file they stand."""
    about_files = not_about_words(findings)
    return verdict_of(about_files) is not Verdict.REJECT and not any(
        one.severity is Severity.NEEDS_APPROVAL and one.code != Code.SIZE_OVER_LIMIT
        for one in about_files
        if one.where == part
    )


def file_verdict(findings: Iterable[Finding], part: str) -> Verdict:
    """The verdict of one file by itself."""
    return verdict_of(one for one in not_about_words(findings) if one.where == part)


def verdict_left(
    findings: Iterable[Finding], part: str, size: int, spec: SlotSpec, *, review: ReviewTerms
) -> Verdict:
    """As `file_verdict`, of a mended file of `size` bytes: by what was found of the original."""
    left = [one for one in findings if one.where == part and one.code not in MENDED_WITH]
    limit = next((one.limit_bytes for one in spec.parts if one.part == part), 0)
    code = weigh(size, limit=limit, owner=spec.owner, terms=review)
    if code is not None:
        approvable = code is Code.SIZE_OVER_LIMIT
        severity = Severity.NEEDS_APPROVAL if approvable else Severity.REJECT
        left.append(Finding(code, severity, size, limit, part))
    return file_verdict(left, part)


def mended_name(name: str, kind: str, claimed: str | None) -> str:
    """`banner.png` as a JPEG is `banner.jpg`; a name that `claimed` its format already stays."""
    if claimed == kind:
        return name
    stem = name.rpartition(".")[0] if claimed is not None else name
    return f"{stem or 'mended'}.{ENDINGS[kind]}"


def _order(
    part: PartSpec,
    facts: CreativeFacts,
    spec: SlotSpec,
    findings: Sequence[Finding],
    review: ReviewTerms,
    terms: MendTerms,
) -> MendOrder | None:
    mine = [one for one in findings if one.where == part.part]
    mends = tuple(_mends(facts, mine))
    formats = _formats(facts, spec)
    lost = any(one.severity is Severity.REJECT and one.code not in MENDED_WITH for one in mine)
    if not mends or not formats or lost or not _is_still(facts, terms):
        return None
    return MendOrder(part.part, mends, formats, _aims(part, mends, mine, spec, review))


def _mends(facts: CreativeFacts, findings: Iterable[Finding]) -> Iterator[Mend]:
    codes = {one.code for one in findings}
    if codes & HEAVY:
        yield Mend.WEIGHT
    if Code.IMAGE_CMYK in codes:
        yield Mend.CMYK
    if facts.orientation != UPRIGHT:
        yield Mend.ORIENTATION


def _formats(facts: CreativeFacts, spec: SlotSpec) -> tuple[str, ...]:
    allowed = [one for one in spec.formats if one in ENDINGS]
    return tuple(sorted(allowed, key=lambda one: one != facts.format))


def _is_still(facts: CreativeFacts, terms: MendTerms) -> bool:
    small = 0 < (facts.width or 0) * (facts.height or 0) <= terms.pixels
    return facts.format in STILL and facts.animation is None and facts.trouble is None and small


def _aims(
    part: PartSpec,
    mends: tuple[Mend, ...],
    findings: Iterable[Finding],
    spec: SlotSpec,
    review: ReviewTerms,
) -> tuple[int, ...]:
    """The limit, then the cap; a file that lies between the two gains nothing from the cap."""
    limit = part.limit_bytes
    between = mends == (Mend.WEIGHT,) and any(one.code == Code.SIZE_OVER_LIMIT for one in findings)
    if limit <= 0 or spec.owner is Owner.SINA or between:
        return (limit,)
    return limit, cap_of(limit, review)
