"""投放方式: who places a booking (rules.md §1; 一(一)1, 一(二)4(1))."""

from collections.abc import Mapping
from dataclasses import dataclass

from adops.domain.booking import Kind, Route
from adops.domain.region import EVERYWHERE, region_name, regions_named

HEAD_OFFICE = "hq"
CAPITAL = "北京"


@dataclass(frozen=True, slots=True)
class Placing:
    """The route, and the code of the station that places."""

    route: Route
    station: str


@dataclass(frozen=True, slots=True)
class NoPlacing:
    """Why nobody can be named: a code, and the regions it is about."""

    code: str
    regions: tuple[str, ...]


def placing(
    *,
    kind: Kind,
    sold_by: str,
    slot_station: str,
    regions: tuple[str, ...],
    cities: Mapping[str, str],
) -> Placing | NoPlacing:
    """Who places, from kind, slot and region. `cities`: a station's name → its code.

    A 新浪包版 goes by its region alone: 全国 (全流量) or 北京 → the head office, a city → that
    city's station. Everything else goes by the slot's station; a slot of the head office is placed
    there. **[decided]**
    """
    if kind is not Kind.SINA_PACKAGE:
        return _by_station(sold_by, slot_station)
    named = regions_named(regions)
    stations = {region_name(name): code for name, code in cities.items()}
    if not named:
        return NoPlacing("region.needed", ())
    if EVERYWHERE.intersection(named) or CAPITAL in named:
        return Placing(Route.HQ, HEAD_OFFICE)
    unknown = tuple(name for name in named if name not in stations)
    if unknown:
        return NoPlacing("region.no_station", unknown)
    if len(named) > 1:
        return NoPlacing("region.two_stations", named)
    return _by_station(sold_by, stations[named[0]])


def _by_station(sold_by: str, placed_by: str) -> Placing:
    if placed_by == sold_by:
        return Placing(Route.LOCAL, placed_by)
    return Placing(Route.HQ if placed_by == HEAD_OFFICE else Route.CROSS, placed_by)
