from io import BytesIO

import pytest
from PIL import Image

from adops.demo import fonts
from adops.demo.ads import draw_ad, draw_frames, draw_house_ad
from adops.demo.projects import PROJECTS, Project, project
from adops.demo.weigh import animated, at_most, exactly

KB = 1024
SIZES = [
    pytest.param((1000, 90), id="1000*90"),
    pytest.param((950, 90), id="950*90"),
    pytest.param((300, 250), id="300*250"),
    pytest.param((250, 230), id="250*230"),
    pytest.param((240, 120), id="240*120"),
    pytest.param((640, 100), id="640*100"),
    pytest.param((120, 270), id="120*270"),
    pytest.param((320, 36), id="320*36"),
]


@pytest.mark.parametrize("size", SIZES)
def test_an_ad_has_exactly_the_slots_size_and_is_drawn_the_same_every_time(
    size: tuple[int, int],
) -> None:
    house = project("caifu")
    assert draw_ad(house, size).size == size
    assert draw_ad(house, size).tobytes() == draw_ad(house, size).tobytes()
    assert draw_ad(house, size).tobytes() != draw_ad(house, size, variant=1).tobytes()
    assert draw_house_ad(size).size == size


@pytest.mark.parametrize("form", ["jpg", "png", "gif"])
@pytest.mark.parametrize(
    "size", [30 * KB, 30 * KB + 1, 30 * KB + 2, 30 * KB + 3, 45 * KB, 45 * KB + 1]
)
def test_a_file_is_brought_to_exactly_the_wished_bytes_and_still_opens(
    form: str, size: int
) -> None:
    body = exactly(draw_ad(project("yunxi"), (300, 250)), form, size)
    assert len(body) == size
    with Image.open(BytesIO(body)) as opened:
        opened.load()
        assert opened.size == (300, 250)
        assert opened.format == {"jpg": "JPEG", "png": "PNG", "gif": "GIF"}[form]


@pytest.mark.parametrize("one", PROJECTS, ids=lambda one: one.slug)
def test_every_house_has_a_good_banner_within_thirty_kilobytes(one: Project) -> None:
    body = at_most(draw_ad(one, (1000, 90)), "jpg", 30 * KB)
    assert 15 * KB < len(body) <= 30 * KB


def test_what_cannot_be_light_enough_is_said() -> None:
    with pytest.raises(ValueError, match="no jpg"):
        at_most(draw_ad(project("caifu"), (1000, 90)), "jpg", 1 * KB)


@pytest.mark.parametrize(
    ("loops", "read"),
    [pytest.param(None, None, id="once"), pytest.param(0, 0, id="for ever")],
)
def test_an_animated_ad_keeps_its_frames_time_and_loops(
    loops: int | None, read: int | None
) -> None:
    frames = draw_frames(project("xinghe"), (240, 120), 3)
    body = animated(frames, milliseconds=1500, loops=loops, size=40 * KB)
    assert len(body) <= 40 * KB
    with Image.open(BytesIO(body)) as opened:
        assert getattr(opened, "n_frames", 1) == 3
        assert opened.info["duration"] == 1500
        assert opened.info.get("loop") == read


def test_every_ad_that_shows_a_price_names_its_last_day_developer_and_permit() -> None:
    for one in PROJECTS:
        assert one.price_line in one.copy
        assert "价格有效期至" in one.copy
        assert one.developer in one.copy
        assert one.permit in one.copy
        assert "示例" in one.permit


def test_without_a_chinese_font_ads_are_drawn_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fonts, "KNOWN_PLACES", ())
    monkeypatch.setenv("PATH", "")
    for known in (fonts.font_file, fonts.font):
        known.cache_clear()
    try:
        assert not fonts.has_chinese()
        assert draw_ad(project("caifu"), (300, 250)).size == (300, 250)
    finally:
        for known in (fonts.font_file, fonts.font):
            known.cache_clear()
