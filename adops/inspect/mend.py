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


def mend(data: bytes, kind: str, order: MendOrder, *, terms: MendTerms) -> Mended | None:
    """The file most alike that reaches the first reachable aim, in its own format where that is
    possible; None where none within the aims is as alike as `terms` ask.

    The same bytes and order give the same file. Raises whatever Pillow raises on bytes that are no
    still picture of `kind` (jpg, png, webp, gif).
    """
    seen = shown(kind, data)
    as_stored = kind == JPEG and not (seen.turned or seen.recoloured)
    encoder = Encoder(seen.image, data if as_stored else None)
    for aim in order.aims:
        for kinds in _groups(kind, order.formats):
            found = list(_rated(encoder, seen.image, kinds, aim, terms))
            if found:
                best = max(found, key=lambda one: (one[0], -len(one[2].content)))
                return _mended(best, kind, order, seen)
    return None


def _groups(kind: str, formats: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Its own format before all others."""
    yield tuple(one for one in formats if one == kind)
    yield tuple(one for one in formats if one != kind)


def _rated(
    encoder: Encoder, original: Image.Image, kinds: tuple[str, ...], aim: int, terms: MendTerms
) -> Iterator[tuple[float, str, Encoded]]:
    for kind in kinds:
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


def _mended(best: tuple[float, str, Encoded], kind: str, order: MendOrder, seen: Shown) -> Mended:
    alike, written, encoded = best
    more = [Mend.FORMAT] if written != kind else []
    if seen.recoloured and Mend.CMYK not in order.mends:
        more.append(Mend.PROFILE)
    return Mended(encoded.content, written, encoded.quality, alike, (*order.mends, *more))
