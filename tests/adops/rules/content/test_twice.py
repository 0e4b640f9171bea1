"""A word of the copy that a picture says too."""

import pytest

from adops.domain.content import Hit, Level, Source
from adops.rules.content.twice import told_once


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
    ("copy", "picture", "once"),
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
def test_told_once(copy: str, picture: str, once: bool) -> None:
    typed, seen = hit(Source.COPY, copy), hit(Source.PICTURE, picture)
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
