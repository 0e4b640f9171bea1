"""Package-ad mails by the table: every form of date, size, punctuation, order and encoding, each
with what is to be read of it. The same number makes the same mail."""

import base64
import html
import quopri
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from email.header import Header
from itertools import permutations

from adops.domain.package_ad import Label, PackageAd

COUNT = 260

# as written, first day, last day
PERIODS: Sequence[tuple[str, date, date]] = (
    ("2014.1.1-2014.1.17", date(2014, 1, 1), date(2014, 1, 17)),
    ("2014-01-01至2014-01-17", date(2014, 1, 1), date(2014, 1, 17)),
    ("2014/1/1~1/17", date(2014, 1, 1), date(2014, 1, 17)),
    ("2014年1月1日-1月17日", date(2014, 1, 1), date(2014, 1, 17)),
    ("2014.12.20—1.10", date(2014, 12, 20), date(2015, 1, 10)),
    ("2026年11月20日", date(2026, 11, 20), date(2026, 11, 20)),
    ("2026-11-20", date(2026, 11, 20), date(2026, 11, 20)),
    ("2026.2.28–2026.3.1", date(2026, 2, 28), date(2026, 3, 1)),
    ("2026/12/28～2027/1/3", date(2026, 12, 28), date(2027, 1, 3)),
    ("2026年9月20日到10月10日", date(2026, 9, 20), date(2026, 10, 10)),
    ("２０２６．１０．１－１０．７", date(2026, 10, 1), date(2026, 10, 7)),
)
# as written after the name, name, width, height
SLOTS: Sequence[tuple[str, str, int, int]] = (
    ("财经首页顶部通栏1000*90", "财经首页顶部通栏", 1000, 90),
    ("财经首页顶部通栏1000×90", "财经首页顶部通栏", 1000, 90),
    ("财经首页顶部通栏1000x90", "财经首页顶部通栏", 1000, 90),
    ("新闻内页画中画３００Ｘ２５０", "新闻内页画中画", 300, 250),
    ("乐居首页两轮播950＊90通栏01", "乐居首页两轮播通栏01", 950, 90),
    ("房产频道按钮（240*120）", "房产频道按钮", 240, 120),
    ("手机首页焦点图 640 * 100", "手机首页焦点图", 640, 100),
)
REGIONS: Sequence[tuple[str, tuple[str, ...]]] = (
    ("全国", ("全国",)),
    ("北京、上海", ("北京", "上海")),
    ("北京,天津", ("北京", "天津")),
    ("广州/深圳", ("广州", "深圳")),
    ("北京，河北，天津", ("北京", "河北", "天津")),
)
NUMBERS = (
    ("RLZ12345", "RLZ12345"),
    ("ｒｌｚ２０２６", "RLZ2026"),
    ("zqmf201406-001", "ZQMF201406-001"),
)
# the colon and what stands between two labels
PUNCTUATION = (
    (":", " "),
    ("：", " "),
    ("：", "\n"),
    (":", "，\n"),
    (" ： ", "；"),
    ("﹕", "\u3000"),
    (":", "\n\n"),
    ("：", "\u00a0\n"),
)
ORDERS = tuple(permutations(range(5)))[::17]
# charset of the bytes, charset that is claimed, transfer encoding, body
ENCODINGS = (
    ("gb18030", "gb18030", "base64", "plain"),
    ("gb18030", "gb2312", "quoted-printable", "plain"),
    ("gb18030", "GBK", "8bit", "plain"),
    ("utf-8", "utf-8", "base64", "plain"),
    ("utf-8", "UTF-8", "quoted-printable", "plain"),
    ("utf-8", "utf8", "8bit", "plain"),
    ("utf-8", "utf-8", "base64", "html"),
    ("gb18030", "gb2312", "quoted-printable", "html"),
    ("gb18030", "", "8bit", "html"),
    ("utf-8", "utf-8", "quoted-printable", "both"),
    ("gb18030", "gbk", "base64", "stub"),
    ("gb18030", "us-ascii", "8bit", "plain"),
    ("utf-8", "iso-8859-1", "base64", "plain"),
    ("gb18030", "x-nonsense", "base64", "plain"),
    ("gb18030", "utf-8", "8bit", "plain"),
    ("utf-8", "gb2312", "base64", "plain"),
    ("utf-8", "", "8bit", "plain"),
    ("utf-8", "utf-8", "base64", "attached"),
)
# what spoils an ad: the label, what it says instead (None: the label is left out), the code
SPOILS: Sequence[tuple[Label, str | None, str]] = (
    (Label.CONTRACT_NAME, None, "label.missing"),
    (Label.CONTRACT_NO, "待定", "number.unreadable"),
    (Label.SLOT, "财经首页顶部通栏", "slot.no_size"),
    (Label.PERIOD, "2014.1.17-2014.1.1", "period.reversed"),
    (Label.PERIOD, "2026.2.29", "period.no_such_day"),
    (Label.PERIOD, "1.1-1.17", "period.no_year"),
    (Label.REGIONS, None, "label.missing"),
    (Label.SLOT, "流媒体300*250/25*25", "slot.two_sizes"),
)


@dataclass(frozen=True)
class Mail:
    """`content` are its bytes; `entries` and `problems` (code, label) what is to be read of it."""

    name: str
    content: bytes
    entries: tuple[PackageAd, ...]
    problems: tuple[tuple[str, Label], ...]


def all_mails() -> Iterator[Mail]:
    """`COUNT` mails; every third has two ads, every fourth one that cannot be read."""
    return (mail(number) for number in range(COUNT))


def mail(number: int) -> Mail:
    """One of them: each table turns at its own pace."""
    encoding = ENCODINGS[number % len(ENCODINGS)]
    ads = [_ad(number)]
    if number % 3 == 0:
        ads.append(_ad(number + 101))
    colon, between = PUNCTUATION[number // 2 % len(PUNCTUATION)]
    texts = [_written(fields, number, colon, between) for fields, _ in ads]
    problems: tuple[tuple[str, Label], ...] = ()
    if number % 4 == 1:
        text, problem = _spoilt(number, colon, between)
        texts.append(text)
        problems = (problem,)
    words = (
        "您好：\n请安排以下包版广告，谢谢！\n\n"
        + "\n\n".join(texts)
        + "\n\n张三\n电话：010-12345678\n"
    )
    name = f"{number:03}-{encoding[3]}-{encoding[0]}-as-{encoding[1] or 'none'}-{encoding[2]}"
    return Mail(name, packed(words, number, encoding), tuple(ad for _, ad in ads), problems)


def packed(words: str, number: int, encoding: tuple[str, str, str, str]) -> bytes:
    """The words as an `.eml`."""
    charset, claim, transfer, body = encoding
    subject = Header(f"包版广告投放 {number}", "gb2312" if number % 2 else "utf-8").encode()
    head = (
        f"From: =?utf-8?B?{base64.b64encode('张三'.encode()).decode()}?= <zhang@example.com>\r\n"
        f"To: ae@example.com\r\nSubject: {subject}\r\nMessage-ID: <{number}@example.com>\r\n"
        "Date: Fri, 20 Nov 2026 09:30:00 +0800\r\nMIME-Version: 1.0\r\n"
    )
    plain = _part("text/plain", words, charset, claim, transfer)
    rich = _part("text/html", as_html(words, number), charset, claim, transfer)
    stub = _part("text/plain", "请用支持 HTML 的程序查看", charset, claim, transfer)
    picture = b"Content-Type: image/png\r\nContent-Disposition: attachment\r\n\r\n\x89PNG\r\n"
    bodies = {
        "plain": lambda: plain,
        "html": lambda: rich,
        "both": lambda: _multi("alternative", [plain, rich]),
        "stub": lambda: _multi("alternative", [stub, rich]),
        "attached": lambda: _multi("mixed", [_multi("alternative", [plain, rich]), picture]),
    }
    return head.encode() + bodies[body]()


def as_html(words: str, number: int) -> str:
    """The words as mail programs write them: a paragraph, a row or a break for each line."""
    lines = [html.escape(line).replace("\u00a0", "&nbsp;") for line in words.split("\n")]
    style = "<html><head><style>p{margin:0}</style></head><body>"
    if number % 3 == 0:
        return style + "".join(f"<p><span>{line}</span></p>" for line in lines) + "</body></html>"
    if number % 3 == 1:
        rows = "".join(f"<tr><td>{line}</td></tr>" for line in lines)
        return f"{style}<table>{rows}</table></body></html>"
    return style + "<br>".join(lines) + "</body></html>"


def _ad(number: int) -> tuple[dict[Label, str], PackageAd]:
    period, start, end = PERIODS[number % len(PERIODS)]
    slot, slot_name, width, height = SLOTS[number % len(SLOTS)]
    where, regions = REGIONS[number % len(REGIONS)]
    no, kept = NUMBERS[number % len(NUMBERS)]
    name = f"财富公馆{number}期"
    project = number % 8 == 5
    fields = {
        (Label.PROJECT_NAME if project else Label.CONTRACT_NAME): name,
        (Label.PROJECT_NO if project else Label.CONTRACT_NO): no,
        Label.SLOT: slot,
        Label.PERIOD: period,
        Label.REGIONS: where,
    }
    return fields, PackageAd(name, kept, slot_name, width, height, start, end, regions, 0)


def _spoilt(number: int, colon: str, between: str) -> tuple[str, tuple[str, Label]]:
    label, instead, code = SPOILS[number // 4 % len(SPOILS)]
    fields = {**dict.fromkeys(Label, ""), **_ad(8 * number)[0]}
    fields.pop(Label.PROJECT_NAME), fields.pop(Label.PROJECT_NO)
    if instead is None:
        fields.pop(label)
    else:
        fields[label] = instead
    return _written(fields, number, colon, between), (code, label)


def _written(fields: dict[Label, str], number: int, colon: str, between: str) -> str:
    order = ORDERS[number % len(ORDERS)]
    said = [f"{label}{colon}{value}" for label, value in fields.items()]
    return between.join(said[place] for place in order if place < len(said))


def _part(kind: str, words: str, charset: str, claim: str, transfer: str) -> bytes:
    content = words.replace("\n", "\r\n").encode(charset)
    if transfer == "base64":
        content = base64.encodebytes(content)
    elif transfer == "quoted-printable":
        content = quopri.encodestring(content)
    claimed = f"; charset={claim}" if claim else ""
    head = f"Content-Type: {kind}{claimed}\r\nContent-Transfer-Encoding: {transfer}\r\n\r\n"
    return head.encode() + content


def _multi(kind: str, parts: Sequence[bytes]) -> bytes:
    edge = f"=_{kind}".encode()
    head = f'Content-Type: multipart/{kind}; boundary="=_{kind}"\r\n\r\n'.encode()
    return (
        head
        + b"".join(b"--" + edge + b"\r\n" + part + b"\r\n" for part in parts)
        + (b"--" + edge + b"--\r\n")
    )
