"""The demo's creatives as files: what an agency would send for each order."""

from dataclasses import dataclass

from adops.demo.ads import draw_ad, draw_frames
from adops.demo.inventory import SLOTS
from adops.demo.orders import (
    HEAVY_APPROVED,
    HEAVY_REFUSED,
    HEAVY_SINA,
    IN_TIME,
    UNKNOWN_AD,
    Order,
)
from adops.demo.projects import project
from adops.demo.weigh import animated, at_most, exactly

KB = 1024
EXACT = {
    IN_TIME[0].key: 30 * KB,
    HEAVY_APPROVED.key: 38 * KB,
    HEAVY_REFUSED.key: 30 * KB + 1,
    HEAVY_SINA.key: 30 * KB + 1,
}
"""Weights in bytes: just within the limit; between it and 1.5 times it; one byte over 1.5 times;
one byte over a limit of Sina's."""
MILLISECONDS_A_FRAME = {
    ("xinghe", "PDPS000000047261"): 2000,
    ("qinghe", "LJ-HOME-AN01"): 2000,
    ("xinghe", "LJ-M-HOME-TL03"): 6000,
}
"""Animated ads of three frames; the last runs longer than the fifteen seconds that slots allow."""
FRAME_COUNT = 3
AS_PNG = frozenset({"LJ-HOME-B03", "SINA-FIN-JX"})


@dataclass(frozen=True, slots=True)
class Material:
    """A file as it would lie in somebody's mail."""

    name: str
    body: bytes


def material(order: Order) -> Material:
    """Drawn to the slot's size and within its limit, but for those that are too heavy."""
    house, slot = order.house, order.slot
    limit = slot.max_kb * KB
    pause = MILLISECONDS_A_FRAME.get((order.slug, order.code))
    if pause:
        frames = draw_frames(house, slot.size, FRAME_COUNT, variant=order.variant)
        body = animated(frames, milliseconds=pause, loops=0, size=limit)
        return Material(f"{order.key}.gif", body)
    picture = draw_ad(house, slot.size, variant=order.variant)
    if order.key in EXACT:
        return Material(f"{order.key}.jpg", exactly(picture, "jpg", EXACT[order.key]))
    form = "png" if order.code in AS_PNG else "jpg"
    return Material(f"{order.key}.{form}", at_most(picture, form, limit))


def unknown_ad() -> Material:
    """The ad that nobody booked."""
    slug, code = UNKNOWN_AD
    slot = SLOTS[code]
    picture = draw_ad(project(slug), slot.size, variant=3)
    return Material(f"unknown-{code}.jpg", at_most(picture, "jpg", slot.max_kb * KB))
