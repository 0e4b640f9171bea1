"""Developer, agent and permit number (rules.md §5, 规定 art. 7; formats of domain.md 2.6)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adops.domain.finding import Severity
from adops.rules.content import MustShow, must_show

BEIJING = "京房售证字(2014)188号"
FORMATS = [
    BEIJING,
    "深房许字（2017）龙岗019号",
    "静安房管（2026）预字0000285号",
    "穗房预(网)字第20260156号",
    "穗房预字第20250046号",
    "合房预售证第20180901",
    "（香）房预售证第1436号",
    "（廊）房预售证第20180026号",
    "东莞商房预售证字20260012号",
]


def missing(asked: MustShow, text: str = "", first_screen: str = "") -> list[str | None]:
    return [one.where for one in must_show(asked, text, first_screen)]


def test_nothing_is_asked_that_the_booking_does_not_carry():
    assert must_show(MustShow(), "湖居生活") == ()


def test_one_finding_a_missing_item():
    found = must_show(MustShow("某某置业有限公司", "某某经纪", BEIJING), "湖居生活")
    assert [(one.where, one.severity, one.measured, one.allowed) for one in found] == [
        ("developer", Severity.WARN, None, "某某置业有限公司"),
        ("agent", Severity.WARN, None, "某某经纪"),
        ("permit", Severity.WARN, None, BEIJING),
    ]
    assert {one.code for one in found} == {"content.must_show"}


@pytest.mark.parametrize(
    ("asked", "text", "first_screen"),
    [
        ("天津某某（集团）有限公司", "开发企业：天津某某(集团)有限公司", ""),
        ("天津某某有限公司", "", "天津 某某 有限公司 荣誉出品"),
        ("ABC置业", "ａｂｃ置业", ""),
    ],
)
def test_a_name_is_met_by_creative_or_first_screen(asked, text, first_screen):
    assert missing(MustShow(developer=asked), text, first_screen) == []


@pytest.mark.parametrize(
    "text",
    [
        "预售许可证：京房售证字（2014）188号",
        "京房售证字〔2014〕188号",
        "京房售证字【2014】第188号",
        "京房售证字 ( 2014 ) 188 号",
        "京房售证字2014第188号",
        "京房售证字(２０１４)１８８号，2026年交付",
        "证号京房售证字(2014)188号2026年11月交付",
    ],
)
def test_a_permit_is_the_same_in_every_way_of_writing(text):
    assert missing(MustShow(permit=BEIJING), text) == []


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("京房售证字(2014)189号", "京房售证字(2014)189号"),
        ("京房售证字(2014)1880号", "京房售证字(2014)1880号"),
        ("京房售证字(2015)188号", "京房售证字(2015)188号"),
        ("预售证号：穗房预(网)字第20260156号", "穗房预(网)字第20260156号"),
        ("京ICP备2014188号，电话010-65881234", None),
    ],
)
def test_another_number_is_told(text, shown):
    (found,) = must_show(MustShow(permit=BEIJING), text)
    assert (found.where, found.measured) == ("permit", shown)


@pytest.mark.parametrize("number", FORMATS)
def test_each_format_is_seen_whole(number):
    (found,) = must_show(MustShow(permit="别证第99999号"), f"预售证号：{number}")
    plain = number.replace("（", "(").replace("）", ")")
    assert found.measured == plain
    assert missing(MustShow(permit=number), f"许可证：{number}") == []


@pytest.mark.parametrize(
    ("permit", "text", "left"),
    [
        (f"{BEIJING}、穗房预字第20250046号", "穗房预字第20250046号", []),
        (f"{BEIJING}；穗房预字第20250046号", BEIJING, []),
        (f"{BEIJING} 穗房预字第20250046号", BEIJING, []),
        (f"{BEIJING}（3号楼）", BEIJING, []),
        (f"{BEIJING}（3号楼）", "3号楼在售", ["permit"]),
        (f"{BEIJING}、穗房预字第20250046号", "第20250047号", ["permit"]),
    ],
)
def test_one_of_several_numbers_is_enough(permit, text, left):
    assert missing(MustShow(permit=permit), text) == left


@given(st.text(max_size=40), st.text(max_size=40), st.text(max_size=60))
def test_any_words_are_answered(permit, developer, text):
    shown = f"{developer}\n{text}\n{permit}"
    assert missing(MustShow(developer=developer, permit=permit), shown) == []
    must_show(MustShow(developer, "", permit), text)
