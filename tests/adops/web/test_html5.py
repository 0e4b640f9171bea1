"""An HTML5 package as sales hand it in: its first frame is shown, the package itself never runs."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from adops.db import Database
from adops.demo.ads import draw_ad
from adops.demo.projects import PROJECTS
from adops.domain.people import Role
from adops.models import Booking, Person
from tests.adops.files import saved
from tests.adops.packages import ad, page, zipped
from tests.adops.web.conftest import Visit
from tests.factories import Factory

TITLE = "ran on our page"


@pytest.fixture
def booking(sqlite: Database, factory: Factory, person: Callable[..., Person]) -> Booking:
    person(Role.SALES, staff_no="BJ101", name="北京销售", email="sales@example.com")
    with sqlite.write() as session:
        contract = factory.contract(session, no="RLZ12345", name="财富公馆")
        slot = factory.slot(
            session, name="财经首页顶部通栏", version={"formats": ["jpg", "gif", "html5"]}
        )
        return factory.booking(
            session,
            date(2026, 11, 23),
            date(2026, 11, 29),
            slot,
            contract_id=contract.id,
            landing_url="https://house.example.com/",
        )


def package(folder: Path, body: str = "") -> Path:
    """A drawn ad as a package, whose script would tell if it ran on a page of ours."""
    picture = saved(draw_ad(PROJECTS[0], (950, 90)).quantize(64), "PNG")
    script = f"document.title = '{TITLE}'; onclick = () => open(clickTag)"
    path = folder / "财富公馆.zip"
    path.write_bytes(zipped({**ad(script=script, body=body), "img/ad.png": picture}))
    return path


def offer(visit: Visit, booking: Booking, path: Path) -> None:
    visit.goto(f"/creatives/new?booking={booking.id}")
    visit.page.get_by_label("主文件").set_input_files(path)
    visit.page.wait_for_selector("#findings .adops-checked", timeout=60_000)


def test_a_good_package_is_shown_as_its_first_frame(
    visit: Visit, booking: Booking, tmp_path: Path
) -> None:
    visit.sign_in("BJ101")
    tab = visit.page
    offer(visit, booking, package(tmp_path))
    assert "40 个文件" in tab.inner_text("main")
    assert "通过" in tab.inner_text("#findings")
    assert tab.locator("#findings img").evaluate("one => one.naturalWidth") == 950
    visit.look("html5-checked")
    tab.get_by_role("button", name="提交审核").click()
    tab.wait_for_url("**/creatives/*?done=submitted", timeout=60_000)
    picture = tab.locator(".adops-file img")
    picture.evaluate("one => one.decode()")
    assert picture.evaluate("one => one.naturalWidth") == 950
    assert "3 个请求" in tab.inner_text("main")
    visit.look("html5-submitted")
    visit.goto("/creatives")
    tab.wait_for_function("[...document.images].every((one) => one.naturalWidth > 0)")
    assert tab.locator(".adops-thumb img").count() == 1
    visit.look("html5-list")
    assert tab.title() != TITLE


def test_what_is_wrong_with_a_package_is_said_at_once(
    visit: Visit, booking: Booking, tmp_path: Path
) -> None:
    visit.sign_in("BJ101")
    body = '<img src="img/none.png"><script>new Image().src="https:"+"//a.example/p.gif"</script>'
    offer(visit, booking, package(tmp_path, body=body))
    said = visit.page.inner_text("#findings")
    for words in ("img/none.png", "https://a.example/p.gif", "包里没有", "别的网站"):
        assert words in said
    visit.look("html5-refused")


def test_a_package_is_given_away_as_a_file_alone(
    visit: Visit, booking: Booking, tmp_path: Path
) -> None:
    visit.sign_in("BJ101")
    path = package(tmp_path)
    offer(visit, booking, path)
    visit.page.get_by_role("button", name="提交审核").click()
    visit.page.wait_for_url("**/creatives/*?done=submitted", timeout=60_000)
    asked = visit.page.request.get(
        f"{visit.base}/api/v1/evidence/{sha256(path.read_bytes()).hexdigest()}"
    )
    assert asked.status == 200
    assert asked.headers["content-type"] == "application/octet-stream"
    assert asked.headers["content-disposition"].startswith("attachment")
    assert "sandbox" in asked.headers["content-security-policy"]
    assert page() not in asked.text()
