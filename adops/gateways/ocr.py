"""Words in a picture, read offline by RapidOCR (rules.md §5, Content).

The engine is loaded once a process when it is first needed and reads one picture at a time: it
takes a second and all cores' attention, so it belongs in the background.
"""

import threading
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.util import find_spec
from io import BytesIO
from typing import TYPE_CHECKING, Any

from adops.domain.content import Box, Line
from adops.errors import OutsideError

if TYPE_CHECKING:
    import numpy as np
    from PIL import Image

READABLE = frozenset({"jpg", "png", "gif", "webp", "avif"})
"""Formats whose pictures are read."""

MOST_FRAMES = 6  # of a moving picture, spread over its run
SMALL, LARGE = 900, 2400  # px: the longer side is brought between them, so that small type is read
MOST_SCALE = 3.0
SURE = 0.6  # below it a reading is noise: texture taken for letters
THREADS = 2
_one_at_a_time = threading.Lock()


def engine_name() -> str:
    """`rapidocr 3.10.0`; "" where it is not installed."""
    return f"rapidocr {version('rapidocr')}" if find_spec("rapidocr") else ""


def read_words(content: bytes) -> tuple[Line, ...]:
    """The lines of a picture from top to bottom, each once, boxes in px of the picture as shown.

    Of a moving picture several frames are read. Raises OutsideError `ocr.missing` where the engine
    is not installed, `ocr.failed` when it breaks.
    """
    if not engine_name():
        raise OutsideError("ocr.missing")
    try:
        with _one_at_a_time:
            return _read(content)
    except Exception as error:  # the engine and its decoders raise almost anything
        raise OutsideError("ocr.failed", why=f"{type(error).__name__}: {error}"[:200]) from error


def _read(content: bytes) -> tuple[Line, ...]:
    from PIL import Image, ImageOps

    found: dict[str, Line] = {}
    with Image.open(BytesIO(content)) as image:
        for frame in _frames(image):
            for line in _lines(ImageOps.exif_transpose(frame)):
                if line.text not in found or found[line.text].score < line.score:
                    found[line.text] = line
    return tuple(sorted(found.values(), key=_place))


def _frames(image: "Image.Image") -> Iterator["Image.Image"]:
    count: int = getattr(image, "n_frames", 1)
    step = max(1, -(-count // MOST_FRAMES))
    for number in sorted({*range(0, count, step), count - 1}):
        image.seek(number)
        yield image


def _lines(frame: "Image.Image") -> Iterator[Line]:
    scale = min(MOST_SCALE, max(1.0, SMALL / max(frame.size)))
    scale = min(scale, LARGE / max(frame.size)) if max(frame.size) * scale > LARGE else scale
    answer: Any = _engine()(_pixels(frame, scale))
    if answer.txts is None:
        return
    for text, score, corners in zip(answer.txts, answer.scores, answer.boxes, strict=True):
        if score >= SURE and text.strip():
            xs, ys = [corner[0] / scale for corner in corners], [one[1] / scale for one in corners]
            box = Box(int(min(xs)), int(min(ys)), round(max(xs)), round(max(ys)))
            yield Line(text.strip(), box, round(float(score), 3))


def _pixels(frame: "Image.Image", scale: float) -> "np.ndarray[Any, Any]":
    """The frame on white, in the order of colours that the engine expects (BGR)."""
    import numpy as np
    from PIL import Image

    plain = frame.convert("RGBA")
    white = Image.new("RGBA", plain.size, "white")
    seen = Image.alpha_composite(white, plain).convert("RGB")
    if scale != 1.0:
        size = max(1, round(seen.width * scale)), max(1, round(seen.height * scale))
        seen = seen.resize(size, Image.Resampling.LANCZOS)
    return np.asarray(seen)[:, :, ::-1]


@cache
def _engine() -> Any:
    import logging

    from rapidocr import RapidOCR

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    return RapidOCR(
        params={
            "Global.log_level": "error",
            # else it draws a banner to 736 px of height, which takes ten times as long
            "Det.limit_type": "max",
            "Det.limit_side_len": LARGE,
            "EngineConfig.onnxruntime.intra_op_num_threads": THREADS,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def _place(line: Line) -> tuple[int, int]:
    """From top to bottom, then from left to right."""
    return (line.box.top, line.box.left) if line.box else (0, 0)
