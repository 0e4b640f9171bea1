"""Plain text: the words of a text link's file."""

import unicodedata

LONGEST = 65_536
BREAKS = frozenset("\t\n\r")
# controls, private use, and what no character stands for (yet)
UNSEEN = frozenset({"Cc", "Co", "Cn"})
# One in so many, and it may still be a text, to be told which they are.
MOST_UNSEEN = 3
BYTE_ORDER = {b"\xff\xfe": "utf-16-le", b"\xfe\xff": "utf-16-be", b"\xef\xbb\xbf": "utf-8"}


def words_of(data: bytes) -> str | None:
    """The text of a file in UTF-8, UTF-16 with its mark or GB18030; None when it is no text.

    Text has no signature: bytes that mostly give what nobody sees are none.
    """
    if len(data) > LONGEST:
        return None
    for mark, encoding in BYTE_ORDER.items():
        if data.startswith(mark):
            return _plain(_decoded(data[len(mark) :], encoding))
    found = _decoded(data, "utf-8")
    return _plain(_decoded(data, "gb18030") if found is None else found)


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _plain(text: str | None) -> str | None:
    unseen = sum(
        letter not in BREAKS and unicodedata.category(letter) in UNSEEN for letter in text or ""
    )
    return None if text is None or unseen * MOST_UNSEEN > len(text) else text
