"""HTML5 creatives: what a zipped package holds, what a browser showed of it, and who shows it
(rules.md §5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class ArchiveTrouble(StrEnum):
    """What makes a ZIP read differently by different programs: the `measured` of
    `html5.unsafe_archive`."""

    ENCRYPTED = "encrypted"
    METHOD = "method"
    HEADERS = "headers"
    SIZES = "sizes"
    OVERLAP = "overlap"
    HIDDEN = "hidden"
    ZIP64 = "zip64"


class Forbidden(StrEnum):
    """What an ad must not do to the page or its reader: the `measured` of `html5.forbidden`."""

    FORM = "form"
    TOP = "top"
    COOKIE = "cookie"
    REMOTE_CODE = "remote_code"
    SERVICE_WORKER = "service_worker"
    DIALOG = "dialog"
    DEVICE = "device"
    REDIRECT = "redirect"
    SOUND = "sound"
    POPUP = "popup"
    DOWNLOAD = "download"


@dataclass(frozen=True, slots=True)
class Html5Terms:
    """The most `entries` of a package, and `unpacked` bytes of all of them (rules.md §5)."""

    entries: int
    unpacked: int


@dataclass(frozen=True, slots=True)
class RenderLimits:
    """How long and how large a package may be while a browser shows it.

    `seconds` for all packages of one creative, the browser's start included; `settle` seconds for
    a page to paint its whole box; `memory_mb` for each process of the browser; `at_once` browsers
    in one process.
    """

    seconds: float
    settle: float
    memory_mb: int
    at_once: int


@dataclass(frozen=True, slots=True)
class Rendering:
    """One package as a browser without a network showed it in a window of the part's size.

    `initial_bytes` and `initial_requests`: what was asked of the package until the page was loaded.
    `extent` (px) is what the page needs without being scrolled, `painted` the box of what it paints
    (0×0: nothing). `external` and `missing` were asked for and not given. `exits`: a click read
    clickTag. `run_ms` is the longest run of a declared animation, `plays` how often it runs (0: for
    ever; both 1 run of 0 ms where none is declared). `picture` is the SHA-256 of the PNG.
    """

    initial_bytes: int
    initial_requests: int
    extent: tuple[int, int]
    painted: tuple[int, int]
    blank: bool
    picture: str
    external: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    errors: tuple[str, ...] = ()
    exits: bool = False
    run_ms: int = 0
    plays: int = 1


@dataclass(frozen=True, slots=True)
class NotRendered:
    """The browser was asked and could not tell; `why` is a word of `phrases.html5.NOT_DONE`. What
    had been asked for and done until then is known."""

    why: str
    external: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()


@dataclass(frozen=True, slots=True)
class Html5Facts:
    """One package, measured from its bytes; `rendering` once a browser was asked.

    `index` is the path of its only page to start from; `entries` counts files; `unpacked` in bytes
    as the table says. The lists name the first of what was found. `is_read`: its files were opened,
    which they are not when there are too many bytes of them.
    """

    index: str | None
    entries: int
    unpacked: int
    is_read: bool = True
    unsafe_paths: tuple[str, ...] = ()
    archive: tuple[ArchiveTrouble, ...] = ()
    nested: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    external: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    forbidden: tuple[Forbidden, ...] = ()
    click_tag: bool = False
    ad_size: tuple[int, int] | None = None
    rendering: Rendering | NotRendered | None = None

    @property
    def can_be_shown(self) -> bool:
        """Whether a browser may be asked: one page, safe paths, a plain archive."""
        safe = not self.unsafe_paths and not self.archive
        return self.is_read and self.index is not None and safe


@dataclass(frozen=True, slots=True)
class RenderOrder:
    """A package's files by path, the page to start from, the part's size in px."""

    files: Mapping[str, bytes]
    index: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What came of an order: facts, and the first picture as PNG (none when not rendered)."""

    rendering: Rendering | NotRendered
    picture: bytes = b""


class Renderer(Protocol):
    """Shows packages in a browser that can reach nothing; main hands one over.

    `version` changes when what it measures does. `render` answers each order in turn, never raises
    for what a package does or a browser lacks, and ends within the limits' seconds.
    """

    @property
    def version(self) -> str:
        """Names the way of measuring."""
        ...

    def render(self, orders: Sequence[RenderOrder]) -> Sequence[Shown]:
        """One answer an order."""
        ...
