"""How long, how fast and how often a picture may move (rules.md §5)."""

from collections.abc import Iterator

from adops.domain.creative import FOREVER, Animation, Code, ReviewCase
from adops.domain.finding import Finding, Severity


def animation(case: ReviewCase) -> Iterator[Finding]:
    """`animation.too_long`, `.too_fast`, `.loops`, `.flash` of each part that moves."""
    for part, facts in case.parts():
        if facts.animation is not None:
            for code, measured, allowed in _over(facts.animation, case):
                yield case.finding(
                    code,
                    Severity.NEEDS_APPROVAL,
                    measured=measured,
                    allowed=allowed,
                    where=part.part,
                )


def _over(moving: Animation, case: ReviewCase) -> Iterator[tuple[Code, int | float | str, int]]:
    """What is over its bound, with what was measured and what is allowed.

    Frames a second are shown with two decimals; the comparison is of what was measured.
    """
    named = case.spec.max_seconds
    seconds = case.terms.seconds if named is None else named
    if moving.milliseconds > seconds * 1000:
        yield Code.ANIMATION_TOO_LONG, moving.seconds, seconds
    if moving.fps > case.terms.fps:
        yield Code.ANIMATION_TOO_FAST, round(moving.fps, 2), case.terms.fps
    most = case.spec.max_loops
    if most is not None and (moving.plays == FOREVER or moving.plays > most):
        yield Code.ANIMATION_LOOPS, moving.plays or "forever", most
    if moving.flashes > case.terms.flashes:
        yield Code.ANIMATION_FLASH, moving.flashes, case.terms.flashes
