"""A stored picture as a ticket may carry it: as it is, or as a smaller copy (mantis.md)."""

from io import BytesIO

from PIL import Image, ImageOps

Attachment = tuple[str, bytes]
"""The ending of its name, and the bytes."""

HEADS = {"png": b"\x89PNG\r\n\x1a\n", "jpg": b"\xff\xd8\xff"}
QUALITIES = (85, 65)
SHRINK, STEPS = 0.75, 24
MOST_SIDE = 60_000  # px; a JPEG has no more than 65,535


def as_it_is(content: bytes, *, under: int) -> Attachment | None:
    """A PNG or JPEG of fewer bytes; None for anything else."""
    for ending, head in HEADS.items():
        if content.startswith(head) and len(content) < under:
            return ending, content
    return None


def smaller(content: bytes, *, under: int) -> Attachment | None:
    """A JPEG of fewer bytes that shows the whole picture, smaller where it must be; None for what
    can't be read."""
    try:
        with Image.open(BytesIO(content)) as file:
            picture = _on_white(ImageOps.exif_transpose(file))
    except Exception:  # decoders raise almost anything on what was cut or scrambled
        return None
    factor = min(1.0, MOST_SIDE / max(picture.size))
    for _ in range(STEPS):
        width, height = (max(1, round(side * factor)) for side in picture.size)
        shown = picture.resize((width, height), Image.Resampling.BOX) if factor < 1 else picture
        for quality in QUALITIES:
            copy = _jpeg(shown, quality)
            if len(copy) < under:
                return "jpg", copy
        factor *= SHRINK
    return None


def _on_white(picture: Image.Image) -> Image.Image:
    if not picture.has_transparency_data:
        return picture.convert("RGB")
    drawn = picture.convert("RGBA")
    white = Image.new("RGBA", drawn.size, "white")
    return Image.alpha_composite(white, drawn).convert("RGB")


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality, subsampling=0)
    return out.getvalue()
