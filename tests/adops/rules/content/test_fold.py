"""Disguised spellings undone, every place leading back to the words as written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adops.catalog.characters import simplified
from adops.rules.content.fold import Folding
from tests.adops.rules.content.words import hits, said

FOLDING = Folding(simplified())


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        pytest.param("Ｎo.１", "no.1", id="full width and upper case"),
        pytest.param("國家級", "国家级", id="traditional"),
        pytest.param("最\u200b佳\ufeff", "最佳", id="zero width"),
        pytest.param("最\u0336佳\u0336", "最佳", id="struck through"),
        pytest.param("⼀", "一", id="radical for a character"),
        pytest.param("最★佳👍", "最·佳·", id="signs"),
        pytest.param("a\u3000b\tc\u00a0d", "a b c d", id="spaces"),
        pytest.param("a\r\u2028b", "a\n\nb", id="ends of lines"),
        pytest.param("㎡、，。", "㎡、，。", id="stands"),
        pytest.param("①（５）％", "1(5)%", id="digits and signs"),
    ],
)
def test_folding(written, folded):
    assert FOLDING.fold(written).text == folded


@given(st.text())
def test_folded_once_is_folded(text):
    once = FOLDING.fold(text).text
    assert FOLDING.fold(once).text == once


@given(st.text(alphabet=st.characters(max_codepoint=0xFFFF)), st.data())
def test_every_place_leads_back(text, data):
    folded = FOLDING.fold(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    first, last = folded.span(start, end)
    assert 0 <= first < last <= len(text)
    assert folded.text[start:end] in FOLDING.fold(text[first:last]).text


@given(
    st.text(alphabet="國級最佳㎡ﬁ\u200bＡ１ ，繁體" + "".join(list(simplified())[:80]), min_size=1)
)
def test_few_changes_and_many_give_the_same(text):
    assert FOLDING.fold(text).text == "".join(FOLDING.of(letter) for letter in text)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("尊享最 佳人居", "最 佳", id="one space"),
        pytest.param("尊享 最 佳 人 居 ", "最 佳", id="letter-spaced"),
        pytest.param("最·佳人居", "最·佳", id="dot"),
        pytest.param("最-佳人居", "最-佳", id="dash"),
        pytest.param("最★佳人居", "最★佳", id="star"),
        pytest.param("最\u200b佳人居", "最\u200b佳", id="zero width"),
        pytest.param("國家級園林", "國家級", id="traditional"),
        pytest.param("Ｎo.1大盘", "Ｎo.1", id="full width"),
        pytest.param("N o . 1大盘", "N o . 1", id="letter-spaced letters"),
        pytest.param("资产保 值。", "保 值", id="broken off at the end"),
        pytest.param("升 值 空 间", "升 值 空 间", id="a longer word"),
        pytest.param("尊享\n最\n佳\n人\n居", "最 佳", id="one character a line"),
        pytest.param("十 分 钟 直 达 机 场", "十 分 钟 直 达", id="a pattern letter-spaced"),
    ],
)
def test_a_disguise_is_met_and_told_as_written(text, words):
    assert said(hits(text)) == [words]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("物业安保 值得信赖", id="安保 值得 is no 保值"),
        pytest.param("24小时安保\n值得信赖", id="nor over a line's end"),
        pytest.param("意向投资 回报社会", id="投资 回报社会 is no 投资回报"),
        pytest.param("恭迎提升 值此佳节", id="提升 值此 is no 升值"),
        pytest.param("最 新房源", id="最 新 is 最新"),
        pytest.param("此处最      佳作欣赏", id="a wide gap"),
    ],
)
def test_two_words_that_touch_are_not_one(text):
    assert hits(text) == ()
