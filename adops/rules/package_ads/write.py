"""A package ad → the line of the form that says it, and that is read back equal (rules.md §12)."""

import re
from collections.abc import Sequence
from datetime import date

from adops.domain.code import folded
from adops.domain.package_ad import PackageAd
from adops.rules.package_ads.entry import MOST_NAME
from adops.rules.package_ads.labels import LIST_NUMBER, cleaned
from adops.rules.package_ads.lines import fold
from adops.rules.package_ads.size import without_size

# what would end a name, or make a label of a word in it
TURNED = str.maketrans({":": "·", "\t": " ", "[": "(", "]": ")", "【": "(", "】": ")"})
JOINS_SIZE = re.compile(r"[\w!?)”》』」]\Z")


def form_line(ad: PackageAd) -> str:
    """`合同名称:财富公馆 合同号:RLZ1 广告位名称:首页通栏1000*90 投放周期:… 定向地域:…`."""
    said = (
        ("合同名称", ad.contract_name),
        ("合同号", ad.contract_no),
        ("广告位名称", _with_size(ad.slot_name, ad.width, ad.height)),
        ("投放周期", f"{_day(ad.start)}-{_day(ad.end)}"),
        ("定向地域", "、".join(ad.regions)),
    )
    return " ".join(f"{label}:{_ended(value)}" for label, value in said)


def writable(ad: PackageAd) -> PackageAd:
    """The ad as it is read back: its words folded, without the signs that the form itself uses."""
    return PackageAd(
        contract_name=tame(ad.contract_name),
        contract_no=folded(ad.contract_no),
        slot_name=_bare(ad.slot_name),
        width=ad.width,
        height=ad.height,
        start=ad.start,
        end=ad.end,
        regions=_regions(ad.regions),
        line=ad.line,
    )


def tame(words: str, most: int = MOST_NAME) -> str:
    """Words that a reader takes as the value of one label, `most` characters of them."""
    found = fold(words).translate(TURNED)
    while (shorter := cleaned(fold(found))) != found:
        found = shorter
    return cleaned(found[:most])


def _bare(name: str) -> str:
    """A slot's name without any size."""
    found = tame(name)
    while (shorter := tame(without_size(found))) != found:
        found = shorter
    return found


def _with_size(name: str, width: int, height: int) -> str:
    """Behind the name where it can be told from it, else in brackets."""
    size = f"{width}*{height}"
    joined = JOINS_SIZE.search(name) and not name[-1].isascii() and not name[-1].isnumeric()
    return f"{name}{size}" if joined else f"{name} ({size})"


def _regions(regions: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tame(one) for one in regions))


def _ended(value: str) -> str:
    """A value whose end looks like the number of a list is kept apart from the next label."""
    return f"{value}," if LIST_NUMBER.search(value) else value


def _day(on: date) -> str:
    return f"{on.year}.{on.month}.{on.day}"
