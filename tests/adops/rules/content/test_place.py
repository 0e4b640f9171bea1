"""Where words stand: the box on the picture, over the ends of lines, and what is around them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adops.domain.content import Box, Line, Passage, Source
from adops.rules.content import scan
from adops.rules.content.place import part_of_box, written
from tests.adops.rules.content.words import landing, national, picture, said


def at(text: str, left: int, top: int, right: int, bottom: int) -> Line:
    return Line(text, Box(left, top, right, bottom), 0.9)


def only(*lines: Line) -> Box | None:
    (hit,) = scan([picture(*lines)], national())
    return hit.box


@pytest.mark.parametrize(
    ("line", "box"),
    [
        pytest.param(at("尊享最佳人居", 0, 0, 600, 100), Box(200, 0, 400, 100), id="a row"),
        pytest.param(at("AB最佳CD", 0, 0, 400, 50), Box(100, 0, 300, 50), id="narrow letters"),
        pytest.param(at("尊享最佳人居", 0, 0, 100, 600), Box(0, 200, 100, 400), id="a column"),
        pytest.param(at("最 佳", 0, 0, 500, 100), Box(0, 0, 500, 100), id="spaced out"),
        pytest.param(at("國家級", 10, 20, 310, 120), Box(10, 20, 310, 120), id="traditional"),
        pytest.param(Line("最佳人居"), None, id="no box"),
    ],
)
def test_the_box_of_the_words(line, box):
    assert only(line) == box


def test_words_over_two_rows_have_a_box_around_both_pieces():
    upper, lower = at("尊享城市最", 0, 0, 500, 100), at("佳人居环境", 0, 110, 500, 210)
    assert only(upper, lower) == Box(0, 0, 500, 210)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        pytest.param(
            [at("尊享最", 0, 0, 300, 100), at("佳人居", 0, 110, 300, 210)], ["最 佳"], id="under it"
        ),
        pytest.param(
            [at("尊享最", 0, 0, 300, 100), at("佳人居", 0, 400, 300, 500)], [], id="far below"
        ),
        pytest.param(
            [at("尊享最", 0, 0, 300, 100), at("佳人居", 0, 110, 60, 130)],
            [],
            id="much smaller type",
        ),
        pytest.param(
            [at("尊享最", 0, 0, 300, 100), at("佳人居", 310, 0, 610, 100)],
            ["最 佳"],
            id="beside it",
        ),
        pytest.param(
            [at("尊享最", 0, 0, 300, 100), at("佳人居", 900, 0, 1200, 100)], [], id="across a gap"
        ),
        pytest.param(
            [at("佳人居", 0, 0, 300, 100), at("尊享最", 0, 110, 300, 210)],
            [],
            id="the other way round",
        ),
        pytest.param(
            [
                at("尊享最", 0, 0, 300, 100),
                at("湖居生活", 600, 5, 1000, 105),
                at("佳人居", 0, 110, 300, 210),
                at("静候品鉴", 600, 115, 1000, 215),
            ],
            ["最 佳"],
            id="two columns",
        ),
        pytest.param(
            [Line("尊享最"), Line("佳人居")], ["最 佳"], id="no boxes: one after the other"
        ),
        pytest.param(
            [at("本案升", 0, 0, 300, 100), at("值潜力巨大", 0, 110, 500, 210)],
            ["升 值潜力"],
            id="a longer word in the middle of both rows",
        ),
        pytest.param(
            [at("24小时安保", 0, 0, 500, 100), at("值得信赖", 0, 110, 400, 210)],
            [],
            id="two words that touch",
        ),
    ],
)
def test_words_split_over_lines(lines, words):
    assert said(scan([picture(*lines)], national())) == words


def test_a_pattern_does_not_run_from_one_text_of_a_picture_into_another():
    far = [at("首付", 0, 0, 200, 100), at("30%折扣", 0, 900, 400, 1000)]
    assert scan([picture(*far)], national()) == ()


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("湖居生活。享最佳人居！敬请期待", "享最佳人居"),
        ("湖居生活\n最佳人居\n敬请期待", "最佳人居"),
        ("前" * 60 + "最佳" + "后" * 60, "前" * 40 + "最佳" + "后" * 40),
    ],
)
def test_what_stands_around_the_words(text, sentence):
    (hit,) = scan([landing(*text.split("\n"))], national())
    assert hit.sentence == sentence


NUMBERS = st.integers(0, 2000)
BOXES = st.builds(Box, NUMBERS, NUMBERS, NUMBERS, NUMBERS)
LINES = st.lists(st.builds(Line, st.text(max_size=12), st.none() | BOXES), max_size=12)


@given(LINES)
def test_reading_order_keeps_every_line_once(lines):
    order = written(Passage(Source.PICTURE, "main", tuple(lines)))
    assert sorted(line.text for line in order.lines) == sorted(line.text for line in lines)
    assert len(order.starts) == len(lines)
    for line, start in zip(order.lines, order.starts, strict=True):
        assert order.text[start : start + len(line.text)] == line.text


@given(st.text(min_size=1, max_size=12), BOXES, st.data())
def test_a_part_of_a_box_is_inside_it(text, box, data):
    if box.left > box.right or box.top > box.bottom:
        return
    first = data.draw(st.integers(0, len(text) - 1))
    part = part_of_box(Line(text, box), first, data.draw(st.integers(first + 1, len(text))))
    assert part is not None
    assert box.left <= part.left <= part.right <= box.right
    assert box.top <= part.top <= part.bottom <= box.bottom
