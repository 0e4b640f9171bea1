"""What a creative's file is, as measured from its bytes, and the codes a review can give
(rules.md §4, §5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from adops.domain.finding import Finding, Severity
from adops.domain.slot import PartSpec, SlotSpec


class Code(StrEnum):
    """Codes of the review's findings (the table of rules.md §5)."""

    FILE_EMPTY = "file.empty"
    FILE_BROKEN = "file.broken"
    FILE_BOMB = "file.bomb"
    FORMAT_NOT_ALLOWED = "format.not_allowed"
    FORMAT_UNKNOWN = "format.unknown"
    FORMAT_OBSOLETE = "format.obsolete"
    FORMAT_MISMATCH = "format.mismatch"
    SIZE_WRONG = "size.wrong"
    SIZE_OVER_LIMIT = "size.over_limit"
    SIZE_OVER_CAP = "size.over_cap"
    SIZE_SINA_STRICT = "size.sina_strict"
    ANIMATION_TOO_LONG = "animation.too_long"
    ANIMATION_TOO_FAST = "animation.too_fast"
    ANIMATION_LOOPS = "animation.loops"
    ANIMATION_FLASH = "animation.flash"
    IMAGE_CMYK = "image.cmyk"
    IMAGE_BLANK = "image.blank"
    TEXT_TOO_LONG = "text.too_long"
    PART_MISSING = "part.missing"
    LINK_UNSAFE = "link.unsafe"
    LINK_UNREACHABLE = "link.unreachable"
    CHECK_NOT_DONE = "check.not_done"


class LinkTrouble(StrEnum):
    """What a click address must be and is not: the `allowed` of `link.unsafe`."""

    ABSOLUTE = "absolute_http"
    WELL_FORMED = "well_formed"
    CREDENTIALS = "no_credentials"
    PUBLIC = "public_host"


FLASH_FORMATS = frozenset({"swf", "flv"})
"""Flash: no browser plays it since 2021, whatever an old rate card lists."""

TAKEN_FORMATS = frozenset({"jpg", "png", "gif", "webp", "html5", "mp4", "text"})
"""What a rate card can list at all: the review knows how to judge these and no others."""

FOREVER = 0
"""`Animation.plays` of a run that repeats without end."""

ENDINGS: Mapping[str, str] = {
    "jpg": "jpg",
    "jpeg": "jpg",
    "jpe": "jpg",
    "jfif": "jpg",
    "png": "png",
    "apng": "png",
    "gif": "gif",
    "webp": "webp",
    "zip": "html5",
    "mp4": "mp4",
    "m4v": "mp4",
    "txt": "text",
    "bmp": "bmp",
    "tif": "tiff",
    "tiff": "tiff",
    "svg": "svg",
    "pdf": "pdf",
    "swf": "swf",
    "flv": "flv",
    "psd": "psd",
    "ico": "ico",
    "heic": "heic",
    "avif": "avif",
    "mov": "mov",
    "webm": "webm",
    "avi": "avi",
    "wmv": "wmv",
    "htm": "html",
    "html": "html",
    "rar": "rar",
    "7z": "7z",
}
"""A file name's ending → the format it claims. An ending not listed claims nothing."""


@dataclass(frozen=True, slots=True)
class Animation:
    """A moving picture.

    `milliseconds` of one run, as a browser shows it; `plays` how often it runs (0: for ever); `fps`
    the most frames a second it keeps up for a second; `flashes` the most in any second.
    """

    frames: int
    milliseconds: int
    plays: int
    fps: float
    flashes: int = 0

    @property
    def seconds(self) -> float:
        """Seconds of one run."""
        return self.milliseconds / 1000


@dataclass(frozen=True, slots=True)
class CreativeFacts:
    """One file, measured. The bytes decide everything; `named` and `declared` are only claims.

    `size` in bytes; `width` and `height` in px with the EXIF orientation applied, None where the
    format has none or it is not read; `orientation` as the EXIF has it, 1 (upright) to 8; `trouble`
    is file.empty, file.broken or file.bomb; `text` the words of a file that is plain text.
    """

    name: str
    sha256: str
    size: int
    format: str | None = None
    named: str | None = None
    declared: str | None = None
    width: int | None = None
    height: int | None = None
    animation: Animation | None = None
    cmyk: bool = False
    blank: bool = False
    orientation: int = 1
    text: str | None = None
    trouble: Code | None = None

    @property
    def frames(self) -> int:
        """How many pictures it holds; 0 for what is no picture."""
        if self.animation is not None:
            return self.animation.frames
        return 1 if self.width else 0

    @property
    def seconds(self) -> float:
        """Seconds of one run; 0 for what does not move."""
        return self.animation.seconds if self.animation is not None else 0.0


@dataclass(frozen=True, slots=True)
class InspectBounds:
    """How much a file may ask of the machine before it is a `file.bomb`; see config/review.yaml.

    `pixels` of one frame, `run_pixels` of all frames together, `scans` of a progressive JPEG;
    `entries` of an archive, how many times its own size it may unpack to (`unpack_ratio`), and the
    bytes it may always unpack to (`unpack_free`).
    """

    pixels: int
    run_pixels: int
    frames: int
    scans: int
    entries: int
    unpack_ratio: int
    unpack_free: int


@dataclass(frozen=True, slots=True)
class ReviewTerms:
    """The numbers of the review that no rate-card item names; see config/review.yaml.

    A weight up to `cap_num`/`cap_den` of the limit may be approved (rules.md §4); `seconds` binds
    where the item names none; `fps` and `flashes` are the most allowed (rules.md §5).
    """

    cap_num: int
    cap_den: int
    seconds: int
    fps: int
    flashes: int


@dataclass(frozen=True, slots=True)
class ReviewCase:
    """What is reviewed, against what: files by part, the link, the words, the slot's item.

    `click_url` None: no link is asked about. `copy` None: no words were declared. `allow_hosts` are
    `host` or `host:port` that may be linked to although private.
    """

    files: Mapping[str, CreativeFacts]
    spec: SlotSpec
    terms: ReviewTerms
    click_url: str | None = None
    copy: str | None = None
    allow_hosts: frozenset[str] = frozenset()

    def parts(self) -> Iterator[tuple[PartSpec, CreativeFacts]]:
        """The parts that are there, in the form's order."""
        for part in self.spec.parts:
            if part.part in self.files:
                yield part, self.files[part.part]

    @property
    def takes_text(self) -> bool:
        """Whether the slot is a text link: its creative is words."""
        return "text" in self.spec.formats

    def finding(
        self,
        code: Code,
        severity: Severity,
        *,
        measured: int | float | str | None = None,
        allowed: int | float | str | None = None,
        where: str | None = None,
    ) -> Finding:
        """A finding that names the rate-card item."""
        return Finding(code.value, severity, measured, allowed, where, self.spec.item)


def claimed_by_name(name: str) -> str | None:
    """The format a file name's ending claims; None where it claims none."""
    _, dot, ending = name.rpartition(".")
    return ENDINGS.get(ending.strip().lower()) if dot else None
