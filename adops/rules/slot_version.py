"""Dated versions of a slot's rate-card item: what may be entered, what no longer fits, and what
covers only a part of its booking (rules.md §8)."""

from collections.abc import Collection, Iterable
from datetime import date

from adops.domain.creative import TAKEN_FORMATS, Code
from adops.domain.finding import Finding, Severity, Verdict, verdict_of
from adops.domain.period import ONE_DAY
from adops.domain.slot import Item, PartSpec
from adops.errors import InputError, RuleError
from adops.rules.approval import left_after, what

MOST_PX, MOST_BYTES = 20_000, 1_000_000 * 1024
MOST_SECONDS, MOST_LOOPS, MOST_CHARACTERS = 3600, 1000, 1000


def require_ahead(valid_from: date, *, running: date) -> None:
    """A version is of days that have not begun. Raises RuleError `slot.version_past`."""
    if valid_from <= running:
        raise RuleError(
            "slot.version_past",
            valid_from=valid_from.isoformat(),
            earliest=(running + ONE_DAY).isoformat(),
        )


def require_item(item: Item, *, before: Item) -> None:
    """The form's parts, each with a size; formats that are known; limits above zero.

    Raises InputError `slot.parts`, `field.invalid` naming the field, RuleError
    `slot.version_unchanged`.
    """
    parts = [part.part for part in before.parts]
    if [part.part for part in item.parts] != parts:
        raise InputError("slot.parts", parts=parts)
    for part in item.parts:
        _require_part(part, least=0 if item.is_text else 1)
    unknown = sorted(set(item.formats) - TAKEN_FORMATS)
    if unknown or not item.formats or (item.is_text and len(item.formats) > 1):
        raise InputError("field.invalid", field="格式", value="|".join(unknown or item.formats))
    for field, value, most in (
        ("最长秒数", item.max_seconds, MOST_SECONDS),
        ("循环次数", item.max_loops, MOST_LOOPS),
        ("文字上限", item.text_limit, MOST_CHARACTERS),
    ):
        _require(field, 1 if value is None else value, 1, most)
    if item == before:
        raise RuleError("slot.version_unchanged")


def _require_part(part: PartSpec, *, least: int) -> None:
    _require("宽", part.width, least, MOST_PX)
    _require("高", part.height, least, MOST_PX)
    _require("大小上限", part.limit_bytes, 0, MOST_BYTES)


def _require(field: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        raise InputError("field.invalid", field=field, value=str(value))


def no_longer_fits(
    findings: Iterable[Finding], *, before: Iterable[Finding], approved: Collection[Finding]
) -> tuple[Finding, ...]:
    """What a new item refuses, or wants an approval for, and the one before did not."""
    known = {what(one) for one in before}
    return tuple(
        one
        for one in left_after(findings, approved)
        if one.severity is not Severity.WARN and what(one) not in known
    )


def not_covered(
    found: tuple[Finding, ...], later: Iterable[tuple[date, str, tuple[Finding, ...]]]
) -> tuple[Finding, ...]:
    """Later versions in its booking that a creative does not fit, as warnings: the booking needs a
    creative for each. `later`: first day, item and findings by it. None where it is refused anyway.
    """
    if verdict_of(found) is Verdict.REJECT:
        return ()
    return tuple(
        Finding(
            Code.VERSION_NOT_COVERED.value,
            Severity.WARN,
            measured=valid_from.isoformat(),
            allowed=item,
            item=item,
        )
        for valid_from, item, findings in later
        if no_longer_fits(findings, before=found, approved=())
    )
