"""HTML and SVG cut into tags, in one pass that never looks back, so that no bytes make it slow.

The standard library's html.parser takes minutes over some 200 KB. What is missed here (a browser
is more forgiving still) shows when the page is opened without a network.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from html import unescape

from adops.inspect.header import TooMany

MOST_TAGS, MOST_SIGNS = 20_000, 100_000
MOST_ATTRIBUTES = 200
NAME = re.compile(r"[^\s/>]+")
ATTRIBUTE = re.compile(r"[^\s=/>][^\s=/>]*")
GAP = re.compile(r"[\s/]*")
SPACE = re.compile(r"\s*")
BARE = re.compile(r"[^\s>]*")
RAW = frozenset({"script", "style", "textarea", "title", "xmp", "noembed", "noframes"})
BOMS = ((b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))


@dataclass(frozen=True, slots=True)
class Tag:
    """An opening tag, its name and attributes in lower case; `text` what stands in it as it is (of
    a script or a style)."""

    name: str
    attributes: Mapping[str, str]
    text: str = ""


def text_of(content: bytes) -> str:
    """The file as text; what is not UTF-8 keeps its ASCII."""
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    return content.decode("utf-8", "replace")


def tags(text: str) -> Iterator[Tag]:
    """Every opening tag. Raises TooMany when there are more than any ad has."""
    at, seen, signs = 0, 0, 0
    while (at := text.find("<", at)) >= 0:
        signs += 1
        if seen > MOST_TAGS or signs > MOST_SIGNS:
            raise TooMany
        if text.startswith("<!--", at):
            at = _behind(text, "-->", at + 2)
        elif text[at + 1 : at + 2].isalpha():
            seen += 1
            tag, at = _tag(text, at + 1)
            if tag is None:
                return
            if tag.name in RAW:
                end = _end_of_raw(text, tag.name, at)
                tag = Tag(tag.name, tag.attributes, text[at:end])
                at = end
            yield tag
        else:
            at += 1
        if at < 0:
            return


def _behind(text: str, end: str, at: int) -> int:
    """The place after `end`, -1 when it never comes: the rest is swallowed."""
    found = text.find(end, at)
    return found + len(end) if found >= 0 else -1


def _end_of_raw(text: str, name: str, at: int) -> int:
    found = re.compile(f"</{name}", re.IGNORECASE).search(text, at)
    return found.start() if found else len(text)


def _tag(text: str, at: int) -> tuple[Tag | None, int]:
    """The tag whose name begins at `at`, and the place behind it; None when it never closes."""
    name = NAME.match(text, at)
    assert name is not None
    attributes: dict[str, str] = {}
    at = name.end()
    for _ in range(MOST_ATTRIBUTES):
        gap = GAP.match(text, at)
        at = gap.end() if gap else at
        if text.startswith(">", at):
            return Tag(name[0].lower(), attributes), at + 1
        if at >= len(text):
            return None, at
        key, value, at = _attribute(text, at)
        attributes.setdefault(key, value)
    raise TooMany


def _attribute(text: str, at: int) -> tuple[str, str, int]:
    """Name, value and the place behind; a value that is never closed reaches to the end."""
    key = ATTRIBUTE.match(text, at)
    at = key.end() if key else at + 1
    name = key[0].lower() if key else "="
    space = SPACE.match(text, at)
    after = space.end() if space else at
    if not text.startswith("=", after):
        return name, "", at
    space = SPACE.match(text, after + 1)
    at = space.end() if space else after + 1
    quote = text[at : at + 1]
    if quote in {'"', "'"}:
        end = text.find(quote, at + 1)
        end = len(text) if end < 0 else end
        return name, unescape(text[at + 1 : end]), end + 1
    bare = BARE.match(text, at)
    end = bare.end() if bare else at
    return name, unescape(text[at:end]), end
