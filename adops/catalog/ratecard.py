"""`config/ratecard.csv`: the default rate card (domain.md 1.8), one row a slot.

Its weights, lengths and prices are mostly placeholders: `placeholder_fields` says which of a row,
`price_status` marks the prices. A slot of the database goes before its row here.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from adops.catalog.forms import load_forms
from adops.catalog.strict_csv import read_rows, wrong_cell
from adops.domain.code import folded
from adops.domain.creative import TAKEN_FORMATS
from adops.domain.form import KB, Form, form_of_name
from adops.domain.money import fen
from adops.domain.slot import Device, Owner, SlotSpec, Unit

RATECARD_FILE = "ratecard.csv"
ITEM = "{code}@ratecard"
DEVICES = {"pc": Device.PC, "mobile": Device.MOBILE, "app": Device.APP}


def _words(cell: Any) -> tuple[str, ...]:
    return tuple(word for word in str(cell).split("|") if word)


def _none_if_empty(cell: Any) -> Any:
    return None if cell == "" else cell


def _formats(cell: Any) -> tuple[str, ...]:
    words = _words(cell)
    unknown = sorted(set(words) - TAKEN_FORMATS)
    if unknown or not words:
        raise ValueError(f"formats are of {', '.join(sorted(TAKEN_FORMATS))}: {cell!r}")
    return words


def _device(cell: Any) -> Device:
    if cell not in DEVICES:
        raise ValueError(f"a device is one of {', '.join(DEVICES)}: {cell!r}")
    return DEVICES[cell]


Count = Annotated[int | None, Field(ge=0), BeforeValidator(_none_if_empty)]
Money = Annotated[Decimal | None, Field(ge=0), BeforeValidator(_none_if_empty)]
Words = Annotated[tuple[str, ...], BeforeValidator(_words)]


class Row(BaseModel):
    """The columns of domain.md 1.8."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    slot_code: Annotated[str, Field(min_length=1)]
    name_zh: Annotated[str, Field(min_length=1)]
    page: str
    channel: str
    width: Count
    height: Count
    max_kb: Count
    formats: Annotated[tuple[str, ...], BeforeValidator(_formats)]
    max_seconds: Count
    text_limit: Count
    unit: Unit
    rotation: Annotated[int, Field(ge=1)]
    list_price_cny_per_day: Money
    owner: Owner
    device: Annotated[Device, BeforeValidator(_device)]
    source: str
    list_price_cny_per_unit: Money
    price_status: Literal["PLACEHOLDER", "REAL"]
    sourced_fields: Words
    placeholder_fields: Words
    legacy_formats: Words
    iab_nearest_max_kb: Count
    note: str


@dataclass(frozen=True, slots=True)
class RateCardItem:
    """What the default rate card says of a slot.

    Sizes in px (0: a text), the limit in bytes (0: none), the price in fen a `unit`; `placeholders`
    are the columns whose values are not real.
    """

    code: str
    name: str
    page: str
    channel: str
    form: Form
    width: int
    height: int
    limit_bytes: int
    formats: tuple[str, ...]
    max_seconds: int | None
    text_limit: int | None
    unit: Unit
    rotations: int
    owner: Owner
    device: Device
    price_fen: int | None
    price_is_placeholder: bool
    placeholders: tuple[str, ...]
    note: str

    def spec(self) -> SlotSpec:
        """What binds a creative of this slot."""
        return SlotSpec(
            code=self.code,
            owner=self.owner,
            parts=self.form.part_specs(
                width=self.width, height=self.height, limit_bytes=self.limit_bytes
            ),
            formats=self.formats,
            item=ITEM.format(code=self.code),
            max_seconds=self.max_seconds,
            text_limit=self.text_limit,
        )


@lru_cache(maxsize=8)
def load_ratecard(config: Path) -> Mapping[str, RateCardItem]:
    """All items by slot code, in the file's order.

    Raises InputError `config.unreadable` or `config.invalid` naming file, row and column.
    """
    path = config / RATECARD_FILE
    forms = load_forms(config)
    items: dict[str, RateCardItem] = {}
    for number, row in read_rows(path, Row):
        form = form_of_name(row.name_zh, forms)
        if form is None:
            raise wrong_cell(path, number, "name_zh", f"no form of forms.yaml in {row.name_zh!r}")
        if row.slot_code in items:
            raise wrong_cell(path, number, "slot_code", f"{row.slot_code} is given twice")
        items[row.slot_code] = _item(row, form)
    return items


def find_item(config: Path, code: str) -> RateCardItem | None:
    """A slot's item, its code folded as on every way in (rules.md §8)."""
    wanted = folded(code)
    items = load_ratecard(config).values()
    return next((item for item in items if folded(item.code) == wanted), None)


def spec(config: Path, code: str) -> SlotSpec | None:
    """The default spec of a slot; None when the rate card does not have it."""
    item = find_item(config, code)
    return None if item is None else item.spec()


def _item(row: Row, form: Form) -> RateCardItem:
    price = row.list_price_cny_per_unit
    return RateCardItem(
        code=row.slot_code,
        name=row.name_zh,
        page=row.page,
        channel=row.channel,
        form=form,
        width=row.width or 0,
        height=row.height or 0,
        limit_bytes=(row.max_kb or 0) * KB,
        formats=row.formats,
        max_seconds=row.max_seconds,
        text_limit=row.text_limit,
        unit=row.unit,
        rotations=row.rotation,
        owner=row.owner,
        device=row.device,
        price_fen=None if price is None else fen(price),
        price_is_placeholder=row.price_status == "PLACEHOLDER",
        placeholders=row.placeholder_fields,
        note=row.note,
    )
