"""The bytes of a mail, read again by the library's own parser."""

from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.message import EmailMessage

import pytest

from adops.domain.mail import Enclosure, Outgoing, Sender
from adops.domain.period import at
from adops.mail.mime import encoded_words, letter_of

SENDER = Sender("地方站投放台", "adops@example.com")
SUBJECT = "北京站 地方站特殊审批记录表 2026-W47（本周无特批）——" + "很长的题目" * 12
NAME = "地方站特殊审批记录表_北京站_2026-W47.xlsx"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = [Enclosure(NAME, XLSX, bytes(range(256)) * 40), Enclosure("a.txt", "text/plain", b"a\n")]
ROW = Outgoing(
    id=7,
    kind="approval_ledger",
    message_id="<approval_ledger.1@adops.invalid>",
    to=("hq@example.com",),
    cc=("head@example.com", "hq@example.com"),
    subject=SUBJECT,
    html="<p>正文 &amp; 表格</p>",
    text="正文\n.一行以点开头\n",
    attachments=(),
    created_at=at(date(2026, 11, 20), 16, 1),
    attempt=1,
)


def read(row: Outgoing = ROW) -> EmailMessage:
    letter = letter_of(row, SENDER, FILES)
    found = message_from_bytes(letter.content, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def test_what_was_written_is_read() -> None:
    message = read()
    assert message["Subject"] == SUBJECT
    assert message["From"] == "地方站投放台 <adops@example.com>"
    assert message["Message-ID"] == ROW.message_id
    assert message["Date"] == "Fri, 20 Nov 2026 16:01:00 +0800"
    plain, html = message.get_body(["plain"]), message.get_body(["html"])
    assert plain is not None and html is not None
    assert plain.get_content().replace("\r\n", "\n") == ROW.text
    assert html.get_content().strip() == ROW.html
    assert [part.get_content() for part in message.iter_attachments()] == [
        FILES[0].content,
        "a\n",
    ]


def test_file_names_as_rfc_2231_and_as_rfc_2047() -> None:
    letter = message_from_bytes(letter_of(ROW, SENDER, FILES).content)
    book, text = list(letter.walk())[-2:]
    assert "filename*0*=utf-8''" in book["Content-Disposition"]
    assert book.get_filename() == NAME
    assert "name*" not in book["Content-Type"]
    words = " ".join(book["Content-Type"].partition('name="')[2].strip('"').split())
    assert str(make_header(decode_header(words))) == NAME
    assert text.get_filename() == text.get_param("name") == "a.txt"


def test_it_is_seven_bits_in_lines_that_servers_take() -> None:
    content = letter_of(ROW, SENDER, FILES).content
    assert content.isascii()
    assert all(len(line) <= 100 for line in content.split(b"\r\n"))
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_the_same_row_gives_the_same_letter() -> None:
    assert letter_of(ROW, SENDER, FILES) == letter_of(replace(ROW, attempt=3), SENDER, FILES)
    other = letter_of(replace(ROW, message_id="<other@adops.invalid>"), SENDER, FILES)
    assert other.name != letter_of(ROW, SENDER, FILES).name


def test_nobody_gets_it_twice() -> None:
    assert letter_of(ROW, SENDER, []).recipients == ("hq@example.com", "head@example.com")


def test_a_subject_makes_no_further_header() -> None:
    with pytest.raises(ValueError, match="linefeed"):
        letter_of(replace(ROW, subject="a\r\nBcc: x@example.com"), SENDER, [])


@pytest.mark.parametrize(
    "name", [NAME, "证.pdf", "很长的名字" * 30 + ".xlsx", 'a"b；ａ全角 🏠.txt', "a" * 200 + "字"]
)
def test_encoded_words(name: str) -> None:
    words = encoded_words(name)
    assert str(make_header(decode_header(" ".join(words)))) == name
    assert all(len(one) <= 75 for one in words)
