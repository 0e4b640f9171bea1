"""Plain text: the words of a text link's file."""

import unicodedata

LONGEST = 65_536
BREAKS = frozenset("\t\n\r")
BYTE_ORDER = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\xef\xbb\xbf": "utf-8"}


def words_of(data: bytes) -> str | None:
    """The text of a file in UTF-8, UTF-16 with its mark or GB18030; None when it is no text.

    Text has no signature: control characters and unassigned ones tell bytes that are none.
    """
    if len(data) > LONGEST:
        return None
    for mark, encoding in BYTE_ORDER.items():
        if data.startswith(mark):
            return _read(data[len(mark) :], encoding)
    found = _read(data, "utf-8")
    return _read(data, "gb18030") if found is None else found


def _read(data: bytes, encoding: str) -> str | None:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    return None if any(_is_odd(letter) for letter in text) else text


def _is_odd(letter: str) -> bool:
    return letter not in BREAKS and unicodedata.category(letter) in {"Cc", "Cn", "Co", "Cs"}
