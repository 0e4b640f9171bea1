"""Mends what a machine can of a creative's files, and has the result reviewed (rules.md §5)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from adops.domain.creative import CreativeFacts, InspectBounds, ReviewTerms, claimed_by_name
from adops.domain.finding import Finding, Verdict
from adops.domain.mending import Mended, MendedFile, MendOrder, MendTerms
from adops.domain.slot import SlotSpec
from adops.inspect.creative import inspect
from adops.rules.mending import file_verdict, mended_name, offerable, orders

Files = Mapping[str, CreativeFacts]
Judge = Callable[[Files], tuple[Finding, ...]]


@dataclass(frozen=True)
class Mender:
    """What mending goes by: the numbers of the review and its own, the bounds of inspection."""

    review: ReviewTerms
    terms: MendTerms
    bounds: InspectBounds


@dataclass(frozen=True)
class Made:
    """A mended file with its bytes."""

    file: MendedFile
    content: bytes


def mended(
    mender: Mender, contents: Mapping[str, bytes], files: Files, spec: SlotSpec, judge: Judge
) -> tuple[Made, ...]:
    """The mended files that may be offered; none where the creative would be refused with them.

    `contents` are the bytes of `files`; `judge` is the review that the creative goes through.
    """
    wanted = orders(files, spec, judge(files), review=mender.review, terms=mender.terms)
    tried = [_made(mender, contents[one.part], files[one.part], one) for one in wanted]
    made = [one for one in tried if one is not None]
    if not made:
        return ()
    findings = judge({**files, **{one.file.part: one.file.facts for one in made}})
    return tuple(
        replace(one, file=replace(one.file, verdict=file_verdict(findings, one.file.part)))
        for one in made
        if offerable(findings, one.file.part)
    )


def _made(mender: Mender, content: bytes, facts: CreativeFacts, order: MendOrder) -> Made | None:
    found = _mended(content, facts.format or "", order, mender.terms)
    if found is None:
        return None
    name = mended_name(facts.name, found.format, claimed_by_name(facts.name))
    measured = inspect(found.content, name=name, bounds=mender.bounds)
    file = MendedFile(
        part=order.part,
        facts=measured,
        quality=found.quality,
        similarity=found.similarity,
        mends=found.mends,
        verdict=Verdict.PASS,  # until it is reviewed
    )
    return Made(file, found.content)


def _mended(content: bytes, kind: str, order: MendOrder, terms: MendTerms) -> Mended | None:
    from adops.inspect.mend import mend  # numpy and the colour profiles are slow to import

    try:
        return mend(content, kind, order, terms=terms)
    except Exception:  # what Pillow read once may still be too odd for it to convert or write
        return None
