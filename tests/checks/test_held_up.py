"""A script that is never answered holds up what comes after it in its page, and costs nobody who
can be seen by then his result (checks.md, `unreachable`)."""

from typing import Any

import pytest

from adops.domain.page_steps import PageStep, StepKind
from checks.work import House
from tests.checks.town import BLUE, RED, Town, at_slot, img
from tests.factories import Factory
from tests.site.server import Answer, Site

DEAD, DEFERRED = '<script src="/dead.js"></script>', '<script defer src="/dead.js"></script>'
AD, WRONG = at_slot(img("/ad.png")), at_slot(img("/red.png"))
FILLED = f"document.getElementById('ad').innerHTML = `{img('/ad.png')}`"
FILL, LATER = f"<script>{FILLED}</script>", "<script defer src='/fill.js'></script>"
LAYER = '<p id=layer onclick="sessionStorage.x = 1; this.remove()">同意</p>'


@pytest.fixture
def town(house: House, site: Site, factory: Factory) -> Town:
    site.file("/ad.png", BLUE)
    site.file("/red.png", RED)
    site.routes["/dead.js"] = Answer(hang=True)
    return Town(house, site, factory)


def seen_on(town: Town, body: str, **given: Any) -> tuple[str, list[str], int]:
    """What a look says of a booked slot on that page: the result, what it found, and how often it
    loaded the page."""
    town.page(body, **given)
    town.booking(town.slot(), BLUE)
    look = town.check().rows[0][0]
    return look.result.value, [one["code"] for one in look.findings], town.site.visits["/page"]


@pytest.mark.parametrize(
    "body",
    [AD + DEAD, AD + DEFERRED, DEFERRED + AD],
    ids=["after it", "deferred after", "deferred before"],
)
def test_an_ad_that_is_there_is_seen(town: Town, body: str) -> None:
    assert seen_on(town, body) == ("ok", [], 1)


def test_a_wrong_ad_is_still_one(town: Town) -> None:
    result, told, _ = seen_on(town, WRONG + DEAD)
    assert (result, told[0]) == ("wrong_creative", "creative.wrong")


@pytest.mark.parametrize(
    "body",
    [at_slot("") + DEAD + FILL, at_slot("") + DEFERRED + LATER, at_slot("") + DEAD],
    ids=["would be filled by a script", "by a deferred one", "by none"],
)
def test_what_may_be_held_up_is_not_accused(town: Town, body: str) -> None:
    town.site.file(
        "/fill.js",
        FILL.removeprefix("<script>").removesuffix("</script>").encode(),
        "text/javascript",
    )
    assert seen_on(town, body) == ("unsure", ["check.loading_unread"], 3)


def test_a_slot_that_comes_after_it_is_not_accused(town: Town) -> None:
    """Beside one that was read."""
    town.page(AD + DEAD + AD.replace('id="ad"', 'id="next"'))
    town.booking(town.slot(), BLUE)
    town.booking(town.slot("#next"), BLUE)
    found = {slot.selector: look.result.value for look, slot, _ in town.check().rows}
    assert found == {"#ad": "ok", "#next": "unsure"}


def test_a_page_on_which_no_slot_came_did_not_load(town: Town) -> None:
    result, told, loads = seen_on(town, DEAD + AD)
    assert (result, told, loads) == ("unreachable", ["page.timeout"], 3)


def test_a_page_on_which_nothing_is_seen_did_not_load(town: Town) -> None:
    page = f"<!doctype html><title>慢</title><head>{DEAD}</head><body>{AD}</body>"
    town.page(AD)
    town.site.routes["/page"] = Answer(page.encode())
    town.booking(town.slot(), BLUE)
    look = town.check().rows[0][0]
    assert (look.result.value, look.findings[0]["code"]) == ("unreachable", "page.timeout")


def test_a_script_that_comes_in_the_next_load(town: Town) -> None:
    answered = Answer(b"", "text/javascript")
    town.site.routes["/dead.js"] = lambda asked: answered if asked.visit else Answer(hang=True)
    assert seen_on(town, at_slot("") + DEAD + FILL) == ("ok", [], 2)


def test_a_page_whose_steps_come_first(town: Town) -> None:
    step = PageStep(StepKind.CLICK, "#layer")
    assert seen_on(town, LAYER + AD + DEAD, steps=[step.as_data()]) == ("ok", [], 1)


def test_a_page_that_sends_its_reader_on(town: Town) -> None:
    town.site.page("/onward", AD + DEAD)
    assert seen_on(town, "<script>location.replace('/onward')</script>") == ("ok", [], 1)
