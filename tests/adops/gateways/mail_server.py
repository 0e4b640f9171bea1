"""A real SMTP server on loopback that can be told what to answer."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class Box:
    """What arrived, and the answers by stage; `drop` hangs up after the content came,
    `asked` is called when a mail is announced, `taken` once it is ours and before the other side
    hears so."""

    rcpt: dict[str, str] = field(default_factory=dict)
    sender: str = "250 OK"
    data: str = "250 OK"
    drop: bool = False
    arrived: list[Envelope] = field(default_factory=list)
    taken: Callable[[], None] = lambda: None
    asked: Callable[[], None] = lambda: None
    port: int = 0

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.sender

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        self.asked()
        answer = self.rcpt.get(address, "250 OK")
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self.data.startswith("250"):
            self.arrived.append(envelope)
            self.taken()
        if self.drop:
            assert server.transport is not None
            server.transport.close()
        return self.data


@contextmanager
def mail_server(password: str = "") -> Iterator[Box]:
    """Runs in a thread of its own on a free port; with a password only who knows it may send."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        box = Box(port=free.getsockname()[1])
    asked: dict[str, Any] = {
        "authenticator": lambda *words: AuthResult(
            success=words[-1].password == password.encode(), handled=False
        ),
        "auth_required": True,
        "auth_require_tls": False,
    }
    more = asked if password else {}
    controller = Controller(box, hostname="127.0.0.1", port=box.port, **more)
    controller.start()
    try:
        yield box
    finally:
        controller.stop()
