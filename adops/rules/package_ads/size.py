"""The size in a slot's name, and the name without it (rules.md §12, domain.md 1.3)."""

import re

from adops.rules.package_ads.trouble import ValueTrouble

SIGN = r" ?[*∗×✕✖╳⨯xX] ?"
NUMBER = r"\d{1,5}(?: ?(?:px|像素))?"
# a chain of numbers: `1000*90`; with three of them it is no size
CHAIN = re.compile(rf"(?<![A-Za-z\d.])(?:{NUMBER}{SIGN})+{NUMBER}(?![A-Za-z\d])")
ENCLOSED = re.compile(r"[(\[【<《] ?[)\]】>》]")


def split_size(name: str) -> tuple[str, int, int]:
    """A folded slot name → itself without its size, width and height in px:
    `乐居首页950*90通栏01` → `乐居首页通栏01`, 950, 90.

    Raises ValueTrouble `slot.…`: `no_size`, `two_sizes`, `no_name`.
    """
    sizes = {_numbers(found[0]) for found in CHAIN.finditer(name)}
    if not sizes or not all(len(one) == 2 and min(one) > 0 for one in sizes):
        raise ValueTrouble("slot.no_size")
    if len(sizes) > 1:
        raise ValueTrouble("slot.two_sizes")
    ((width, height),) = sizes
    bare = without_size(name)
    if not any(one.isalnum() for one in bare):
        raise ValueTrouble("slot.no_name")
    return bare, width, height


def without_size(name: str) -> str:
    """The name with every size taken out, and the brackets around it."""
    holed = ENCLOSED.sub("", CHAIN.sub("", name))
    return " ".join(holed.split()).strip(" ,、;:+/|-")


def _numbers(chain: str) -> tuple[int, ...]:
    return tuple(int(one) for one in re.findall(r"\d+", chain))
