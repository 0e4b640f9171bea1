"""An outbox row with its files → the bytes of a mail; the same row gives the same bytes.

Subjects as RFC 2047. File names twice: `filename*` as RFC 2231, and `name` as the RFC 2047 words
that Outlook and Foxmail read where they do not know the other.
"""

import base64
import hashlib
from collections.abc import Iterator, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from adops.domain.mail import Enclosure, Letter, MailKind, Outgoing, Sender
from adops.domain.period import local

POLICY = SMTP.clone(max_line_length=78, refold_source="none")
MOST_ENCODED = 39
"""Bytes of a name in one encoded word, so that a line of it stays under 78 columns."""


def letter_of(row: Outgoing, sender: Sender, files: Sequence[Enclosure]) -> Letter:
    """The letter to everybody of to and cc. Dated by the row, not by when it leaves."""
    message = EmailMessage(policy=POLICY)
    message["Message-ID"] = row.message_id
    message["Date"] = format_datetime(local(row.created_at))
    user, _, domain = sender.address.rpartition("@")
    message["From"] = Address(sender.name, user, domain)
    message["To"] = ", ".join(row.to)
    if row.cc:
        message["Cc"] = ", ".join(row.cc)
    message["Subject"] = row.subject
    message["X-Adops-Kind"] = row.kind
    if row.kind == MailKind.PACKAGE_ANSWER:  # nobody's program answers an answer
        message["Auto-Submitted"] = "auto-replied"
    message.set_content(row.text, cte="base64")
    message.add_alternative(row.html, subtype="html", cte="base64")
    for file in files:
        _enclose(message, file)
    _fix_boundaries(message, row.message_id)
    return Letter(
        name=file_name(row),
        sender=sender.address,
        recipients=tuple(dict.fromkeys([*row.to, *row.cc])),
        content=message.as_bytes(),
    )


def file_name(row: Outgoing) -> str:
    """The name of the row's `.eml`: time, kind, and the row's own mark."""
    mark = hashlib.sha256(row.message_id.encode()).hexdigest()[:10]
    return f"{local(row.created_at):%Y%m%d-%H%M%S}-{row.kind}-{mark}.eml"


def encoded_words(name: str) -> list[str]:
    """A name as RFC 2047 words; no character is cut in two."""
    return [f"=?utf-8?B?{base64.b64encode(piece.encode()).decode()}?=" for piece in _pieces(name)]


def _pieces(name: str) -> Iterator[str]:
    piece = ""
    for sign in name:
        if len((piece + sign).encode()) > MOST_ENCODED:
            yield piece
            piece = ""
        piece += sign
    yield piece


def _enclose(message: EmailMessage, file: Enclosure) -> None:
    main, _, sub = file.media_type.partition("/")
    message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    part = list(message.iter_attachments())[-1]
    if file.name.isascii():
        part.set_param("name", file.name)
        return
    words = "\r\n ".join(encoded_words(file.name))
    # past the library's own form of the header, which knows RFC 2231 alone
    del part["Content-Type"]
    part.set_raw("Content-Type", f'{file.media_type};\r\n name="{words}"')


def _fix_boundaries(message: EmailMessage, message_id: str) -> None:
    """The library draws boundaries by chance; ours come from the Message-ID."""
    mark = hashlib.sha256(message_id.encode()).hexdigest()[:24]
    parts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{mark}_{number}")
