"""Approved creatives as they are compared with pages, each read once while it is used."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock

from adops.domain.facts import ExpectedCreative, ExpectedPart
from adops.errors import AdopsError, MissingError, OutsideError
from adops.inspect.markup import text_of
from checks.film import read_film
from checks.package import Package, Packages
from checks.picture import Creative, read_creative

KEPT = 128
UNKNOWN = "\ufffd"  # stands for bytes that are no UTF-8
KEPT_PACKAGES = 16  # with all their files


class Library:
    """Approved creatives by hash, decoded once and kept while they are used. `read` fetches a
    file, `packages` reads those of HTML5; what is not there or can't be decoded can't be
    compared. Raises OutsideError where the store does not answer: what could not be looked at is
    not remembered."""

    def __init__(self, read: Callable[[str], bytes], packages: Packages | None = None) -> None:
        self._read, self._packages = read, packages
        self._kept: OrderedDict[str, Creative | None] = OrderedDict()
        self._opened: OrderedDict[ExpectedPart, Package | None] = OrderedDict()
        self._lock = Lock()

    def package(self, part: ExpectedPart) -> Package | None:
        """The package of that file; None where it can't be read."""
        with self._lock:
            if part in self._opened:
                self._opened.move_to_end(part)
                return self._opened[part]
        packages, size = self._packages, (part.width, part.height)
        try:
            found = packages.package(part.sha256, *size) if packages else None
        except MissingError:
            return None  # it may be put back while a worker lives
        with self._lock:
            self._opened[part] = found
            while len(self._opened) > KEPT_PACKAGES:
                self._opened.popitem(last=False)
        return found

    def creative(self, sha256: str) -> Creative | None:
        """The decoded file; None when it is no picture or film, or not there."""
        with self._lock:
            if sha256 in self._kept:
                self._kept.move_to_end(sha256)
                return self._kept[sha256]
        try:
            content = self._read(sha256)
            found = read_creative(content) or read_film(content)
        except OutsideError:
            raise
        except MissingError:
            return None  # it may be put back while a worker lives
        except AdopsError:
            found = None
        with self._lock:
            self._kept[sha256] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found

    def text(self, creative: ExpectedCreative) -> str:
        """The words of a text link: its own file binds, else the declared copy (rules.md §5)."""
        try:
            content = self._read(creative.parts[0].sha256)
            said = text_of(content)
            if UNKNOWN in said:
                said = content.decode("gb18030")
        except (MissingError, IndexError, UnicodeDecodeError):
            said = ""
        return said.strip("\ufeff \t\r\n") or creative.copy
