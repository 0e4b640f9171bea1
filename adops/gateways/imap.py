"""One mailbox of an IMAP server (`ADOPS_IMAP_URL`), looked at and never changed.

It is opened with EXAMINE and read with BODY.PEEK: nothing is deleted, moved or marked, and what was
unread stays so. What is read is bounded before it comes: headers and mails alike.
"""

import imaplib
import ipaddress
import re
import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote, urlsplit

from imap_tools import AND, BaseMailBox, ImapToolsError, MailBox, MailBoxUnencrypted

from adops.domain.incoming import Heading
from adops.errors import InputError, OutsideError

PORTS = {"imaps": 993, "imap": 143}
TIMEOUT_S = 60.0
MOST_HEAD = 64 * 1024
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
NAME = '("name" "adops")'
ENDS = (imaplib.IMAP4.error, ImapToolsError, OSError, EOFError)

Answer = Sequence[bytes | tuple[bytes, bytes] | None]


class MailUngiven(Exception):
    """The server has the message and does not give it: a broken one stops no other."""


@dataclass(frozen=True, slots=True)
class ImapServer:
    """Where mails come from; `folder` is the mailbox."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str

    @property
    def name(self) -> str:
        """The mailbox as it is told apart from others: `user@host:port/INBOX`."""
        return f"{self.user}@{self.host}:{self.port}/{self.folder}"

    @contextmanager
    def opened(self) -> Iterator["OpenBox"]:
        """Raises OutsideError `imap.failed` when the server is away, refuses, or breaks off."""
        try:
            client = self._client()
            try:
                yield OpenBox(client, self._entered(client))
            finally:
                _say_goodbye(client)
        except ENDS as error:
            raise self._failed(error) from error

    def _client(self) -> BaseMailBox:
        if self.scheme == "imap":
            return MailBoxUnencrypted(self.host, self.port, timeout=TIMEOUT_S)
        # without one imaplib asks nobody who the server is
        context = ssl.create_default_context()
        return MailBox(self.host, self.port, timeout=TIMEOUT_S, ssl_context=context)

    def _entered(self, client: BaseMailBox) -> int:
        """The mailbox's UIDVALIDITY."""
        login = client.login if (self.user + self.password).isascii() else client.login_utf8
        login(self.user, self.password, initial_folder=None)
        if "ID" in client.client.capabilities:  # 163.com lets nobody in who has no name
            client.client.xatom("ID", NAME)
        client.folder.set(self.folder, readonly=True)
        _, told = client.client.response("UIDVALIDITY")
        return int(told[0]) if told and told[0] else 0

    def _failed(self, error: BaseException) -> OutsideError:
        why = " ".join(str(error).split())[:300] or type(error).__name__
        return OutsideError("imap.failed", server=f"{self.host}:{self.port}", why=why)


@dataclass(frozen=True, slots=True)
class OpenBox:
    """A mailbox while it is open. `validity`: its UIDVALIDITY; another one gives its numbers
    anew."""

    client: BaseMailBox
    validity: int

    def uids(self, *, after: int | None, since: date) -> list[int]:
        """What came after the number `after`, or, where nothing is known yet, since that day; in
        order."""
        asked = f"UID {after + 1}:*" if after is not None else AND(date_gte=since)
        found = sorted(int(one) for one in self.client.uids(asked, charset=None))
        # `n:*` has the last message in it, whatever n is
        return [one for one in found if after is None or one > after]

    def heading(self, uid: int) -> Heading | None:
        """Its size in bytes and its headers, `MOST_HEAD` of them; None when it is gone. Raises
        MailUngiven."""
        told = self._fetch(uid, f"(RFC822.SIZE BODY.PEEK[HEADER]<0.{MOST_HEAD}>)")
        if told is None:
            return None
        size = next((found for one in _words(told) if (found := SIZE.search(one))), None)
        return Heading(uid, int(size[1]) if size else 0, _literal(told))

    def content(self, uid: int, *, most: int) -> bytes | None:
        """The mail, or its first `most` bytes and one more, whatever size the server told; None
        when it is gone. Raises MailUngiven."""
        told = self._fetch(uid, f"(BODY.PEEK[]<0.{most + 1}>)")
        return None if told is None else _literal(told)

    def _fetch(self, uid: int, parts: str) -> Answer | None:
        state, told = self.client.client.uid("FETCH", str(uid), parts)
        if state != "OK":
            raise MailUngiven(" ".join(_words(told)[0].decode("utf-8", "replace").split())[:300])
        return told if told and told[0] is not None else None


def _say_goodbye(client: BaseMailBox) -> None:
    """How the talk ends changes nothing."""
    with suppress(*ENDS):
        client.logout()
    with suppress(*ENDS):
        client.client.shutdown()


def _words(told: Answer) -> list[bytes]:
    """What the server says around the literals."""
    return [one[0] if isinstance(one, tuple) else one or b"" for one in told] or [b""]


def _literal(told: Answer) -> bytes:
    return next((one[1] for one in told if isinstance(one, tuple) and b"BODY[" in one[0]), b"")


def imap_server(url: str) -> ImapServer:
    """Raises InputError `settings.invalid` for a URL of another kind, and for one that would send a
    password in the clear to another machine; never shows the password."""
    parts = urlsplit(url)
    try:
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        port = 0
    clear = parts.scheme == "imap" and not _is_here(parts.hostname or "")
    if not port or not parts.hostname or not parts.username or clear:
        told = "imaps://user:password@host/INBOX（imap:// 只用于本机）"
        raise InputError("settings.invalid", name="ADOPS_IMAP_URL", why=told)
    user, password = unquote(parts.username), unquote(parts.password or "")
    folder = unquote(parts.path.strip("/")) or "INBOX"
    return ImapServer(parts.scheme, parts.hostname, port, user, password, folder)


def _is_here(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
