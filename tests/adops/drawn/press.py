"""Draws words as ads carry them: on flat, graded and busy grounds, in rows, columns and turned."""

import io
import random
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PIL import Image, ImageDraw, ImageFilter

from adops.demo.fonts import font

Colour = tuple[int, int, int]
Size = tuple[int, int]
Place = tuple[int, int, int, int]
"""Left, top, right, bottom in px of the finished picture."""

LEADING = 1.35
COLUMN_STEP = 1.12
FRAME_MS = 800
QUALITY = {"jpg": 82, "poor jpg": 28}


class Look(NamedTuple):
    """Ground and ink; `style` is one of `adops.demo.fonts`. `ground` is flat, graded or busy."""

    ground: str
    paper: Colour
    other: Colour
    ink: Colour
    style: str = "bold"


class Drawn(NamedTuple):
    """The file, and where each row of words stands on it."""

    data: bytes
    places: tuple[Place, ...]


LOOKS = {
    "black on white": Look("flat", (255, 255, 255), (0, 0, 0), (20, 20, 20)),
    "white on red": Look("flat", (190, 20, 28), (0, 0, 0), (255, 255, 255)),
    "gold on black": Look("flat", (16, 16, 20), (0, 0, 0), (214, 178, 96), "serif"),
    "yellow on green": Look("flat", (12, 92, 60), (0, 0, 0), (255, 224, 70)),
    "grey on grey": Look("flat", (226, 226, 226), (0, 0, 0), (122, 122, 122), "sans"),
    "white on a dusk": Look("graded", (20, 34, 88), (196, 92, 64), (255, 255, 255)),
    "brown on a dawn": Look("graded", (255, 240, 214), (240, 178, 110), (96, 44, 12), "serif"),
    "white on a view": Look("busy", (40, 90, 130), (70, 130, 80), (255, 255, 255)),
    "red on paper": Look("busy", (246, 240, 226), (232, 220, 196), (176, 16, 24)),
}


def draw(
    words: Sequence[str], size: Size, look: str, px: int, way: str = "rows", kind: str = "jpg"
) -> Drawn:
    """`way`: rows, columns, turned (a quarter, read upwards) or slanted; `kind`: jpg, poor jpg,
    png, gif (the words come in its second frame)."""
    chosen, seed = LOOKS[look], len("".join(words)) + px
    upright = size if way != "turned" else (size[1], size[0])
    ground = _ground(chosen, upright, seed)
    picture = ground.copy()
    places: list[Place] = []
    pen = ImageDraw.Draw(picture)
    for text, left, top in _laid(words, upright, px, way):
        face = font(chosen.style, px)
        pen.text((left, top), text, font=face, fill=chosen.ink)
        places.append(_whole_px(pen.textbbox((left, top), text, font=face)))
    if way == "columns":
        places = _columns(places, words)
    if way == "turned":
        width = upright[0]
        picture, ground = (one.transpose(Image.Transpose.ROTATE_90) for one in (picture, ground))
        places = [(top, width - right, low, width - left) for left, top, right, low in places]
    if way == "slanted":
        picture = picture.rotate(4, Image.Resampling.BICUBIC, fillcolor=chosen.paper)
    return Drawn(_saved(picture, ground, kind), tuple(places))


def _laid(words: Sequence[str], size: Size, px: int, way: str) -> Iterator[tuple[str, int, int]]:
    """Each piece with its left top corner: rows in the middle, columns from the right."""
    width, height = size
    if way == "columns":
        first = round(width / 2 + (len(words) - 1) * px * LEADING / 2 - px / 2)
        for column, text in enumerate(words):
            top = (height - len(text) * px * COLUMN_STEP) / 2
            for row, letter in enumerate(text):
                left = round(first - column * px * LEADING)
                yield letter, left, round(top + row * px * COLUMN_STEP)
        return
    top = (height - len(words) * px * LEADING) / 2
    for row, text in enumerate(words):
        wide = font("bold", px).getlength(text)
        yield text, max(6, round((width - wide) / 2)), round(top + row * px * LEADING)


def _whole_px(sides: tuple[float, float, float, float]) -> Place:
    left, top, right, low = sides
    return round(left), round(top), round(right), round(low)


def _columns(places: Sequence[Place], words: Sequence[str]) -> list[Place]:
    """One place a column."""
    letters, whole = iter(places), []
    for text in words:
        own = [next(letters) for _ in text]
        sides = list(zip(*own, strict=True))
        whole.append((min(sides[0]), min(sides[1]), max(sides[2]), max(sides[3])))
    return whole


def _ground(look: Look, size: Size, seed: int) -> Image.Image:
    if look.ground == "flat":
        return Image.new("RGB", size, look.paper)
    if look.ground == "graded":
        ramp = Image.linear_gradient("L").rotate(90).resize(size)
        return Image.composite(
            Image.new("RGB", size, look.other), Image.new("RGB", size, look.paper), ramp
        )
    rng, image = random.Random(seed), Image.new("RGB", size, look.paper)
    pen = ImageDraw.Draw(image)
    for _ in range(24):
        left, top = rng.randrange(size[0]), rng.randrange(size[1])
        part = rng.random()
        shade = tuple(
            round(a + (b - a) * part) for a, b in zip(look.paper, look.other, strict=True)
        )
        pen.ellipse((left - 60, top - 30, left + 60, top + 30), fill=shade)
    return image.filter(ImageFilter.GaussianBlur(3))


def _saved(picture: Image.Image, ground: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    if kind == "gif":
        frames = [one.quantize(64) for one in (ground, picture)]
        frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=FRAME_MS)
    elif kind == "png":
        picture.save(out, "PNG")
    else:
        picture.save(out, "JPEG", quality=QUALITY[kind])
    return out.getvalue()
