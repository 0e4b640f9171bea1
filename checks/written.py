"""What a page says, as it can be written down: strings of JavaScript may hold half of a pair of
surrogates, and the character NUL, which neither UTF-8 nor a database takes. Pure."""

import json
import re
from typing import Any

UNWRITABLE = re.compile("[\ud800-\udfff\0]")
TOLD = re.compile(r"\\u(?:[dD][89a-fA-F]|0000)")  # in JSON, where nothing else of it has an escape
INSTEAD = "\ufffd"


def written(value: Any) -> Any:
    """The value, texts inside lists and objects too, with U+FFFD for what can't be written."""
    if isinstance(value, str):
        return UNWRITABLE.sub(INSTEAD, value)
    if isinstance(value, list):
        return [written(one) for one in value]
    if isinstance(value, dict):
        return {written(name): written(one) for name, one in value.items()}
    return value


def read_json(text: str) -> Any:
    """A JSON document of a page, as it can be written down. Raises ValueError."""
    found = json.loads(text)
    return written(found) if TOLD.search(text) else found
