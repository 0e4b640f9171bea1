"""An outbox row with its files → the bytes of a mail; the same row gives the same bytes.

Subjects as RFC 2047, file names as RFC 2231 with a plain ASCII one beside for old programs.
"""

import hashlib
import re
import unicodedata
from collections.abc import Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import PurePosixPath

from adops.domain.mail import Enclosure, Letter, MailKind, Outgoing, Sender
from adops.domain.period import local

UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
POLICY = SMTP.clone(max_line_length=78)


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


def plain_name(name: str) -> str:
    """An ASCII name with the same ending: `地方站_W47.xlsx` → `W47.xlsx`."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    path = PurePosixPath(UNSAFE.sub("-", folded))
    stem, suffix = path.stem.strip("-._"), path.suffix
    if not suffix and name.rpartition(".")[2].isascii() and "." in name:
        stem, suffix = "", "." + UNSAFE.sub("", name.rpartition(".")[2])
    return f"{stem or 'file'}{suffix}"


def _enclose(message: EmailMessage, file: Enclosure) -> None:
    main, _, sub = file.media_type.partition("/")
    message.add_attachment(file.content, maintype=main, subtype=sub, filename=file.name)
    part = list(message.iter_attachments())[-1]
    if not file.name.isascii():  # Outlook of old reads `name=` only, and garbles RFC 2231
        part.set_param("name", plain_name(file.name), header="Content-Type")


def _fix_boundaries(message: EmailMessage, message_id: str) -> None:
    """The library draws boundaries by chance; ours come from the Message-ID."""
    mark = hashlib.sha256(message_id.encode()).hexdigest()[:24]
    parts = [part for part in message.walk() if part.is_multipart()]
    for number, part in enumerate(parts):
        part.set_boundary(f"=_{mark}_{number}")
