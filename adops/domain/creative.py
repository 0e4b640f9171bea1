"""What a creative's file is, as measured from its bytes, and the codes a review can give
(rules.md §4, §5)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from adops.domain.finding import Finding, Severity
from adops.domain.html5 import Html5Facts, Html5Terms
from adops.domain.slot import PartSpec, SlotSpec


class Code(StrEnum):
    """Codes of the review's findings (the table of rules.md §5)."""

    FILE_EMPTY = "file.empty"
    FILE_BROKEN = "file.broken"
    FILE_BOMB = "file.bomb"
    FILE_TRAILING = "file.trailing"
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
    VIDEO_CODEC = "video.codec"
    VIDEO_DIMENSIONS = "video.dimensions"
    VIDEO_TOO_LONG = "video.too_long"
    VIDEO_SOUND = "video.sound"
    VIDEO_NO_FASTSTART = "video.no_faststart"
    HTML5_NO_INDEX = "html5.no_index"
    HTML5_UNSAFE_PATH = "html5.unsafe_path"
    HTML5_UNSAFE_ARCHIVE = "html5.unsafe_archive"
    HTML5_NESTED = "html5.nested"
    HTML5_FILE_KIND = "html5.file_kind"
    HTML5_TOO_MANY = "html5.too_many"
    HTML5_TOO_LARGE = "html5.too_large"
    HTML5_EXTERNAL = "html5.external"
    HTML5_MISSING_FILE = "html5.missing_file"
    HTML5_FORBIDDEN = "html5.forbidden"
    HTML5_AD_SIZE = "html5.ad_size"
    HTML5_SIZE = "html5.size"
    HTML5_NO_CLICK_TAG = "html5.no_click_tag"
    HTML5_BLANK = "html5.blank"
    HTML5_SCRIPT_ERROR = "html5.script_error"
    TEXT_TOO_LONG = "text.too_long"
    TEXT_CONTROL = "text.control"
    PART_MISSING = "part.missing"
    LINK_UNSAFE = "link.unsafe"
    LINK_UNREACHABLE = "link.unreachable"
    COPY_MISSING = "content.copy_missing"
    VERSION_NOT_COVERED = "version.not_covered"
    CHECK_NOT_DONE = "check.not_done"


class LinkTrouble(StrEnum):
    """What a click address must be and is not: the `allowed` of `link.unsafe`."""

    ABSOLUTE = "absolute_http"
    WELL_FORMED = "well_formed"
    CREDENTIALS = "no_credentials"
    PUBLIC = "public_host"


FLASH_FORMATS = frozenset({"swf", "flv"})
"""Flash: no browser plays it since 2021, whatever an old rate card lists."""

TAKEN_FORMATS = frozenset({"jpg", "png", "gif", "webp", "avif", "html5", "mp4", "webm", "text"})
"""What a rate card can list at all: the review knows how to judge these and no others."""

PICTURE_FORMATS = frozenset({"jpg", "png", "gif", "webp", "avif"})
"""Pictures, still or moving, that a browser shows."""

VIDEO_FORMATS = frozenset({"mp4", "webm"})
"""Films that a browser plays."""

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
    "mkv": "mkv",
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
class VideoFacts:
    """A film.

    `codec` and `audio` as FFmpeg names them (h264, aac), None where it has no pictures, no sound;
    `pixels` how a picture's colours are kept (yuv420p); `milliseconds` and `frames` of the
    pictures; `starts_fast`: it can be shown before its end is loaded (MP4: moov before mdat).
    """

    codec: str | None
    pixels: str = ""
    audio: str | None = None
    milliseconds: int = 0
    frames: int = 0
    starts_fast: bool = True

    @property
    def seconds(self) -> float:
        """Seconds of the pictures."""
        return self.milliseconds / 1000

    @property
    def fps(self) -> float:
        """Frames a second, on average."""
        return self.frames / self.seconds if self.milliseconds else 0.0


@dataclass(frozen=True, slots=True)
class CreativeFacts:
    """One file, measured. The bytes decide everything; `named` and `declared` are only claims.

    `size` in bytes; `width` and `height` in px as a browser shows it, turned as the file says,
    None where the format has none or it is not read; `orientation` as the EXIF has it, 1 (upright)
    to 8, 1 where browsers ask nothing of it; `trouble` is file.empty, file.broken or file.bomb;
    `text` the words of a file that is plain text; `trailing` bytes after the end of what is shown;
    `not_done` what could not be looked at; `html5` what a ZIP holds.
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
    video: VideoFacts | None = None
    cmyk: bool = False
    blank: bool = False
    orientation: int = 1
    text: str | None = None
    trailing: int = 0
    not_done: str | None = None
    trouble: Code | None = None
    html5: Html5Facts | None = None

    @property
    def frames(self) -> int:
        """How many pictures it holds; 0 for what is no picture."""
        moving = self.animation or self.video
        if moving is not None:
            return moving.frames
        return 1 if self.width else 0

    @property
    def seconds(self) -> float:
        """Seconds of one run; 0 for what does not move."""
        moving = self.animation or self.video
        return moving.seconds if moving is not None else 0.0


@dataclass(frozen=True, slots=True)
class InspectBounds:
    """How much a file may ask of the machine before it is a `file.bomb`; see config/review.yaml.

    `pixels` of one frame, `run_pixels` of all frames together, `scans` of a progressive JPEG;
    `video_pixels` of a film's frame, its `video_seconds` and `video_frames`; the first
    `video_decoded` px of a film are decoded; `entries` of an archive, how many times its own size
    it may unpack to (`unpack_ratio`), and the bytes it may always unpack to (`unpack_free`).
    `entries` of an archive, how many times its own size it may unpack to (`unpack_ratio`), the
    bytes it may always unpack to (`unpack_free`), and up to how many its files are opened
    (`unpack_read`).
    """

    pixels: int
    run_pixels: int
    frames: int
    scans: int
    video_pixels: int
    video_seconds: int
    video_frames: int
    video_decoded: int
    entries: int
    unpack_ratio: int
    unpack_free: int
    unpack_read: int


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
    html5: Html5Terms


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
