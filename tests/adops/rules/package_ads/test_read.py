"""A text of package ads → entries and problems: labels, lines, blocks, quoted mails."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adops.domain.package_ad import AdReading, Label, PackageAd
from adops.rules.package_ads.read import MOST_TEXT, read_ads

FORM = (
    "合同名称:财富公馆xxxx 合同号:RLZ12345 广告位名称:财经首页顶部通栏1000*90 "
    "投放周期:2014.1.1-2014.1.17 定向地域:全国"
)
AD = PackageAd(
    "财富公馆xxxx",
    "RLZ12345",
    "财经首页顶部通栏",
    1000,
    90,
    date(2014, 1, 1),
    date(2014, 1, 17),
    ("全国",),
    1,
)
LINES = FORM.replace(" ", "\n")
OTHER = FORM.replace("RLZ12345", "RLZ2")


def codes(reading: AdReading) -> list[tuple[int, str, Label]]:
    return [(one.line, one.code, one.faults[0].label) for one in reading.problems]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(FORM, id="as-the-rules-write-it"),
        pytest.param(LINES, id="a-label-a-line"),
        pytest.param(LINES.replace("\n", "\r\n"), id="crlf"),
        pytest.param(LINES.replace("\n", "\n\n"), id="double-spaced"),
        pytest.param("\n".join(reversed(LINES.split("\n"))), id="other-order"),
        pytest.param(FORM.replace(":", "："), id="full-width-colon"),
        pytest.param(FORM.replace(":", "﹕"), id="small-colon"),
        pytest.param(FORM.replace(":", "∶"), id="ratio"),
        pytest.param(FORM.replace(":", " ： "), id="blanks-around-the-colon"),
        pytest.param(FORM.replace(" ", "，"), id="commas-between"),
        pytest.param(FORM.replace(" ", "；"), id="semicolons-between"),
        pytest.param(FORM.replace(" ", "\u00a0"), id="no-break-space"),
        pytest.param(FORM.replace(" ", "\u3000"), id="ideographic-space"),
        pytest.param(FORM.replace(" ", ""), id="nothing-between"),
        pytest.param(FORM.replace("合同", "合\u200b同"), id="zero-width-inside"),
        pytest.param("\ufeff" + FORM, id="byte-order-mark"),
        pytest.param(FORM.replace("广告位名称", "广告位 名称"), id="a-blank-in-a-label"),
        pytest.param(FORM.replace("合同号", "合 同 号"), id="blanks-in-a-label"),
        pytest.param(LINES.replace("\n", "，\n") + "。", id="signs-at-line-ends"),
        pytest.param(FORM.replace("RLZ12345", "ｒｌｚ１２３４５"), id="full-width-number"),
        pytest.param("【" + LINES.replace("\n", "\n【").replace(":", "】"), id="brackets"),
        pytest.param("【" + LINES.replace("\n", "\n【").replace(":", "】："), id="both"),
        pytest.param(LINES.replace(":", "\t"), id="tabs-of-a-table"),
        pytest.param(LINES.replace(":", "\n"), id="cells-of-a-table"),
        pytest.param(LINES.replace(":", ":\n"), id="values-under-labels"),
        pytest.param("1. " + FORM, id="numbered"),
        pytest.param("广告一 " + FORM, id="a-word-before"),
        pytest.param(FORM + " 电话:13800000000", id="other-labels-end-a-value"),
        pytest.param(FORM + " 落地页:http://a.example.com/x", id="an-address-after"),
        pytest.param(FORM + "\n谢谢！\n电话:010-1", id="greeting-after"),
        pytest.param(FORM + "\n-- \n张三\n合同部", id="signature-after"),
        pytest.param(LINES.replace("合同号", "客户合同号:KH001\n合同号"), id="the-client-s-number"),
        pytest.param(FORM.replace("1.1-2014", "1.1-\n2014"), id="broken-at-the-dash"),
        pytest.param(FORM.replace("1.1-2014", "1.1\n-2014"), id="broken-before-the-dash"),
        pytest.param(FORM.replace("通栏", "通\n栏"), id="broken-in-a-word"),
        pytest.param(FORM.replace("2014.1.17", "2014.1.\n17"), id="broken-in-a-day"),
        pytest.param(FORM.replace("合同", "项目"), id="project"),
        pytest.param(FORM + "\n合同号:RLZ12345 的物料见附件", id="one-label-in-a-sentence"),
        pytest.param(f"> {FORM}", id="all-is-quoted"),
        pytest.param("＞＞" + LINES.replace("\n", "\n>> "), id="quoted-twice"),
    ],
)
def test_every_way_of_writing_the_form_is_read(text: str) -> None:
    reading = read_ads(text)
    assert reading.problems == ()
    assert reading.entries == (AD,)


@pytest.mark.parametrize(
    "between",
    ["\n", "\n\n", " ", "\n第二个广告\n", "\n2、\n", " 2. ", "\n谢谢\n\n", "\n广告二 "],
)
@pytest.mark.parametrize("form", [FORM, LINES], ids=["a-line", "lines"])
def test_one_ad_after_another(form: str, between: str) -> None:
    reading = read_ads(form + between + form.replace("RLZ12345", "RLZ2"))
    assert [one.contract_no for one in reading.entries] == ["RLZ12345", "RLZ2"]
    assert [replace(one, line=1, contract_no="RLZ12345") for one in reading.entries] == [AD, AD]
    assert reading.problems == ()


def test_both_names_the_contract_s_win_and_the_project_s_are_kept() -> None:
    reading = read_ads(f"项目名称:甲苑 项目号:ｐ１ {FORM}")
    assert reading.entries == (replace(AD, project_name="甲苑", project_no="P1"),)


def test_an_empty_contract_number_leaves_the_project_s() -> None:
    reading = read_ads(FORM.replace("RLZ12345", "") + " 项目号:P1")
    assert [(one.contract_no, one.project_no) for one in reading.entries] == [("P1", "")]


@pytest.mark.parametrize("missing", range(5), ids=list("nosdr"))
def test_a_missing_label_is_one_problem_and_leaves_the_others_whole(missing: int) -> None:
    parts = FORM.split(" ")
    label = Label(parts.pop(missing).split(":")[0])
    text = f"{OTHER}\n\n{' '.join(parts)}\n\n{OTHER}"
    reading = read_ads(text)
    assert [one.line for one in reading.entries] == [1, 5]
    assert codes(reading) == [(3, "label.missing", label)]


@pytest.mark.parametrize("missing", range(5), ids=list("nosdr"))
def test_a_missing_label_among_ads_of_a_label_a_line(missing: int) -> None:
    parts = LINES.split("\n")
    label = Label(parts.pop(missing).split(":")[0])
    other = LINES.replace("RLZ12345", "RLZ2")
    reading = read_ads("\n".join([other, *parts, other]))
    assert [one.contract_no for one in reading.entries] == ["RLZ2", "RLZ2"]
    assert codes(reading) == [(6, "label.missing", label)]


@pytest.mark.parametrize(
    ("between", "whole"),
    [("\n", "RLZ2"), ("\n\n", "RLZ2"), (" ", "RLZ1")],
    ids=["line-end", "empty-line", "nothing-but-the-usual-first-label"],
)
def test_a_label_between_two_ads_belongs_where_the_line_says(between: str, whole: str) -> None:
    *most, regions = FORM.split(" ")
    first = " ".join(most).replace("RLZ12345", "RLZ1")
    reading = read_ads(f"{first}{between}{regions} {first.replace('RLZ1', 'RLZ2')}")
    assert [one.contract_no for one in reading.entries] == [whole]
    assert [one[1:] for one in codes(reading)] == [("label.missing", Label.REGIONS)]


@pytest.mark.parametrize(
    ("text", "line", "code", "label"),
    [
        (LINES.replace("1000*90", ""), 3, "slot.no_size", Label.SLOT),
        (LINES.replace("2014.1.17", "2013.1.17"), 4, "period.reversed", Label.PERIOD),
        (LINES.replace("2014.1.17", "2014.1.32"), 4, "period.no_such_day", Label.PERIOD),
        (LINES.replace("全国", ""), 5, "label.empty", Label.REGIONS),
        (LINES.replace("全国", "\n谢谢"), 5, "label.empty", Label.REGIONS),
        (LINES.replace("全国", "北京 上海"), 5, "regions.unreadable", Label.REGIONS),
        (LINES.replace("RLZ12345", "待定"), 2, "number.unreadable", Label.CONTRACT_NO),
        (LINES.replace("RLZ12345", "RLZ 12345"), 2, "number.unreadable", Label.CONTRACT_NO),
        (LINES.replace("xxxx", "x" * 300), 1, "name.too_long", Label.CONTRACT_NAME),
        (
            LINES.replace("合同", "项目").replace("RLZ12345", "无"),
            2,
            "number.unreadable",
            Label.PROJECT_NO,
        ),
        (FORM.replace("合同号", "合同号:RLZ1 合同号"), 1, "label.twice", Label.CONTRACT_NO),
        ("合同名称:甲 合同号:A1", 1, "label.missing", Label.SLOT),
        (
            "您好\n合同名称\t合同号\t广告位名称\t投放周期\t定向地域\n甲\tA1\t乙1*1\t2014.1.1\t全国",
            2,
            "label.missing",
            Label.REGIONS,
        ),
    ],
)
def test_what_cannot_be_read_names_line_and_label(
    text: str, line: int, code: str, label: Label
) -> None:
    reading = read_ads(text)
    assert reading.entries == ()
    assert codes(reading) == [(line, code, label)]
    assert reading.problems[0].text == text.splitlines()[line - 1].strip()


def test_one_problem_names_all_that_is_wrong_with_a_block() -> None:
    (problem,) = read_ads("合同名称:甲 合同号: 广告位名称:乙 投放周期:2014.2.30").problems
    assert [(one.code, one.label) for one in problem.faults] == [
        ("label.missing", Label.REGIONS),
        ("label.empty", Label.CONTRACT_NO),
        ("slot.no_size", Label.SLOT),
        ("period.no_such_day", Label.PERIOD),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "您好：\n电话：138\n谢谢",
        "合同号:RLZ1 的物料见附件",
        "请核对合同号和广告位名称",
        "合同号",
    ],
)
def test_lines_without_known_labels_are_neither(text: str) -> None:
    assert read_ads(text) == AdReading()


OLDER = [
    pytest.param("> ", "", id="quote-marks"),
    pytest.param("", "------------------ 原始邮件 ------------------\n", id="foxmail"),
    pytest.param("", "-----Original Message-----\n", id="outlook"),
    pytest.param("", "---- 转发的邮件 ----\n", id="netease"),
    pytest.param("", "发件人: 张三 <a@b.c>\n发送时间: 2014年1月1日\n主题: x\n", id="headers"),
    pytest.param("", "From: a@b.c\nSent: Wednesday\nTo: x\n", id="headers-en"),
    pytest.param("> ", "在 2014年1月1日，张三 写道：\n", id="wrote"),
]


@pytest.mark.parametrize(("mark", "head"), OLDER)
def test_what_is_quoted_is_read_where_the_mail_says_nothing_itself(mark: str, head: str) -> None:
    reading = read_ads(f"请投放\n\n{head}{mark}{FORM}\n")
    assert [one.contract_no for one in reading.entries] == ["RLZ12345"]
    assert reading.problems == ()


@pytest.mark.parametrize(("mark", "head"), OLDER)
def test_what_is_quoted_is_not_read_again(mark: str, head: str) -> None:
    text = f"{FORM}\n\n{head}{mark}{FORM}\n{mark}合同名称:甲 合同号:A1\n"
    assert read_ads(text) == AdReading((AD,))


@pytest.mark.parametrize(("mark", "head"), OLDER)
def test_a_quoted_ad_that_the_mail_does_not_repeat_is_told(mark: str, head: str) -> None:
    text = f"{FORM}\n\n{head}{mark}{OTHER}\n"
    reading = read_ads(text)
    assert reading.entries == (AD,)
    assert codes(reading) == [(text.count("\n"), "ad.quoted", Label.CONTRACT_NAME)]


def test_a_problem_cites_a_line_in_bounds() -> None:
    (problem,) = read_ads(FORM.replace("xxxx", "x" * 5000)).problems
    assert len(problem.text) == MOST_TEXT


SIGNS = ": ： 、 - > 】 1. 合 2014.1.1 1.17 950*90 甲 RLZ1 全国 写道: 发件人: 日期: ٣ ²"
PIECES = st.sampled_from([*Label, *SIGNS.split(" "), " ", "\n", "\n\n", "\t", "\u200b", "\x00"])


@given(st.one_of(st.text(max_size=300), st.lists(PIECES, max_size=60).map("".join)))
def test_any_text_is_read(text: str) -> None:
    reading = read_ads(text)
    lines = text.splitlines()
    told = [one.line for one in reading.entries] + [one.line for one in reading.problems]
    assert all(1 <= line <= len(lines) for line in told)
    for entry in reading.entries:
        assert entry.start <= entry.end and entry.regions and entry.width > 0


@given(st.permutations(FORM.split(" ")), st.lists(st.sampled_from([" ", "\n", "，"]), min_size=4))
def test_any_order_of_labels(parts: list[str], between: list[str]) -> None:
    text = "".join(a + b for a, b in zip(parts, [*between[:4], ""], strict=True))
    assert read_ads(text) == AdReading((AD,))
