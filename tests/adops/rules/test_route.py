"""rules.md §1: who places, from slot, kind and region."""

import pytest

from adops.domain.booking import Kind, Route
from adops.rules.route import NoPlacing, Placing, placing

CITIES = {"北京": "bj", "上海": "sh", "广州": "gz", "天津": "tj", "总部": "hq"}
PACKAGE = Kind.SINA_PACKAGE


@pytest.mark.parametrize(
    ("kind", "sold_by", "slot_station", "regions", "expected"),
    [
        pytest.param(Kind.COMMERCIAL, "bj", "bj", (), Placing(Route.LOCAL, "bj"), id="own slot"),
        pytest.param(
            Kind.COMMERCIAL, "bj", "sh", ("北京",), Placing(Route.CROSS, "sh"), id="another's slot"
        ),
        pytest.param(
            Kind.MOBILE, "bj", "hq", (), Placing(Route.HQ, "hq"), id="a slot of the head office"
        ),
        pytest.param(
            Kind.COMMERCIAL,
            "sh",
            "sh",
            ("全国",),
            Placing(Route.LOCAL, "sh"),
            id="region is no package",
        ),
        pytest.param(
            PACKAGE, "sh", "hq", ("全国",), Placing(Route.HQ, "hq"), id="package, country"
        ),
        pytest.param(PACKAGE, "sh", "hq", ("全流量",), Placing(Route.HQ, "hq"), id="全流量"),
        pytest.param(
            PACKAGE, "sh", "sh", ("北京市",), Placing(Route.HQ, "hq"), id="package, Beijing"
        ),
        pytest.param(PACKAGE, "bj", "bj", ("北京",), Placing(Route.HQ, "hq"), id="sold by Beijing"),
        pytest.param(PACKAGE, "bj", "hq", ("上海",), Placing(Route.CROSS, "sh"), id="another city"),
        pytest.param(PACKAGE, "sh", "hq", ("上海",), Placing(Route.LOCAL, "sh"), id="own city"),
        pytest.param(
            PACKAGE, "sh", "hq", ("上海", "上海市"), Placing(Route.LOCAL, "sh"), id="one city twice"
        ),
        pytest.param(PACKAGE, "sh", "hq", (), NoPlacing("region.needed", ()), id="no region"),
        pytest.param(
            PACKAGE,
            "bj",
            "hq",
            ("成都",),
            NoPlacing("region.no_station", ("成都",)),
            id="no station",
        ),
        pytest.param(
            PACKAGE,
            "bj",
            "hq",
            ("上海", "广州"),
            NoPlacing("region.two_stations", ("上海", "广州")),
            id="two stations",
        ),
    ],
)
def test_placing(
    kind: Kind,
    sold_by: str,
    slot_station: str,
    regions: tuple[str, ...],
    expected: Placing | NoPlacing,
) -> None:
    found = placing(
        kind=kind, sold_by=sold_by, slot_station=slot_station, regions=regions, cities=CITIES
    )
    assert found == expected
