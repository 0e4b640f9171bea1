"""The rows of a slots sheet (interfaces.md; rules.md §8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from adops.domain.creative import FLASH_FORMATS, TAKEN_FORMATS
from adops.domain.form import KB, Behaviour, Form
from adops.domain.sheet import RawSheet, Reading, RowError, SlotRow
from adops.domain.slot import Device, Unit
from adops.rules.sheets.cells import known_as
from adops.rules.sheets.columns import SLOTS, reading
from adops.rules.sheets.rows import ReadRow, read_rows, twice

ALIASES = {"jpeg": "jpg", "html": "html5", "h5": "html5", "文字": "text", "txt": "text"}
TEXT = "text"


@dataclass(frozen=True, slots=True)
class SlotDefaults:
    """What the rate card says of a slot, taken for empty cells. px, bytes (0: none)."""

    page: str = ""
    channel: str = ""
    width: int = 0
    height: int = 0
    limit_bytes: int = 0
    formats: tuple[str, ...] = ()
    max_seconds: int | None = None
    text_limit: int | None = None
    unit: Unit = Unit.DAY
    rotations: int = 1


@dataclass(frozen=True, slots=True)
class SlotBook:
    """What rows are read against: station words → codes, forms by name, defaults by folded code."""

    stations: Mapping[str, str]
    forms: Mapping[str, Form]
    defaults: Mapping[str, SlotDefaults]


def read_slots(sheet: RawSheet, book: SlotBook) -> Reading:
    """Typed rows, errors by row and column, warnings."""
    columns = reading(
        SLOTS,
        站点=known_as(book.stations, "station.unknown"),
        形式=known_as(book.forms, "form.unknown"),
    )
    found, errors = read_rows(sheet, columns)
    wrong = list(errors)
    warnings: list[RowError] = []
    rows: list[SlotRow] = []
    for one in found:
        troubles = _troubles(one, book)
        wrong += troubles
        if not troubles:
            row = _slot(one, book)
            rows.append(row)
            warnings += _oddities(one, row)
    wrong += twice(rows, lambda row: row.code, "广告位编号")
    wrong += _page_errors(rows)
    return Reading(tuple(rows), tuple(wrong), tuple(warnings), len(sheet.rows))


def _troubles(one: ReadRow, book: SlotBook) -> list[RowError]:
    """What nobody knows: neither the sheet, nor the rate card, nor the form."""
    formats = _formats(one, book)
    known = TAKEN_FORMATS | FLASH_FORMATS
    if not formats:
        return [one.error("格式", "cell.empty")]
    if unknown := sorted(set(formats) - known):
        return [one.error("格式", "format.unknown", value=unknown[0], choices=sorted(known))]
    if TEXT in formats:
        return []
    width, height = _size(one, book)
    first = one.values["形式"].part_specs(width=width, height=height, limit_bytes=0)[0]
    return [
        one.error(column, "cell.empty")
        for column, value in (("宽", first.width), ("高", first.height))
        if not value
    ]


def _slot(one: ReadRow, book: SlotBook) -> SlotRow:
    values = one.values
    known = book.defaults.get(one.text("广告位编号"), SlotDefaults())
    form: Form = values["形式"]
    width, height = _size(one, book)
    limit = _or(values["大小上限KB"], None)
    limit_bytes = known.limit_bytes if limit is None else limit * KB
    parts = form.part_specs(width=width, height=height, limit_bytes=limit_bytes)
    return SlotRow(
        row=one.row,
        code=one.text("广告位编号"),
        name=one.text("广告位名称"),
        station=values["站点"],
        channel=one.text("频道") or known.channel,
        page_name=one.text("页面名称") or known.page,
        page_url=one.text("页面URL"),
        device=values["设备"],
        selector=one.text("选择器"),
        form=form.name,
        width=width,
        height=height,
        limit_bytes=limit_bytes,
        parts=tuple(part.as_data() for part in parts),
        formats=_formats(one, book),
        max_seconds=_or(values["最长秒数"], known.max_seconds),
        text_limit=_or(values["文字上限"], known.text_limit),
        owner=values["归属"],
        rotations=_or(values["轮播数"], known.rotations),
        monitored=values["监测"],
        editor_placed=values["投放方"],
        state=values["状态"],
        unit=_or(values.get("单位"), known.unit),
        wait_seconds=_or(values.get("等待秒"), form.wait_seconds),
        needs_close=_or(values.get("需关闭"), form.needs_close),
        needs_mark=_or(values.get("需标广告"), False),
        editor_contact=one.text("编辑联系人"),
        given=one.given,
    )


def _oddities(one: ReadRow, row: SlotRow) -> list[RowError]:
    """What is allowed and probably not meant."""
    if row.page_url and not row.selector and row.device is not Device.APP:
        return [one.error("选择器", "slot.no_selector")]
    return []


def _page_errors(rows: list[SlotRow]) -> list[RowError]:
    """A page is station + URL + device and has one name (rules.md §8)."""
    names: dict[tuple[str, str, Device], SlotRow] = {}
    errors: list[RowError] = []
    for row in rows:
        first = names.setdefault((row.station, row.page_url, row.device), row)
        if row.page_url and first.page_name != row.page_name:
            facts = {"first": first.row, "name": first.page_name}
            errors.append(RowError(row.row, "页面名称", "page.two_names", facts))
    return errors


def _size(one: ReadRow, book: SlotBook) -> tuple[int, int]:
    known = book.defaults.get(one.text("广告位编号"), SlotDefaults())
    return _or(one.values["宽"], known.width), _or(one.values["高"], known.height)


def _formats(one: ReadRow, book: SlotBook) -> tuple[str, ...]:
    given = one.values["格式"]
    if given is None:
        known = book.defaults.get(one.text("广告位编号"), SlotDefaults())
        is_text = one.values["形式"].behaviour is Behaviour.TEXT
        return known.formats or ((TEXT,) if is_text else ())
    lower = (name.lower().lstrip(".") for name in given)
    return tuple(dict.fromkeys(ALIASES.get(name, name) for name in lower))


def _or(value: Any, default: Any) -> Any:
    return default if value is None else value
