"""The files of a mail, whatever their names and wherever they hang."""

from email.message import EmailMessage

import pytest

from adops.mail.attachments import LONGEST_NAME, MOST_FILES, attached_files
from tests.adops.flows.letters import letter

PNG = b"\x89PNG\r\n\x1a\n"
HEAD = b"From: a@example.com\r\nMIME-Version: 1.0\r\n"


def with_name(name: bytes) -> bytes:
    part = b"Content-Type: image/png\r\nContent-Disposition: attachment; filename=" + name
    body = b"\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n"
    head = HEAD + b'Content-Type: multipart/mixed; boundary="x"\r\n\r\n--x\r\n'
    return head + part + body + b"--x--\r\n"


NAMES = {
    "plain": (b'"tl.png"', "tl.png"),
    "RFC 2231": (b"\"x\"; filename*=utf-8''%E9%80%9A%E6%A0%8F.png", "通栏.png"),
    "RFC 2047 in quotes": (b'"=?gb2312?B?zajAuC5wbmc=?="', "通栏.png"),
    "raw gb18030": ('"通栏.png"'.encode("gb18030"), "通栏.png"),
    "a path": (b'"C:\\\\ads\\\\tl.png"', "tl.png"),
    "up and away": (b'"../../etc/passwd"', "passwd"),
    "turned round": ('"gnp.\u202eexe.png"'.encode(), "gnp.exe.png"),
    "none": (b'""', "附件1"),
}


@pytest.mark.parametrize(("written", "name"), NAMES.values(), ids=NAMES.keys())
def test_names(written: bytes, name: str) -> None:
    (file,) = attached_files(with_name(written))
    assert (file.name, file.content, file.inline) == (name, PNG, False)


def test_a_long_name_keeps_its_end() -> None:
    (file,) = attached_files(with_name(b'"' + b"x" * 500 + b'.png"'))
    assert len(file.name) == LONGEST_NAME + 1 and file.name.endswith(".png")


def test_texts_are_no_files_and_pictures_in_the_text_are_inline() -> None:
    mail = EmailMessage()
    mail.set_content("正文")
    mail.add_alternative("<p>正文<img src='cid:logo'></p>", subtype="html")
    page = mail.get_body(("html",))
    assert page is not None
    page.add_related(PNG, "image", "png", cid="<logo>", filename="logo.png", disposition="inline")
    mail.add_attachment("说明", filename="说明.txt")
    found = attached_files(mail.as_bytes())
    assert [(one.name, one.inline) for one in found] == [("logo.png", True), ("说明.txt", False)]


def test_files_of_a_mail_that_is_forwarded() -> None:
    inner = EmailMessage()
    inner.set_content("内")
    inner.add_attachment(PNG, maintype="image", subtype="png", filename="inner.png")
    outer = EmailMessage()
    outer.set_content("外")
    outer.add_attachment(inner)
    assert [one.name for one in attached_files(outer.as_bytes())] == ["inner.png"]


def test_no_more_than_so_many() -> None:
    files = [(f"{number}.png", PNG, "image/png") for number in range(MOST_FILES + 5)]
    assert len(attached_files(letter("", files=files))) == MOST_FILES


def test_nonsense_has_none() -> None:
    nested = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n" % n for n in range(99))
    for content in (b"", b"\xff\x00", nested):
        assert attached_files(content) == ()
