"""Text links and titles: how long, and what nobody sees in them (rules.md §5, text.*)."""

from collections.abc import Callable

from adops.domain.slot import PartSpec
from tests.adops import files
from tests.adops.cases import slot
from tests.adops.corpus.row import LINK, ROOMY, File, Row

LONG, CONTROL = "needs_approval text.too_long", "reject text.control"
UNKNOWN = "reject format.unknown"
PLACE = (PartSpec("main", 0, 0, 0),)
FIFTEEN = slot(formats=("text",), parts=PLACE, text_limit=15)
TITLED = slot(formats=("jpg",), parts=ROOMY.parts, text_limit=16)


def _file(title: str, label: str, data: bytes, name: str = "link.txt") -> Row:
    return Row(title, FIFTEEN, label, {"main": File(name, lambda: data)}, LINK, None)


def _said(title: str, label: str, copy: str) -> Row:
    return Row(title, FIFTEEN, label, {}, LINK, copy)


def _titled(title: str, label: str, copy: str) -> Row:
    make: Callable[[], bytes] = files.jpg
    return Row(title, TITLED, label, {"main": File("ad.jpg", make)}, LINK, copy)


WORDS = [
    ("15 个汉字", "pass", "字" * 15),
    ("15 个半字", LONG, "字" * 15 + "a"),
    ("16 个汉字", LONG, "字" * 16),
    ("30 个英文", "pass", "a" * 30),
    ("31 个英文", LONG, "a" * 31),
    ("14 个汉字和 2 个数字", "pass", "字" * 14 + "10"),
    ("14 个汉字和 3 个数字", LONG, "字" * 14 + "100"),
    ("15 个全角字母", "pass", "Ａ" * 15),
    ("16 个全角字母", LONG, "Ａ" * 16),
    ("全角标点算一个", LONG, "字" * 15 + "，"),
    ("半角标点算半个", LONG, "字" * 15 + ","),
    ("首尾空白不算", "pass", "  " + "字" * 15 + "\n"),
    ("中间空格算半个", LONG, "字" * 15 + " a".strip() + " "),
]
UNSEEN = {
    "从右往左 U+202E": "新\u202e盘",
    "从右往左 U+202B": "新\u202b盘",
    "隔开方向 U+2066": "新\u2066盘\u2069",
    "方向记号 U+200E": "新盘\u200e",
    "方向记号 U+200F": "新盘\u200f",
    "零宽空格 U+200B": "新\u200b盘",
    "零宽连接 U+200D": "新\u200d盘",
    "零宽不连 U+200C": "新\u200c盘",
    "文中的字节序记号 U+FEFF": "新\ufeff盘",
    "软连字符 U+00AD": "新\u00ad盘",
    "退格 U+0008": "新盘开售\x08",
    "响铃 U+0007": "新盘开售\x07",
    "C1 控制 U+0085": "新盘开售\x85",
    "私用区 U+E000": "新盘开售\ue000",
}
SEEN = {
    "家庭表情": "三口之家👨‍👩‍👧",
    "带肤色的表情": "好房👍🏽",
    "爱心": "好房❤️",
    "换行": "第一行\n第二行",
    "制表符": "一\t二",
}

ROWS: list[Row] = [_file(f"文件，{title}", label, words.encode()) for title, label, words in WORDS]
ROWS += [_said(f"文案，{title}", label, words) for title, label, words in WORDS]
ROWS += [_file(f"文件，{title}", CONTROL, words.encode()) for title, words in UNSEEN.items()]
ROWS += [_titled(f"图片的文案，{title}", CONTROL, words) for title, words in UNSEEN.items()]
ROWS += [_file(f"文件，{title}", "pass", words.encode()) for title, words in SEEN.items()]
ROWS += [
    _file(f"编码 {encoding}", "pass", "京西新盘 10万起".encode(encoding))
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk")
]
ROWS += [
    _file("没有字节", "reject file.empty", b""),
    _file("不是文字", UNKNOWN, bytes(range(256))),
    _file("一半是零", UNKNOWN, "abcd".encode("utf-16-le")),
    _file("没有后缀的文字", "pass", "京西新盘".encode(), "link"),
    _file("图片交到文字链", "reject format.not_allowed", files.jpg((60, 40)), "ad.jpg"),
    _file("图片叫成文字", "reject format.not_allowed format.mismatch", files.jpg((60, 40))),
    _file("网页叫成文字", "reject format.not_allowed format.mismatch", b"<!DOCTYPE html><p>a"),
    _said("没有文件，文案是空的", "reject part.missing", " "),
    _said("没有文件，有文案", "pass", "京西新盘"),
    _titled("标题 16 个字", "pass", "字" * 16),
    _titled("标题 17 个字", LONG, "字" * 17),
]
