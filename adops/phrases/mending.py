"""Words about mending: what was changed in a mended file, how alike it is, and how a person mends
what no machine does."""

import math
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from adops.domain.creative import Code
from adops.domain.finding import Finding
from adops.domain.mending import Mend
from adops.phrases.wording import EN, ZH, plain

MENDS: Mapping[str, Mapping[str, str]] = {
    ZH: {
        Mend.WEIGHT: "压缩了大小",
        Mend.CMYK: "颜色由 CMYK 转为 sRGB",
        Mend.ORIENTATION: "按拍摄方向转正，去掉了 EXIF",
        Mend.FORMAT: "格式换成了 {format}",
        Mend.PROFILE: "颜色配置转为 sRGB",
    },
    EN: {
        Mend.WEIGHT: "made lighter",
        Mend.CMYK: "colours turned from CMYK to sRGB",
        Mend.ORIENTATION: "turned as its EXIF says, EXIF removed",
        Mend.FORMAT: "now a {format}",
        Mend.PROFILE: "colour profile turned to sRGB",
    },
}
ALIKE: tuple[tuple[float, str, str], ...] = (
    (1.0, "画面完全相同", "the same picture"),
    (0.99, "看不出差别", "no difference to be seen"),
    (0.97, "几乎看不出差别", "hardly a difference to be seen"),
    (0.94, "细看才有差别", "a difference only when looked at closely"),
    (0.0, "有看得出的差别，采用前请对比", "a visible difference; compare before taking it"),
)
"""From this similarity on."""
HOW: Mapping[str, Mapping[str, str]] = {
    ZH: {
        "still": "JPG：用“存储为 Web 所用格式”，品质 60–80，不带元数据；"
        "PNG：改成 256 色以内的 PNG-8，照片类改用 JPG",
        "moving": "减少帧数，颜色降到 64–128 色，每帧只重画有变化的部分；仍太大就改为静态图",
        "video": "用 H.264 降低码率或缩短时长后重新导出",
        "html5": "先压缩里面的图片，去掉没有用到的脚本、字体和素材，再重新打包",
        "cmyk": "在设计软件里选“图像 → 模式 → RGB 颜色”，转换为 sRGB 配置文件后另存",
        "long": "合并或删去几帧，或缩短每帧的停留，使一轮不超过 {allowed} 秒",
        "fast": "每帧至少停留 {pause} 毫秒",
        "loops": "导出时把循环次数设为 {allowed}，不要选“永远”",
        "flash": "去掉一明一暗交替的帧，或把明暗变化放慢到每秒 {allowed} 次以内",
        "size": "按 {allowed} 像素新建画布重新排版导出，不要直接拉伸",
        "text": "删去修饰词，保留项目名和一个卖点",
        "mismatch": "把文件名的后缀改成实际格式，或重新导出成想要的格式",
    },
    EN: {
        "still": "JPEG: export for the web at quality 60–80 without metadata; PNG: use PNG-8 with "
        "up to 256 colours, or JPEG for photographs",
        "moving": "use fewer frames and 64–128 colours, redraw only what changes in each; else use "
        "a still picture",
        "video": "export again in H.264 with a lower bit rate, or shorter",
        "html5": "make its pictures lighter, drop scripts, fonts and files that are not used, then "
        "pack it again",
        "cmyk": "turn it to RGB in the design program, convert to the sRGB profile, save again",
        "long": "drop or join frames, or show each for less time, until a run takes no more than "
        "{allowed} s",
        "fast": "show each frame for at least {pause} ms",
        "loops": "set the loop count to {allowed} on export, not to “forever”",
        "flash": "drop the frames that go bright and dark in turn, or slow them down to {allowed} "
        "a second",
        "size": "lay it out anew on a canvas of {allowed} px; do not stretch it",
        "text": "leave out adjectives; keep the project's name and one point",
        "mismatch": "give the name the ending of what it is, or export it in the format meant",
    },
}
WAYS: Mapping[str, str] = {
    Code.IMAGE_CMYK: "cmyk",
    Code.ANIMATION_TOO_LONG: "long",
    Code.ANIMATION_TOO_FAST: "fast",
    Code.ANIMATION_LOOPS: "loops",
    Code.ANIMATION_FLASH: "flash",
    Code.SIZE_WRONG: "size",
    Code.TEXT_TOO_LONG: "text",
    Code.FORMAT_MISMATCH: "mismatch",
}
HEAVY = frozenset({Code.SIZE_OVER_LIMIT, Code.SIZE_OVER_CAP, Code.SIZE_SINA_STRICT})
BY_FORMAT: Mapping[str, str] = {
    "jpg": "still",
    "png": "still",
    "gif": "still",
    "webp": "still",
    "avif": "still",
    "mp4": "video",
    "webm": "video",
    "html5": "html5",
}


class Kind(NamedTuple):
    """What a file is, as far as mending goes: its format, and whether it is a moving picture."""

    format: str
    moves: bool = False


def how_to_mend(finding: Finding, kind: Kind | None = None, lang: str = ZH) -> str:
    """How a person mends it; "" where the finding's own sentence says all there is to say.

    `kind` of the file it is about: what is too heavy is mended by what it is.
    """
    if finding.code in HEAVY:
        way = BY_FORMAT.get(kind.format) if kind else None
        way = "moving" if kind and kind.moves and way == "still" else way
    else:
        way = WAYS.get(finding.code)
    if way is None:
        return ""
    return HOW[lang][way].format(allowed=plain(finding.allowed), pause=_pause(finding.allowed))


def mends_words(mends: Iterable[str], kind: str, lang: str = ZH) -> str:
    """压缩了大小，格式换成了 JPG; `kind` the format it has now."""
    said = (MENDS[lang][one].format(format=kind.upper()) for one in mends)
    return ("，" if lang == ZH else ", ").join(said)


def alike_words(similarity: float, lang: str = ZH) -> str:
    """What the number means to the eye."""
    zh, en = next((zh, en) for least, zh, en in ALIKE if similarity >= least)
    return zh if lang == ZH else en


def _pause(fps: object) -> int:
    return math.ceil(1000 / fps) if isinstance(fps, int | float) and fps > 0 else 0
