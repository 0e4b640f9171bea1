"""Pictures that are hard to press: grain, a slope and type, as photographs in banners have."""

import io
from typing import Any

import numpy as np
from PIL import Image, ImageCms, ImageDraw

from tests.adops import files


def photo(
    size: files.Size = (300, 250), *, seed: int = 1, grain: int = 25, words: str = "400-820-1234"
) -> Image.Image:
    """RGB; more `grain` weighs more."""
    rng = np.random.default_rng(seed)
    ring, slope = (
        np.asarray(gradient("L").resize(size), dtype=float)
        for gradient in (Image.radial_gradient, Image.linear_gradient)
    )
    bands = np.stack([ring, slope, 255 - ring], axis=-1)
    bands += rng.normal(0, grain, (size[1], size[0], 1))
    image = Image.fromarray(bands.clip(0, 255).astype(np.uint8))
    ImageDraw.Draw(image).text(
        (8, 8), words, fill="black", font_size=min(size[0] // 8, size[1] // 3)
    )
    return image


def red_type() -> Image.Image:
    """Small type in red, which half the colours blur."""
    image = photo(grain=0)
    draw = ImageDraw.Draw(image)
    for top in range(60, 240, 12):
        draw.text((5, top), "RED TYPE ON A SLOPE " * 3, fill="red", font_size=11)
    return image


def drawing(size: files.Size = (300, 250), *, through: bool = False) -> Image.Image:
    """A few flat colours; `through`: on nothing, with soft edges."""
    image = Image.new("RGBA" if through else "RGB", size, (0, 0, 0, 0) if through else "navy")
    draw = ImageDraw.Draw(image)
    for step in range(0, size[0], 20):
        ink = (step % 256, 90, 200, 60 + step % 196) if through else (step % 256, 90, 200)
        draw.ellipse((step, step % 90, step + 40, step % 90 + 60), fill=ink)
    return image


def cmyk(image: Image.Image, **options: Any) -> bytes:
    """The picture as a print shop's JPEG."""
    return files.saved(image.convert("CMYK"), "JPEG", **{"quality": 92, **options})


def turned(image: Image.Image, orientation: int, kind: str = "JPEG", **options: Any) -> bytes:
    """Stored so that its EXIF turns it."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    return files.saved(image, kind, exif=exif, **options)


def swapped_profile() -> bytes:
    """A profile in which red and green have changed places."""
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    for red, green in ((b"rXYZ", b"gXYZ"), (b"rTRC", b"gTRC")):
        at, other = srgb.index(red), srgb.index(green)
        changed = bytearray(srgb)
        changed[at : at + 4], changed[other : other + 4] = green, red
        srgb = bytes(changed)
    return srgb.replace("sRGB".encode("utf-16-be"), "odd1".encode("utf-16-be"))


def opened(data: bytes) -> Image.Image:
    """Decoded, as it is stored."""
    image = Image.open(io.BytesIO(data))
    image.load()
    return image
