"""Is the file whole, of a kind the slot takes, and of its exact size (rules.md §5)?"""

from collections.abc import Iterator

from adops.domain.creative import (
    FLASH_FORMATS,
    TAKEN_FORMATS,
    VIDEO_FORMATS,
    Code,
    CreativeFacts,
    ReviewCase,
)
from adops.domain.finding import Finding, Severity
from adops.domain.slot import PartSpec


def parts(case: ReviewCase) -> Iterator[Finding]:
    """`part.missing` for each file that the form needs and that is not there.

    A text link's words may come as declared copy instead of a file.
    """
    for part in case.spec.parts:
        if part.optional:
            continue
        said_instead = case.takes_text and bool((case.copy or "").strip())
        if part.part not in case.files and not said_instead:
            yield case.finding(
                Code.PART_MISSING,
                Severity.REJECT,
                allowed=_px(part.width, part.height) if part.width else None,
                where=part.part,
            )


def whole(case: ReviewCase) -> Iterator[Finding]:
    """`file.empty`, `file.broken`, `file.bomb`: what the look at the bytes said."""
    for part, facts in case.parts():
        if facts.trouble is not None:
            yield case.finding(facts.trouble, Severity.REJECT, measured=facts.size, where=part.part)


def after_the_end(case: ReviewCase) -> Iterator[Finding]:
    """`file.trailing`: bytes behind the end of what is shown, of which nobody knows what they are.

    Measured in bytes.
    """
    for part, facts in case.parts():
        if facts.trailing:
            yield case.finding(
                Code.FILE_TRAILING, Severity.WARN, measured=facts.trailing, where=part.part
            )


def looked_at(case: ReviewCase) -> Iterator[Finding]:
    """`check.not_done`: measured names what of the file could not be looked at."""
    for part, facts in case.parts():
        if facts.not_done is not None:
            yield case.finding(
                Code.CHECK_NOT_DONE, Severity.WARN, measured=facts.not_done, where=part.part
            )


def format_taken(case: ReviewCase) -> Iterator[Finding]:
    """`format.unknown`, `format.obsolete` or `format.not_allowed`: by the bytes alone."""
    for part, facts in case.parts():
        if facts.trouble is Code.FILE_EMPTY:
            continue
        code = _refused(facts, case)
        if code is not None:
            yield case.finding(
                code,
                Severity.REJECT,
                measured=facts.format,
                allowed="|".join(case.spec.formats),
                where=part.part,
            )


def format_claimed(case: ReviewCase) -> Iterator[Finding]:
    """`format.mismatch`: measured is what the bytes are, allowed what name or type claimed."""
    for part, facts in case.parts():
        claims = (facts.named, facts.declared)
        wrong = [claim for claim in claims if claim and claim != facts.format]
        if facts.format is not None and wrong:
            yield case.finding(
                Code.FORMAT_MISMATCH,
                Severity.WARN,
                measured=facts.format,
                allowed=wrong[0],
                where=part.part,
            )


def dimensions(case: ReviewCase) -> Iterator[Finding]:
    """`size.wrong`, of a film `video.dimensions`: not exactly the part's size, as it is shown."""
    for part, facts in case.parts():
        if _wrong_size(part, facts):
            film = facts.format in VIDEO_FORMATS
            yield case.finding(
                Code.VIDEO_DIMENSIONS if film else Code.SIZE_WRONG,
                Severity.REJECT,
                measured=_px(facts.width, facts.height),
                allowed=_px(part.width, part.height),
                where=part.part,
            )


def colours(case: ReviewCase) -> Iterator[Finding]:
    """`image.cmyk`, which browsers show in wrong colours, and `image.blank`."""
    for part, facts in case.parts():
        if facts.cmyk:
            yield case.finding(
                Code.IMAGE_CMYK, Severity.REJECT, measured="CMYK", allowed="RGB", where=part.part
            )
        if facts.blank:
            yield case.finding(Code.IMAGE_BLANK, Severity.WARN, where=part.part)


def _refused(facts: CreativeFacts, case: ReviewCase) -> Code | None:
    if case.takes_text and facts.text is not None:
        return None
    if facts.format is None:
        return Code.FORMAT_UNKNOWN
    if facts.format in FLASH_FORMATS:
        return Code.FORMAT_OBSOLETE
    allowed = facts.format in case.spec.formats and facts.format in TAKEN_FORMATS
    return None if allowed else Code.FORMAT_NOT_ALLOWED


def _wrong_size(part: PartSpec, facts: CreativeFacts) -> bool:
    if not part.width or facts.width is None or facts.height is None:
        return False
    return (facts.width, facts.height) != (part.width, part.height)


def _px(width: int | None, height: int | None) -> str:
    return f"{width}×{height}"
