"""Skies, skylines, water and gardens: the picture behind an ad's words, the same for one seed."""

import math
from collections.abc import Callable

import numpy as np
from numpy.random import Generator
from PIL import Image, ImageDraw, ImageFilter

from adops.demo.projects import Palette

FINER = 3
"""Shapes are drawn this many times larger and scaled down, for smooth edges."""

Colour = tuple[int, int, int]
Shapes = tuple[ImageDraw.ImageDraw, int, int, Palette, Generator]


def scene(
    name: str, size: tuple[int, int], palette: Palette, seed: int, *, grain: bool = True
) -> Image.Image:
    """An RGB picture of `size` px. `name`: towers, river, garden, villas, hills.

    With `grain` it weighs as much as a photograph; without, a GIF of it stays light.
    """
    dice = np.random.default_rng(seed)
    width, height = size[0] * FINER, size[1] * FINER
    canvas = _sky(width, height, palette, dice)
    draw = ImageDraw.Draw(canvas)
    SCENES[name]((draw, width, height, palette, dice))
    if name == "river":
        canvas = _mirrored(canvas, palette)
    small = canvas.resize(size, Image.Resampling.LANCZOS)
    return _grained(small, dice) if grain else small


def mix(one: Colour, other: Colour, share: float) -> Colour:
    """`share` of `other` in `one`, 0 to 1."""
    blended = [round(a + (b - a) * share) for a, b in zip(one, other, strict=True)]
    return (blended[0], blended[1], blended[2])


def gradient(size: tuple[int, int], top: Colour, low: Colour) -> Image.Image:
    """From `top` down to `low`."""
    rows = np.linspace(0, 1, size[1])[:, None, None]
    colours = np.array(top) * (1 - rows) + np.array(low) * rows
    return Image.fromarray(
        np.broadcast_to(colours, (size[1], size[0], 3)).round().astype(np.uint8), "RGB"
    )


def _sky(width: int, height: int, palette: Palette, dice: Generator) -> Image.Image:
    canvas = gradient((width, height), palette.sky_top, palette.sky_low)
    glow = Image.new("L", canvas.size, 0)
    pen = ImageDraw.Draw(glow)
    x, y, r = (
        width * dice.uniform(0.55, 0.8),
        height * dice.uniform(0.3, 0.5),
        height * 0.16,
    )
    pen.ellipse((x - 3 * r, y - 3 * r, x + 3 * r, y + 3 * r), fill=60)
    glow = glow.filter(ImageFilter.GaussianBlur(r))
    ImageDraw.Draw(glow).ellipse((x - r, y - r, x + r, y + r), fill=190)
    light = Image.new("RGB", canvas.size, mix(palette.accent, (255, 255, 255), 0.55))
    canvas.paste(light, (0, 0), glow.filter(ImageFilter.GaussianBlur(FINER)))
    return _clouded(canvas, dice)


def _clouded(canvas: Image.Image, dice: Generator) -> Image.Image:
    width, height = canvas.size
    mask = Image.new("L", canvas.size, 0)
    pen = ImageDraw.Draw(mask)
    for _ in range(max(3, width // height * 2)):
        x, y = width * dice.uniform(0, 1), height * dice.uniform(0.05, 0.45)
        for _ in range(5):
            r = height * dice.uniform(0.02, 0.06)
            shift = height * dice.uniform(-0.2, 0.2)
            pen.ellipse((x + shift - 3 * r, y - r, x + shift + 3 * r, y + r), fill=80)
    mask = mask.filter(ImageFilter.GaussianBlur(height / 40))
    canvas.paste(Image.new("RGB", canvas.size, (255, 255, 255)), (0, 0), mask)
    return canvas


def _skyline(shapes: Shapes, *, foot: float, tall: float, tone: float, lit: float) -> None:
    """One row of towers standing at `foot`, up to `tall` high (shares of the height)."""
    draw, width, height, palette, dice = shapes
    colour = mix(palette.building, palette.sky_low, tone)
    x = -height * 0.1
    while x < width:
        wide = height * dice.uniform(0.14, 0.3)
        top = height * (foot - tall * dice.uniform(0.45, 1))
        draw.rectangle((x, top, x + wide, height * foot), fill=colour)
        if dice.random() < 0.3:
            draw.rectangle((x + wide * 0.3, top - height * 0.04, x + wide * 0.7, top), fill=colour)
        _windows(shapes, (x, top, x + wide, height * foot), colour, lit)
        x += wide * dice.uniform(0.85, 1.35)


def _windows(
    shapes: Shapes, box: tuple[float, float, float, float], wall: Colour, lit: float
) -> None:
    draw, _, height, palette, dice = shapes
    step = max(height * 0.045, 4 * FINER)
    left, top, right, foot = box
    glass = mix(wall, palette.sky_low, 0.28)
    for row in range(int((foot - top) / step)):
        for column in range(int((right - left) / step)):
            x, y = left + (column + 0.3) * step, top + (row + 0.35) * step
            if x + step * 0.5 > right:
                continue
            colour = palette.accent if dice.random() < lit else glass
            draw.rectangle((x, y, x + step * 0.42, y + step * 0.5), fill=colour)


def _bushes(shapes: Shapes, *, foot: float, size: float, colour: Colour) -> None:
    draw, width, height, _, dice = shapes
    x = 0.0
    while x < width:
        r = height * size * dice.uniform(0.6, 1.2)
        shade = mix(colour, (0, 0, 0), dice.uniform(0, 0.25))
        draw.ellipse((x - r, height * foot - r, x + r, height * foot + r), fill=shade)
        x += r * dice.uniform(0.7, 1.3)


def _trees(shapes: Shapes, *, foot: float, tall: float, colour: Colour) -> None:
    draw, width, height, _, dice = shapes
    for _ in range(int(width / height * 4) + 3):
        x, top = (
            width * dice.uniform(0, 1),
            height * (foot - tall * dice.uniform(0.6, 1)),
        )
        r = height * tall * 0.3
        draw.line((x, top, x, height * foot), fill=(84, 66, 52), width=max(FINER, int(r / 6)))
        shade = mix(colour, (255, 255, 255), dice.uniform(0, 0.2))
        draw.ellipse((x - r, top - r, x + r, top + r * 1.3), fill=shade)


def _ground(shapes: Shapes, foot: float, colour: Colour) -> None:
    draw, width, height, _, _ = shapes
    draw.rectangle((0, height * foot, width, height), fill=colour)


def _towers(shapes: Shapes) -> None:
    palette = shapes[3]
    _skyline(shapes, foot=0.9, tall=0.5, tone=0.6, lit=0.02)
    _skyline(shapes, foot=0.92, tall=0.62, tone=0.25, lit=0.2)
    _ground(shapes, 0.9, mix(palette.building, (0, 0, 0), 0.3))
    _bushes(shapes, foot=0.93, size=0.06, colour=mix(palette.building, (40, 90, 60), 0.5))


def _river(shapes: Shapes) -> None:
    _skyline(shapes, foot=0.64, tall=0.34, tone=0.62, lit=0.05)
    _skyline(shapes, foot=0.66, tall=0.5, tone=0.2, lit=0.25)
    _bushes(shapes, foot=0.665, size=0.03, colour=mix(shapes[3].building, (30, 80, 60), 0.5))


def _garden(shapes: Shapes) -> None:
    palette = shapes[3]
    green = mix(palette.panel, (120, 180, 90), 0.45)
    _skyline(shapes, foot=0.8, tall=0.45, tone=0.45, lit=0.06)
    _trees(shapes, foot=0.86, tall=0.26, colour=green)
    _ground(shapes, 0.84, mix(green, (230, 240, 170), 0.3))
    _bushes(shapes, foot=0.97, size=0.09, colour=green)


def _villas(shapes: Shapes) -> None:
    draw, width, height, palette, dice = shapes
    green = mix(palette.panel, (96, 140, 90), 0.5)
    _trees(shapes, foot=0.84, tall=0.42, colour=mix(green, palette.sky_low, 0.3))
    x = -height * 0.2
    while x < width:
        wide, top = height * dice.uniform(0.6, 0.85), height * dice.uniform(0.46, 0.58)
        wall = mix((246, 240, 228), palette.sky_low, dice.uniform(0.1, 0.5))
        draw.rectangle((x, top, x + wide, height * 0.88), fill=wall)
        eaves = height * 0.08
        roof = [
            (x - eaves, top),
            (x + wide / 2, top - height * 0.2),
            (x + wide + eaves, top),
        ]
        draw.polygon(roof, fill=palette.building)
        _windows(
            shapes,
            (x, top, x + wide, height * 0.86),
            mix(wall, palette.building, 0.4),
            0.12,
        )
        x += wide * dice.uniform(1.2, 1.6)
    _ground(shapes, 0.86, mix(green, (210, 220, 160), 0.3))
    _bushes(shapes, foot=0.98, size=0.08, colour=green)


def _hills(shapes: Shapes) -> None:
    draw, width, height, palette, dice = shapes
    for layer in range(3):
        share = layer / 3
        colour = mix(mix(palette.sky_low, palette.building, 0.4), palette.building, share)
        base, swing = height * (0.5 + 0.14 * layer), height * (0.16 - 0.03 * layer)
        long, start = height * dice.uniform(0.8, 1.6), dice.uniform(0, 6)
        line = [
            (x, base + swing * math.sin(x / long + start)) for x in range(0, width + 9, FINER * 2)
        ]
        draw.polygon([(0, height), *line, (width + 9, height)], fill=colour)
    _skyline(shapes, foot=0.96, tall=0.34, tone=0.12, lit=0.22)
    _bushes(shapes, foot=1.0, size=0.07, colour=mix(palette.panel, (110, 130, 80), 0.35))


def _mirrored(canvas: Image.Image, palette: Palette) -> Image.Image:
    width, height = canvas.size
    shore = int(height * 0.67)
    above = canvas.crop((0, max(0, 2 * shore - height), width, shore))
    water = above.transpose(Image.Transpose.FLIP_TOP_BOTTOM).resize((width, height - shore))
    tint = Image.new("RGB", water.size, mix(palette.sky_top, palette.sky_low, 0.35))
    water = Image.blend(water.filter(ImageFilter.GaussianBlur(height / 60)), tint, 0.45)
    canvas.paste(water, (0, shore))
    return canvas


def _grained(picture: Image.Image, dice: Generator) -> Image.Image:
    grain = dice.normal(0, 2.2, (picture.height, picture.width, 1))
    noisy = np.asarray(picture, dtype=np.float64) + grain
    return Image.fromarray(noisy.clip(0, 255).astype(np.uint8), "RGB")


SCENES: dict[str, Callable[[Shapes], None]] = {
    "towers": _towers,
    "river": _river,
    "garden": _garden,
    "villas": _villas,
    "hills": _hills,
}
