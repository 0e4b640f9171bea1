"""One picture that stands in several files side by side, as old pages were cut (切图). Pure."""

from collections.abc import Sequence
from dataclasses import replace

from checks.probe import Box, Holder, SlotFacts

FITS = 0.02


def joined(facts: SlotFacts, width: int, height: int) -> SlotFacts:
    """The slot with one holder instead of its slices, where they have together the size that was
    sold (CSS px), which the largest has not; else as it is. Its address is all of theirs."""
    main = facts.main
    slices = [one for one in facts.holders if one.kind == "img" and one.visible and one.box.area]
    if main is None or main not in slices or len(slices) < 2 or facts.frames:
        return facts
    whole = _around(slices)
    urls = " ".join(one.url for one in slices)
    one = replace(main, url=urls, box=whole, outer=whole, natural=(0, 0), poster="")
    if main.fits(width, height) or not one.fits(width, height):
        return facts
    if not _is_filled(whole, slices) or any(each.state != "ok" for each in slices):
        return facts
    return replace(facts, main=one, ad_box=whole)


def _around(slices: Sequence[Holder]) -> Box:
    left, top = min(one.box.x for one in slices), min(one.box.y for one in slices)
    right = max(one.box.x + one.box.width for one in slices)
    bottom = max(one.box.y + one.box.height for one in slices)
    return Box(left, top, right - left, bottom - top)


def _is_filled(whole: Box, slices: Sequence[Holder]) -> bool:
    """Without gaps, and none over another."""
    covered = sum(one.box.area for one in slices)
    apart = not any(_meet(a.box, b.box) for n, a in enumerate(slices) for b in slices[:n])
    return apart and abs(covered - whole.area) <= FITS * whole.area


def _meet(a: Box, b: Box) -> bool:
    across = min(a.x + a.width, b.x + b.width) - max(a.x, b.x)
    down = min(a.y + a.height, b.y + b.height) - max(a.y, b.y)
    return across > 1 and down > 1
