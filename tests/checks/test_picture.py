"""The same picture after all that pages do to it, and another one that is nearly the same."""

import io
from collections.abc import Callable

import pytest
from PIL import Image, ImageDraw, ImageFont, ImageOps

from adops.errors import MissingError, OutsideError
from checks.library import Library
from checks.picture import Creative, copied, is_flat, read_creative, similarity, still
from checks.probe import Box
from tests.checks.conftest import CONFIG
from tests.site.ads import drawn, encoded, gif

SIZES = [(1000, 90), (300, 250), (240, 120), (640, 100), (120, 270)]
SAME, OTHER = CONFIG.similarity.same, CONFIG.similarity.other
PHONE = "400-810-6613"
Change = Callable[[Image.Image], Image.Image]


def look(size: tuple[int, int], **given: object) -> Image.Image:
    """An ad whose phone number is 12 px high: the smallest that people still read."""
    return drawn(size, text_size=12, **given)  # type: ignore[arg-type]


def likeness(ours: Image.Image, theirs: Image.Image, marks: tuple[Box, ...] = ()) -> float:
    """Similarity of two pictures."""
    return similarity(still(ours.convert("RGBA")), theirs, marks)


def jpeg(quality: int) -> Change:
    """Saved anew as JPEG."""
    return lambda picture: Image.open(
        io.BytesIO(encoded(picture, "JPEG", quality=quality))
    ).convert("RGB")


def scaled(factor: float, filter: Image.Resampling = Image.Resampling.BILINEAR) -> Change:
    """Drawn by a screen with more or fewer device pixels."""
    return lambda picture: picture.resize(
        (round(picture.width * factor), round(picture.height * factor)), filter
    )


def bordered(picture: Image.Image) -> Image.Image:
    """A 1 px border laid over it."""
    framed = picture.copy()
    corner = (picture.width - 1, picture.height - 1)
    ImageDraw.Draw(framed).rectangle((0, 0, *corner), outline="#888888")
    return framed


BORNE: dict[str, Change] = {
    "itself": lambda picture: picture,
    "jpeg-85": jpeg(85),
    "jpeg-60": jpeg(60),
    "jpeg-45": jpeg(45),
    "twice-the-pixels": scaled(2, Image.Resampling.BICUBIC),
    "three-times": scaled(3),
    "1.5-times": scaled(1.5, Image.Resampling.BICUBIC),
    "1.17-times": scaled(1.17),
    "three-quarters": scaled(0.75),
    "half": scaled(0.5, Image.Resampling.LANCZOS),
    "border-over": bordered,
    "border-around": lambda picture: ImageOps.expand(picture, 1, "#888888"),
    "jpeg-and-scaled": lambda picture: scaled(1.25)(jpeg(70)(picture)),
}


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("change", BORNE.values(), ids=BORNE.keys())
def test_the_same(size: tuple[int, int], change: Change) -> None:
    ours = look(size)
    assert likeness(ours, change(ours)) >= SAME


SHOWN: dict[str, Change] = {
    "as-it-is": lambda picture: picture,
    "jpeg-60": jpeg(60),
    "1.5-times": scaled(1.5, Image.Resampling.BICUBIC),
}
DIGITS = ["400-810-6618", "400-810-6673", "400-816-6613", "408-810-6613", "400-310-6613"]


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("phone", DIGITS)
@pytest.mark.parametrize("change", SHOWN.values(), ids=SHOWN.keys())
def test_one_digit_of_a_phone_number_is_never_the_same(
    size: tuple[int, int], phone: str, change: Change
) -> None:
    theirs = look(size, phone=phone)
    assert likeness(look(size, phone=PHONE), change(theirs)) < SAME


@pytest.mark.parametrize(
    "given", [{"name": "River Bank Manor"}, {"hue": 235}, {"hue": 20}], ids=["line", "hue", "red"]
)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_another_creative_of_the_campaign(size: tuple[int, int], given: dict[str, object]) -> None:
    assert likeness(look(size), look(size, **given)) < OTHER


def file_of(picture: Image.Image, kind: str = "PNG", **given: object) -> Creative:
    found = read_creative(encoded(picture, kind, **given))
    assert found is not None
    return found


@pytest.mark.parametrize("kind", ["JPEG", "WEBP"])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
def test_a_copy_is_known_by_its_file_and_one_digit_is_no_copy(
    size: tuple[int, int], kind: str
) -> None:
    creative = file_of(look(size, phone=PHONE))
    assert copied(creative, file_of(look(size, phone=PHONE), kind, quality=75)) >= SAME
    for phone in DIGITS:
        assert copied(creative, file_of(look(size, phone=phone), kind, quality=75)) < SAME


def test_what_is_no_copy_px_by_px_is_left_to_the_page_picture() -> None:
    ours = look((300, 250))
    clear = ours.convert("RGBA")
    clear.putalpha(200)
    moving = read_creative(gif((300, 250)))
    assert moving is not None
    for other in (file_of(scaled(2)(ours)), file_of(clear), moving):
        assert copied(file_of(ours), other) == 0.0


def test_the_mark_is_left_out_only_where_it_is() -> None:
    ours = look((300, 250))
    marked = ours.copy()
    draw = ImageDraw.Draw(marked)
    draw.rectangle((270, 236, 300, 250), fill="#444444")
    draw.text((272, 236), "ad", font=ImageFont.load_default(11), fill="white")
    mark = Box(270 / 300, 236 / 250, 30 / 300, 14 / 250)
    assert likeness(ours, marked, (mark,)) >= SAME
    assert likeness(ours, marked) < SAME


def test_any_frame_of_a_gif() -> None:
    creative = read_creative(gif((300, 100)))
    assert creative is not None and len(creative.thumbs) == 3
    for hue in (210, 20, 120):
        frame = drawn((300, 100), hue=hue).convert("P", palette=Image.Palette.WEB)
        assert similarity(creative, frame.convert("RGB")) >= SAME
    assert similarity(creative, drawn((300, 100), hue=290)) < OTHER


def test_what_is_see_through_shows_the_page() -> None:
    ours = look((300, 250)).convert("RGBA")
    ours.paste((0, 0, 0, 0), (150, 100, 300, 200))
    theirs = ours.copy()
    theirs.paste((10, 200, 30, 255), (150, 100, 300, 200))
    assert similarity(still(ours), theirs.convert("RGB")) >= SAME


@pytest.mark.parametrize("content", [b"", b"GIF89a", b"not a picture"])
def test_no_picture_is_none(content: bytes) -> None:
    assert read_creative(content) is None


def test_flat() -> None:
    plain = Image.new("RGB", (300, 100), "#fafafa")
    assert is_flat(plain)
    assert is_flat(bordered(plain))
    assert not is_flat(drawn((300, 100)))


def test_a_file_that_could_not_be_fetched_is_asked_for_again() -> None:
    """The store is away, then the file is not there, then it is; a worker lives on."""
    answers: list[Exception | bytes] = [
        OutsideError("store.failed", why="away"),
        MissingError("evidence.missing", sha256="1"),
        encoded(drawn((300, 100)), "PNG"),
    ]

    def read(_sha256: str) -> bytes:
        answer = answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        return answer

    library = Library(read)
    with pytest.raises(OutsideError, match=r"store\.failed"):
        library.creative("1")
    assert library.creative("1") is None
    assert library.creative("1") is not None
    assert library.creative("1") is not None and not answers
