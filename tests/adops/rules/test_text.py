"""How long a text is (rules.md §5)."""

import pytest

from adops.rules.text import half_characters


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
