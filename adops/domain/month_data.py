"""A month's lines as JSON, frozen at its confirmation and read back unchanged (rules.md §10)."""

import hashlib
import json
from typing import Any

from pydantic import TypeAdapter

from adops.domain.month import Difference, MonthBook, MonthLine

LINE, DIFFERENCE = "line", "difference"

_LINES = TypeAdapter(tuple[MonthLine, ...])
_DIFFERENCES = TypeAdapter(tuple[Difference, ...])


def freeze(book: MonthBook) -> list[dict[str, Any]]:
    """Every line, then every difference, each with its `row`; instants in UTC."""
    lines = _LINES.dump_python(book.lines, mode="json")
    differences = _DIFFERENCES.dump_python(book.differences, mode="json")
    return [
        *({"row": LINE, **line} for line in lines),
        *({"row": DIFFERENCE, **one} for one in differences),
    ]


def thaw(
    rows: list[dict[str, Any]],
) -> tuple[tuple[MonthLine, ...], tuple[Difference, ...]]:
    """What `freeze` gave, as facts again."""

    def of(kind: str) -> list[dict[str, Any]]:
        bare = [dict(row) for row in rows if row["row"] == kind]
        return [{name: row[name] for name in row if name != "row"} for row in bare]

    return _LINES.validate_python(of(LINE)), _DIFFERENCES.validate_python(of(DIFFERENCE))


def digest(book: MonthBook) -> str:
    """SHA-256 over revision, lines and differences: what a drawn workbook shows."""
    text = json.dumps([book.revision, freeze(book)], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()
