"""What is not at rest when the picture is taken is looked at again or unsure, never blamed."""

from dataclasses import replace

import pytest

from adops.catalog.checks import CheckConfig
from checks.work import House
from tests.checks.town import BLUE, LANDING, RED, SIZE, Town, at_slot, img
from tests.factories import Factory
from tests.site import ads
from tests.site.server import Answer, Site

SPIN = """<script>const spin = () => { const t = performance.now();
while (performance.now() - t < 700); setTimeout(spin, 30) }; setTimeout(spin, 0)</script>"""


@pytest.fixture
def town(house: House, site: Site, factory: Factory) -> Town:
    site.file("/blue.png", BLUE)
    return Town(house, site, factory)


@pytest.mark.parametrize("n", range(2))
def test_a_busy_frame_of_another_site_is_not_blamed(town: Town, site: Site, n: int) -> None:
    """Its process paints later than the page's, which does not wait for it: right, or unsure where
    it was too busy to answer at all."""
    site.file("/again.jpg", ads.jpeg(SIZE, quality=70), "image/jpeg")
    inner = f'<body style="margin:0"><a href="{site.url(LANDING)}"><img src="/again.jpg"></a>{SPIN}'
    site.routes["/frame"] = Answer(inner.encode())
    frame = f'<iframe src="{site.url("/frame", "localhost")}" width="300" height="100" '
    body = '<div style="height:2500px"></div>' + at_slot(frame + 'style="border:0"></iframe>')
    town.page(body)
    town.booking(town.slot(), BLUE)
    assert town.check().rows[0][0].result.value in {"ok", "unsure"}


def test_a_picture_that_failed_once_is_looked_at_again(town: Town, site: Site) -> None:
    site.routes["/once.png"] = lambda asked: (
        Answer(BLUE, "image/png") if asked.visit else Answer(status=503)
    )
    town.page(at_slot(img("/once.png")))
    town.booking(town.slot(), BLUE)
    assert town.check().rows[0][0].result.value == "ok"
    assert site.visits["/page"] == 2


def test_a_trouble_that_nothing_casts_doubt_on_costs_one_load(town: Town, site: Site) -> None:
    town.page(at_slot(img("/none.png")))
    town.booking(town.slot(), BLUE)
    assert town.check().rows[0][0].result.value == "broken"
    assert site.visits["/page"] == 1


def test_a_slot_that_a_late_script_fills_is_not_empty(town: Town, site: Site) -> None:
    """The script comes after the patience for an empty slot has ended."""
    fill = f"document.getElementById('ad').innerHTML = `{img('/blue.png')}`"
    site.routes["/fill.js"] = Answer(fill.encode(), "text/javascript", wait=2.0)
    town.page(at_slot("") + '<script async src="/fill.js"></script>')
    town.booking(town.slot(), BLUE)
    assert town.check().rows[0][0].result.value == "ok"


LAZY = """<div style="height:2500px"></div><script>addEventListener('scroll', () => {
clearTimeout(window.t); t = setTimeout(() => { const r = ad.getBoundingClientRect();
if (r.top < innerHeight && r.bottom > 0) ad.innerHTML = `%s` }, 250) })</script>"""


@pytest.mark.parametrize(("visits", "result"), [(12.0, "ok"), (0.0, "unsure")])
def test_a_slot_that_nobody_went_to_is_not_blamed(
    town: Town, config: CheckConfig, visits: float, result: str
) -> None:
    """Its loader looks where a reader stands when there was no time left to go there."""
    seconds = config.seconds.model_copy(update={"visits": visits})
    town.house = replace(town.house, config=config.model_copy(update={"seconds": seconds}))
    town.page(LAZY % img("/blue.png") + at_slot(""))
    town.booking(town.slot(), BLUE)
    look = town.check().rows[0][0]
    assert look.result.value == result
    codes = [told["code"] for told in look.findings]
    assert codes == ([] if result == "ok" else ["check.loading_unread"])


def test_a_link_says_nothing_of_the_ad_that_came_after_it(town: Town, site: Site) -> None:
    """The slot never rests: each of its ads has a link of its own, one leads astray."""
    site.file("/red.png", RED)
    astray, right = img("/blue.png", "/elsewhere"), img("/red.png")
    turn = (
        f"let n = 0; setInterval(() => {{ ad.innerHTML = [`{astray}`, `{right}`][n++ % 2] }}, 40)"
    )
    town.page(at_slot(astray) + f"<script>{turn}</script>")
    slot = town.slot(rotations=2)
    town.booking(slot, BLUE)
    town.booking(slot, RED)
    look, _, ((blue, _), _) = town.check().rows[0]
    assert look.result.value in {"unsure", "wrong_link"}
    assert blue.delivered.value != "yes"
