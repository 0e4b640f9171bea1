import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime

import httpx
import pytest

from adops.demo.inventory import PAGE_OF, PAGES, SLOTS, PagePlan
from adops.demo.portal import Portal, serving
from adops.demo.programme import Fault, Holder, Programme, Showing
from adops.domain.period import Period, at
from adops.domain.slot import Owner

DAY = date(2026, 11, 20)
DAYS = Period(DAY, DAY)
NOON = at(DAY, 12)
HOME = "/house/bj/"
SLOT = "LJ-HOME-TL02"


def showing(name: str, holder: Holder = Holder.IMG) -> Showing:
    return Showing(f"{name}.jpg", f"/lp/{name}", 950, 90, name, holder)


@contextmanager
def browse(programme: Programme, now: datetime = NOON) -> Iterator[httpx.Client]:
    with (
        serving(Portal(programme, lambda: now)) as address,
        httpx.Client(trust_env=False, base_url=address, timeout=60) as visitor,
    ):
        yield visitor


def front_page(programme: Programme, now: datetime = NOON) -> str:
    with browse(programme, now) as visitor:
        return visitor.get(HOME).text


def test_the_portal_has_three_channels_twelve_pages_and_sixty_slots() -> None:
    assert len({page.channel for page in PAGES}) == 3
    assert len(PAGES) == len({page.path for page in PAGES}) == 12
    assert len(SLOTS) == sum(len(page.slots) for page in PAGES) == 60


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_slot_has_its_element_once_on_its_page(page: PagePlan) -> None:
    with browse(Programme()) as visitor:
        text = visitor.get(page.path).text
    for slot in page.slots:
        mark = "data-ad-pdps" if slot.owner is Owner.SINA else "id"
        name = slot.code if slot.owner is Owner.SINA else slot.element_id
        assert text.count(f'{mark}="{name}"') == 1, slot.name


def test_a_slot_shows_what_the_engine_airs_that_ad_day_until_nine_next_morning() -> None:
    programme = Programme(files={"yunxi.jpg": b"picture"})
    programme.air(SLOT, DAYS, showing("yunxi"))
    before, after = at(DAY, 8, 59), at(date(2026, 11, 21), 9)
    assert "/ia/yunxi.jpg" not in front_page(programme, before)
    assert "/ia/yunxi.jpg" in front_page(programme)
    assert "/ia/yunxi.jpg" in front_page(programme, at(date(2026, 11, 21), 8, 59))
    assert "/ia/yunxi.jpg" not in front_page(programme, after)
    with browse(programme) as visitor:
        assert visitor.get("/ia/yunxi.jpg").content == b"picture"


def test_a_rotation_turns_with_every_load_of_the_same_visitor() -> None:
    programme = Programme()
    programme.air("LJ-HOME-TL01", DAYS, showing("yunxi"))
    programme.air("LJ-HOME-TL01", DAYS, showing("caifu"))
    with browse(programme) as visitor:
        loads = [re.findall(r"/ia/(\w+)\.jpg", visitor.get(HOME).text) for _ in range(4)]
    assert loads == [["yunxi"], ["caifu"], ["yunxi"], ["caifu"]]
    assert re.findall(r"/ia/(\w+)\.jpg", front_page(programme)) == ["yunxi"]


@pytest.mark.parametrize(
    ("fault", "elements", "pictures", "style"),
    [
        pytest.param(Fault.RENAMED, 0, 1, "", id="under another name"),
        pytest.param(Fault.EMPTY, 1, 0, ' style="width:950px;height:90px"', id="empty element"),
        pytest.param(Fault.HIDDEN, 1, 1, ' style="display:none"', id="not to be seen"),
    ],
)
def test_a_spoilt_slot(fault: Fault, elements: int, pictures: int, style: str) -> None:
    programme = Programme()
    programme.air(SLOT, DAYS, showing("yunxi"))
    programme.spoil(SLOT, DAYS, fault)
    text = front_page(programme)
    assert text.count(f'id="ad-{SLOT}"{style}>') == elements
    assert text.count("/ia/yunxi.jpg") == pictures


@pytest.mark.parametrize("holder", list(Holder))
def test_an_ad_stands_in_the_page_in_several_ways_and_always_leads_on(holder: Holder) -> None:
    programme = Programme()
    programme.air(SLOT, DAYS, showing("yunxi", holder))
    with browse(programme) as visitor:
        text = visitor.get(HOME).text
        if holder is Holder.FRAME:
            assert f'src="/frame/{SLOT}"' in text
            text = visitor.get(f"/frame/{SLOT}").text
        assert 'href="/lp/yunxi"' in text
        assert "/ia/yunxi.jpg" in text
        assert "云溪花园" in visitor.get("/lp/yunxi").text


def test_a_page_that_is_down_answers_500_that_day_only() -> None:
    programme = Programme()
    programme.take_down(HOME, DAYS)
    with browse(programme) as visitor:
        assert visitor.get(HOME).status_code == 500
    with browse(programme, at(DAY, 8)) as visitor:
        assert visitor.get(HOME).status_code == 200


@pytest.mark.parametrize(
    "path", ["/ia/none.jpg", "/lp/none", "/frame/none", "/pic/none/10x10/1.jpg", "/none"]
)
def test_what_the_portal_does_not_have_is_404(path: str) -> None:
    with browse(Programme()) as visitor:
        assert visitor.get(path).status_code == 404


def test_it_serves_on_loopback_and_is_gone_afterwards() -> None:
    def now() -> datetime:
        return datetime(2026, 11, 20, 4, tzinfo=UTC)

    with (
        serving(Portal(Programme(), now)) as address,
        httpx.Client(trust_env=False, timeout=60) as visitor,
    ):
        assert address.startswith("http://127.0.0.1:")
        codes = Counter(visitor.get(address + page.path).status_code for page in PAGES)
        assert codes == {200: 12}
        style = visitor.get(address + "/static/portal.css")
        assert style.headers["content-type"].startswith("text/css")
        assert visitor.get(address + "/house-ads/950x90.png").headers["content-type"] == "image/png"
        picture = visitor.get(address + "/pic/river/112x76/3.jpg")
        assert picture.headers["content-type"] == "image/jpeg"
    with httpx.Client(trust_env=False, timeout=60) as visitor, pytest.raises(httpx.ConnectError):
        visitor.get(address)


def test_a_slots_page_is_known_by_its_code() -> None:
    assert PAGE_OF["SINA-FIN-TOP"].name == "财经首页"
    assert SLOTS["SINA-FIN-TOP"].name == "财经首页顶部通栏1000*90"
