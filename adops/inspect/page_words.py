"""A landing page's bytes → the words a reader sees. No script is run, nothing is loaded."""

import codecs
import re
from dataclasses import dataclass
from html.parser import HTMLParser

FIRST_SCREEN = 1500
"""Characters that stand for the first screen: a page's words, read from the top."""

LONGEST = 200_000
SILENT = frozenset({"script", "style", "noscript", "template", "iframe"})
IN_LINE = frozenset(
    {"a", "abbr", "b", "bdi", "big", "button", "code", "em", "font", "i", "img", "input"}
    | {"label", "mark", "q", "s", "small", "span", "strong", "sub", "sup", "time", "u", "wbr"}
)
META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([\w-]{1,40})", re.IGNORECASE)
SECTION = re.compile(r"<!\[[^>]*>")
BLANKS = re.compile(r"[ \t\r\f\v\u00a0\u3000]+")
# names of character sets in pages, and what browsers read under them
CHARSETS = {
    **dict.fromkeys(("utf-8", "utf8"), "utf-8"),
    **dict.fromkeys(("gb2312", "gbk", "gb18030", "gb_2312-80", "x-gbk"), "gb18030"),
    **dict.fromkeys(("big5", "big5-hkscs"), "big5hkscs"),
    **dict.fromkeys(("iso-8859-1", "latin1", "ascii", "us-ascii", "windows-1252"), "cp1252"),
    "utf-16": "utf-16",
    "utf-16le": "utf-16-le",
}


@dataclass(frozen=True, slots=True)
class PageWords:
    """`text` all words, one block a line; `first_screen` the title and the first of them."""

    title: str
    text: str
    first_screen: str


def words_of_page(content: bytes, charset: str | None = None) -> PageWords:
    """Any bytes give words, perhaps none. `charset` is the HTTP header's claim."""
    reader = _Reader()
    reader.feed(_ended(_decoded(content, charset)[: LONGEST * 4]))
    reader.close()
    lines = [BLANKS.sub(" ", line).strip() for line in "".join(reader.words).split("\n")]
    text = "\n".join(line for line in lines if line)[:LONGEST]
    title = BLANKS.sub(" ", "".join(reader.title)).strip()[:300]
    whole = "\n".join(part for part in (title, text) if part)
    return PageWords(title, whole, whole[:FIRST_SCREEN])


def _decoded(content: bytes, charset: str | None) -> str:
    if content.startswith(codecs.BOM_UTF8):
        return content.decode("utf-8-sig", "replace")
    found = META_CHARSET.search(content[:4096])
    claims = (charset, found[1].decode("ascii", "ignore") if found else None)
    for claim in claims:
        named = CHARSETS.get((claim or "").strip().lower())
        if named:
            return content.decode(named, "replace")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("gb18030", "replace")


def _ended(page: str) -> str:
    """Without comments and marked sections, up to the last tag that ends: for one that never does
    the parser would look to the end of the page, again from each."""
    kept, place = [], 0
    while (start := page.find("<!--", place)) >= 0:
        kept.append(page[place:start])
        end = page.find("-->", start + 2)
        place = end + 3 if end >= 0 else len(page)
    kept.append(page[place:])
    whole = SECTION.sub("", _to_last_end("".join(kept)))
    made = [place for place in (whole.find("<!--"), whole.find("<![")) if place >= 0]
    return _to_last_end(whole[: min(made, default=None)])


def _to_last_end(page: str) -> str:
    last = page.find("<", page.rfind(">") + 1)
    return page if last < 0 else page[:last]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.words: list[str] = []
        self.title: list[str] = []
        self._silent = 0
        self._in_title = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag in SILENT:
            self._silent += 1
        elif tag == "title":
            self._in_title = True
        elif tag == "img":
            self._say(f" {given.get('alt') or ''} ")
        elif tag == "input" and given.get("type") in {"button", "submit"}:
            self._say(f" {given.get('value') or ''} ")
        if tag not in IN_LINE:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in SILENT:
            self._silent = max(0, self._silent - 1)
        elif tag == "title":
            self._in_title = False
        if tag not in IN_LINE:
            self.words.append("\n")

    def handle_data(self, data: str) -> None:
        self._say(data.replace("\n", " "))

    def _say(self, words: str) -> None:
        if self._silent:
            return
        (self.title if self._in_title else self.words).append(words)
