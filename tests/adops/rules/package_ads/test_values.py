"""Periods, sizes and regions as people write them (rules.md §12)."""

from datetime import date

import pytest

from adops.rules.package_ads.lines import fold
from adops.rules.package_ads.period import period_of
from adops.rules.package_ads.regions import regions_of
from adops.rules.package_ads.size import split_size, without_size
from adops.rules.package_ads.trouble import ValueTrouble

START, END = date(2014, 1, 1), date(2014, 1, 17)


@pytest.mark.parametrize(
    "text",
    [
        "2014.1.1-2014.1.17",
        "2014-01-01至2014-01-17",
        "2014/1/1~1/17",
        "2014年1月1日-1月17日",
        "2014-01-01-2014-01-17",
        "2014-1-1-1-17",
        "2014.01.01 – 2014.01.17",
        "2014.1.1—2014.1.17",
        "2014.1.1——1.17",
        "2014.1.1～1.17",
        "2014.1.1 到 1.17",
        "２０１４．１．１－２０１４．１．１７",
        "2014年1月1日至2014年1月17日",
        "2014年1月1日到17日",
        "2014年1月1号~1月17号",
        "2014 年 1 月 1 日 - 1 月 17 日",
        "20140101-20140117",
        "2014.1.1(周三)-2014.1.17（周五，共17天）",
        "2014.1.1-2014.1.17.",
        "2014.1.1－1/17",
    ],
)
def test_periods_of_every_form(text: str) -> None:
    assert period_of(fold(text)) == (START, END)


@pytest.mark.parametrize("text", ["2014.1.1", "2014-01-01", "2014年1月1日", "2014/1/1(周三)"])
def test_one_day_alone_is_both_ends(text: str) -> None:
    assert period_of(fold(text)) == (START, START)


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("2014.12.20-1.10", date(2014, 12, 20), date(2015, 1, 10)),
        ("2014年12月20日至1月10日", date(2014, 12, 20), date(2015, 1, 10)),
        ("2014.1.2-1.1", date(2014, 1, 2), date(2015, 1, 1)),
        ("2014.1.1-1.1", START, START),
        ("2015.12.1-2.29", date(2015, 12, 1), date(2016, 2, 29)),
    ],
)
def test_an_end_before_the_start_without_a_year_is_the_next_year_s(
    text: str, start: date, end: date
) -> None:
    assert period_of(text) == (start, end)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("2014.1.17-2014.1.1", "period.reversed"),
        ("2014年1月17日-1日", "period.reversed"),
        ("2014.2.30", "period.no_such_day"),
        ("2014.2.1-2.29", "period.no_such_day"),
        ("2014.1.1-2014.13.1", "period.no_such_day"),
        ("0000.1.1", "period.no_such_day"),
        ("1.1-1.17", "period.no_year"),
        ("1月1日至2014年1月17日", "period.no_year"),
        ("1月1日", "period.no_year"),
        ("14.1.1-14.1.17", "period.unreadable"),
        ("2014.1.1-17", "period.unreadable"),
        ("2014.1/1", "period.unreadable"),
        ("2014.1.1 7", "period.unreadable"),
        ("2014.1.1-1.5、2014.2.1-2.5", "period.unreadable"),
        ("2014.1.1-", "period.unreadable"),
        ("待定", "period.unreadable"),
        ("", "period.unreadable"),
    ],
)
def test_what_is_no_period_says_why(text: str, code: str) -> None:
    with pytest.raises(ValueTrouble) as refused:
        period_of(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("财经首页顶部通栏1000*90", "财经首页顶部通栏"),
        ("财经首页顶部通栏1000×90", "财经首页顶部通栏"),
        ("财经首页顶部通栏1000x90", "财经首页顶部通栏"),
        ("财经首页顶部通栏1000X90", "财经首页顶部通栏"),
        ("财经首页顶部通栏１０００＊９０", "财经首页顶部通栏"),
        ("财经首页顶部通栏1000ｘ90", "财经首页顶部通栏"),
        ("财经首页顶部通栏 1000 * 90", "财经首页顶部通栏"),
        ("财经首页顶部通栏（1000*90）", "财经首页顶部通栏"),
        ("财经首页顶部通栏1000*90px", "财经首页顶部通栏"),
        ("财经首页顶部通栏1000px*90px", "财经首页顶部通栏"),
        ("1000*90财经首页顶部通栏", "财经首页顶部通栏"),
        ("财经首页两轮播1000*90通栏03", "财经首页两轮播通栏03"),
        ("第三屏2 1000*90", "第三屏2"),
        ("对联1000*90+1000*90", "对联"),
        ("财经首页(顶部)通栏1000*90", "财经首页(顶部)通栏"),
    ],
)
def test_a_slot_s_name_is_given_without_its_size(text: str, name: str) -> None:
    assert split_size(fold(text)) == (name, 1000, 90)
    assert without_size(fold(text)) == name


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("财经首页顶部通栏", "slot.no_size"),
        ("财经首页顶部通栏1000", "slot.no_size"),
        ("财经首页顶部通栏0*90", "slot.no_size"),
        ("财经首页顶部通栏950*90*2", "slot.no_size"),
        ("财经首页顶部通栏1000000*90", "slot.no_size"),
        ("LJ-A3x2", "slot.no_size"),
        ("流媒体300*250/25*25", "slot.two_sizes"),
        ("1000*90", "slot.no_name"),
        ("(1000*90)", "slot.no_name"),
    ],
)
def test_what_is_no_size_says_why(text: str, code: str) -> None:
    with pytest.raises(ValueTrouble) as refused:
        split_size(text)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("text", "regions"),
    [
        ("全国", ("全国",)),
        ("北京、上海,天津，广州/河北", ("北京", "上海", "天津", "广州", "河北")),
        ("北京 、 上海", ("北京", "上海")),
        ("北京、上海、", ("北京", "上海")),
        ("北京、北京", ("北京",)),
        ("河北（石家庄）", ("河北(石家庄)",)),
        ("全国！", ("全国",)),
    ],
)
def test_regions(text: str, regions: tuple[str, ...]) -> None:
    assert regions_of(fold(text)) == regions


@pytest.mark.parametrize("text", ["", "、", "北京 上海", "全国(不含北京、上海)", "100023"])
def test_what_is_no_region(text: str) -> None:
    with pytest.raises(ValueTrouble) as refused:
        regions_of(text)
    assert refused.value.code == "regions.unreadable"
