"""One block of labels → its entry, or all that is wrong with it (rules.md §12)."""

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from adops.domain.code import folded
from adops.domain.package_ad import Fault, Label, PackageAd
from adops.rules.package_ads.blocks import FIELDS, again, lacking
from adops.rules.package_ads.labels import Said
from adops.rules.package_ads.period import period_of
from adops.rules.package_ads.regions import regions_of
from adops.rules.package_ads.size import split_size
from adops.rules.package_ads.trouble import ValueTrouble

MOST_NAME, MOST_NUMBER = 200, 64
NUMBER = re.compile(r"(?=\S*[0-9A-Z])\S+")
NAMES, NUMBERS, SLOT, PERIOD, REGIONS = FIELDS

Value = TypeVar("Value")


def read_block(block: Sequence[Said]) -> PackageAd | tuple[Fault, ...]:
    """The entry of a block, or its faults: missing labels first, then what cannot be read."""
    faults = [Fault("label.missing", label, block[0].line) for label in lacking(block)]
    faults += [Fault("label.twice", Label(one.label), one.line, one.value) for one in again(block)]
    name = _read(block, NAMES, name_of, faults)
    number = _read(block, NUMBERS, number_of, faults)
    slot = _read(block, SLOT, split_size, faults)
    period = _read(block, PERIOD, period_of, faults)
    regions = _read(block, REGIONS, regions_of, faults)
    if faults or not (name and number and slot and period and regions):
        return tuple(faults)
    return PackageAd(
        name,
        number,
        *slot,
        *period,
        regions,
        block[0].line,
        project_name=_beside(block, NAMES),
        project_no=folded(_beside(block, NUMBERS)),
    )


def name_of(text: str) -> str:
    """Raises ValueTrouble `name.too_long`."""
    if len(text) > MOST_NAME:
        raise ValueTrouble("name.too_long")
    return text


def number_of(text: str) -> str:
    """A contract's number as it is kept. Raises ValueTrouble `number.unreadable` for words."""
    number = folded(text)
    if len(number) > MOST_NUMBER or NUMBER.fullmatch(number) is None:
        raise ValueTrouble("number.unreadable")
    return number


def _read(
    block: Sequence[Said],
    field: Sequence[Label],
    reader: Callable[[str], Value],
    faults: list[Fault],
) -> Value | None:
    """What the field says; None with a fault noted, or where the block lacks it."""
    one = _chosen(block, field)
    if one is None:
        return None
    try:
        if not one.value:
            raise ValueTrouble("label.empty")
        return reader(one.value)
    except ValueTrouble as trouble:
        faults.append(Fault(trouble.code, Label(one.label), one.line, one.value))
        return None


def _chosen(block: Sequence[Said], field: Sequence[Label]) -> Said | None:
    """Who fills a field: the first of its labels that says something, else one that is there."""
    there = [one for label in field for one in block if one.label == label]
    return next((one for one in there if one.value), there[0] if there else None)


def _beside(block: Sequence[Said], field: Sequence[Label]) -> str:
    """What the project's label says where the contract's fills the field."""
    said = {one.label: one.value for one in block}
    contract, project = field
    return said.get(project, "") if said.get(contract) else ""
