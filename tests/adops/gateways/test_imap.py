"""A mailbox on a real IMAP server: what is read of it, that nothing in it changes, and every way it
can fail."""

import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import pytest

from adops.errors import InputError, OutsideError
from adops.gateways.imap import MOST_HEAD, MailUngiven, imap_server
from tests.adops.gateways.imap_box import ImapBox, behind_tls, imap_box

ONE = b"From: a@example.com\r\nMessage-ID: <1@x>\r\nSubject: one\r\n\r\nfirst\r\n"
TWO = b"From: b@example.com\r\nMessage-ID: <2@x>\r\nSubject: two\r\n\r\n" + b"second\r\n" * 1000
LONG_AGO = date(2000, 1, 1)


@pytest.fixture
def box() -> Iterator[ImapBox]:
    with imap_box() as found:
        yield found


def test_mails_are_read_whole_and_in_order(box: ImapBox) -> None:
    box.drop(ONE, TWO)
    with imap_server(box.url).opened() as mailbox:
        first, second = mailbox.uids(after=None, since=LONG_AGO)
        assert mailbox.uids(after=first, since=LONG_AGO) == [second]
        assert mailbox.uids(after=second, since=LONG_AGO) == []
        assert mailbox.uids(after=None, since=date(2100, 1, 1)) == []
        head = mailbox.heading(second)
        assert head is not None and (head.uid, head.size) == (second, len(TWO))
        assert head.head == TWO.partition(b"second")[0]
        assert mailbox.content(first, most=1000) == ONE
        assert mailbox.validity > 0


def test_nothing_is_marked_moved_or_deleted(box: ImapBox) -> None:
    box.drop(ONE, TWO)
    before = box.flags()
    with imap_server(box.url).opened() as mailbox:
        for uid in mailbox.uids(after=None, since=LONG_AGO):
            mailbox.heading(uid)
            mailbox.content(uid, most=100)
        refused, told = mailbox.client.client.uid("STORE", "1:*", "+FLAGS", "(\\Seen)")
    assert refused == "NO", told  # even where the code would try
    assert box.flags() == before
    assert [flags for _, flags in before] == [(), ()]


def test_no_more_is_read_than_the_limits(box: ImapBox) -> None:
    long = b"X-Long: " + b"x" * (2 * MOST_HEAD) + b"\r\n" + TWO
    box.drop(long)
    with imap_server(box.url).opened() as mailbox:
        (uid,) = mailbox.uids(after=None, since=LONG_AGO)
        assert mailbox.content(uid, most=100) == long[:101]
        head = mailbox.heading(uid)
    assert head is not None and (head.size, len(head.head)) == (len(long), MOST_HEAD)


def test_what_is_gone_meanwhile_is_none(box: ImapBox) -> None:
    box.drop(ONE)
    with imap_server(box.url).opened() as mailbox:
        (uid,) = mailbox.uids(after=None, since=LONG_AGO)
        assert mailbox.heading(uid + 7) is None
        assert mailbox.content(uid + 7, most=10) is None


def test_a_wrong_password_and_a_wrong_folder_are_named(box: ImapBox) -> None:
    for wrong in (box.url.replace("p%40ss", "wrong"), box.url.replace("INBOX", "None")):
        with pytest.raises(OutsideError) as error, imap_server(wrong).opened():
            pass
        assert error.value.code == "imap.failed"
        assert error.value.facts["server"] == f"127.0.0.1:{box.port}"
        assert "ss word" not in str(error.value)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """One for 127.0.0.1 that nobody has vouched for."""
    openssl = shutil.which("openssl")
    if openssl is None:
        pytest.skip("there is no openssl to make a certificate with")
    key, made = tmp_path / "key.pem", tmp_path / "certificate.pem"
    names = ["-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1"]
    asked = ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", *names]
    files = ["-keyout", str(key), "-out", str(made)]
    subprocess.run([openssl, *asked, *files], check=True, capture_output=True)
    made.write_bytes(made.read_bytes() + key.read_bytes())
    return made


def test_over_tls(box: ImapBox, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box.drop(ONE)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    with behind_tls(box, certificate) as port:
        url = box.url.replace("imap:", "imaps:").replace(str(box.port), str(port))
        with imap_server(url).opened() as mailbox:
            (uid,) = mailbox.uids(after=None, since=LONG_AGO)
            assert mailbox.content(uid, most=1000) == ONE


def test_a_server_that_nobody_vouches_for_gets_no_password(box: ImapBox, certificate: Path) -> None:
    with behind_tls(box, certificate) as port:
        url = box.url.replace("imap:", "imaps:").replace(str(box.port), str(port))
        with pytest.raises(OutsideError) as error, imap_server(url).opened():
            pass
    assert "CERTIFICATE_VERIFY_FAILED" in error.value.facts["why"]


@contextmanager
def speaking(*answers: bytes) -> Iterator[int]:
    """A server that says these things, one after each line it hears, and hangs up; its port."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        thread = threading.Thread(target=_speak, args=(door, answers), daemon=True)
        thread.start()
        yield door.getsockname()[1]
        thread.join()


def _speak(door: socket.socket, answers: Sequence[bytes]) -> None:
    line, _ = door.accept()
    with line, line.makefile("rwb") as talk:
        talk.write(b"* OK IMAP4rev1 here\r\n")
        talk.flush()
        for answer in answers:
            tag = talk.readline().split(b" ")[0]
            talk.write(answer.replace(b"TAG", tag))
            talk.flush()


ENTERED = (
    b"* CAPABILITY IMAP4rev1\r\nTAG OK done\r\n",
    b"TAG OK done\r\n",
    b"* 1 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\nTAG OK [READ-ONLY] in\r\n",
)


def test_a_message_that_the_server_does_not_give_stops_no_other() -> None:
    given = b"* 1 FETCH (UID 2 RFC822.SIZE 9 BODY[HEADER]<0> {3}\r\na: )\r\nTAG OK done\r\n"
    refuses = b"TAG NO [CANNOT] broken message\r\n"
    with (
        speaking(*ENTERED, refuses, given) as port,
        imap_server(f"imap://u:p@127.0.0.1:{port}/").opened() as mailbox,
    ):
        with pytest.raises(MailUngiven, match="broken message"):
            mailbox.heading(1)
        head = mailbox.heading(2)
        assert mailbox.validity == 7
    assert head is not None and (head.size, head.head) == (9, b"a: ")


def test_a_line_that_breaks_is_named() -> None:
    with speaking(*ENTERED) as port:
        server = imap_server(f"imap://u:p@127.0.0.1:{port}/")
        with pytest.raises(OutsideError) as error, server.opened() as mailbox:
            mailbox.heading(1)
    assert error.value.code == "imap.failed"


def test_nobody_listens() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        server = imap_server(f"imap://u:p@127.0.0.1:{free.getsockname()[1]}")
        with pytest.raises(OutsideError) as error, server.opened():
            pass
    assert error.value.code == "imap.failed"


URLS = {
    "tls": ("imaps://u:p%40s@m.example.com", ("imaps", "m.example.com", 993, "u", "p@s", "INBOX")),
    "folder": ("imaps://u:p@m:1993/%E5%B9%BF%E5%91%8A", ("imaps", "m", 1993, "u", "p", "广告")),
    "here": ("imap://u:p@localhost:1143/A/B", ("imap", "localhost", 1143, "u", "p", "A/B")),
}


@pytest.mark.parametrize(("url", "parts"), URLS.values(), ids=URLS.keys())
def test_urls(url: str, parts: tuple[object, ...]) -> None:
    found = imap_server(url)
    told = (found.scheme, found.host, found.port, found.user, found.password, found.folder)
    assert told == parts


@pytest.mark.parametrize(
    "url",
    ["pop3://u:p@host", "imaps://host", "imaps:///INBOX", "imaps://u:p@h:x/", "imap://u:p@m.com/"],
    ids=["pop3", "nobody", "no-host", "no-port", "in-the-clear"],
)
def test_other_urls_are_refused_without_their_password(url: str) -> None:
    with pytest.raises(InputError) as error:
        imap_server(url)
    assert error.value.facts["name"] == "ADOPS_IMAP_URL"
    assert "u:p" not in str(error.value)
