"""What is looked at by hand, by whom, and what can be said (rules.md §9; checks.md, regions)."""

from collections.abc import Collection, Mapping

from adops.domain.by_hand import ANSWERS, Answered, Shows, Why
from adops.domain.region import EVERYWHERE, region_name, regions_named
from adops.domain.slot import Device
from adops.domain.states import Delivered, LookResult

OTHERS_TURN = frozenset({Shows.NOTHING, Shows.WRONG_CREATIVE})


def why_by_hand(
    device: Device, page_url: str, regions: Collection[str], here: Collection[str]
) -> Why | None:
    """Why a booking is looked at by a person: the slot is in an app, has no page, or the booking is
    aimed at cities that the machine does not look from (`here`); None: the check sees it."""
    if device is Device.APP:
        return Why.APP
    if not page_url:
        return Why.NO_PAGE
    return Why.GEO if is_elsewhere(regions, here) else None


def is_elsewhere(regions: Collection[str], here: Collection[str]) -> bool:
    """Whether none of the booking's regions is where the machine looks from, however they are
    spelt; without regions it is aimed anywhere."""
    aimed = regions_named(regions)
    if not aimed or not here or not EVERYWHERE.isdisjoint(aimed):
        return False
    return set(aimed).isdisjoint(regions_named(here))


def owed_by(
    why: Why, regions: Collection[str], *, cities: Mapping[str, str], placed: str, sold: str
) -> str:
    """The station whose AE looks: who places it; of a booking aimed elsewhere an AE of that city
    (`cities`: name → station), where no station is, who sold it."""
    if why is not Why.GEO:
        return placed
    stations = {region_name(name): code for name, code in cities.items()}
    there = (stations[region] for region in regions_named(regions) if region in stations)
    return next(there, sold or placed)


def answers_for(*, booked: bool) -> tuple[Shows, ...]:
    """What can be said of a slot with or without a booking."""
    return tuple(shows for shows, (_, told) in ANSWERS.items() if (told is not None) is booked)


def answered(shows: Shows, *, by_views: bool) -> Answered:
    """Result and `delivered` of what was said. Where a slot is sold by CPM, one that does not show
    this time is unsure (rules.md §8)."""
    if by_views and shows in OTHERS_TURN:
        return LookResult.UNSURE, Delivered.UNKNOWN
    return ANSWERS[shows]
