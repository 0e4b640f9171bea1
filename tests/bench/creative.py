"""`creative check` of 200 mixed files against bare Pillow (at most 1.6 times).

The yardstick is what nobody who looks at the files can do without: reading them and decoding every
frame of every one with Pillow, and nothing else. Both in this process, by turns over the same
files; seconds of the processor, the fastest of several rounds of each.
"""

import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

from PIL import Image, ImageSequence

from adops.catalog.ratecard import load_ratecard
from adops.catalog.review import load_bounds, load_terms
from adops.inspect.creative import inspect
from adops.phrases.creative import as_data
from adops.rules.review import review
from adops.settings import Settings
from tests.adops import files

COUNT, ROUNDS, ALLOWED = 200, 7, 1.6
SLOT = "LJ-HOME-TL01"
SIZE = (950, 90)


def run() -> dict[str, Any]:
    """Seconds of each, their ratio, the most allowed, and whether it holds."""
    with tempfile.TemporaryDirectory() as folder:
        paths = _write(Path(folder))
        config = Settings().config_dir
        checked, decoded = _fastest(lambda: _check(paths, config), lambda: _decode(paths))
    ratio = checked / decoded
    return {
        "files": len(paths),
        "review_seconds": round(checked, 4),
        "decode_seconds": round(decoded, 4),
        "ratio": round(ratio, 3),
        "budget": ALLOWED,
        "within": ratio <= ALLOWED,
    }


def _write(folder: Path) -> list[Path]:
    """Stills and animations, right, too heavy and of a wrong size."""
    makers: list[tuple[str, Callable[[int], bytes]]] = [
        ("jpg", lambda n: files.jpg(SIZE, seed=n, weight=30_720)),
        ("jpg", lambda n: files.jpg((960, 90), seed=n, weight=46_081)),
        ("png", lambda n: files.png(SIZE, seed=n)),
        ("gif", lambda n: files.gif(SIZE, seed=n)),
        ("gif", lambda n: files.moving(size=SIZE, delays=[500] * 4)),
        ("webp", lambda n: files.webp(SIZE, seed=n)),
        ("jpg", lambda n: files.turned_jpg(SIZE)),
        ("gif", lambda n: files.moving(size=(300, 250), delays=[100] * 8)),
    ]
    paths = []
    for number in range(COUNT):
        ending, maker = makers[number % len(makers)]
        path = folder / f"{number:03d}.{ending}"
        path.write_bytes(maker(number))
        paths.append(path)
    return paths


def _check(paths: list[Path], config: Path) -> None:
    """What the command does with the files, its words included."""
    spec = load_ratecard(config)[SLOT].spec()
    terms, bounds = load_terms(config), load_bounds(config)
    for path in paths:
        facts = inspect(path.read_bytes(), name=path.name, bounds=bounds)
        for finding in review({"main": facts}, spec, "https://a.example.com/", terms=terms):
            as_data(finding)


def _decode(paths: list[Path]) -> None:
    """Every frame of every file, as anybody must who looks at them."""
    for path in paths:
        with Image.open(io.BytesIO(path.read_bytes())) as image:
            for frame in ImageSequence.Iterator(image):
                frame.load()


def _fastest(one: Callable[[], None], other: Callable[[], None]) -> tuple[float, float]:
    """Seconds of the fastest round of each, the rounds taken by turns after one to warm up."""
    took: tuple[list[float], list[float]] = ([], [])
    for _ in range(ROUNDS + 1):
        for act, times in zip((one, other), took, strict=True):
            start = process_time()
            act()
            times.append(process_time() - start)
    return min(took[0][1:]), min(took[1][1:])
