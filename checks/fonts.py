"""Fonts for proof sheets: one that has Chinese, found by fontconfig (interfaces.md, set-up 4)."""

import subprocess
from functools import cache
from pathlib import Path

from PIL import ImageFont

from checks.chromium import environment

ASKED = "sans:lang=zh-cn"
TIMEOUT_S = 20
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@cache
def font(size: int, *, bold: bool = False) -> Font:
    """A font of `size` px; without fontconfig or a Chinese font Pillow's own, which has none."""
    path, index = _found(f"{ASKED}:bold" if bold else ASKED)
    if path and Path(path).is_file():
        return ImageFont.truetype(path, size, index=index)
    return ImageFont.load_default(size)


@cache
def _found(asked: str) -> tuple[str, int]:
    try:
        done = subprocess.run(
            ["fc-match", "-f", "%{file}|%{index}", asked],
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            env=environment(),
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return "", 0
    path, _, index = done.stdout.partition("|")
    return path, int(index) if index.isdigit() else 0
