"""From a workbook to tables: open and read it, then one act (interfaces.md, `import`).

No transaction is open while the workbook is read, stored creatives are measured or the refused copy
is written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from pathlib import Path

from sqlmodel import Session, select

from adops.catalog.forms import load_forms
from adops.catalog.ratecard import load_ratecard
from adops.domain.code import folded
from adops.domain.people import Actor
from adops.domain.sheet import Outcome, RawSheet, Reading, RowError, SheetKind, SlotRow
from adops.errors import InputError
from adops.flows.lapse import measured_files
from adops.flows.named_file import read_named
from adops.flows.refused_sheet import refused_copy
from adops.flows.submit import Desk
from adops.inspect.workbook import MOST_BYTES, read_workbook
from adops.models import Station
from adops.queries.slot_versions import concerned
from adops.rules.sheets.booking_rows import read_bookings
from adops.rules.sheets.person_rows import read_people
from adops.rules.sheets.slot_rows import SlotBook, SlotDefaults, read_slots
from adops.services.import_bookings import import_bookings
from adops.services.import_people import import_people
from adops.services.import_slots import import_slots, reshaped

LONGEST_STEM = 60  # of a file's name, in characters: three bytes each of 255
ACTS: Mapping[SheetKind, Callable[..., Outcome]] = {
    SheetKind.BOOKINGS: import_bookings,
    SheetKind.PEOPLE: import_people,
}


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did, or would do. `copy` is the refused sheet with its 错误 column."""

    kind: SheetKind
    rows: int
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    errors: tuple[RowError, ...] = ()
    warnings: tuple[RowError, ...] = ()
    copy: Path | None = None
    dry_run: bool = False

    @property
    def unreadable(self) -> bool:
        """Whether an error is of the file itself, not a rule's no."""
        return any(not error.refused for error in self.errors)


def import_file(
    kind: SheetKind,
    path: Path,
    *,
    desk: Desk,
    config: Path,
    out: Path,
    by: Actor,
    now: datetime,
    dry_run: bool = False,
) -> Imported:
    """Reads a workbook on disk and takes it in. Raises what `read_named` and `import_sheet`
    raise."""
    return import_sheet(
        kind,
        read_named(path, most=MOST_BYTES),
        name=path.name,
        desk=desk,
        config=config,
        out=out,
        by=by,
        now=now,
        dry_run=dry_run,
    )


def import_sheet(
    kind: SheetKind,
    data: bytes,
    *,
    name: str,
    desk: Desk,
    config: Path,
    out: Path,
    by: Actor,
    now: datetime,
    dry_run: bool = False,
) -> Imported:
    """All rows or none; the same file again changes nothing.

    A dry run does everything and drops it. Raises InputError and TooLargeError `workbook.…` (a
    sheet with no row under its headers too), `config.…`, ForbiddenError `permission.denied`.
    """
    sheet = read_workbook(data, name=name)
    with desk.database.read() as session:
        stations = station_words(session)
    reading = read_sheet(kind, sheet, config=config, stations=stations)
    if not sheet.rows and not reading.errors:
        raise InputError("workbook.no_rows", file=name)
    if reading.errors:
        done = Outcome(rows=reading.count, errors=list(reading.errors))
    else:
        act = ACTS.get(kind) or _slots_with(desk, reading.rows, now)
        with desk.database.write() as session:
            done = act(session, rows=reading.rows, by=by, now=now)
            if dry_run:
                session.rollback()
    errors = tuple(sorted(done.errors, key=lambda error: error.row))
    return Imported(
        kind=kind,
        rows=reading.count,
        created=done.created,
        updated=done.updated,
        unchanged=done.unchanged,
        errors=errors,
        warnings=(*reading.warnings, *done.warnings),
        copy=refused_copy(data, errors, name=_of(by, name), sheet=sheet, out=out)
        if errors
        else None,
        dry_run=dry_run,
    )


def _of(by: Actor, name: str) -> str:
    """The name of a person's copy: two people's sheets of one name are two."""
    stem = Path(name).stem[:LONGEST_STEM]
    return f"{stem}.xlsx" if by.console else f"{stem}-{by.staff_no}.xlsx"


def _slots_with(desk: Desk, rows: Sequence[SlotRow], now: datetime) -> Callable[..., Outcome]:
    """The import of slots with the stored files that a changed item would be asked of."""
    with desk.database.read() as session:
        found = [
            one
            for slot_id, first in reshaped(session, rows=rows, now=now)
            for one in concerned(session, slot_id, first=first, last=date.max)
        ]
    files = measured_files(desk, [one.creative.id or 0 for one in found])
    return partial(import_slots, files=files, book=desk.book)


def read_sheet(
    kind: SheetKind, sheet: RawSheet, *, config: Path, stations: Mapping[str, str]
) -> Reading:
    """Typed rows, errors and warnings of a sheet of that kind."""
    if kind is SheetKind.BOOKINGS:
        return read_bookings(sheet, stations)
    if kind is SheetKind.PEOPLE:
        return read_people(sheet, stations)
    return read_slots(sheet, slot_book(config, stations))


def station_words(session: Session) -> dict[str, str]:
    """Folded code or name of every station → its code."""
    found: dict[str, str] = {}
    for station in session.exec(select(Station)):
        found[folded(station.code)] = found[folded(station.name)] = station.code
    return found


def slot_book(config: Path, stations: Mapping[str, str]) -> SlotBook:
    """Forms and rate card of a configuration folder, by folded name, code and slot code."""
    forms = load_forms(config)
    return SlotBook(
        stations=stations,
        forms={folded(word): form for form in forms for word in (form.code, form.name)},
        defaults={
            folded(code): SlotDefaults(
                page=item.page,
                channel=item.channel,
                width=item.width,
                height=item.height,
                limit_bytes=item.limit_bytes,
                formats=item.formats,
                max_seconds=item.max_seconds,
                text_limit=item.text_limit,
                unit=item.unit,
                rotations=item.rotations,
            )
            for code, item in load_ratecard(config).items()
        },
    )
