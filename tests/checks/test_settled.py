"""What is not at rest when the picture is taken is looked at again or unsure, never blamed."""

import pytest

from checks.run import House
from tests.checks.town import BLUE, LANDING, SIZE, Town, at_slot
from tests.factories import Factory
from tests.site import ads
from tests.site.server import Answer, Site

SPIN = """<script>const spin = () => { const t = performance.now();
while (performance.now() - t < 700); setTimeout(spin, 30) }; setTimeout(spin, 0)</script>"""


@pytest.fixture
def town(house: House, site: Site, factory: Factory) -> Town:
    site.file("/blue.png", BLUE)
    return Town(house, site, factory)


@pytest.mark.parametrize("n", range(3))
def test_a_busy_frame_of_another_site_is_not_blamed(town: Town, site: Site, n: int) -> None:
    site.file("/again.jpg", ads.jpeg(SIZE, quality=70), "image/jpeg")
    inner = f'<body style="margin:0"><a href="{site.url(LANDING)}"><img src="/again.jpg"></a>{SPIN}'
    site.routes["/frame"] = Answer(inner.encode())
    frame = f'<iframe src="{site.url("/frame", "localhost")}" width="300" height="100" '
    body = '<div style="height:2500px"></div>' + at_slot(frame + 'style="border:0"></iframe>')
    town.page(body)
    town.booking(town.slot(), BLUE)
    look, _, bookings = town.check().rows[0]
    print(look.result, look.findings, bookings[0][0].similarity)
    assert look.result.value == "ok"
