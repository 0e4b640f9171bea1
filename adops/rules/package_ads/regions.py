"""Regions as people list them (rules.md §12)."""

import re

from adops.rules.package_ads.trouble import ValueTrouble

BETWEEN = re.compile(r"[、,/]")
REGION = re.compile(r"[^\W\d_]{1,20}(?:\([^\W\d_]{1,20}\))?")


def regions_of(text: str) -> tuple[str, ...]:
    """The regions of a folded text in order, each once.

    Raises ValueTrouble `regions.unreadable` when one of them is no word.
    """
    named = [one.strip() for one in BETWEEN.split(text.strip(" .!")) if one.strip()]
    if not named or not all(REGION.fullmatch(one) for one in named):
        raise ValueTrouble("regions.unreadable")
    return tuple(dict.fromkeys(named))
