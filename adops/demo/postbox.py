"""The demo's mailbox: two mails of the station's sales, read as a real one would be (rules.md
§12)."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from email.message import EmailMessage
from email.policy import SMTP

from adops.demo.studio import Material
from adops.domain.incoming import Heading

SENDER = "北京站销售 <bj.sales@example.com>"
WRITTEN = "Fri, 20 Nov 2026 10:05:00 +0800"
ADS = """您好，请安排下面两条包版：

合同名称:财富公馆 合同号:RLZ12345 广告位名称:财经首页顶部通栏1000*90 投放周期:2026.12.3-2026.12.9 \
定向地域:全国
落地页：{link}

合同名称:云溪花园 合同号:RLZ20002 广告位名称:财经首页第三通栏1000*90 定向地域:全国
"""
ASKED = """您好，申请一条创意特批：

合同号：RLZ29999
广告位名称：北京房产首页底部通栏950*90
特批原因：客户终稿，体积超限，无法压缩
"""


@dataclass(frozen=True, slots=True)
class Postbox:
    """A mailbox with what came in, by number; it stands in for an IMAP server."""

    letters: Mapping[int, bytes]
    name: str = "ads@example.com:993/INBOX"

    @contextmanager
    def opened(self) -> Iterator["OpenPostbox"]:
        """As an IMAP server's."""
        yield OpenPostbox(self.letters)


@dataclass(frozen=True, slots=True)
class OpenPostbox:
    """It while it is open."""

    letters: Mapping[int, bytes]
    validity: int = field(default=1)

    def uids(self, *, after: int | None, since: date) -> list[int]:
        """All, or those after that number."""
        return [one for one in sorted(self.letters) if after is None or one > after]

    def heading(self, uid: int) -> Heading | None:
        """Its size in bytes, its headers."""
        head = self.letters[uid].split(b"\r\n\r\n", 1)[0]
        return Heading(uid, len(self.letters[uid]), head + b"\r\n\r\n")

    def content(self, uid: int, *, most: int) -> bytes | None:
        """The mail, cut off past `most` bytes."""
        return self.letters[uid][: most + 1]


def postbox(*, link: str, files: Sequence[Material]) -> Postbox:
    """Package ads, one of them without its period, with `files`; and a special approval that is
    asked for a contract nobody knows."""
    return Postbox(
        {
            1: _letter("包版广告投放：财富公馆、云溪花园", ADS.format(link=link), 1, files),
            2: _letter("创意特批申请", ASKED, 2),
        }
    )


def _letter(subject: str, text: str, number: int, files: Sequence[Material] = ()) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = SENDER, "ads@example.com", subject
    mail["Date"], mail["Message-ID"] = WRITTEN, f"<20261120.{number}@example.com>"
    mail.set_content(text, cte="base64")
    for one in files:
        mail.add_attachment(one.body, maintype="image", subtype="jpeg", filename=one.name)
    return mail.as_bytes()
