"""A still picture as a browser shows it: turned as its EXIF says, in sRGB, without its metadata."""

import importlib
from dataclasses import dataclass
from io import BytesIO

from PIL import Image, ImageCms

from adops.inspect.decode import PLUGINS, TURNED_BY_EXIF, orientation

TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
OPAQUE = 255


@dataclass(frozen=True, slots=True)
class Shown:
    """`image` is RGB, L where every pixel is grey, RGBA where something shows through; `turned` and
    `recoloured` say whether its pixels differ from the stored ones."""

    image: Image.Image
    turned: bool
    recoloured: bool


def shown(kind: str, data: bytes) -> Shown:
    """Raises whatever Pillow raises on bytes that are no such picture."""
    name, plugin = PLUGINS[kind]
    importlib.import_module(plugin)
    with Image.open(BytesIO(data), formats=(name,)) as opened:
        turn = TURNS.get(orientation(opened)) if kind in TURNED_BY_EXIF else None
        profile = opened.info.get("icc_profile")
        plain = _plain(opened)
    coloured = _in_srgb(plain, profile)
    recoloured = coloured is not None or plain.mode == "CMYK"
    image = coloured or (plain.convert("RGB") if plain.mode == "CMYK" else plain)
    image = _without_idle_bands(image)
    if turn is not None:
        image = image.transpose(turn)
    image.info = {}
    return Shown(image, turn is not None, recoloured)


def _plain(image: Image.Image) -> Image.Image:
    """L, RGB, RGBA or CMYK, whatever it is stored as."""
    image.load()
    if image.mode in {"L", "RGB", "RGBA", "CMYK"} and "transparency" not in image.info:
        return image.copy()
    if image.mode.startswith("I;16"):
        return image.convert("I").point(lambda grey: grey / 257).convert("L")
    through = image.mode in {"LA", "PA", "La"} or "transparency" in image.info
    return image.convert("RGBA" if through else "RGB")


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image | None:
    """By the embedded profile; None without one, where it is sRGB, or can't be used."""
    if not profile:
        return None
    try:
        embedded = ImageCms.ImageCmsProfile(BytesIO(profile))
        if "srgb" in ImageCms.getProfileDescription(embedded).lower():
            return None
        return ImageCms.profileToProfile(
            image,
            embedded,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGBA" if image.mode == "RGBA" else "RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return None


def _without_idle_bands(image: Image.Image) -> Image.Image:
    """No alpha where nothing shows through, one band where all is grey."""
    if image.mode == "RGBA" and image.getchannel("A").getextrema() == (OPAQUE, OPAQUE):
        image = image.convert("RGB")
    if image.mode == "RGB":
        red, green, blue = (band.tobytes() for band in image.split())
        if red == green == blue:
            return image.getchannel(0)
    return image
