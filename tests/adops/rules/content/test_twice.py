"""A word of the copy that a picture says too."""

import pytest

from adops.domain.content import Hit, Level, Line, Source
from adops.rules.content import scan
from adops.rules.content.twice import told_once
from tests.adops.rules.content.words import copy, national, picture


def hit(source: Source, sentence: str, words: str = "最佳", term: str = "最佳") -> Hit:
    holder = "f" * 64 if source is Source.PICTURE else ""
    return Hit(
        term=term,
        category="absolute",
        level=Level.HIGH,
        basis="LAW_TEXT",
        law="广告法 9(三)",
        note="",
        words=words,
        source=source,
        part="main" if source is Source.PICTURE else source.value,
        sentence=sentence,
        holder=holder,
    )


@pytest.mark.parametrize(
    ("typed_words", "read_words", "once"),
    [
        pytest.param("云溪 最佳户型，热线", "最佳户型", True, id="a line of the picture"),
        pytest.param("最佳户型", "最佳 户型", False, id="a gap in one of them"),
        pytest.param("城东最佳户型", "城东最佳户型", True, id="the same"),
        pytest.param("城东最佳户型品质", "城东最佳户型品质人生", True, id="four letters agree"),
        pytest.param("最佳利用时间", "最佳", False, id="the picture stops where the copy goes on"),
        pytest.param("最佳户型", "最佳服务", False, id="other words after it"),
        pytest.param("城东最佳户型", "城西最佳户型", False, id="other words before it"),
        pytest.param("最佳户型", "ＡＢ 最佳户型！", True, id="signs and widths"),
    ],
)
def test_told_once(typed_words: str, read_words: str, once: bool) -> None:
    typed, seen = hit(Source.COPY, typed_words), hit(Source.PICTURE, read_words)
    told = told_once([typed, seen])
    assert [one.source for one in told] == (
        [Source.PICTURE] if once else [Source.COPY, Source.PICTURE]
    )
    assert told[-1].key == seen.key
    assert told[-1].also == (typed.key if once else None)


def test_another_term_or_the_landing_page_is_told_beside() -> None:
    found = [
        hit(Source.COPY, "最佳户型"),
        hit(Source.PICTURE, "最佳户型", term="最佳户型"),
        hit(Source.LANDING, "最佳户型"),
    ]
    assert told_once(found) == tuple(found)


@pytest.mark.parametrize(
    ("typed", "lines", "once"),
    [
        pytest.param(
            "云溪花园最佳户型热线400", ["云溪花园", "最佳户型", "热线400"], True, id="one line"
        ),
        pytest.param("云溪花园\n最佳户型", ["云溪花园最佳户型"], True, id="more lines"),
        pytest.param("城东最佳户型", ["城东 最佳", "户型"], True, id="a word over two lines"),
        pytest.param(
            "城东最佳户型", ["城西", "最佳户型"], False, id="other words in the line above"
        ),
        pytest.param("最佳利用时间", ["最佳"], False, id="nothing around it"),
        pytest.param(
            "城东最佳", ["城东最佳户型"], False, id="the copy stops where the picture goes on"
        ),
        pytest.param("最佳服务", ["最佳", "户型"], False, id="other words in the line below"),
    ],
)
def test_a_copy_typed_in_other_lines_than_the_picture_has(
    typed: str, lines: list[str], once: bool
) -> None:
    found = scan([copy(typed), picture(*(Line(one) for one in lines))], national())
    assert [one.source for one in found] == (
        [Source.PICTURE] if once else [Source.COPY, Source.PICTURE]
    )
