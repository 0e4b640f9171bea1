"""Names of a package's entries: which lead out of it, and which are one file on some machine."""

import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator

from adops.inspect.archive import Entry

LONGEST = 255
DRIVE_OR_STREAM = ":"
SHADY = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?", re.IGNORECASE)
NOTES = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$)", re.IGNORECASE)
PLAIN_MODES = (0, stat.S_IFREG, stat.S_IFDIR)


def is_note(name: str) -> bool:
    """Whether a system left it there for itself: no part of the ad."""
    return bool(NOTES.search(name))


def unsafe(entries: Iterable[Entry]) -> Iterator[str]:
    """Names that lead elsewhere, hide something, are links, or stand for a file twice."""
    kept: dict[str, bool] = {}
    for entry in entries:
        name = entry.name.rstrip("/") if entry.is_folder else entry.name
        key = _folded(name)
        twice = key in kept and not (entry.is_folder and kept[key])
        below_a_file = any(kept.get(above) is False for above in _folders(key))
        if twice or below_a_file or not _is_plain(name) or not _is_file_or_folder(entry):
            yield entry.name
        kept.setdefault(key, entry.is_folder)
        for above in _folders(key):
            kept.setdefault(above, True)


def _folded(name: str) -> str:
    """One key for names that some file system holds for the same."""
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", name).casefold())


def _folders(key: str) -> list[str]:
    parts = key.split("/")
    return ["/".join(parts[:length]) for length in range(1, len(parts))]


def _is_file_or_folder(entry: Entry) -> bool:
    """Not a link, a pipe or a device."""
    return stat.S_IFMT(entry.mode) in PLAIN_MODES


def _is_plain(name: str) -> bool:
    if not name or len(name) > LONGEST or "\\" in name or DRIVE_OR_STREAM in name:
        return False
    if "\ufffd" in name or any(unicodedata.category(letter) in SHADY for letter in name):
        return False
    return all(_is_plain_step(step) for step in name.split("/"))


def _is_plain_step(step: str) -> bool:
    """Not empty, not `.` or `..`, nothing that Windows would cut off or take for a device."""
    return bool(step) and step == step.rstrip(". ") and not DEVICES.fullmatch(step)
