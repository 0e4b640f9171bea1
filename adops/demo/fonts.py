"""A font that holds Chinese: fontconfig's choice (it honours FONTCONFIG_FILE), else known places.

What `make setup` unpacked is named in `.venv/adops-setup.json`, which the caller puts into the
environment; here only the environment counts.
"""

import shutil
import subprocess
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import cast

from PIL import ImageFont

KNOWN_PLACES = (
    "/System/Library/Fonts/PingFang.ttc",
    "/System/Library/Fonts/Hiragino Sans GB.ttc",
    "/System/Library/Fonts/STHeiti Medium.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Bold.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
)
PATTERNS = {
    "sans": "sans-serif:lang=zh-cn:regular",
    "bold": "sans-serif:lang=zh-cn:bold",
    "serif": "serif:lang=zh-cn:bold",
}


@dataclass(frozen=True, slots=True)
class FontFile:
    """A font file and which face of a collection."""

    path: str
    face: int


@cache
def font_file(style: str) -> FontFile | None:
    """`style`: sans, bold or serif. None when no font of this machine has Chinese."""
    return _by_fontconfig(PATTERNS[style]) or _by_known_place()


def has_chinese() -> bool:
    """Whether words of ads will be readable; without it they are drawn as boxes."""
    return font_file("sans") is not None


@cache
def font(style: str, size: int) -> ImageFont.FreeTypeFont:
    """The face at `size` px; without a Chinese font Pillow's own, which draws boxes for it."""
    chosen = font_file(style)
    if chosen is None:
        return cast(ImageFont.FreeTypeFont, ImageFont.load_default(size))
    return ImageFont.truetype(chosen.path, size, index=chosen.face)


def _by_fontconfig(pattern: str) -> FontFile | None:
    tool = shutil.which("fc-match")
    if tool is None:
        return None
    asked = [tool, "-f", "%{file}\n%{index}\n%{lang}", pattern]
    answer = subprocess.run(asked, capture_output=True, text=True, check=False).stdout.split("\n")
    # with no Chinese font at all fc-match still names some font: its languages tell
    if len(answer) != 3 or "zh-cn" not in answer[2].split("|"):
        return None
    # the upper half of the index names an instance of a variable font
    return FontFile(answer[0], int(answer[1]) & 0xFFFF)


def _by_known_place() -> FontFile | None:
    there = (place for place in KNOWN_PLACES if Path(place).is_file())
    return next((FontFile(place, 0) for place in there), None)
