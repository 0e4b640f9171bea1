"""A ZIP's table of contents; nothing in it is unpacked."""

import struct
from io import BytesIO
from zipfile import BadZipFile, ZipFile

from adops.domain.creative import InspectBounds
from adops.inspect.header import Cut, TooMany

END = b"PK\x05\x06"
END_LENGTH = 22
LONGEST_COMMENT = 0xFFFF
NAME_ROOM = 1024
PAGES = (".html", ".htm")


def kind_of(data: bytes, bounds: InspectBounds) -> str:
    """`html5` when a page is in it, else `zip`.

    Raises Cut when the table is cut off, TooMany when entries or unpacked bytes are over bounds.
    """
    _require_short_table(data, bounds)
    try:
        with ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (BadZipFile, OSError, ValueError, struct.error, NotImplementedError) as error:
        raise Cut from error
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > max(bounds.unpack_free, bounds.unpack_ratio * len(data)):
        raise TooMany
    pages = any(entry.filename.lower().endswith(PAGES) for entry in entries)
    return "html5" if pages else "zip"


def _require_short_table(data: bytes, bounds: InspectBounds) -> None:
    """Reads the count before the table, so that a long one is never held in memory."""
    at = data.rfind(END, max(0, len(data) - END_LENGTH - LONGEST_COMMENT))
    if at < 0 or at + END_LENGTH > len(data):
        raise Cut
    entries, table = struct.unpack_from("<HI", data, at + 10)
    if entries > bounds.entries or table > bounds.entries * NAME_ROOM:
        raise TooMany
