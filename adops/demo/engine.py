"""Fills the portal's programme with the demo's orders, right and wrong on purpose, and says what a
check of Friday must find."""

from collections import Counter
from collections.abc import Mapping

from adops.demo.inventory import PAGE_OF, SLOTS
from adops.demo.orders import (
    FRIDAY,
    LEFT_EMPTY,
    OCTOBER,
    RUNNING,
    STILL_UP,
    UNKNOWN_AD,
    Order,
    Trouble,
)
from adops.demo.portal import house_showing
from adops.demo.programme import Fault, Holder, Programme, Showing
from adops.demo.studio import Material
from adops.domain.period import Period
from adops.domain.states import LookResult

FAULTS = {
    Trouble.EMPTY: Fault.EMPTY,
    Trouble.MISSING: Fault.RENAMED,
    Trouble.HIDDEN: Fault.HIDDEN,
}
RESULTS = {
    Trouble.NONE: LookResult.OK,
    Trouble.OLD_CREATIVE: LookResult.WRONG_CREATIVE,
    Trouble.HOUSE_AD: LookResult.WRONG_CREATIVE,
    Trouble.WRONG_SIZE: LookResult.WRONG_SIZE,
    Trouble.BROKEN: LookResult.BROKEN,
    Trouble.WRONG_LINK: LookResult.WRONG_LINK,
    Trouble.EMPTY: LookResult.EMPTY,
    Trouble.MISSING: LookResult.MISSING,
    Trouble.HIDDEN: LookResult.HIDDEN,
    Trouble.PAGE_DOWN: LookResult.UNREACHABLE,
    Trouble.NO_CREATIVE: LookResult.UNSURE,
    Trouble.ELSEWHERE: LookResult.UNSURE,
}
HOLDERS = {"LJ-LP-TL01": Holder.FRAME, "LJ-LP-AN01": Holder.BACKGROUND}
OTHER_HOUSE = {"xinghe": "heyue"}
"""Where a wrong link leads instead."""
SHRUNK = (20, 17)
"""By how many px a wrong size is too small."""


def fill(programme: Programme, materials: Mapping[str, Material], stranger: Material) -> None:
    """`materials` by the key of their order; `stranger` is the ad that nobody booked."""
    for one in (*materials.values(), stranger):
        programme.files[one.name] = one.body
    for order in (*OCTOBER, *RUNNING):
        _air(programme, order, materials)
    left_empty, day = LEFT_EMPTY
    programme.spoil(left_empty.code, Period(day, day), Fault.EMPTY)
    friday = Period(FRIDAY, FRIDAY)
    forgotten, code = STILL_UP
    programme.air(code, Period(FRIDAY, FRIDAY), _showing(forgotten, materials[forgotten.key].name))
    slug, code = UNKNOWN_AD
    wide, high = SLOTS[code].size
    programme.air(code, friday, Showing(stranger.name, f"/lp/{slug}", wide, high))
    _fill_up_rotations(programme)


def expected_results() -> dict[str, LookResult]:
    """What the check of Friday must say of each of the sixty slots."""
    down = {PAGE_OF[order.code].path for order in RUNNING if order.trouble is Trouble.PAGE_DOWN}
    found = {
        code: LookResult.UNREACHABLE if PAGE_OF[code].path in down else LookResult.VACANT
        for code in SLOTS
    }
    found[STILL_UP[1]] = LookResult.EXPIRED
    found[UNKNOWN_AD[1]] = LookResult.UNSOLD
    found.update({order.code: RESULTS[order.trouble] for order in RUNNING})
    return found


def _air(programme: Programme, order: Order, materials: Mapping[str, Material]) -> None:
    own = materials[order.key].name
    wrong: dict[Trouble, Showing] = {
        Trouble.HOUSE_AD: house_showing(order.slot),
        Trouble.ELSEWHERE: house_showing(order.slot),
        Trouble.OLD_CREATIVE: _showing(OCTOBER[0], materials[OCTOBER[0].key].name),
        Trouble.BROKEN: _showing(order, f"gone-{own}"),
        Trouble.WRONG_LINK: _showing(order, own, leads_to=OTHER_HOUSE.get(order.slug)),
        Trouble.WRONG_SIZE: _showing(order, own, smaller=SHRUNK),
    }
    programme.air(order.code, order.days, wrong.get(order.trouble, _showing(order, own)))
    if order.trouble in FAULTS:
        programme.spoil(order.code, order.days, FAULTS[order.trouble])
    if order.trouble is Trouble.PAGE_DOWN:
        programme.take_down(PAGE_OF[order.code].path, order.days)


def _showing(
    order: Order, file: str, *, leads_to: str | None = None, smaller: tuple[int, int] = (0, 0)
) -> Showing:
    width, height = order.slot.size
    return Showing(
        file,
        f"/lp/{leads_to or order.slug}",
        width - smaller[0],
        height - smaller[1],
        order.house.name,
        HOLDERS.get(order.code, Holder.IMG),
    )


def _fill_up_rotations(programme: Programme) -> None:
    """What a rotation has not sold turns to the portal's own ad."""
    sold = Counter(order.code for order in RUNNING)
    for code, shares in sold.items():
        for _ in range(SLOTS[code].rotations - shares):
            programme.air(code, Period(FRIDAY, FRIDAY), house_showing(SLOTS[code]))
