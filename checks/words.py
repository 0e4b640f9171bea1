"""Are they the same words? (checks.md, What a slot may hold: text links.)"""

import re
import unicodedata
from difflib import SequenceMatcher

MARK = re.compile(r"^[\[【「(]?(?:广告|推广)[\]】」)]?|[\[【「(]?(?:广告|推广)[\]】」)]?$")

BULLET = re.compile(r"^[·•・●■◆▪►▶]+")


def alike(ours: str, theirs: str) -> float:
    """Of two texts, 0 to 1; blanks and the width of signs make no difference, and a 「广告」 that
    stands before or behind the words is the page's, as is the point before a line of a list."""
    booked, shown = _plain(ours), _plain(theirs)
    if not shown:
        return 0.0
    bare = MARK.sub("", BULLET.sub("", shown)) or shown
    if booked in {shown, bare}:
        return 1.0
    each = (SequenceMatcher(None, booked, one, autojunk=False).ratio() for one in (shown, bare))
    return max(each)


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
