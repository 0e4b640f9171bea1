"""MP4 and WebM: what the container says, held against the bounds; then the film, by PyAV."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

from adops.domain.creative import InspectBounds, VideoFacts
from adops.inspect import mp4, webm
from adops.inspect.header import Cut, Film, TooMany

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

READERS: Mapping[str, Callable[[bytes, int], Film]] = {"mp4": mp4.read, "webm": webm.read}
# Others are told by their codec alone: no browser plays them.
DECODED = frozenset({"h264", "vp8", "vp9", "av1"})
SECOND = 1000
QUARTER = 90
MOST_STREAMS = 16


class NotInstalled(Exception):
    """PyAV is not there: nothing can be said of the film."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A film and its size in px as a browser shows it, turned and stretched as it says."""

    width: int
    height: int
    video: VideoFacts


def header(kind: str, data: bytes, bounds: InspectBounds) -> tuple[Film, bool]:
    """What the container says, and whether that is more than is looked at.

    Raises Cut when it is shorter than it says, TooMany of boxes.
    """
    film = READERS[kind](data, bounds.video_frames)
    over = (
        film.width * film.height > bounds.video_pixels
        or film.milliseconds > bounds.video_seconds * SECOND
        or film.frames > bounds.video_frames
    )
    return film, over


def look(kind: str, data: bytes, film: Film, bounds: InspectBounds) -> Seen:
    """Opens the film and decodes it up to `bounds.video_decoded` px.

    Raises NotInstalled, Cut on damaged frames, TooMany of frames, and whatever PyAV raises.
    """
    try:
        import av
    except ImportError as error:
        raise NotInstalled from error
    # a second decoder's threads, and a frame larger than the header said, would take memory
    options = {"max_pixels": str(bounds.video_pixels), "threads": "1"}
    limits = {"max_streams": str(MOST_STREAMS)}
    with av.open(
        BytesIO(data), mode="r", format=kind, options=options, container_options=limits
    ) as container:
        return _seen(container, film, options, bounds)


def _seen(
    container: "InputContainer", film: Film, options: dict[str, str], bounds: InspectBounds
) -> Seen:
    audio = next(iter(container.streams.audio), None)
    sound = _codec(audio.codec_context) if audio else None
    if not container.streams.video:
        facts = VideoFacts(None, audio=sound, starts_fast=film.starts_fast)
        return Seen(film.width, film.height, facts)
    stream = container.streams.video[0]
    codec = _codec(stream.codec_context)
    stream.codec_context.options = options
    stream.codec_context.thread_count = 1
    run = _Run(stream, bounds, decodes=codec in DECODED)
    for packet in container.demux(stream):
        run.take(packet)
    if run.decodes and run.size is None:
        raise Cut
    width, height = run.size or (film.width, film.height)
    facts = VideoFacts(
        codec=codec,
        pixels=stream.codec_context.pix_fmt or "",
        audio=sound,
        milliseconds=run.milliseconds(),
        frames=run.frames,
        starts_fast=film.starts_fast,
    )
    return Seen(width, height, facts)


class _Run:
    """The packets of the pictures as they come."""

    def __init__(self, stream: "VideoStream", bounds: InspectBounds, *, decodes: bool) -> None:
        self.stream = stream
        self.bounds = bounds
        self.decodes = decodes
        self.decoded = 0
        self.frames = 0
        self.size: tuple[int, int] | None = None
        self.first: int | None = None
        self.last = 0

    def take(self, packet: "Packet[VideoStream]") -> None:
        if packet.is_corrupt:
            raise Cut
        if packet.size:
            self.frames += 1
            self.time(packet)
        if self.frames > self.bounds.video_frames:
            raise TooMany
        if self.decodes and self.decoded < self.bounds.video_decoded:
            for frame in packet.decode():
                self.look(frame)

    def time(self, packet: "Packet[VideoStream]") -> None:
        if packet.pts is not None:
            self.first = packet.pts if self.first is None else min(self.first, packet.pts)
            self.last = max(self.last, packet.pts + (packet.duration or 0))

    def look(self, frame: "VideoFrame") -> None:
        if frame.is_corrupt:
            raise Cut
        self.decoded += frame.width * frame.height
        if self.size is None:
            self.size = _shown(frame, self.stream.sample_aspect_ratio)

    def milliseconds(self) -> int:
        """From the first picture to the end of the last one."""
        base = self.stream.time_base
        if base is None or self.first is None:
            return 0
        return round((self.last - self.first) * base * SECOND)


def _codec(context: Any) -> str:
    """FFmpeg's name of the codec, not of the program that decodes it."""
    return str(context.codec.canonical_name)


def _shown(frame: "VideoFrame", stretched: Any) -> tuple[int, int]:
    """As browsers do: the longer side is stretched, then all is turned."""
    width, height = frame.width, frame.height
    if stretched and stretched > 1:
        width = round(width * stretched)
    elif stretched:
        height = round(height / stretched)
    lies = frame.rotation % (2 * QUARTER) == QUARTER
    return (height, width) if lies else (width, height)
