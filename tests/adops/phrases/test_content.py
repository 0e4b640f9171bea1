"""Every category of words, and what has to be shown, has words in both languages."""

import re

import pytest

from adops.domain.content import HIT_CODE, MUST_SHOW_CODE, Category
from adops.domain.finding import Finding, Severity
from adops.phrases.content import CATEGORIES
from adops.phrases.creative import message

HAN = re.compile(r"[\u4e00-\u9fff]")


@pytest.mark.parametrize("category", Category)
def test_a_hit_says_what_which_article_and_how_to_mend(category):
    one = Finding(HIT_CODE.format(category=category), Severity.WARN, "WORDS", "ART-9", "copy")
    zh, en = message(one, "zh"), message(one, "en")
    assert HAN.search(CATEGORIES[category])
    assert HAN.search(zh) and not HAN.search(en)
    for said in (zh, en):
        assert "WORDS" in said and "ART-9" in said
        assert "content." not in said and "{" not in said


@pytest.mark.parametrize(
    ("where", "zh", "en"),
    [("landing", "落地页：", "landing page: "), ("left", "左侧：", "left side: ")],
)
def test_where_it_stands_is_said(where, zh, en):
    one = Finding("content.absolute", Severity.WARN, "最佳", "广告法9(三)", where)
    assert message(one, "zh").startswith(zh)
    assert message(one, "en").startswith(en)


@pytest.mark.parametrize(
    ("where", "item"),
    [("developer", "开发企业"), ("agent", "中介机构"), ("permit", "预售许可证号")],
)
def test_what_has_to_be_shown_is_named(where, item):
    one = Finding(MUST_SHOW_CODE, Severity.WARN, None, "某某置业", where)
    assert message(one) == f"{item}：创意和落地页首屏都没有写出“某某置业”，请补上"
    assert HAN.search(message(one, "en").replace("某某置业", "")) is None


def test_another_permit_number_is_told():
    one = Finding(MUST_SHOW_CODE, Severity.WARN, "甲字第1号", "乙字第2号", "permit")
    assert "写的是“甲字第1号”" in message(one) and "“乙字第2号”" in message(one)


def test_words_with_braces_are_told_as_they_are():
    one = Finding("content.absolute", Severity.WARN, "{最佳}", "广告法9(三)", "copy")
    assert "“{最佳}”" in message(one)
