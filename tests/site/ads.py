"""Drawn creatives for tests: pictures with text, in several formats, the same bytes every time."""

import io
from functools import cache
from typing import Any

from PIL import Image, ImageDraw, ImageFont

Size = tuple[int, int]


def drawn(
    size: Size = (300, 100),
    *,
    phone: str = "400-810-6613",
    name: str = "Cloud Brook Garden",
    hue: int = 210,
    text_size: int = 0,
) -> Image.Image:
    """A sky with a skyline, a name and a phone number: what a real-estate ad is made of."""
    width, height = size
    picture = Image.new("RGB", size)
    draw = ImageDraw.Draw(picture)
    for y in range(height):
        light = 70 - int(35 * y / height)
        draw.line((0, y, width, y), fill=f"hsl({hue}, 55%, {light}%)")
    for n, x in enumerate(range(width // 2, width, max(12, width // 20))):
        tall = height // 3 + (n * 37) % max(1, height // 2)
        draw.rectangle((x, height - tall, x + width // 28, height), fill=f"hsl({hue}, 30%, 25%)")
    large = text_size or max(11, height // 4)
    draw.text((8, 6), name, font=ImageFont.load_default(large), fill="white")
    small = text_size or max(11, height // 6)
    draw.text((8, height - small - 8), phone, font=ImageFont.load_default(small), fill="#ffe9a8")
    return picture


def encoded(picture: Image.Image, format: str = "PNG", **options: Any) -> bytes:
    """The picture's file."""
    out = io.BytesIO()
    picture.save(out, format, **options)
    return out.getvalue()


@cache
def png(size: Size = (300, 100), **look: Any) -> bytes:
    """A PNG of `drawn`."""
    return encoded(drawn(size, **look))


@cache
def jpeg(size: Size = (300, 100), *, quality: int = 85, **look: Any) -> bytes:
    """A JPEG of `drawn`."""
    return encoded(drawn(size, **look), "JPEG", quality=quality)


@cache
def gif(size: Size = (300, 100), *, hues: tuple[int, ...] = (210, 20, 120)) -> bytes:
    """An endless GIF of one frame for each hue, 0.2 s each."""
    first, *rest = [drawn(size, hue=hue).convert("P", palette=Image.Palette.WEB) for hue in hues]
    return encoded(first, "GIF", save_all=True, append_images=rest, duration=200, loop=0)
