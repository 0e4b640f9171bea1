"""Which rows name a stored file, beside the looks it was taken for: a creative, a month, a ledger,
a mail, a paper, an anomaly. Such a file is never removed (checks.md, Evidence).

Read from the tables themselves, so that a table that is added later is asked too: every column that
is called like a file, and every JSON column, but for those that only tell of the past.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from sqlalchemy import JSON, Column, String, Table
from sqlmodel import AutoString, Session, SQLModel, cast, col, func, or_, select

from adops.models import SlotCheck, SlotCheckBooking

OWN = frozenset({"slot_check", "slot_check_booking", "check_page", "stored_file"})
TELL_OF_THE_PAST = frozenset({"act", "job_run", "idempotency_key", "api_token", "sign_in_link"})
CALLED = re.compile(
    r"(^|_)(sha256|picture|proof|workbook|facts|html|har|screen|file|evidence|sheet)$"
)
NO_FILES = frozenset({"findings", "to", "cc", "missing", "regions", "formats", "sizes", "parts"})
HASH = re.compile(r"[0-9a-f]{64}")
AT_ONCE = 400


def naming_columns() -> Iterator[tuple[Table, "Column[Any]"]]:
    """Every column outside the looks' own tables in which a file may be named."""
    for table in SQLModel.metadata.sorted_tables:
        if table.name in OWN | TELL_OF_THE_PAST:
            continue
        for column in table.columns:
            listed = isinstance(column.type, JSON) and column.name not in NO_FILES
            called = isinstance(column.type, String | AutoString) and CALLED.search(column.name)
            if listed or called:
                yield table, column


def named_elsewhere(session: Session, files: Collection[str]) -> dict[str, frozenset[str]]:
    """Those of the files that a row names which is no look's, with the tables of such rows."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    wanted = sorted(set(files))
    for start in range(0, len(wanted), AT_ONCE):
        some = wanted[start : start + AT_ONCE]
        for table, column in naming_columns():
            for sha256 in _named(session, column, some):
                found[sha256].add(table.name)
    return {sha256: frozenset(tables) for sha256, tables in found.items()}


def _named(session: Session, column: "Column[Any]", files: list[str]) -> Iterator[str]:
    if not isinstance(column.type, JSON):
        yield from session.exec(select(column).where(column.in_(files)).distinct())
        return
    words: Any = cast(column, String)
    wanted = frozenset(files)
    for told in session.exec(select(words).where(func.length(words) > len(files[0]))):
        yield from wanted.intersection(HASH.findall(told or ""))


def looks_with(session: Session, sha256: str) -> list[int]:
    """Looks whose files are kept and that name this one."""
    of_booking = select(SlotCheckBooking.slot_check_id).where(
        or_(*(one == sha256 for one in BOOKING_FILES.values()))
    )
    query = select(SlotCheck.id).where(
        col(SlotCheck.files_gone_at).is_(None),
        or_(*(one == sha256 for one in FILES.values()), col(SlotCheck.id).in_(of_booking)),
    )
    return [number for number in session.exec(query.order_by(col(SlotCheck.id))) if number]


FILES: Mapping[str, Any] = {
    "picture": col(SlotCheck.picture),
    "page_picture": col(SlotCheck.page_picture),
    "facts": col(SlotCheck.facts),
    "first_screen": col(SlotCheck.first_screen),
    "stray_picture": col(SlotCheck.stray_picture),
    "html": col(SlotCheck.html),
    "har": col(SlotCheck.har),
}
"""Columns of a look that name its files."""

BOOKING_FILES: Mapping[str, Any] = {
    "proof": col(SlotCheckBooking.proof),
    "page_picture": col(SlotCheckBooking.page_picture),
    "first_screen": col(SlotCheckBooking.first_screen),
}
"""Columns of what a look says of one booking that name files of the look."""
