"""A month's proofs as one archive: by contract and day, with a list of hashes (rules.md §10).

Written as it is read, one file in memory at a time; the same month gives the same bytes. Files are
named as in the workbook's sheet 证明.
"""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from adops.domain.month import MonthBook
from adops.domain.period import local
from adops.errors import MissingError
from adops.store import Store
from reports.month_rows import ProofRow, proof_rows

LIST_NAME = "清单.csv"
HEADS = ("文件", "SHA-256", "字节", "合同号", "广告位编号", "投放日", "证明", "时间", "说明")
READABLE = 0o644 << 16
LOST = "缺失"


class _Pipe(io.RawIOBase):
    """Takes what the archive writes and gives it on; it cannot be read back or wound."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def writable(self) -> bool:
        """It only takes."""
        return True

    def write(self, data: object) -> int:
        """Keeps the bytes until they are taken."""
        taken = bytes(memoryview(data))  # type: ignore[arg-type]
        self._parts.append(taken)
        return len(taken)

    def take(self) -> bytes:
        """What was written since the last time."""
        taken = b"".join(self._parts)
        self._parts.clear()
        return taken


def pack(book: MonthBook, store: Store) -> Iterator[bytes]:
    """The archive's bytes, a file at a time. A file that the store has lost is named in the list.

    Raises OutsideError `store.failed`.
    """
    pipe = _Pipe()
    listed: list[tuple[ProofRow, int | None]] = []
    with ZipFile(pipe, "w", ZIP_STORED) as archive:
        for row in proof_rows(book):
            content = _content(store, row)
            listed.append((row, None if content is None else len(content)))
            if content is not None:
                archive.writestr(_entry(row.path, row.at or book.opens), content)
                yield pipe.take()
        archive.writestr(_entry(LIST_NAME, book.confirmed_at or book.opens), _list(listed))
        yield pipe.take()
    yield pipe.take()


def _content(store: Store, row: ProofRow) -> bytes | None:
    try:
        return store.get(row.sha256)
    except MissingError:
        return None


def _entry(path: str, at: datetime) -> ZipInfo:
    here = local(at.astimezone(UTC))
    entry = ZipInfo(path, (here.year, here.month, here.day, here.hour, here.minute, here.second))
    entry.external_attr = READABLE
    entry.create_system = 3  # the same bytes on every platform
    return entry


def _list(listed: list[tuple[ProofRow, int | None]]) -> bytes:
    """The list as CSV that office programs open rightly (with a byte order mark)."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(HEADS)
    for row, size in listed:
        writer.writerow(
            [
                row.path,
                row.sha256,
                LOST if size is None else size,
                _plain(row.contract_no),
                _plain(row.slot_code),
                row.day or "",
                row.what,
                f"{local(row.at):%Y-%m-%d %H:%M:%S}" if row.at else "",
                _plain(row.note),
            ]
        )
    return text.getvalue().encode("utf-8-sig")


def _plain(word: str) -> str:
    """A word that no office program takes for a formula."""
    return f"'{word}" if word[:1] in {"=", "+", "-", "@", "\t"} else word
