"""Words of files that are not kept: which are read, how often, and what is found in them."""

from dataclasses import dataclass, field

import pytest

from adops.domain.content import Box, Line
from adops.domain.creative import Code
from adops.errors import OutsideError
from adops.flows.words_of_files import WordsOfFiles
from tests.adops import files
from tests.adops.cases import measured
from tests.adops.packages import good
from tests.adops.rules.content.words import national

BAD = Line("全城最佳", Box(10, 20, 90, 40), 0.98)


@dataclass
class Reader:
    """Says the same of every picture, and counts."""

    says: tuple[Line, ...] | OutsideError = ()
    asked: list[bytes] = field(default_factory=list)

    def __call__(self, content: bytes) -> tuple[Line, ...]:
        self.asked.append(content)
        if isinstance(self.says, OutsideError):
            raise self.says
        return self.says


def found(words: WordsOfFiles, **contents: bytes) -> list[tuple[str, str | None]]:
    facts = {part: measured(content, f"{part}.x") for part, content in contents.items()}
    return [(one.code, one.where) for one in words.found(facts, contents)]


def words_of(reader: Reader | None, copy: str | None = None) -> WordsOfFiles:
    return WordsOfFiles(national, copy=copy, read=reader)


def test_a_hit_names_the_part_the_words_and_their_box() -> None:
    content = files.jpg()
    facts = measured(content)
    [hit] = words_of(Reader((BAD,))).found({"left": facts}, {"left": content})
    assert (hit.code, hit.where, hit.measured) == ("content.absolute", "left", "最佳")
    assert hit.box == (50, 20, 90, 40)
    assert hit.key


def test_each_file_is_read_once_whatever_it_is_called() -> None:
    reader = Reader((BAD,))
    words, one, other = words_of(reader), files.jpg(), files.jpg(seed=2)
    hit = "content.absolute"
    assert found(words, left=one, right=one) == [(hit, "left"), (hit, "right")]
    assert found(words, main=one) == [(hit, "main")]
    assert found(words, main=other) == [(hit, "main")]
    assert reader.asked == [one, other]


@pytest.mark.parametrize("code", ["ocr.failed", "ocr.missing"])
def test_what_could_not_be_read_is_no_pass_and_is_asked_once(code: str) -> None:
    reader = Reader(OutsideError(code, why="crashed"))
    words = words_of(reader, "全城最佳")
    hit, not_done = ("content.absolute", "copy"), ("check.not_done", "main")
    assert found(words, main=files.jpg()) == [hit, not_done]
    assert found(words, main=files.jpg()) == [hit, not_done]
    assert len(reader.asked) == 1


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(files.jpg()[:-400], id="a broken picture"),
        pytest.param(files.huge_png(), id="a bomb"),
        pytest.param(good(), id="a package"),
        pytest.param(b"%PDF-1.4\n", id="another format"),
        pytest.param(b"", id="no bytes"),
    ],
)
def test_what_is_no_whole_picture_is_not_read(content: bytes) -> None:
    reader = Reader((BAD,))
    assert found(words_of(reader), main=content) == []
    assert reader.asked == []


@pytest.mark.parametrize("make", [files.jpg, files.png, files.gif, files.webp, files.moving])
def test_every_picture_is_read(make) -> None:
    assert found(words_of(Reader((BAD,))), main=make()) == [("content.absolute", "main")]


def test_pictures_may_be_left_out() -> None:
    assert found(words_of(None), main=files.jpg()) == []
    assert found(words_of(None, "全城最佳"), main=files.jpg()) == [("content.absolute", "copy")]


def test_without_words_the_list_is_not_loaded() -> None:
    def list_asked_for() -> None:
        raise AssertionError

    words = WordsOfFiles(list_asked_for, copy=None, read=Reader())  # type: ignore[arg-type]
    assert found(words, main=files.jpg()) == []


def test_a_text_links_own_words_are_judged() -> None:
    assert found(words_of(None), main="京西新盘，全城最佳".encode()) == [
        ("content.absolute", "copy")
    ]


def test_what_clears_a_hit_may_stand_on_the_picture() -> None:
    price = "主城精装现房15000元/平起"
    until = Line("价格有效期至2026年12月31日", Box(0, 0, 300, 20))
    assert found(words_of(Reader(), price), main=files.jpg()) == [("content.price", "copy")]
    assert found(words_of(Reader((until,)), price), main=files.jpg()) == []


def test_the_finding_of_a_crash_names_the_reading() -> None:
    content = files.jpg()
    reader = Reader(OutsideError("ocr.failed", why="crashed"))
    [one] = words_of(reader).found({"main": measured(content)}, {"main": content})
    assert (one.code, one.measured) == (Code.CHECK_NOT_DONE, "ocr")
