"""What a browser leaves out on a page over HTTPS is no reason to load the page again."""

from dataclasses import replace
from pathlib import Path

import pytest

from checks.chromium import require_browser
from checks.work import House
from tests.checks.town import BLUE, Town, at_slot
from tests.factories import Factory
from tests.site.secure import PORTAL, Secure
from tests.site.server import Site

LEFT_OUT = {
    "script": '<script src="{plain}/draws.js"></script>',
    "style": '<link rel="stylesheet" href="{plain}/style.css">',
    "frame": '<iframe src="{plain}/frame"></iframe>',
}


@pytest.mark.parametrize("left_out", LEFT_OUT.values(), ids=LEFT_OUT.keys())
def test_the_page_is_loaded_once(
    house: House, site: Site, factory: Factory, tmp_path: Path, left_out: str
) -> None:
    secure = Secure(site)
    settings = house.settings
    chromium = secure.browser(require_browser(settings), tmp_path)
    allowed = f"{settings.allow_hosts},{PORTAL}"
    settings = settings.model_copy(update={"chromium": chromium, "allow_hosts": allowed})
    town = Town(replace(house, settings=settings), site, factory)
    site.file("/blue.png", BLUE)
    page = at_slot("") + left_out.format(**secure.words)
    url = site.page("/page", page).replace(site.url(""), secure.words["https"])
    with house.database.write() as session:
        page_id = factory.page(session, url=url).id
        slot = factory.slot(session, page_id=page_id, selector="#ad", width=300, height=100)
    town.booking(slot, BLUE)
    [(look, _, _)] = town.check().rows
    assert (look.result.value, site.visits["/page"]) == ("empty", 1)
