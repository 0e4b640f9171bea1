"""One mail to a real SMTP server, and every way it can fail."""

import socket
from dataclasses import replace

import pytest

from adops.domain.mail import Letter, MailInDoubt, MailTrouble
from adops.errors import InputError
from adops.gateways.smtp import SmtpServer, smtp_server
from tests.adops.gateways.mail_server import mail_server

TO = ("one@example.com", "two@example.com")
CONTENT = b"Subject: =?utf-8?b?6aKY?=\r\n\r\n.dot\r\n..two\r\nend"
LETTER = Letter("a.eml", "from@example.com", TO, CONTENT)


def server(port: int) -> SmtpServer:
    return SmtpServer("smtp", "127.0.0.1", port)


def test_a_mail_arrives_whole_at_everybody() -> None:
    with mail_server() as box:
        server(box.port).deliver(LETTER)
    (envelope,) = box.arrived
    assert (envelope.mail_from, tuple(envelope.rcpt_tos)) == ("from@example.com", TO)
    assert envelope.content == CONTENT + b"\r\n"


REFUSALS = {
    "unknown mailbox": ({"two@example.com": "550 no such mailbox"}, "250 OK", True),
    "greylisted": ({"two@example.com": "451 try later"}, "250 OK", False),
    "content refused": ({}, "554 spam", True),
    "disk full": ({}, "452 later", False),
}


@pytest.mark.parametrize(("rcpt", "data", "permanent"), REFUSALS.values(), ids=REFUSALS.keys())
def test_all_or_nobody(rcpt: dict[str, str], data: str, permanent: bool) -> None:
    with mail_server() as box:
        box.rcpt, box.data = rcpt, data
        with pytest.raises(MailTrouble) as trouble:
            server(box.port).deliver(LETTER)
    assert trouble.value.permanent is permanent
    assert box.arrived == []


def test_a_sender_nobody_may_use_is_the_settings_fault_not_the_mails() -> None:
    with mail_server() as box:
        box.sender = "553 not your address"
        with pytest.raises(MailTrouble, match="553 not your address") as trouble:
            server(box.port).deliver(LETTER)
    assert not trouble.value.permanent


@pytest.mark.parametrize(
    ("letter", "permanent"),
    [
        pytest.param(replace(LETTER, recipients=(*TO, "张三@example.com")), True, id="recipient"),
        pytest.param(replace(LETTER, sender="投放台@example.com"), False, id="sender"),
    ],
)
def test_an_address_that_smtp_does_not_know_is_a_trouble(letter: Letter, permanent: bool) -> None:
    with mail_server() as box:
        with pytest.raises(MailTrouble, match=r"@example\.com") as trouble:
            server(box.port).deliver(letter)
        server(box.port).deliver(LETTER)
    assert (trouble.value.permanent, len(box.arrived)) == (permanent, 1)


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_password_that_smtp_does_not_know_is_the_settings_fault() -> None:
    with mail_server("secret") as box:
        way = SmtpServer("smtp", "127.0.0.1", box.port, "user", "密码")
        with pytest.raises(MailTrouble) as trouble:
            way.deliver(LETTER)
    assert not trouble.value.permanent


def test_the_mark_is_set_once_before_the_server_has_it_whole() -> None:
    with mail_server() as box:
        seen: list[int] = []
        server(box.port).deliver(LETTER, lambda: seen.append(len(box.arrived)))
    assert (seen, len(box.arrived)) == ([0], 1)


def test_a_mark_that_cannot_be_set_stops_the_mail() -> None:
    def refused() -> None:
        raise MailTrouble("another attempt has begun")

    with mail_server() as box:
        with pytest.raises(MailTrouble, match="another"):
            server(box.port).deliver(LETTER, refused)
        server(box.port).deliver(LETTER)
    assert len(box.arrived) == 1


def test_a_line_that_breaks_after_the_content_leaves_it_open() -> None:
    with mail_server() as box:
        box.drop = True
        with pytest.raises(MailInDoubt):
            server(box.port).deliver(LETTER)
    assert len(box.arrived) == 1


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        with pytest.raises(MailTrouble) as trouble:
            server(free.getsockname()[1]).deliver(LETTER)
    assert not trouble.value.permanent


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS")
def test_a_wrong_password_is_the_settings_fault_not_the_mails() -> None:
    with mail_server(password="right") as box:
        known = SmtpServer("smtp", "127.0.0.1", box.port, "adops", "right")
        known.deliver(LETTER)
        wrong = SmtpServer("smtp", "127.0.0.1", box.port, "adops", "wrong")
        with pytest.raises(MailTrouble, match="535") as trouble:
            wrong.deliver(LETTER)
    assert (trouble.value.permanent, len(box.arrived)) == (False, 1)


URLS = {
    "plain": ("smtp://mail.example.com", ("smtp", "mail.example.com", 25, "", "")),
    "tls": ("smtps://u:p%40ss@mail.example.com", ("smtps", "mail.example.com", 465, "u", "p@ss")),
    "starttls": ("smtp+starttls://m:2525", ("smtp+starttls", "m", 2525, "", "")),
}


@pytest.mark.parametrize(("url", "parts"), URLS.values(), ids=URLS.keys())
def test_url(url: str, parts: tuple[str, str, int, str, str]) -> None:
    scheme, host, port, user, password = parts
    assert smtp_server(url) == SmtpServer(scheme, host, port, user, password)


@pytest.mark.parametrize("url", ["http://u:secret@h", "smtp://", "mail.example.com", "smtp://h:x"])
def test_no_url_of_a_mail_server(url: str) -> None:
    with pytest.raises(InputError, match="ADOPS_SMTP_URL") as refused:
        smtp_server(url)
    assert "secret" not in str(refused.value)
