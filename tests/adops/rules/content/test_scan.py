"""What stays of all that is met: the longest, without what is excepted or cleared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adops.catalog.content import load_lexicon
from adops.domain.content import Basis, Category, Kind, Level, Line, Need
from adops.rules.content import scan
from tests.adops.cases import CONFIG
from tests.adops.rules.content.words import (
    BAD_LINES,
    copy,
    hits,
    landing,
    listed,
    national,
    picture,
    said,
    term,
)


def test_the_longest_of_overlapping_words_stays_and_weighs_as_the_gravest_it_covers():
    lawful = term(
        "升值", basis=Basis.LAW_TEXT, category=Category.INVESTMENT_RETURN, law="广告法26(一)"
    )
    longer = term("升值潜力", level=Level.MEDIUM, category=Category.INVESTMENT_RETURN, law="判例")
    (hit,) = hits("升值潜力大", listed(lawful, longer))
    assert (hit.words, hit.term, hit.level, hit.basis, hit.law) == (
        "升值潜力",
        "升值潜力",
        Level.HIGH,
        "LAW_TEXT",
        "广告法26(一)",
    )


@pytest.mark.parametrize(
    ("level", "left"),
    [
        pytest.param(Level.MEDIUM, ["据最佳机构数据"], id="a lighter one of another category goes"),
        pytest.param(Level.HIGH, ["据最佳机构数据", "最佳"], id="a graver one stays beside it"),
    ],
)
def test_a_long_light_hit_hides_no_graver_one(level, left):
    wide = term(
        "据[^，。]{0,12}数据", kind=Kind.REGEX, category=Category.AUTHORITY, level=Level.MEDIUM
    )
    assert said(hits("据最佳机构数据", listed(wide, term("最佳", level=level)))) == left


def test_beside_a_light_hit_a_graver_one_stands_once():
    assert said(hits("据世界最佳机构数据")) == ["据世界最佳机构数据", "最佳"]


def test_hits_stand_in_the_order_of_the_text():
    assert said(hits("顶级享受，最佳人居，国家级标准")) == ["顶级", "最佳", "国家级"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        pytest.param("第一医院旁", [], id="overlaps the exception"),
        pytest.param("第一医院旁，全城第一", ["全城第一"], id="only where it overlaps"),
    ],
)
def test_an_exception_takes_what_it_overlaps(text, left):
    words = (term("第一", excepts="第一医院"), term("全城第一"))
    assert said(hits(text, listed(*words))) == left


@pytest.mark.parametrize(
    ("passages", "left"),
    [
        pytest.param([copy("95㎡三房")], ["95㎡"], id="not said"),
        pytest.param([copy("建面95㎡三房")], [], id="beside it"),
        pytest.param([copy("95㎡三房"), landing("建筑面积约95㎡")], [], id="on the landing page"),
        pytest.param([copy("95㎡三房"), picture(Line("建 筑 面 积"))], [], id="in the picture"),
    ],
)
def test_what_clears_a_hit_may_stand_anywhere(passages, left):
    assert said(scan(passages, national())) == left


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("首付30%起", "银行名称、贷款额度、年期"),
        ("首付30%起，建设银行", "贷款额度、年期"),
        ("首付30%起，建设银行，额度100万元", "年期"),
        ("首付30%起，建设银行，额度100万元，年期30年", None),
    ],
)
def test_a_rule_asks_for_all_it_needs_and_says_what_is_missing(text, missing):
    notes = [hit.note for hit in hits(text) if hit.term == "FDC24"]
    assert [note.partition("；缺：")[2] for note in notes] == ([missing] if missing else [])


def test_a_lone_character_is_no_piece_of_a_word():
    lexicon = listed(term("尊", kind=Kind.SINGLE_CHAR, level=Level.MEDIUM))
    assert said(hits("尊敬的业主，尊享一生", lexicon)) == []
    assert said(hits("墅 · 尊 · 境", lexicon)) == ["尊"]


def test_rows_that_are_off_are_not_met():
    assert hits("稀缺豪宅，尊享独家") == ()


def test_a_pattern_never_begins_inside_a_number():
    two = term(r"\d{1,2}㎡", kind=Kind.REGEX)
    assert said(hits("120㎡与95㎡", listed(two))) == ["95㎡"]


def test_a_pattern_whose_beginning_cannot_be_told_is_met_all_the_same():
    odd = term(r"[^，。]{2}之王", kind=Kind.REGEX)
    assert said(hits("，湖居之王。", listed(odd))) == ["湖居之王"]


def test_a_negated_class_stays_in_its_line():
    wide = term("媲美[^，]{1,12}公馆", kind=Kind.REGEX)
    assert hits("媲美\n某公馆", listed(wide)) == ()


def test_needs_are_looked_for_in_folded_words():
    lexicon = listed(term("起价", needs=(Need("", "有效期"),)))
    assert hits("起价九成，有 效 期", lexicon) == ()
    assert said(hits("起價九成，有期", lexicon)) == ["起價"]


def test_the_same_sentence_again_has_the_same_key_and_another_one_has_not():
    (first,), (again,), (other,) = hits("最佳人居"), hits("最佳人居"), hits("最佳人居，敬献")
    assert first.key == again.key != other.key


def test_words_of_the_same_file_keep_their_key_wherever_they_stand():
    (first,) = scan([picture(Line("最佳人居"))], national())
    (again,) = scan([picture(Line("尊享最佳"), Line("别的"))], national())
    assert first.key == again.key


def test_each_station_has_its_own_list():
    text = "主城现房15000元/平起，价格有效期至2026年12月31日"
    here, there = (scan([copy(text)], load_lexicon(CONFIG, code)) for code in ("gz", "tj"))
    assert ([hit.level for hit in here], there) == ([Level.HIGH], ())
    assert "待当地监管部门核实" in here[0].note


WORDS = st.sampled_from(BAD_LINES)
LETTERS = st.text(
    alphabet=st.one_of(
        st.characters(),
        st.sampled_from("最佳第一升值国家级0123456789㎡元万分钟到达 ·-\n\x00，。建面有效期\u200b"),
    ),
    max_size=200,
)


@given(st.lists(st.one_of(WORDS, LETTERS), max_size=6))
def test_any_text_is_scanned_and_every_hit_is_inside_it(pieces):
    text = "".join(pieces)
    for hit in hits(text):
        flat = text.replace("\n", " ").replace("\x00", " ")
        assert hit.words and hit.words in flat
        assert hit.words in hit.sentence


@given(st.lists(LETTERS, max_size=8))
def test_lines_of_any_picture_are_scanned(texts):
    lines = [Line(text) for text in texts]
    for hit in scan([picture(*lines)], national()):
        assert hit.words
