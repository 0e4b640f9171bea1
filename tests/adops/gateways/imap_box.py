"""A real IMAP server as a child on loopback, for as long as a test lasts."""

import socket
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from imap_tools import MailBoxUnencrypted

from adops import clock

HOST, USER, PASSWORD = "127.0.0.1", "adops@example.com", "p@ss word"
STARTS_WITHIN_SECONDS = 60.0


@dataclass(frozen=True)
class ImapBox:
    """Its port, and what people would do in the mailbox."""

    port: int

    @property
    def url(self) -> str:
        return f"imap://adops%40example.com:p%40ss%20word@{HOST}:{self.port}/INBOX"

    @contextmanager
    def entered(self) -> Iterator[MailBoxUnencrypted]:
        """Somebody's mail program."""
        with MailBoxUnencrypted(HOST, self.port).login(USER, PASSWORD) as box:
            yield box

    def drop(self, *mails: bytes) -> None:
        """Mails arrive."""
        with self.entered() as box:
            for one in mails:
                box.append(one, "INBOX")

    def flags(self) -> Sequence[tuple[str, tuple[str, ...]]]:
        """Every message's number and its lasting flags."""
        with self.entered() as box:
            found = box.fetch(mark_seen=False, headers_only=True)
            return [
                (one.uid or "", tuple(flag for flag in one.flags if flag != "\\Recent"))
                for one in found
            ]


@contextmanager
def behind_tls(box: ImapBox, certificate: Path) -> Iterator[int]:
    """The same server reached by TLS (certificate and key in one file): its port there."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    with socket.create_server((HOST, 0)) as door:
        thread = threading.Thread(target=_pass_on, args=(door, context, box.port), daemon=True)
        thread.start()
        yield int(door.getsockname()[1])
        thread.join()


def _pass_on(door: socket.socket, context: ssl.SSLContext, port: int) -> None:
    """One talk, line by line as IMAP has it: the client speaks, the server answers."""
    line, _ = door.accept()
    with (
        suppress(OSError),
        context.wrap_socket(line, server_side=True) as safe,
        socket.create_connection((HOST, port)) as plain,
    ):
        back = threading.Thread(target=_copy, args=(plain, safe), daemon=True)
        back.start()
        _copy(safe, plain)
        with suppress(OSError):
            plain.shutdown(socket.SHUT_RDWR)
        back.join()
    line.close()


def _copy(source: socket.socket, target: socket.socket) -> None:
    with suppress(OSError):
        while data := source.recv(65536):
            target.sendall(data)


@contextmanager
def imap_box() -> Iterator[ImapBox]:
    """Empty to begin with."""
    with socket.create_server((HOST, 0)) as door:
        port = int(door.getsockname()[1])
    options = ["--host", HOST, "--port", str(port), "--no-tls"]
    who = ["--demo-user", USER, "--demo-password", PASSWORD]
    command = [sys.executable, "-c", "from pymap.main import main; main()"]
    with subprocess.Popen(
        [*command, *options, "dict", *who], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as server:
        try:
            _await(server, port)
            yield ImapBox(port)
        finally:
            server.kill()


def _await(server: "subprocess.Popen[bytes]", port: int) -> None:
    began = clock.stopwatch()
    while not _is_up(port):
        with suppress(subprocess.TimeoutExpired):
            server.wait(0.1)
        late = clock.stopwatch() - began > STARTS_WITHIN_SECONDS
        if late or server.returncode is not None:
            raise RuntimeError("the IMAP server did not start")


def _is_up(port: int) -> bool:
    try:
        socket.create_connection((HOST, port), 5).close()
    except OSError:
        return False
    return True
