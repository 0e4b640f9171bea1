"""What a film must be (rules.md §5, `video.*`); its size is with the pictures' in picture.py."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from adops.domain.creative import Code, ReviewCase, VideoFacts
from adops.domain.finding import Finding, Severity
from adops.domain.slot import PartSpec

EIGHT_BIT = frozenset({"yuv420p", "yuvj420p"})
NOTHING = "none"


class Played(NamedTuple):
    """What every browser plays in a container: codec → how its colours may be kept; sound."""

    pictures: Mapping[str, frozenset[str]]
    sound: frozenset[str]


PLAYED: Mapping[str, Played] = {
    "mp4": Played({"h264": EIGHT_BIT}, frozenset({"aac"})),
    "webm": Played(
        {
            "vp8": EIGHT_BIT,
            "vp9": EIGHT_BIT,
            "av1": EIGHT_BIT | {"yuv420p10le"},  # ten bits belong to AV1's main profile
        },
        frozenset({"opus", "vorbis"}),
    ),
}
Wrong = tuple[Code, Severity, float | str | None, int | str | None]


def video(case: ReviewCase) -> Iterator[Finding]:
    """`video.codec`, `.too_long`, `.sound`, `.no_faststart` of each part that is a film."""
    for part, facts in case.parts():
        if facts.video is None or facts.format is None:
            continue
        for code, severity, measured, allowed in _wrong(
            facts.video, PLAYED[facts.format], part, case
        ):
            yield case.finding(code, severity, measured=measured, allowed=allowed, where=part.part)


def _wrong(film: VideoFacts, played: Played, part: PartSpec, case: ReviewCase) -> Iterator[Wrong]:
    colours = played.pictures.get(film.codec or "")
    if colours is None or film.pixels not in colours:
        told = f"{film.codec or NOTHING} {film.pixels}".strip()
        yield Code.VIDEO_CODEC, Severity.REJECT, told, "|".join(played.pictures)
    seconds = case.terms.seconds if case.spec.max_seconds is None else case.spec.max_seconds
    if film.milliseconds > seconds * 1000:
        yield Code.VIDEO_TOO_LONG, Severity.NEEDS_APPROVAL, film.seconds, seconds
    if film.audio is not None and not part.sound:
        yield Code.VIDEO_SOUND, Severity.REJECT, film.audio, None
    elif film.audio is not None and film.audio not in played.sound:
        yield Code.VIDEO_CODEC, Severity.REJECT, film.audio, "|".join(sorted(played.sound))
    if not film.starts_fast:
        yield Code.VIDEO_NO_FASTSTART, Severity.WARN, None, None
