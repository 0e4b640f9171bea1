"""Bombs are refused by their headers, and the largest that is looked at is not too large: in little
memory, each in a process of its own (`make bench` times the bombs)."""

import json
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.adops import files, films
from tests.adops.bombs import BOMBS
from tests.adops.cases import BOUNDS

MOST_MB, MOST_MB_LOOKED_AT = 100, 200
# As many px as a picture may have, and a film's frame.
LARGE, LARGE_FILM = (3000, 2000), (2560, 1440)


def _peaks(folder: Path, *contents: bytes) -> list[dict[str, Any]]:
    for number, content in enumerate(contents):
        (folder / f"{number:02d}").write_bytes(content)
    paths = sorted(str(path) for path in folder.iterdir())
    done = subprocess.run(
        [sys.executable, "-m", "tests.adops.peak", *paths],
        capture_output=True,
        text=True,
        check=True,
    )
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_every_bomb_is_refused_within_100_mb(tmp_path: Path):
    told = _peaks(tmp_path, *(made() for made in BOMBS.values()))
    troubles = dict(zip(BOMBS, (one["trouble"] for one in told), strict=True))
    # refused for what is in it, not for what it asks for
    assert troubles.pop("zip in zip in zip") is None
    assert set(troubles.values()) == {"file.bomb"}
    # the most of one process over all of them, what it is without any included
    assert told[-1]["peak_mb"] < MOST_MB


def _moving(kind: str) -> bytes:
    one = files.picture(LARGE, mode="RGBA")
    one.putalpha(200)
    other = one.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    options: dict[str, Any] = {"speed": 10} if kind == "AVIF" else {"method": 0}
    return files.saved(one, kind, save_all=True, append_images=[other], duration=100, **options)


LARGEST: Mapping[str, Callable[[], bytes]] = {
    "jpg": lambda: files.jpg(LARGE, progressive=True, subsampling=0, mode="CMYK"),
    "moving avif": lambda: _moving("AVIF"),
    "moving webp": lambda: _moving("WEBP"),
    "mp4": lambda: films.film(size=LARGE_FILM, frames=20, codec="libx264"),
    "webm": lambda: films.film("webm", size=LARGE_FILM, frames=20, codec="libvpx-vp9"),
}


@pytest.mark.parametrize("kind", LARGEST)
def test_the_largest_that_is_looked_at_takes_less_than_200_mb(tmp_path: Path, kind: str):
    assert LARGE[0] * LARGE[1] == BOUNDS.pixels
    assert LARGE_FILM[0] * LARGE_FILM[1] <= BOUNDS.video_pixels
    (told,) = _peaks(tmp_path, LARGEST[kind]())
    assert told["trouble"] is None
    assert told["peak_mb"] < MOST_MB_LOOKED_AT
