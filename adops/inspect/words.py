"""Plain text: the words of a text link's file."""

import unicodedata

LONGEST = 65_536
BREAKS = frozenset("\t\n\r")
NOBODYS = frozenset({"Cn", "Cs"})
UNSEEN = frozenset({"Cc", "Co"})
# One in so many, and it may still be a text, to be told which they are.
MOST_UNSEEN = 3
BYTE_ORDER = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\xef\xbb\xbf": "utf-8"}


def words_of(data: bytes) -> str | None:
    """The text of a file in UTF-8, UTF-16 with its mark or GB18030; None when it is no text.

    Text has no signature: many control characters, or unassigned ones, tell bytes that are none.
    """
    if len(data) > LONGEST:
        return None
    for mark, encoding in BYTE_ORDER.items():
        if data.startswith(mark):
            return _read(data[len(mark) :], encoding)
    found = _read(data, "utf-8")
    return _read(data, "gb18030") if found is None else found


def _read(data: bytes, encoding: str) -> str | None:
    """None for what is no text: nobody's characters, or mostly what nobody sees."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    kinds = [unicodedata.category(letter) for letter in text if letter not in BREAKS]
    unseen = sum(kind in UNSEEN for kind in kinds)
    return None if NOBODYS & set(kinds) or unseen * MOST_UNSEEN > len(kinds) else text
