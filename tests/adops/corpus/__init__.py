"""The labelled corpus of the creative review: files with the verdict and the codes that a person
says they must get. `python -m tests.adops.corpus` writes docs/review-corpus.md anew.

A family is a module with ROWS; a new one is named in `FAMILIES`.
"""

from collections.abc import Mapping
from importlib import import_module

from tests.adops.corpus.row import Row

FAMILIES: Mapping[str, str] = {
    "大小上限": "weights",
    "尺寸与方向": "sizes",
    "格式": "formats",
    "损坏与炸弹": "broken",
    "动画": "animations",
    "颜色": "colours",
    "视频": "videos",
    "HTML5": "html5",
    "文字": "texts",
    "多文件形式": "parts",
    "链接": "links",
    "广告用语": "content",
    "两用与伪装": "disguises",
    "多项并存": "several",
}


def families() -> dict[str, tuple[Row, ...]]:
    """All rows by family, in order."""
    return {
        title: tuple(import_module(f"tests.adops.corpus.{module}").ROWS)
        for title, module in FAMILIES.items()
    }
