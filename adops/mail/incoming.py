"""The bytes of a mail → its words. Nothing in it is run or fetched; any bytes give some words.

The standard library's parser does the reading, under its old policy: the new one raises on headers
that are bent enough.
"""

import codecs
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes
from email.errors import MessageError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any

from adops.domain.mail import MailKind
from adops.inspect.page_words import CHARSETS, META_CHARSET, words_of_page

MOST_BOUNDARIES = 5000
MOST_TEXT, MOST_BYTES = 200_000, 1_000_000
MOST_PARTS, MOST_NESTED, LONGEST_TYPE, LONGEST_ADDRESS = 200, 40, 4000, 400
TYPE_HEADER = re.compile(rb"(?im)^content-type:[^\r\n]*(?:\r?\n[ \t][^\r\n]*)*")
NESTS = re.compile(rb"multipart/|message/", re.IGNORECASE)
STARTS = re.compile(
    rb"\A\s*(?:from|to|subject|date|received|message-id|mime-version|content-type|return-path|x-[\w-]+):",
    re.IGNORECASE,
)
FORWARDED = "\n----- Original Message -----\n"
MORE_CHARSETS = {
    "utf-7": "utf-7",
    "hz-gb-2312": "hz",
    "utf-16be": "utf-16-be",
    "cp936": "gb18030",
}
# what a program claims that knows no better
NO_CLAIM = frozenset({"cp1252"})

# control signs that no text has: NUL and most below blank, but not those of iso-2022 and page ends
NO_WORDS = frozenset(range(32)) - frozenset(b"\t\n\v\f\r\x0e\x0f\x1a\x1b")
BINARY = (b"%PDF-", b"PK\x03\x04", b"GIF8", b"\x89PNG", b"\xff\xd8\xff", b"Rar!", b"7z\xbc\xaf")
MOST_PROBED = 4096

Mail = Message


@dataclass(frozen=True, slots=True)
class Envelope:
    """Headers of a mail, empty where it has none. `author` is its From in words, `sender` the bare
    address when there is one and only one. `automatic`: a program answers with it, or the house
    sends it and it is no package ad."""

    message_id: str = ""
    author: str = ""
    sender: str = ""
    subject: str = ""
    sent_at: datetime | None = None
    automatic: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """`texts` are what can be read of the mail: as plain text and, where it says the same in HTML
    too, as that. A forwarded mail follows under a line that says so."""

    envelope: Envelope
    texts: tuple[str, ...]


def looks_like_mail(content: bytes) -> bool:
    """Whether it begins with a header that mails have."""
    return STARTS.match(content[:1000].removeprefix(codecs.BOM_UTF8)) is not None


def is_words(content: bytes) -> bool:
    """Whether the bytes may be a mail or a text at all: a picture, a workbook, a program has bytes
    that no charset of texts has at its beginning."""
    start = content[:MOST_PROBED]
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    if start.startswith(BINARY):
        return False
    return not any(one in NO_WORDS for one in start)


def read_mail(content: bytes) -> Incoming:
    """The words of an `.eml`. One that is nested or has headers beyond all mails is read as the
    text it is."""
    message = parsed(content)
    if message is None:
        return Incoming(Envelope(), (decoded(content, None),))
    plain, rich = (_bodies(message, prefer)[:MOST_PARTS] for prefer in ("text/plain", "text/html"))
    bodies = [plain] if plain == rich else [plain, rich]
    texts = tuple(text for one in bodies if (text := _words(one)).strip())
    return Incoming(_envelope(message), texts)


def read_envelope(head: bytes) -> Envelope:
    """What the headers alone say."""
    message = parsed(head)
    return Envelope() if message is None else _envelope(message)


def parsed(content: bytes) -> Mail | None:
    """The mail in its parts; None where it is nested or has headers beyond all mails."""
    types = TYPE_HEADER.findall(content)
    nested = sum(NESTS.search(one) is not None for one in types)
    beyond = nested > MOST_NESTED or content.count(b"\n--") > MOST_BOUNDARIES
    if beyond or any(len(one) > LONGEST_TYPE for one in types):
        return None
    return message_from_bytes(content)


def decoded(content: bytes, charset: str | None) -> str:
    """The text of bytes: by their mark, by what is claimed where it fits, else by themselves."""
    if content.startswith(codecs.BOM_UTF8):
        return content.decode("utf-8-sig", "replace")
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", "replace")
    claim = _codec(charset)
    first = () if claim in NO_CLAIM else (claim,)
    for name in (*first, "utf-8", "gb18030"):
        try:
            return content.decode(name or "utf-8")
        except UnicodeError:
            continue
    return content.decode(claim or "utf-8", "replace")


def _codec(charset: str | None) -> str | None:
    name = (charset or "").strip().lower()
    return CHARSETS.get(name) or MORE_CHARSETS.get(name)


def _words(bodies: list[Mail | None]) -> str:
    """What the bodies say, one under the other; None stands where a forwarded mail begins."""
    words = (FORWARDED if one is None else _text(one) for one in bodies)
    return "\n".join(words)[:MOST_TEXT]


def _bodies(message: Mail, prefer: str) -> list[Mail | None]:
    """The parts to read in order, of alternatives the preferred one; no attachments."""
    kind = message.get_content_type()
    if message.is_multipart():
        parts = _parts(message)
        if kind == "multipart/alternative":
            parts = _chosen(parts, prefer)
        inner = [one for part in parts for one in _bodies(part, prefer)]
        return [None, *inner] if kind == "message/rfc822" else inner
    read = kind in {"text/plain", "text/html"}
    return [message] if read and message.get_content_disposition() != "attachment" else []


def _parts(message: Mail) -> list[Mail]:
    payload = message.get_payload()
    parts = payload if isinstance(payload, list) else []
    return [part for part in parts if isinstance(part, Message)][:MOST_PARTS]


def _chosen(parts: list[Mail], prefer: str) -> list[Mail]:
    """The preferred alternative, else the richest, which stands last; HTML may have its pictures
    around it."""
    of_kind = [
        part for part in parts if any(one.get_content_type() == prefer for one in part.walk())
    ]
    return (of_kind or parts)[-1:]


def _text(message: Mail) -> str:
    payload = message.get_payload(decode=True)
    content = payload if isinstance(payload, bytes) else b""
    if len(content) > MOST_BYTES:  # not within a character
        content = content[:MOST_BYTES].rpartition(b"\n")[0]
    charset = _charset(message)
    if message.get_content_type() == "text/plain":
        return decoded(content, charset)
    named = META_CHARSET.search(content[:4096])
    claim = charset or (named[1].decode("ascii", "ignore") if named else None)
    return words_of_page(decoded(content, claim).encode("utf-8", "replace"), "utf-8").text


def _charset(message: Mail) -> str | None:
    try:
        return message.get_content_charset()
    except (LookupError, ValueError):  # RFC 2231 with a charset that is none
        return None


def _envelope(message: Mail) -> Envelope:
    return Envelope(
        message_id="".join(header_words(message, "Message-ID").split()),  # it may be folded
        author=header_words(message, "From").strip(),
        sender=_sender(str(message.get("From", ""))),
        subject=" ".join(header_words(message, "Subject").split()),
        sent_at=_date(header_words(message, "Date")),
        automatic=_is_automatic(message),
    )


def _is_automatic(message: Mail) -> bool:
    answered = header_words(message, "Auto-Submitted").strip().lower()
    ours = header_words(message, "X-Adops-Kind").strip().lower()
    return answered not in {"", "no"} or ours not in {"", MailKind.PACKAGE_ADS.value}


def _sender(written: str) -> str:
    """The one address of the header as it stands: what an encoded name says is no address."""
    try:
        found = getaddresses([written[:LONGEST_ADDRESS]])
    except RecursionError:  # comments in comments
        return ""
    return found[0][1] if len(found) == 1 and "@" in found[0][1] else ""


def header_words(message: Mail, name: str) -> str:
    """A header in words; as it stands where its encoding is broken."""
    return in_words(message.get(name, ""))


def in_words(value: Any) -> str:
    """The words of a header, or of a file's name that is written as one."""
    if len(str(value)) > LONGEST_TYPE:
        return str(value)[:LONGEST_TYPE]
    try:
        pieces = decode_header(value)
    except (MessageError, ValueError, LookupError):
        return str(value)
    return "".join(
        piece if isinstance(piece, str) else decoded(piece, charset) for piece, charset in pieces
    )


def _date(words: str) -> datetime | None:
    try:
        sent = parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return sent if sent.tzinfo else sent.replace(tzinfo=UTC)
