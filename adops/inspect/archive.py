"""A ZIP read strictly, as no two programs could read it differently; nothing touches a disk.

The standard library's zipfile forgives what an attacker needs: bytes before, between and behind the
entries, local headers that say something else, entries that share bytes. Here each is a trouble.
"""

import struct
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from adops.domain.creative import InspectBounds
from adops.domain.html5 import ArchiveTrouble
from adops.inspect.header import Cut, TooMany

END, CENTRAL, LOCAL = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04"
LOCATOR_64, DESCRIPTOR = b"PK\x06\x07", b"PK\x07\x08"
END_AT = struct.Struct("<4s4H2LH")
CENTRAL_AT = struct.Struct("<4s6H3L5H2L")
LOCAL_AT = struct.Struct("<4s5H3L2H")
LOCATOR_LENGTH = 20
LONGEST_COMMENT = 0xFFFF
NAME_ROOM = 1024
ENCRYPTED, STREAMED, UTF_8 = 0x2041, 0x8, 0x800
TELLING = ENCRYPTED | STREAMED | UTF_8
STORED, DEFLATED = 0, 8
EXTRA_ZIP64, EXTRA_NAME = 0x0001, 0x7075
FULL_16, FULL_32 = 0xFFFF, 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the table of contents; `packed` and `size` in bytes, `mode` as Unix has it."""

    name: str
    raw_name: bytes
    flags: int
    method: int
    crc: int
    packed: int
    size: int
    mode: int
    offset: int

    @property
    def is_folder(self) -> bool:
        """Whether it is a folder's line."""
        return self.name.endswith("/")


@dataclass(slots=True)
class Archive:
    """A table of contents, where each entry's packed bytes begin, and what is wrong with it all."""

    entries: tuple[Entry, ...]
    starts: dict[int, int] = field(default_factory=dict)
    troubles: set[ArchiveTrouble] = field(default_factory=set)

    @property
    def unpacked(self) -> int:
        """Bytes of all entries, as the table says."""
        return sum(entry.size for entry in self.entries)


class _End(NamedTuple):
    at: int
    entries: int
    table: int
    shift: int


def read_table(data: bytes, bounds: InspectBounds) -> Archive:
    """The table and what contradicts it; no entry is unpacked.

    Raises Cut when the table is cut off, TooMany when entries or unpacked bytes are over bounds.
    """
    troubles: set[ArchiveTrouble] = set()
    end = _end_of(data, bounds, troubles)
    entries = tuple(_entries(data, end, bounds, troubles))
    archive = Archive(entries, troubles=troubles)
    if archive.unpacked > max(bounds.unpack_free, bounds.unpack_ratio * len(data)):
        raise TooMany
    if len(entries) != end.entries:
        troubles.add(ArchiveTrouble.HEADERS)
    _compare(data, archive, end)
    return archive


def contents(data: bytes, archive: Archive) -> Mapping[str, bytes]:
    """Each file by its name, never more bytes than the table says; what lies is left out and noted.

    Raises Cut for damaged bytes.
    """
    found: dict[str, bytes] = {}
    for number, entry in enumerate(archive.entries):
        if entry.is_folder or number not in archive.starts:
            continue
        start = archive.starts[number]
        content = _unpacked(data[start : start + entry.packed], entry)
        if content is None:
            archive.troubles.add(ArchiveTrouble.SIZES)
            continue
        if zlib.crc32(content) != entry.crc:
            raise Cut
        found[entry.name] = content
    return found


def has_end(data: bytes) -> bool:
    """Whether the bytes end as a ZIP does, whatever they begin with."""
    at = data.rfind(END, max(0, len(data) - END_AT.size - LONGEST_COMMENT))
    if at < 0 or at + END_AT.size > len(data):
        return False
    return at + END_AT.size + int(END_AT.unpack_from(data, at)[7]) == len(data)


def _end_of(data: bytes, bounds: InspectBounds, troubles: set[ArchiveTrouble]) -> _End:
    at = data.rfind(END, max(0, len(data) - END_AT.size - LONGEST_COMMENT))
    if at < 0 or at + END_AT.size > len(data):
        raise Cut
    _, disk, first, here, count, table, offset, comment = END_AT.unpack_from(data, at)
    if count > bounds.entries or table > bounds.entries * NAME_ROOM:
        raise TooMany
    behind = at + END_AT.size + comment - len(data)
    if behind > 0 or table > at:
        raise Cut
    shift = at - table - offset
    if behind or shift:
        troubles.add(ArchiveTrouble.HIDDEN)
    if disk or first or here != count:
        troubles.add(ArchiveTrouble.HEADERS)
    if data[max(0, at - LOCATOR_LENGTH) : at].startswith(LOCATOR_64):
        troubles.add(ArchiveTrouble.ZIP64)
    return _End(at, count, table, shift)


def _entries(
    data: bytes, end: _End, bounds: InspectBounds, troubles: set[ArchiveTrouble]
) -> Iterator[Entry]:
    at, stop, seen = end.at - end.table, end.at, 0
    while at < stop:
        seen += 1
        if seen > bounds.entries:
            raise TooMany
        if at + CENTRAL_AT.size > stop or data[at : at + 4] != CENTRAL:
            raise Cut
        row = CENTRAL_AT.unpack_from(data, at)
        flags, method, crc, packed, size = row[3], row[4], *row[7:10]
        name_length, extra_length, comment_length = row[10:13]
        name_at = at + CENTRAL_AT.size
        extra_at = name_at + name_length
        at = extra_at + extra_length + comment_length
        if at > stop:
            raise Cut
        raw = data[name_at:extra_at]
        name = _name(raw, flags)
        _extra(data[extra_at : extra_at + extra_length], raw, troubles)
        yield Entry(name, raw, flags, method, crc, packed, size, row[15] >> 16, row[16])


def _extra(extra: bytes, raw_name: bytes, troubles: set[ArchiveTrouble]) -> None:
    """Fields by which a program takes other sizes or another name than the table's."""
    at = 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind == EXTRA_ZIP64:
            troubles.add(ArchiveTrouble.ZIP64)
        if kind == EXTRA_NAME and extra[at + 9 : at + 4 + length] != raw_name:
            troubles.add(ArchiveTrouble.HEADERS)
        at += 4 + length


def _name(raw: bytes, flags: int) -> str:
    """UTF-8 where it says so or is; else as Chinese Windows writes names."""
    for encoding in ("utf-8",) if flags & UTF_8 else ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8", "replace") if flags & UTF_8 else raw.decode("cp437")


def _compare(data: bytes, archive: Archive, end: _End) -> None:
    """Local headers against the table, and the bytes of all entries side by side."""
    spans = []
    for number, entry in enumerate(archive.entries):
        span = _span(data, entry, number, archive, end)
        if span is None:
            archive.troubles.add(ArchiveTrouble.HEADERS)
        else:
            spans.append(span)
    reached = 0
    for start, stop in sorted(spans):
        if start < reached:
            archive.troubles.add(ArchiveTrouble.OVERLAP)
        if start > reached:
            archive.troubles.add(ArchiveTrouble.HIDDEN)
        reached = max(reached, stop)
    if reached != end.at - end.table:
        archive.troubles.add(ArchiveTrouble.HIDDEN)


def _span(
    data: bytes, entry: Entry, number: int, archive: Archive, end: _End
) -> tuple[int, int] | None:
    """First and last byte of an entry, None where its local header is not the table's line."""
    _note_flags(entry, archive.troubles)
    at = entry.offset + end.shift
    if at < 0 or at + LOCAL_AT.size > len(data) or data[at : at + 4] != LOCAL:
        return None
    _, _, flags, method, _, _, crc, packed, size, name_length, extra = LOCAL_AT.unpack_from(
        data, at
    )
    name_at = at + LOCAL_AT.size
    start = name_at + name_length + extra
    stop = start + entry.packed
    local_name = data[name_at : name_at + name_length]
    same = (method, local_name) == (entry.method, entry.raw_name)
    same = same and not (flags ^ entry.flags) & TELLING
    said = (crc, packed, size)
    table = (entry.crc, entry.packed, entry.size)
    if not same or stop > len(data) or not _sizes_agree(said, table, flags):
        return None
    if flags & STREAMED:
        length = _descriptor(data, stop, table)
        if length is None:
            return None
        stop += length
    archive.starts[number] = start
    return at, stop


def _note_flags(entry: Entry, troubles: set[ArchiveTrouble]) -> None:
    if entry.flags & ENCRYPTED:
        troubles.add(ArchiveTrouble.ENCRYPTED)
    elif entry.method not in (STORED, DEFLATED):
        troubles.add(ArchiveTrouble.METHOD)
    if FULL_32 in (entry.packed, entry.size, entry.offset):
        troubles.add(ArchiveTrouble.ZIP64)


def _sizes_agree(said: tuple[int, ...], table: tuple[int, ...], flags: int) -> bool:
    """A streamed entry may leave its header empty: the numbers stand behind it."""
    return said == table or bool(flags & STREAMED and not any(said))


def _descriptor(data: bytes, at: int, table: tuple[int, ...]) -> int | None:
    """Bytes of the numbers behind a streamed entry, None when they are not the table's."""
    signed = data[at : at + 4] == DESCRIPTOR
    numbers = at + 4 if signed else at
    if numbers + 12 > len(data) or struct.unpack_from("<3L", data, numbers) != table:
        return None
    return numbers + 12 - at


def _unpacked(packed: bytes, entry: Entry) -> bytes | None:
    """None when it does not unpack to just the size of the table, or can't be unpacked by us.

    Raises Cut for damaged bytes.
    """
    if entry.flags & ENCRYPTED or entry.method not in (STORED, DEFLATED):
        return None
    if entry.method == STORED:
        return packed if entry.packed == entry.size else None
    machine = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        content = machine.decompress(packed, entry.size + 1)
    except zlib.error as error:
        raise Cut from error
    whole = machine.eof and not machine.unused_data and not machine.unconsumed_tail
    return content if whole and len(content) == entry.size else None
