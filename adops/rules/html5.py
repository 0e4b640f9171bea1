"""May an HTML5 package be shown on a page (rules.md §5, `html5.*`)?"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from adops.domain.creative import FOREVER, Code, CreativeFacts, ReviewCase
from adops.domain.finding import Finding, Severity
from adops.domain.html5 import Html5Facts, NotRendered, Rendering
from adops.domain.slot import PartSpec

HTML5 = "html5"
SHOWN, LONGEST = 3, 80
NOT_ASKED = "renderer"
Value = int | float | str | None


@dataclass(frozen=True, slots=True)
class _Look:
    """One package, the part it is for, and what a browser showed of it, if it did."""

    facts: Html5Facts
    part: PartSpec
    case: ReviewCase
    rendering: Rendering | None


@dataclass(frozen=True, slots=True)
class _Found:
    """A finding but for the part and the item."""

    code: Code
    measured: Value = None
    allowed: Value = None
    severity: Severity = Severity.REJECT


def package(case: ReviewCase) -> Iterator[Finding]:
    """Everything about each part that is a ZIP, where the slot takes HTML5 at all."""
    if HTML5 not in case.spec.formats:
        return
    for part, facts in case.parts():
        for one in _asked(part, facts, case):
            yield case.finding(
                one.code,
                one.severity,
                measured=one.measured,
                allowed=one.allowed,
                where=part.part,
            )


def _asked(part: PartSpec, facts: CreativeFacts, case: ReviewCase) -> Iterator[_Found]:
    if facts.html5 is None:
        return
    shown = facts.html5.rendering
    look = _Look(facts.html5, part, case, shown if isinstance(shown, Rendering) else None)
    for question in QUESTIONS:
        yield from question(look)


def _archive(look: _Look) -> Iterator[_Found]:
    """What is wrong with the ZIP itself, before what is in it."""
    facts, terms = look.facts, look.case.terms.html5
    if facts.index is None:
        yield _Found(Code.HTML5_NO_INDEX)
    if facts.unsafe_paths:
        yield _Found(Code.HTML5_UNSAFE_PATH, few(facts.unsafe_paths))
    if facts.archive:
        yield _Found(Code.HTML5_UNSAFE_ARCHIVE, "|".join(facts.archive))
    if facts.entries > terms.entries:
        yield _Found(Code.HTML5_TOO_MANY, facts.entries, terms.entries)
    if facts.unpacked > terms.unpacked:
        yield _Found(Code.HTML5_TOO_LARGE, facts.unpacked, terms.unpacked)


def _files(look: _Look) -> Iterator[_Found]:
    """What is in it and does not belong there."""
    if look.facts.nested:
        yield _Found(Code.HTML5_NESTED, few(look.facts.nested))
    if look.facts.kinds:
        yield _Found(Code.HTML5_FILE_KIND, few(look.facts.kinds))


def _requests(look: _Look) -> Iterator[_Found]:
    """What it asks for, as read in its files and as a browser saw it."""
    shown = look.facts.rendering
    external = (*look.facts.external, *(shown.external if shown else ()))
    missing = (*look.facts.missing, *(shown.missing if shown else ()))
    if external:
        yield _Found(Code.HTML5_EXTERNAL, few(external))
    if missing:
        yield _Found(Code.HTML5_MISSING_FILE, few(missing))


def _behaviour(look: _Look) -> Iterator[_Found]:
    shown, told = look.rendering, look.facts.rendering
    forbidden = {*look.facts.forbidden, *(told.forbidden if told else ())}
    if forbidden:
        yield _Found(Code.HTML5_FORBIDDEN, "|".join(sorted(forbidden)))
    read = look.facts.is_read and look.facts.index is not None
    if read and not look.facts.click_tag and not (shown and shown.exits):
        yield _Found(Code.HTML5_NO_CLICK_TAG, severity=Severity.WARN)
    if shown and shown.errors:
        yield _Found(Code.HTML5_SCRIPT_ERROR, few(shown.errors), severity=Severity.WARN)


def _size(look: _Look) -> Iterator[_Found]:
    """`html5.ad_size` for what it says of itself, `html5.size` for what a browser shows.

    A page may leave the edge of its box unpainted where its ad.size names the whole box.
    """
    want = (look.part.width, look.part.height)
    said, shown = look.facts.ad_size, look.rendering
    if not look.part.width:
        return
    if said is not None and said != want:
        yield _Found(Code.HTML5_AD_SIZE, _px(said), _px(want))
    if shown is None:
        return
    larger = shown.extent[0] > want[0] or shown.extent[1] > want[1]
    smaller = not shown.blank and shown.painted != want and said != want
    if larger or smaller:
        yield _Found(Code.HTML5_SIZE, _px(shown.extent if larger else shown.painted), _px(want))
    if shown.blank:
        yield _Found(Code.HTML5_BLANK, severity=Severity.WARN)


def _animation(look: _Look) -> Iterator[_Found]:
    """As of a moving picture; only what is declared (CSS, Web Animations) can be measured."""
    shown, spec = look.rendering, look.case.spec
    if shown is None or not shown.run_ms:
        return
    seconds = look.case.terms.seconds if spec.max_seconds is None else spec.max_seconds
    if shown.run_ms > seconds * 1000:
        yield _approvable(Code.ANIMATION_TOO_LONG, shown.run_ms / 1000, seconds)
    most = spec.max_loops
    if most is not None and (shown.plays == FOREVER or shown.plays > most):
        yield _approvable(Code.ANIMATION_LOOPS, shown.plays or "forever", most)


def _done(look: _Look) -> Iterator[_Found]:
    """`check.not_done` for a package that could be shown and was not: never a pass."""
    if look.rendering is None and look.facts.can_be_shown:
        told = look.facts.rendering
        why = told.why if isinstance(told, NotRendered) else NOT_ASKED
        yield _Found(Code.CHECK_NOT_DONE, f"{HTML5}.{why}", severity=Severity.WARN)


QUESTIONS: tuple[Callable[[_Look], Iterable[_Found]], ...] = (
    _archive,
    _files,
    _requests,
    _behaviour,
    _size,
    _animation,
    _done,
)


def few(names: Iterable[str]) -> str:
    """The first different ones in one line, and how many more."""
    different = list(dict.fromkeys(names))
    shown = ", ".join(_short(name) for name in different[:SHOWN])
    more = len(different) - SHOWN
    return f"{shown} (+{more})" if more > 0 else shown


def _short(name: str) -> str:
    """Printable, and short enough for a sentence."""
    seen = "".join(letter if letter.isprintable() else "\ufffd" for letter in name)
    return seen if len(seen) <= LONGEST else f"{seen[: LONGEST - 1]}…"


def _approvable(code: Code, measured: Value, allowed: Value) -> _Found:
    return _Found(code, measured, allowed, Severity.NEEDS_APPROVAL)


def _px(size: tuple[int, int]) -> str:
    return f"{size[0]}×{size[1]}"
