"""提交创意 of a form with several files, and of a film, as people do it."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlmodel import select

from adops.db import Database
from adops.domain.booking import Route
from adops.domain.people import Role
from adops.domain.states import CreativeState
from adops.models import Creative, CreativePart, Person
from tests.adops import files, films
from tests.adops.web.conftest import Visit
from tests.factories import Factory

NewPerson = Callable[..., Person]
SATURDAY, NEXT_WEEK = date(2026, 11, 21), date(2026, 11, 27)
LIMIT = 50 * 1024


@pytest.fixture
def offer(
    sqlite: Database, factory: Factory, person: NewPerson, visit: Visit
) -> Callable[..., None]:
    """Opens the form of a slot's booking as sales."""
    person(Role.SALES, staff_no="BJ101", name="北京销售", email="sales@example.com")
    visit.sign_in("BJ101")

    def opened(**slot: object) -> None:
        with sqlite.write() as session:
            made = factory.slot(session, limit_bytes=LIMIT, **slot)
            booking = factory.booking(
                session,
                SATURDAY,
                NEXT_WEEK,
                made,
                route=Route.HQ,
                landing_url="https://house.example.com/",
            )
        visit.goto(f"/creatives/new?booking={booking.id}")

    return opened


def _put(folder: Path, name: str, content: bytes) -> Path:
    (folder / name).write_bytes(content)
    return folder / name


def _part(part: str, width: int, height: int, **said: bool) -> dict[str, object]:
    return {"part": part, "width": width, "height": height, "limit_bytes": LIMIT, **said}


FLOATING = {
    "name": "首页1000*450流媒体",
    "form": "流媒体",
    "version": {
        "formats": ["jpg", "mp4"],
        "parts": [_part("main", 1000, 450), _part("mini", 25, 150)],
    },
}
FULL = {
    "name": "首页1000*450全屏",
    "form": "全屏",
    "version": {
        "formats": ["jpg", "avif"],
        "parts": [_part("main", 1000, 450), _part("replay", 25, 100, optional=True)],
    },
}


def test_a_film_with_its_mini_picture_is_complete(
    visit: Visit, offer: Callable[..., None], tmp_path: Path, sqlite: Database
) -> None:
    offer(**FLOATING)
    page = visit.page
    assert "MP4 用 H.264；不超过 15 秒，不带声音" in page.inner_text("main")
    film = _put(tmp_path, "云山.mp4", films.film(size=(1000, 450)))
    page.get_by_label("主文件").set_input_files(film)
    page.wait_for_selector("#preview-main video")
    assert page.locator("#findings .adops-checked").count() == 0
    mini = _put(tmp_path, "云山-小图.jpg", files.jpg((25, 150)))
    page.get_by_label("小图（25×150）").set_input_files(mini)
    page.wait_for_selector("#findings .adops-checked")
    assert "检查结果 通过" in page.inner_text("#findings")
    visit.look("creative-parts-checked")
    page.get_by_role("button", name="提交审核").click()
    page.wait_for_url("**/creatives/*?done=submitted")
    page.wait_for_function("() => document.querySelector('video').videoWidth === 1000")
    visit.look("creative-film")
    with sqlite.read() as session:
        creative = session.exec(select(Creative)).one()
        parts = session.exec(select(CreativePart)).all()
    assert creative.state is CreativeState.SUBMITTED
    assert {(one.part, one.format, one.width) for one in parts} == {
        ("main", "mp4", 1000),
        ("mini", "jpg", 25),
    }


def test_what_is_wrong_with_each_part_is_said_of_that_part(
    visit: Visit, offer: Callable[..., None], tmp_path: Path
) -> None:
    offer(**FLOATING)
    page = visit.page
    film = films.film(size=(1000, 450), audio="aac", fast=False)
    page.get_by_label("主文件").set_input_files(_put(tmp_path, "云山.mp4", film))
    mini = _put(tmp_path, "小图.jpg", files.jpg((25, 149)))
    page.get_by_label("小图（25×150）").set_input_files(mini)
    page.wait_for_selector("#findings .adops-checked")
    told = page.inner_text("#findings")
    assert "视频有声音（AAC）" in told
    assert "视频要全部下载完才能开始播放" in told
    assert "小图：尺寸是 25×149" in told
    visit.look("creative-parts-wrong")


def test_a_part_that_may_be_left_out_is_not_waited_for(
    visit: Visit, offer: Callable[..., None], tmp_path: Path
) -> None:
    offer(**FULL)
    page = visit.page
    assert "重播条（可不交）" in page.inner_text("main")
    page.get_by_label("主文件").set_input_files(
        _put(tmp_path, "云山.avif", files.avif((1000, 450)))
    )
    page.wait_for_selector("#findings .adops-checked")
    assert "检查结果 通过" in page.inner_text("#findings")
    page.get_by_role("button", name="提交审核").click()
    page.wait_for_url("**/creatives/*?done=submitted")
    page.wait_for_function("() => document.querySelector('.adops-file img').naturalWidth === 1000")
    visit.look("creative-avif")
