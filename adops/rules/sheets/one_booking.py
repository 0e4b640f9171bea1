"""A contract or a booking that a person enters, read as one row of the sheet: what a sheet is
refused for, it is refused for too (interfaces.md, Sheets to import)."""

from collections.abc import Mapping

from adops.domain.sheet import HEADER_ROW, Cell, RawSheet, Reading, RowError
from adops.rules.sheets.booking_rows import CONTRACT_COLUMNS, read_bookings
from adops.rules.sheets.columns import BOOKINGS
from adops.rules.sheets.rows import read_rows

ROW = HEADER_ROW + 1
NUMBER = "合同号"
OF_CONTRACT = tuple(one for one in BOOKINGS if one.name in {NUMBER, *CONTRACT_COLUMNS})


def read_booking(cells: Mapping[str, Cell], stations: Mapping[str, str]) -> Reading:
    """The row, or what is wrong with it, by column; a column that is not given is empty.
    `stations`: folded code or name → code."""
    return read_bookings(_sheet(cells, [column.name for column in BOOKINGS]), stations)


def read_contract(cells: Mapping[str, Cell]) -> tuple[dict[str, str], tuple[RowError, ...]]:
    """Its fields (`no` and those of the table), or what is wrong with them, by column."""
    found, errors = read_rows(_sheet(cells, [one.name for one in OF_CONTRACT]), OF_CONTRACT)
    fields = {
        NUMBER: "no",
        **{column: name.removeprefix("contract_") for column, name in CONTRACT_COLUMNS.items()},
    }
    read = {name: row.text(column) for row in found for column, name in fields.items()}
    return read, errors


def _sheet(cells: Mapping[str, Cell], names: list[str]) -> RawSheet:
    return RawSheet("", tuple(names), {ROW: tuple(cells.get(name) for name in names)})
