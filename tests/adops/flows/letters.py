"""Mails as people write them: package ads, asked approvals, and what is none of the house's."""

from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from io import BytesIO

from PIL import Image

LEGAL = "合同名称:财富公馆 合同号:{no} 广告位名称:{slot} 投放周期:{days} 定向地域:{where}"
SALES = "sales@example.com"
LINK = "https://www.example.com/caifu"


def letter(
    text: str,
    *,
    message_id: str | None = "<1@example.com>",
    subject: str = "包版广告投放",
    sender: str = SALES,
    files: Sequence[tuple[str, bytes, str]] = (),
    **headers: str,
) -> bytes:
    message = EmailMessage(policy=SMTP)
    message["From"] = f"张三 <{sender}>"
    message["To"] = "ads@example.com"
    message["Subject"] = subject
    message["Date"] = "Fri, 20 Nov 2026 08:30:00 +0800"
    if message_id is not None:
        message["Message-ID"] = message_id
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text, cte="base64")
    for name, content, kind in files:
        main, _, sub = kind.partition("/")
        message.add_attachment(content, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def ad(
    no: str = "RLZ12345",
    slot: str = "财经首页顶部通栏1000*90",
    days: str = "2026.12.1-2026.12.17",
    where: str = "全国",
    link: str = LINK,
) -> str:
    said = LEGAL.format(no=no, slot=slot, days=days, where=where)
    return f"{said}\n落地页：{link}\n" if link else f"{said}\n"


def picture(size: tuple[int, int] = (1000, 90), colour: str = "white") -> bytes:
    drawn = Image.new("RGB", size, colour)
    drawn.paste("red", (0, 0, size[0] // 2, size[1]))
    file = BytesIO()
    drawn.save(file, "PNG")
    return file.getvalue()


def picture_file(
    name: str = "1.png", size: tuple[int, int] = (1000, 90), colour: str = "white"
) -> tuple[str, bytes, str]:
    return name, picture(size, colour), "image/png"
