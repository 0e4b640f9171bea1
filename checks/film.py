"""Frames of an approved film, for what a page shows of it; PyAV comes with the review extra."""

import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.util import find_spec
from itertools import islice
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image

from checks.picture import MOST_FRAMES, MOST_PIXELS, Creative, thumb

if TYPE_CHECKING:
    from av.container import InputContainer


def read_film(content: bytes) -> Creative | None:
    """None for what is no film, and where PyAV is not installed: it can't be compared then."""
    if find_spec("av") is None:
        return None
    try:
        with _opened(content) as film:
            thumbs = [thumb(frame) for frame in _frames(film)]
    except Exception:  # decoders raise almost anything on what was cut or scrambled
        return None
    return Creative(np.stack(thumbs), partial(_picked, content)) if thumbs else None


def _picked(content: bytes, numbers: Sequence[int]) -> list[Image.Image]:
    with _opened(content) as film:
        frames = enumerate(islice(_frames(film), max(numbers) + 1))
        found = {n: frame for n, frame in frames if n in numbers}
    return [found[n] for n in numbers]


@contextmanager
def _opened(content: bytes) -> "Iterator[InputContainer]":
    import av

    options = {"max_pixels": str(MOST_PIXELS), "threads": "1"}
    with av.open(io.BytesIO(content), mode="r", options=options) as film:
        yield film


def _frames(film: "InputContainer") -> Iterator[Image.Image]:
    decoded: Iterator[Any] = film.decode(film.streams.video[0])
    for frame in islice(decoded, MOST_FRAMES):
        yield frame.to_image()
