"""A zipped HTML5 creative → facts. Nothing is unpacked to a disk, and no file beyond its size."""

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from adops.domain.creative import InspectBounds
from adops.domain.html5 import ArchiveTrouble, Forbidden, Html5Facts, RenderOrder
from adops.inspect import behaviour, entry_names, markup, references
from adops.inspect.archive import Archive, Entry, contents, has_end, read_table
from adops.inspect.markup import Tag
from adops.inspect.references import Reference
from adops.inspect.sniff import sniff

PAGES = (".html", ".htm")
INDEXES = frozenset({"index.html", "index.htm"})
SCRIPTS = (".js", ".mjs", ".cjs", ".json")
MARKUP = (*PAGES, ".xhtml", ".svg")
STYLES = (".css",)
NESTED = frozenset({"zip", "rar", "7z", "gz", "ole"})
ARCHIVE_ENDINGS = (".zip", ".rar", ".7z", ".gz", ".tgz", ".tar", ".bz2", ".xz", ".jar", ".apk")
# what a browser asks for, and what tools leave beside it; of another ending nothing is needed
USED_ENDINGS = (
    *(".html", ".htm", ".xhtml", ".css", ".js", ".mjs", ".cjs", ".json", ".map", ".webmanifest"),
    *(".jpg", ".jpeg", ".png", ".apng", ".gif", ".webp", ".avif", ".svg", ".ico", ".cur"),
    *(".woff", ".woff2", ".ttf", ".otf", ".eot", ".fnt", ".atlas"),
    *(".mp4", ".m4v", ".webm", ".ogv", ".mp3", ".m4a", ".ogg", ".wav", ".vtt"),
    *(".txt", ".md", ".xml", ".csv"),
)
STRANGE = frozenset({"exe", "swf", "flv", "pdf", "psd", "eps", "wmv", "avi", "mpeg", "tiff"})
MOST_NAMES = 20


def look(data: bytes, bounds: InspectBounds) -> tuple[str, Html5Facts]:
    """`html5` when a page is in it, else `zip`, and what it holds.

    Raises Cut for a ZIP that is cut off or damaged, TooMany for one that asks for too much.
    """
    archive = read_table(data, bounds)
    files = _files(archive)
    names = [entry.name for entry in files]
    index = _index(names)
    is_read = archive.unpacked <= bounds.unpack_read
    found = _Found() if not is_read else _read(data, archive)
    kind = "html5" if any(_is_page(name) for name in names) else "zip"
    return kind, Html5Facts(
        index=index,
        entries=len(files),
        unpacked=archive.unpacked,
        is_read=is_read,
        unsafe_paths=_first(entry_names.unsafe(archive.entries)),
        archive=tuple(one for one in ArchiveTrouble if one in archive.troubles),
        nested=_first([*(name for name in names if _ends(name, ARCHIVE_ENDINGS)), *found.nested]),
        kinds=_first([*(name for name in names if _is_unused(name)), *found.kinds]),
        external=_first(found.external),
        missing=_first(found.missing),
        forbidden=tuple(one for one in Forbidden if one in found.forbidden),
        click_tag=found.click_tag,
        ad_size=found.sizes.get(index or ""),
    )


def order_of(
    data: bytes, facts: Html5Facts, *, width: int, height: int, bounds: InspectBounds
) -> RenderOrder | None:
    """What a browser is asked to show; None for a package that none may be asked about."""
    if not facts.can_be_shown or facts.index is None:
        return None
    files = contents(data, read_table(data, bounds))
    return RenderOrder(files, facts.index, width, height)


@dataclass(slots=True)
class _Found:
    """What the files say."""

    nested: list[str] = field(default_factory=list)
    kinds: list[str] = field(default_factory=list)
    external: list[str] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    forbidden: set[Forbidden] = field(default_factory=set)
    sizes: dict[str, tuple[int, int]] = field(default_factory=dict)
    click_tag: bool = False


def _files(archive: Archive) -> list[Entry]:
    """Without folders and what systems leave behind."""
    return [
        entry
        for entry in archive.entries
        if not entry.is_folder and not entry_names.is_note(entry.name)
    ]


def _index(names: list[str]) -> str | None:
    """The page to start from: index.html at the top, else the only page there is."""
    pages = [name for name in names if _is_page(name)]
    tops = [name for name in pages if name.lower() in INDEXES]
    if len(tops) == 1:
        return tops[0]
    return pages[0] if len(pages) == 1 else None


def _is_page(name: str) -> bool:
    return _ends(name, PAGES) and not entry_names.is_note(name)


def _is_unused(name: str) -> bool:
    """A file without any ending (LICENSE) is looked at by its bytes alone."""
    has_ending = "." in name.rpartition("/")[2]
    return has_ending and not _ends(name, USED_ENDINGS) and not _ends(name, ARCHIVE_ENDINGS)


def _ends(name: str, endings: tuple[str, ...]) -> bool:
    return name.lower().endswith(endings)


def _first(names: Iterable[str]) -> tuple[str, ...]:
    return references.first((one[: references.SHOWN] for one in names), MOST_NAMES)


def _read(data: bytes, archive: Archive) -> _Found:
    files = contents(data, archive)
    found = _Found()
    for name, content in files.items():
        if entry_names.is_note(name):
            continue
        kind = sniff(content)
        if kind in NESTED or has_end(content):
            found.nested.append(name)
        elif kind in STRANGE:
            found.kinds.append(name)
        _Reader(name, files, found).read(content, kind)
    return found


class _Reader:
    """Reads one file of the package as what its name or bytes say."""

    def __init__(self, name: str, files: Mapping[str, bytes], found: _Found) -> None:
        self._name, self._files, self._found = name, files, found
        self._base = ""

    def read(self, content: bytes, kind: str | None) -> None:
        """Notes what it asks for and does."""
        if _ends(self._name, MARKUP) or kind in {"html", "svg"}:
            self._markup(markup.text_of(content))
        elif _ends(self._name, STYLES):
            self._refer(references.of_css(markup.text_of(content)))
        elif _ends(self._name, SCRIPTS):
            self._script(markup.text_of(content))

    def _markup(self, text: str) -> None:
        for tag in markup.tags(text):
            self._tag(tag)
            for inner in markup.tags(tag.attributes.get("srcdoc", "")):
                self._tag(inner)

    def _tag(self, tag: Tag) -> None:
        base = tag.attributes.get("href", "") if tag.name == "base" else ""
        if base and not references.leads_out(base):
            self._base = base
        self._found.forbidden.update(behaviour.of_tag(tag))
        size = behaviour.ad_size(tag)
        if size is not None:
            self._found.sizes.setdefault(self._name, size)
        self._refer(references.of_tag(tag))
        if tag.name == "style":
            self._refer(references.of_css(tag.text))
        elif tag.name == "script":
            self._script(tag.text)
        for key, value in tag.attributes.items():
            if key.startswith("on") or value.lstrip().lower().startswith("javascript:"):
                self._script(value)

    def _script(self, text: str) -> None:
        self._refer(references.of_script(text))
        self._found.forbidden.update(behaviour.of_script(text))
        self._found.click_tag = self._found.click_tag or behaviour.uses_click_tag(text)

    def _refer(self, found: Iterator[Reference]) -> None:
        for address, is_external in found:
            if is_external:
                self._found.external.append(address)
            else:
                path = references.resolved(address, self._name, self._base)
                if path is None or not self._is_there(path):
                    self._found.missing.append(address)

    def _is_there(self, path: str) -> bool:
        return path in self._files or posixpath.join(path, "index.html") in self._files
