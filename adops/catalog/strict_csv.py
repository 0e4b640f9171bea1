"""Reading of one CSV file into strict rows; the error names file, row and column."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ValidationError

from adops.errors import InputError

R = TypeVar("R", bound=BaseModel)


def read_rows(path: Path, model: type[R]) -> Iterator[tuple[int, R]]:
    """Rows with the line number a text editor shows; columns are the model's, all and no others.

    Raises InputError `config.unreadable`, or `config.invalid` naming row and column.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            cells = list(csv.DictReader(file, restkey="(too many)", strict=True))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError("config.unreadable", file=str(path), key="", why=str(error)) from error
    for number, row in enumerate(cells, start=2):
        try:
            yield number, model.model_validate(row)
        except ValidationError as error:
            first = error.errors()[0]
            column = str(first["loc"][0]) if first["loc"] else "row"
            raise wrong_cell(path, number, column, first["msg"]) from error


def wrong_cell(path: Path, number: int, column: str, why: str) -> InputError:
    """`config.invalid` with the cell as its key."""
    return InputError("config.invalid", file=str(path), key=f"row {number}, {column}", why=why)
