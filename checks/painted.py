"""What a transparent screenshot holds: the box that is painted, and the picture on white."""

import io
from functools import cached_property

from PIL import Image


class Painted:
    """A PNG with see-through ground."""

    def __init__(self, png: bytes) -> None:
        with Image.open(io.BytesIO(png)) as file:
            self._image = file.convert("RGBA")

    @cached_property
    def box(self) -> tuple[int, int]:
        """Width and height in px of what is painted at all; 0×0 for nothing."""
        found = self._image.getchannel("A").getbbox()
        return (found[2] - found[0], found[3] - found[1]) if found else (0, 0)

    @cached_property
    def _flat(self) -> Image.Image:
        ground = Image.new("RGBA", self._image.size, "white")
        return Image.alpha_composite(ground, self._image).convert("RGB")

    @property
    def is_blank(self) -> bool:
        """Whether a reader sees one flat colour."""
        return len(self._flat.getcolors(maxcolors=1) or ()) == 1

    @cached_property
    def content(self) -> bytes:
        """A PNG on white, as a reader sees it."""
        out = io.BytesIO()
        self._flat.save(out, "PNG", optimize=False, compress_level=6)
        return out.getvalue()
