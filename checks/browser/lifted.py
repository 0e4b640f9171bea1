"""What lies under another ad that was sold: that one is over it until its reader closes it, or it
goes by itself, so it is looked at again with that one away (checks.md, Observe)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any

from checks.browser.facts import wanted_of
from checks.frames import is_covered
from checks.probe import PageLoad, PageProbe, SlotFacts, SlotProbe


def covered_in(slots: Sequence[SlotFacts], *, floats: bool) -> frozenset[str]:
    """Codes of the slots that something lies over, of those that float or of the others."""
    return frozenset(one.code for one in slots if one.floats is floats and is_covered(one))


def lids(probe: PageProbe, slots: Sequence[SlotFacts], *, floats: bool) -> list[frozenset[str]]:
    """Codes of what may lie over them and does not stay: each alone, then all together. Of what
    floats all are away already when the others are looked at."""
    pairs = zip(probe.slots, slots, strict=True)
    found = [
        frozenset({asked.code})
        for asked, one in pairs
        if _is_passing(asked)
        if one.holds and one.hidden_by is None and (floats or not one.floats)
    ]
    return [*found, frozenset[str]().union(*found)] if len(found) > 1 else found


def deeper(probe: PageProbe, lid: frozenset[str], lit: frozenset[str]) -> list[frozenset[str]]:
    """And what came to light under the lid may be the next."""
    more = {one.code for one in probe.slots if one.code in lit and _is_passing(one)}
    return [lid | more] if more else []


def _is_passing(one: SlotProbe) -> bool:
    """Whether it was sold as what a reader closes, or what goes by itself."""
    return one.expected and (one.needs_close or one.passing)


def put_away(probe: PageProbe, lid: Collection[str], *, floats: bool) -> list[dict[str, Any]]:
    """What is asked of the fact script: the lid is away, and nothing else that floats, or that and
    all that floats."""
    each = ({**one, "loose": one["code"] in lid} for one in wanted_of(probe))
    return [one for one in each if one["loose"] or not floats]


def brought_to_light(slots: Sequence[SlotFacts], codes: Collection[str]) -> frozenset[str]:
    """Those of them that a reader sees now, all their boxes."""
    return frozenset(
        one.code
        for one in slots
        if one.code in codes and one.found and not one.tucked
        if all(piece.hidden_by is None for piece in (one, *one.pieces))
    )


def apart(load: PageLoad, lit: Collection[str], lid: Collection[str]) -> PageLoad:
    """The picture of these alone, which says under what they lie."""
    slots = (
        replace(one, under=tuple(sorted(lid))) if one.code in lit else one for one in load.slots
    )
    return replace(load, slots=tuple(slots), lifted=tuple(sorted(lit)), apart=True)


def is_stuck(under: Collection[str], closing: Mapping[str, str], passing: Collection[str]) -> bool:
    """Whether what lies over it can't be closed: no reader comes to see it."""
    return any(closing.get(code) in {"none", "stays"} and code not in passing for code in under)
