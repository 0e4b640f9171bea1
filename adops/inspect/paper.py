"""What kind of paper some bytes are: scans, documents, sheets, mails (rules.md §10)."""

import re

PDF, EML = "application/pdf", "message/rfc822"
OFFICE = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ZIP_START = b"PK\x03\x04"
MAIL_START = re.compile(rb"\A(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+", re.ASCII)


def media_type_of(content: bytes, name: str) -> str | None:
    """The media type told by the bytes; None for what is no paper that can be taken.

    The name only tells the office formats apart, which are all archives, and names a mail.
    """
    if content.startswith(b"%PDF-"):
        return PDF
    if content.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "image/webp"
    ending = "." + name.lower().rpartition(".")[2]
    if content.startswith(ZIP_START):
        return OFFICE.get(ending)
    return EML if ending == ".eml" and MAIL_START.match(content[:65536]) else None
