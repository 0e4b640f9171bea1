"""The form as we write it: exactly that of the rules, and read back equal whatever it says."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from adops.domain.package_ad import AdReading, Label, PackageAd
from adops.rules.package_ads.read import read_ads
from adops.rules.package_ads.write import form_line, tame, writable
from tests.adops.rules.package_ads.test_read import AD, FORM


def test_exactly_as_the_rules_write_it() -> None:
    assert form_line(AD) == FORM


NAMES = {
    "a size of its own": ("乐居首页950*90通栏01", "乐居首页通栏01 (1000*90)"),
    "its size at the end": ("财经首页顶部通栏1000×90", "财经首页顶部通栏1000*90"),
    "full width": ("首页ＴＯＰ", "首页TOP (1000*90)"),
    "a bracket": ("首页通栏（右）", "首页通栏(右) (1000*90)"),
}


@pytest.mark.parametrize(("name", "written"), NAMES.values(), ids=NAMES.keys())
def test_the_size_stands_where_it_can_be_told_from_the_name(name: str, written: str) -> None:
    ad = writable(replace(AD, slot_name=name))
    assert f"广告位名称:{written} 投放周期:" in form_line(ad)
    assert read_ads(form_line(ad)) == AdReading((ad,))


HARD = {
    "a label in the name": "财富公馆 合同号:RLZ9 定向地域】上海",
    "another's label": "二期:花园 电话:010",
    "the number of a list": "云溪花园 (二)",
    "nothing but one": "(二)",
    "lines": "云溪\n花园\t二期",
    "unseen": "云\u200b溪\ufeff花园",
    "an older mail": "> 云溪花园 写道:",
}


@pytest.mark.parametrize("name", HARD.values(), ids=HARD.keys())
def test_a_name_that_looks_like_the_form(name: str) -> None:
    ad = writable(replace(AD, contract_name=name))
    assert read_ads(form_line(ad)) == AdReading((ad,))


WORDS = st.lists(
    st.one_of(
        st.sampled_from([one.value for one in Label]),
        st.sampled_from([":", "：", "】", "[", " ", "\n", "1.", "(二)", "950*90", "x", "·", "//"]),
        st.text(max_size=6),
        st.text(alphabet="财富公馆首页通栏0123456789*×xX()（）、，.-", max_size=8),
    ),
    max_size=8,
).map("".join)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))
NUMBERS = st.from_regex(r"[A-Z]{1,4}[0-9]{1,8}(-[0-9]{1,3})?", fullmatch=True)
REGIONS = st.lists(
    st.sampled_from(["全国", "北京", "上海", "呼和浩特", "北京(朝阳)"]), min_size=1, unique=True
)


@settings(max_examples=400)
@given(
    name=WORDS,
    number=NUMBERS,
    slot=WORDS,
    size=st.tuples(st.integers(1, 99999), st.integers(1, 99999)),
    days=st.tuples(DAYS, DAYS),
    regions=REGIONS,
)
def test_what_is_written_is_read_back_equal(
    name: str,
    number: str,
    slot: str,
    size: tuple[int, int],
    days: tuple[date, date],
    regions: list[str],
) -> None:
    first, last = sorted(days)
    ad = writable(PackageAd(name, number, slot, *size, first, last, tuple(regions), 1))
    assume(ad.contract_name and any(one.isalnum() for one in ad.slot_name))
    assert read_ads(form_line(ad)) == AdReading((ad,))


@given(WORDS)
def test_tame_is_tame(words: str) -> None:
    assert tame(tame(words)) == tame(words)
