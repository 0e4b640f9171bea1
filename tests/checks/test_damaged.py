"""A file that was cut or scrambled on its way is one that can't be decoded, whatever its decoder
raises: it costs no slot its look, and no page its others (checks.md, Results)."""

import io
from collections.abc import Iterator
from hashlib import sha256

import numpy as np
import pytest
from PIL import Image

from adops.inspect.attachment import smaller
from checks.background import natural_of
from checks.compare import Comparer
from checks.film import read_film
from checks.library import Library
from checks.picture import read_creative
from checks.probe import PageLoad, Served
from tests.checks.conftest import CONFIG
from tests.checks.judging import IMG, NINE, URL, booking, moved, slot
from tests.checks.test_compare import not_there

SIZE = (60, 30)
STEPS = 60
NOISE = np.random.default_rng(7)


def drawn() -> Image.Image:
    return Image.fromarray(NOISE.integers(0, 255, (SIZE[1], SIZE[0], 3), dtype=np.uint8))


def saved(kind: str, frames: int) -> bytes:
    first, *more = [drawn() for _ in range(frames)]
    out = io.BytesIO()
    moving = {"save_all": True, "append_images": more} if more else {}
    first.save(out, kind, **moving)
    return out.getvalue()


FILES = {
    "gif": saved("GIF", 3),
    "avif": saved("AVIF", 1),
    "avif-moving": saved("AVIF", 3),
    "tiff": saved("TIFF", 1),
    "webp-moving": saved("WEBP", 3),
    "png": saved("PNG", 1),
}


def damaged(content: bytes) -> Iterator[bytes]:
    """Cut at many places, and scrambled at as many of its head and of its rest."""
    size, step = len(content), max(1, len(content) // STEPS)
    for end in (*range(0, size, step), *range(size - 30, size)):
        yield content[:end]
    for place in (*range(0, 200, 3), *range(200, size, step)):
        yield content[:place] + bytes([content[place] ^ 255]) + content[place + 1 :]
    image_ends = (n for n in range(size) if content[n : n + 2] == b"\x00,")
    yield from (content[: n + 2] for n in image_ends)  # a GIF whose next frame has no head


def load_of(content: bytes) -> PageLoad:
    """The slot's picture was served as that."""
    hashed = sha256(content).hexdigest()
    served = Served(IMG.url, 200, hashed, len(content), content)
    facts = moved(holders=(IMG,), main=IMG, text="words")
    return PageLoad(NINE, URL, 200, 1.0, 1440, 900, 1, (facts,), (served,))


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", FILES)
def test_a_damaged_file_costs_no_slot_its_look(kind: str) -> None:
    library = Library(not_there)
    for content in damaged(FILES[kind]):
        load = load_of(content)
        sight = Comparer(load, library, CONFIG).sight(0, slot(booking()), load.slots[0])
        assert sight.facts.found


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("kind", FILES)
def test_a_damaged_file_is_read_whole_or_not_at_all(kind: str) -> None:
    for content in damaged(FILES[kind]):
        found = read_creative(content)
        if found is not None:
            assert found.pick([len(found.thumbs) - 1])
        natural_of(content)
        smaller(content, under=100_000)  # as a ticket would carry it


def test_a_damaged_film_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("av")
    raised = RuntimeError("decoder")

    def cut(content: bytes) -> None:
        raise raised

    monkeypatch.setattr("checks.film._opened", cut)
    assert read_film(b"\x00\x00\x00\x18ftypmp42") is None
