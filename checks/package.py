"""An approved HTML5 package beside what a page was served and shows (checks.md, Same picture).

Bytes first. The picture that was kept at review stands for what shows only as far as that is safe:
an ad that moves shows other moments, and what an ad server rewrote may be drawn otherwise.
"""

import hashlib
import posixpath
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote, urlsplit

from adops.domain.creative import InspectBounds
from adops.domain.html5 import Rendering
from adops.errors import AdopsError, MissingError, OutsideError
from adops.inspect import html5
from adops.inspect.header import Cut, TooMany
from checks.picture import Creative, read_creative, similarity
from checks.probe import PageLoad

HTML5 = "html5"
TEXTS = (".html", ".htm", ".xhtml", ".svg", ".css", ".js", ".mjs", ".cjs")
PICTURES = (".jpg", ".jpeg", ".png", ".gif", ".webp", ".avif")
FONTS = (".woff", ".woff2", ".ttf", ".otf")
# what moves or draws a picture, asks for the hour or for more, or hides what it does
MOVING = re.compile(
    rb"setTimeout|setInterval|requestAnimationFrame|requestIdleCallback|\.animate\b|@keyframes"
    rb"|animation|transition|getContext|\brandom\b|\bDate\b|\bfetch\b|XMLHttpRequest|\bimport\b"
    rb"|\beval\b|\bFunction\b|\batob\b|fromCharCode|\\x|\\u|postMessage|\bWorker\b"
    rb"|(?i:<animate|<set\b|<marquee|<video|<canvas|http-equiv|onload|scroll)"
)
WORD = re.compile(rb"[^\s<>\"'=;:,(){}]{2,}")
KIN = 0.8


@dataclass(frozen=True)
class Package:
    """Files by path and the page to start from. `picture`: as a browser showed it at review, None
    where that is not known or blank. `runs`: a declared animation ran then."""

    files: Mapping[str, bytes]
    index: str
    picture: Creative | None = None
    runs: bool = False

    @cached_property
    def hashes(self) -> Mapping[str, str]:
        """SHA-256 by path."""
        return {name: hashlib.sha256(body).hexdigest() for name, body in self.files.items()}

    @cached_property
    def is_still(self) -> bool:
        """Whether it can show one picture only: nothing in it moves, draws, counts or asks. What
        is not understood counts as moving."""
        return not self.runs and all(_is_still(*one) for one in self.files.items())

    @cached_property
    def needs_more(self) -> bool:
        """Whether its page names another file of it: by the page alone, which many ads may share,
        it is not known."""
        page = self.files[self.index].lower()
        names = (posixpath.basename(name).lower() for name in self.files if name != self.index)
        return any(name.encode() in page for name in names)

    def is_served(self, load: PageLoad, url: str) -> bool:
        """Whether the document at that address is this package's page, byte for byte, and so is
        every file of it that the page was served from below the same folder."""
        if load.bytes_of(url) != {self.hashes[self.index]}:
            return False
        served = dict(self.served(load, url))
        known = all(load.bytes_of(one) == {self.hashes[name]} for one, name in served.items())
        return known and (not self.needs_more or bool(set(served.values()) - {self.index}))

    def served(self, load: PageLoad, url: str) -> Iterator[tuple[str, str]]:
        """Addresses below the document's folder, and the file of the package that each stands for,
        whatever its bytes."""
        at, inner = urlsplit(url), posixpath.dirname(self.index)
        folder = posixpath.dirname(unquote(at.path)).rstrip("/") + "/"
        above = f"/{inner}/"
        if inner and folder.endswith(above):
            folder, inner = folder[: 1 - len(above)], ""
        for one in {one.url for one in load.served}:
            there = urlsplit(one)
            path = unquote(there.path)
            if there[:2] != at[:2] or not path.startswith(folder):
                continue
            name = posixpath.join(inner, path[len(folder) :])
            if name in self.files:
                yield one, name

    def holds(self, hashes: Iterable[str | None]) -> bool:
        """Whether one of these is a file of it."""
        return not set(self.hashes.values()).isdisjoint(hashes)

    def is_kin(self, load: PageLoad, urls: Collection[str]) -> bool:
        """Whether what those frames show may be this package, rewritten: they were served a file of
        it, a document has most of its words, or one is not known."""
        if self.holds(one.sha256 for one in load.served if one.frame in urls):
            return True
        documents = [load.file_of(url) for url in urls]
        return any(one is None or self._has_words_of(one) for one in documents)

    def is_exchanged(self, load: PageLoad, urls: Iterable[str], other: float) -> bool:
        """Whether a picture of it was served as plainly another one."""
        pairs = dict(pair for url in urls for pair in self.served(load, url))
        return any(self._is_other(load, *pair, other) for pair in pairs.items())

    def _is_other(self, load: PageLoad, url: str, name: str, other: float) -> bool:
        ours, theirs = self.files[name], load.file_of(url)
        if theirs is None or theirs == ours or not name.lower().endswith(PICTURES):
            return False
        approved, shown = read_creative(ours), read_creative(theirs)
        if approved is None or shown is None:
            return False
        [frame] = shown.pick([0])
        return similarity(approved, frame.convert("RGB")) < other

    def _has_words_of(self, document: bytes) -> bool:
        ours = set(WORD.findall(self.files[self.index]))
        return len(ours & set(WORD.findall(document))) >= KIN * len(ours)


Known = Callable[[str], Rendering | None]


@dataclass(frozen=True, slots=True)
class Packages:
    """Reads approved packages: `read` fetches a stored file, `known` how the package of that
    SHA-256 was shown at review, `bounds` what a file may ask of the machine."""

    read: Callable[[str], bytes]
    known: Known
    bounds: InspectBounds

    def package(self, sha256: str, width: int, height: int) -> Package | None:
        """The package in that size (px); None where it can't be read. Raises MissingError where
        a file of it is not there, OutsideError where the store does not answer."""
        try:
            content = self.read(sha256)
            _, facts = html5.look(content, self.bounds)
            order = html5.order_of(content, facts, width=width, height=height, bounds=self.bounds)
        except (OutsideError, MissingError):
            raise
        except (AdopsError, Cut, TooMany):
            return None
        if order is None:
            return None
        shown = self.known(sha256)
        picture = self._picture(shown, (width, height))
        return Package(order.files, order.index, picture, runs=bool(shown and shown.run_ms))

    def _picture(self, shown: Rendering | None, size: tuple[int, int]) -> Creative | None:
        if shown is None or shown.blank:
            return None
        try:
            found = read_creative(self.read(shown.picture))
        except (OutsideError, MissingError):
            raise
        except AdopsError:
            return None
        return found if found and found.pick([0])[0].size == size else None


def _is_still(name: str, content: bytes) -> bool:
    lower = name.lower()
    if lower.endswith(TEXTS):
        return MOVING.search(content) is None
    if lower.endswith(PICTURES):
        picture = read_creative(content)
        return picture is not None and len(picture.thumbs) == 1
    return lower.endswith(FONTS)
