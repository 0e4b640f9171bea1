"""What patterns begin with: every match begins with one of the heads."""

import re

import pytest

from adops.domain.content import Kind
from adops.rules.content.fold import Folding
from adops.rules.content.heads import heads_of
from adops.rules.content.patterns import any_of, compiled, everywhere, folded_pattern
from tests.adops.rules.content.words import BAD_LINES, HARMLESS, national


@pytest.mark.parametrize(
    ("pattern", "heads"),
    [
        ("最[佳好]", {"最佳", "最好"}),
        ("(?:学校|小学)[^，]{0,3}开学", {"学校", "小学"}),
        ("约?[12]㎡", {"约1㎡", "约2㎡", "1㎡", "2㎡"}),
        ("(?!最新)最[佳]", {"最佳"}),
        ("[0-2]+年", {"0", "1", "2"}),
        ("a{2}b|c", {"a", "c"}),
        (r"no\.?1", {"no.1", "no1"}),
        (r"[a\-]b", {"ab", "-b"}),
        ("升值(?:潜力)?", {"升值"}),
        ("[^，]佳", None),
        (r"\s*佳", None),
        ("最?", None),
        ("佳|", None),
        (".佳", None),
    ],
)
def test_heads(pattern, heads):
    found = heads_of(pattern)
    assert found == (None if heads is None else frozenset(heads))


def test_every_match_of_the_list_begins_with_a_head():
    folding = Folding(national().characters)
    texts = [
        folding.fold(text).text for text in (*BAD_LINES, *(row["sentence"] for row in HARMLESS))
    ]
    seen = 0
    for term in national().terms:
        if term.kind is Kind.REGEX:
            source = folded_pattern(term.pattern, folding)
            heads = heads_of(source)
            assert heads, f"{term.name} would be tried at every character"
            for match in (one for text in texts for one in re.finditer(source, text)):
                assert match.group().startswith(tuple(heads))
                seen += 1
    assert seen > 100


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("(最", "no pattern"),
        ("(?i)最", "no pattern"),
        (r"(最)\1", "own groups"),
        ("最?", "where no words are"),
        ("[ﬁ]", "inside"),
    ],
)
def test_what_is_no_pattern_is_named(source, why):
    with pytest.raises(ValueError, match=re.escape(why)):
        compiled(source, Folding({}))


@pytest.mark.parametrize(
    ("source", "text", "matches"),
    [
        ("国家级", "國家級", False),
        ("國家級", "国家级", True),
        ("（住宅）", "(住宅)", True),
        ("未来CBD", "未来cbd", True),
        (r"\D天", "九天", True),
        ("[-~—至]9", "—9", True),
        (r"\d+㎡", "²㎡", False),
    ],
)
def test_a_pattern_is_folded_like_the_text(source, text, matches):
    folding = Folding(national().characters)
    assert bool(compiled(source, folding).fullmatch(text)) is matches


def test_words_are_found_longest_first_at_every_place():
    words = ["升值", "升值潜力", "值潜", "最"]
    assert re.findall(any_of(words), "升值潜升值潜力") == ["升值", "升值潜力"]
    found = [one.group(1) for one in everywhere(words).finditer("最升值潜力")]
    assert found == ["最", "升值潜力", "值潜"]
    assert not everywhere([]).search("最")
