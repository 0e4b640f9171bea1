"""How long a text is, and what must not be in it (rules.md §5)."""

import pytest

from adops.domain.slot import PartSpec
from adops.phrases.creative import message
from adops.rules.text import MOST_WORDS, copy_with, half_characters
from tests.adops.cases import facts, found, slot


@pytest.mark.parametrize(
    ("words", "characters"),
    [
        ("", 0),
        ("京西新盘", 4),
        ("abc", 1.5),
        ("10万起", 3),
        ("ＡＢ", 2),
        ("“好房”", 4),
        ("  新盘\n", 2),
        ("新\u200b盘", 2),
        ("ｱ", 0.5),
    ],
)
def test_a_chinese_character_counts_one_an_ascii_one_half(words, characters):
    assert half_characters(words) == 2 * characters


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("新\u202e盘", "U+202E@2"),
        *((f"新{chr(code)}盘", f"U+{code:04X}@2") for code in range(0x202A, 0x202F)),
        *((f"新{chr(code)}盘", f"U+{code:04X}@2") for code in range(0x2066, 0x206A)),
        *((f"新盘{chr(code)}", f"U+{code:04X}@3") for code in (0x200B, 0x200C, 0x200D)),
        *((f"新盘{chr(code)}", f"U+{code:04X}@3") for code in (0x200E, 0x200F, 0x061C)),
        *((f"{chr(code)}新盘", f"U+{code:04X}@1") for code in (0x2060, 0xFEFF, 0x00AD, 0x2028)),
        *((f"新盘{chr(code)}", f"U+{code:04X}@3") for code in (0, 7, 0x0B, 0x1B, 0x7F, 0x85, 0x9F)),
        ("新盘\ue000", "U+E000@3"),
        ("新盘\U000f0000", "U+F0000@3"),
        ("新盘\U000e0041", "U+E0041@3"),
        ("a\u200bb\u200bc\u200bd\u200be\u200bf\u200bg", "U+200B@2 U+200B@4 U+200B@6 U+200B@8 "
         "U+200B@10"),
    ],
)  # fmt: skip
def test_what_nobody_sees_is_named_with_its_place(words, told):
    (finding,) = found(facts(), copy=words)
    assert (finding.code, finding.severity, finding.where) == ("text.control", "reject", "copy")
    assert finding.measured == told


@pytest.mark.parametrize(
    "words",
    ["京西新盘", "两行\r\n字", "一\t二", "Ａ１　全角", "café", "ก็", "👍🏽", "❤️", "👨‍👩‍👧 三口之家"],
    ids=["plain", "lines", "tab", "wide", "accent", "thai", "tone", "heart", "family"],
)
def test_what_is_seen_is_fine(words):
    assert found(facts(), copy=words) == ()


def test_the_file_of_a_text_link_is_read_for_them_too():
    spec = slot(parts=(PartSpec("main", 0, 0, 0),), formats=("text",), text_limit=15)
    both = facts(format="text", named="text", width=None, height=None, text="新\u200b盘")
    findings = found(both, spec, copy="新\u202e盘")
    assert [(one.code, one.where) for one in findings] == [
        ("text.control", "main"),
        ("text.control", "copy"),
    ]
    assert message(findings[0]) == (
        "文字里有看不见的控制字符：第 2 个字符 U+200B；"
        "它们会改变显示顺序或藏住内容，请删掉后重新输入"
    )


@pytest.mark.parametrize(
    ("copy", "told"), [("新\u202e盘 ", ["main"]), ("别的\u202e", ["main", "copy"])]
)
def test_a_copy_that_says_what_the_file_says_is_told_of_once(copy, told):
    typed = facts(format="text", named="text", text="新\u202e盘")
    spec = slot(formats=("text",), parts=(PartSpec("main", 0, 0, 0),))
    assert [one.where for one in found(typed, spec, copy=copy)] == told


@pytest.mark.parametrize(
    ("copy", "text", "whole"),
    [
        pytest.param("云溪花园", None, "云溪花园", id="a picture"),
        pytest.param("", "云溪花园", "云溪花园", id="words of the file alone"),
        pytest.param("云溪花园 ", "新盘\n", "云溪花园\n新盘", id="under the copy"),
        pytest.param("云溪花园新盘", "新盘", "云溪花园新盘", id="said already"),
        pytest.param("云溪花园", "\0新\0盘", "云溪花园\n新盘", id="no NUL"),
        pytest.param("云溪花园", "\0", "云溪花园", id="nothing but NUL"),
        pytest.param("", "新" * (MOST_WORDS + 1), "新" * MOST_WORDS, id="no link is so long"),
    ],
)
def test_the_words_of_a_file_are_held_against_the_law_with_the_copy(copy, text, whole):
    assert copy_with(copy, {"main": facts(text=text)}) == whole
