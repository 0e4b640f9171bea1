"""The bytes of a mail → the files it carries. Nothing is unpacked, run or fetched."""

import re
from email.message import Message

from adops.domain.incoming import AttachedFile
from adops.mail.incoming import Mail, decoded, in_words, parsed

MOST_FILES, LONGEST_NAME = 60, 120
READ = frozenset({"text/plain", "text/html"})
NAMING = frozenset({"content-disposition", "content-type"})
SHORT_NAME = re.compile(r";\s*filename=(?:\"[^\"]*\"|[^;\"]*)(?=;)", re.IGNORECASE)
NO_NAME = re.compile(r"[\x00-\x1f\x7f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def attached_files(content: bytes) -> tuple[AttachedFile, ...]:
    """In the mail's order, `MOST_FILES` at most; those of a mail that it forwards too."""
    parts = _files(content)[:MOST_FILES]
    return tuple(_file(part, number) for number, part in enumerate(parts, 1))


def names_left_out(content: bytes) -> tuple[str, ...]:
    """The names of its files beyond those."""
    rest = enumerate(_files(content)[MOST_FILES:], MOST_FILES + 1)
    return tuple(_name(part) or f"附件{number}" for number, part in rest)


def _files(content: bytes) -> list[Mail]:
    message = parsed(content)
    return [] if message is None else [part for part in message.walk() if _is_file(part)]


def _is_file(part: Mail) -> bool:
    if part.is_multipart():
        return False
    named = part.get_content_disposition() == "attachment" or bool(_name(part))
    return named or part.get_content_type() not in READ


def _file(part: Mail, number: int) -> AttachedFile:
    payload = part.get_payload(decode=True)
    inline = part.get_content_disposition() != "attachment" and "Content-ID" in part
    return AttachedFile(
        name=_name(part) or f"附件{number}",
        content=payload if isinstance(payload, bytes) else b"",
        inline=inline,
    )


def _name(part: Mail) -> str:
    """Without the folders that some programs write before it."""
    try:
        told = _as_written(part).get_filename() or ""
    except (LookupError, ValueError):  # RFC 2231 with a charset that is none
        return ""
    bare = NO_NAME.sub("", in_words(told)).replace("\\", "/").rpartition("/")[2].strip()
    kept = bare.encode("utf-8", "replace").decode()
    return kept if len(kept) <= LONGEST_NAME else f"…{kept[-LONGEST_NAME:]}"


def _as_written(part: Mail) -> Mail:
    """The headers that hold its name, with bytes that are no ASCII as the text they are; a plain
    name beside the one of RFC 2231 left out."""
    bare = Message()
    for name, value in part.raw_items():
        if name.lower() in NAMING and name not in bare:
            raw = str(value).encode("utf-8", "surrogateescape")
            words = decoded(raw, None)
            bare[name] = SHORT_NAME.sub("", words) if "filename*" in words else words
    return bare
