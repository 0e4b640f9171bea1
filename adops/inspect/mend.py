"""Bytes → mended bytes: turned as its EXIF says, in sRGB, lighter. Nothing is decided here."""

import importlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image

from adops.domain.mending import Mend, Mended, MendOrder, MendTerms
from adops.inspect.decode import PLUGINS
from adops.inspect.encode import Encoded, Encoder
from adops.inspect.shown import Shown, shown
from adops.inspect.similar import likeness

JPEG = "jpg"
Rated = tuple[float, str, Encoded]
"""How alike it is, its format, the file."""


def mend(data: bytes, kind: str, order: MendOrder, *, terms: MendTerms) -> Mended | None:
    """The file most alike that reaches the first reachable aim, in its own format where that is
    good enough; None where none within the aims is as alike as `terms` ask.

    The same bytes and order give the same file. Raises whatever Pillow raises on bytes that are no
    still picture of `kind` (jpg, png, webp, gif).
    """
    seen = shown(kind, data)
    as_stored = kind == JPEG and not (seen.turned or seen.recoloured)
    encoder = Encoder(seen.image, data if as_stored else None)
    for aim in order.aims:
        found: list[Rated] = []
        for written in order.formats:
            found += _rated(encoder, seen.image, written, aim, terms)
            if written == kind and found and max(found, key=_goodness)[0] >= terms.own:
                break
        if found:
            return _mended(max(found, key=_goodness), kind, order, seen)
    return None


def _goodness(rated: Rated) -> tuple[float, int]:
    """More alike, then lighter."""
    return rated[0], -len(rated[2].content)


def _rated(
    encoder: Encoder, original: Image.Image, kind: str, aim: int, terms: MendTerms
) -> Iterator[Rated]:
    for one in encoder.candidates(kind, aim):
        found = likeness(original, _decoded(kind, one.content))
        if found.similarity >= terms.floor and found.shift <= terms.shift:
            yield found.similarity, kind, one
            if one.settled:
                break


def _decoded(kind: str, content: bytes) -> Image.Image:
    name, plugin = PLUGINS[kind]
    importlib.import_module(plugin)
    with Image.open(BytesIO(content), formats=(name,)) as image:
        through = "transparency" in image.info or "A" in image.getbands()
        return image.convert("RGBA" if through else "RGB")


def _mended(best: Rated, kind: str, order: MendOrder, seen: Shown) -> Mended:
    alike, written, encoded = best
    more = [Mend.FORMAT] if written != kind else []
    if seen.recoloured and Mend.CMYK not in order.mends:
        more.append(Mend.PROFILE)
    return Mended(encoded.content, written, encoded.quality, alike, (*order.mends, *more))
