"""What HTML, SVG, CSS and scripts ask for: addresses elsewhere, and files of the package.

Read as text; what a script puts together only shows in a browser (`domain.html5.Rendering`).
"""

import posixpath
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple
from urllib.parse import unquote

from adops.inspect.markup import Tag

ASKS = frozenset({"src", "poster", "background", "ping"})
SETS = frozenset({"srcset", "imagesrcset"})
LINKED = frozenset({"image", "use", "base", "feimage", "pattern", "script"})
TOLD_ONLY = frozenset({"canonical", "alternate", "author", "license", "help", "next", "prev"})
INSIDE = ("data:", "blob:", "about:", "javascript:", "mailto:", "tel:")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)
LONGEST, SHOWN, MOST_ADDRESSES = 2000, 200, 5000
URL = re.compile(
    r"""url\(\s{0,20}(?:"([^"\n]{0,2000})"|'([^'\n]{0,2000})'|([^()"'\s]{0,2000}))\s{0,20}\)"""
    r"""|@import\s{1,20}(?:"([^"\n]{1,2000})"|'([^'\n]{1,2000})')""",
    re.IGNORECASE,
)
CANDIDATE = re.compile(r"[\s,]*(\S+)[^,]*")
HOST = re.compile(r"""(?:(?:https?|wss?|ftp):)?//[^\s"'`<>\\)]{1,500}""", re.IGNORECASE)
# what stands right before an address that a script asks for, or writes into the page
BEFORE = 160
OPENERS = frozenset("\"'`=(")
ASKING = re.compile(
    r"""(?:\b(?:fetch|importScripts|import|Worker|SharedWorker|WebSocket|EventSource|sendBeacon"""
    r"""|getScript|getJSON|ajax|Audio)\s{0,20}\(\s{0,20}"""
    r"""|\bopen\s{0,20}\(\s{0,20}["'](?:GET|POST|PUT|HEAD)["']\s{0,20},\s{0,20}"""
    r"""|\bsetAttribute\s{0,20}\(\s{0,20}["'](?:src|data|poster)["']\s{0,20},\s{0,20}"""
    r"""|\.(?:src|srcset|poster)\s{0,20}=\s{0,20}|\b(?:import|from)\s{0,20})["'`]$"""
    r"""|<(?:script|img|iframe|link|video|audio|source|embed)\b[^<>]*\b(?:src|href)"""
    r"""\s{0,5}=\s{0,5}\\?["']?$|\burl\(\s{0,5}["']?$""",
    re.IGNORECASE,
)


class Reference(NamedTuple):
    """An address as written, and whether it leads out of the package's own files."""

    address: str
    is_external: bool


def of_tag(tag: Tag) -> Iterator[Reference]:
    """What the tag itself asks for, its style included; a link that a reader clicks is none."""
    for key, value in tag.attributes.items():
        if key in ASKS or _is_asked(tag, key):
            yield from _of(value)
        elif key in SETS:
            yield from (found for one in candidates(value) for found in _of(one))
        elif key == "style":
            yield from of_css(value)


def of_css(text: str) -> Iterator[Reference]:
    """`url(…)` and `@import`, comments left out."""
    for found in URL.finditer(without_comments(text)):
        yield from _of(next((one for one in found.groups() if one is not None), ""))


def of_script(text: str) -> Iterator[Reference]:
    """Addresses on other hosts that a script asks for or writes into the page, as literals."""
    opened = (one for one in HOST.finditer(text) if text[one.start() - 1 : one.start()] in OPENERS)
    for found in islice(opened, MOST_ADDRESSES):
        at = found.start()
        if ASKING.search(text[max(0, at - BEFORE) : at]):
            yield Reference(found[0], True)


def without_comments(text: str) -> str:
    """CSS without `/* … */`; one that never ends swallows the rest."""
    kept, at = [], 0
    while (start := text.find("/*", at)) >= 0:
        kept.append(text[at:start])
        end = text.find("*/", start + 2)
        if end < 0:
            return " ".join(kept)
        at = end + 2
    kept.append(text[at:])
    return " ".join(kept)


def candidates(value: str) -> Iterator[str]:
    """The addresses of a srcset; one (a data: address too) reaches to the next blank."""
    for found in CANDIDATE.finditer(value):
        yield found[1].rstrip(",")


def resolved(address: str, holder: str, base: str = "") -> str | None:
    """The path inside the package, None when it leads out: `holder` is the file that says it,
    `base` its `<base href>`."""
    path = unquote(address.partition("#")[0].partition("?")[0])
    if not path:
        return holder
    if path.startswith("/") or "\\" in path:
        return None
    folder = posixpath.dirname(holder)
    joined = posixpath.normpath(posixpath.join(folder, posixpath.dirname(base), path))
    return None if joined.startswith("..") else joined


def leads_out(address: str) -> bool:
    """Whether it names a host or a scheme."""
    return address.startswith(("//", "\\\\", "/\\", "\\/")) or bool(SCHEME.match(address))


def first(names: Iterable[str], most: int) -> tuple[str, ...]:
    """The first different ones, in order."""
    return tuple(list(dict.fromkeys(names))[:most])


def _is_asked(tag: Tag, key: str) -> bool:
    """Keys that are addresses only of some tags."""
    if tag.name == "link":
        told = set(tag.attributes.get("rel", "").lower().split())
        return key == "href" and not (told and told <= TOLD_ONLY)
    if key in {"href", "xlink:href"}:
        return tag.name in LINKED
    return (tag.name, key) in {("object", "data"), ("html", "manifest")}


def _of(value: str) -> Iterator[Reference]:
    address = "".join(value.split())[:LONGEST]  # a browser drops line ends inside an address
    if not address or address.startswith("#") or address.lower().startswith(INSIDE):
        return
    yield Reference(address, leads_out(address))
