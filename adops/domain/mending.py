"""A mended file: what is asked for, and what came of it (rules.md §5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from adops.domain.creative import CreativeFacts
from adops.domain.finding import Verdict


class Mend(StrEnum):
    """What was changed. The first three are asked for; the others come with them."""

    WEIGHT = "weight"
    CMYK = "cmyk"
    ORIENTATION = "orientation"
    FORMAT = "format"
    PROFILE = "profile"


ENDINGS: Mapping[str, str] = {"jpg": "jpg", "png": "png", "webp": "webp"}
"""The formats a mended picture is written in → the ending of its name."""


def one_or_all(suggestions: Sequence[dict[str, Any]]) -> Any:
    """The `suggestion` of an answer: None, the one, or all where a creative has several parts."""
    return None if not suggestions else suggestions[0] if len(suggestions) == 1 else suggestions


@dataclass(frozen=True, slots=True)
class MendTerms:
    """The numbers of mending; see config/review.yaml.

    `floor` 0..1: a file less alike than that is never offered, nor one in which some place's mean
    colour moved by more than `shift` of 255. `own` 0..1: as alike as that in its own format, no
    other is tried. `pixels`: larger pictures are not mended.
    `wait_seconds`: how long the answer to sales waits for the offer it is to name.
    """

    floor: float
    own: float
    shift: int
    pixels: int
    wait_seconds: int


@dataclass(frozen=True, slots=True)
class MendOrder:
    """What one file is to become: `formats` as they are preferred, its own first; `aims` in bytes,
    the first one that can be reached counts, 0 is no limit."""

    part: str
    mends: tuple[Mend, ...]
    formats: tuple[str, ...]
    aims: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Mended:
    """A mended file. `quality` 1–100 of a JPEG or WebP, the number of colours of a PNG with fewer
    colours, None where no pixel was given up; `similarity` 0..1 to the original as browsers show
    it."""

    content: bytes
    format: str
    quality: int | None
    similarity: float
    mends: tuple[Mend, ...]


@dataclass(frozen=True, slots=True)
class MendedFile:
    """A mended file that may be offered, measured and reviewed: what `Mended` says of it, and the
    verdict it has by itself (pass, warn, or needs_approval over the limit)."""

    part: str
    facts: CreativeFacts
    quality: int | None
    similarity: float
    mends: tuple[Mend, ...]
    verdict: Verdict

    def as_data(self) -> dict[str, Any]:
        """The `suggestion` of `creative check` (interfaces.md)."""
        return {
            "part": self.part,
            "name": self.facts.name,
            "format": self.facts.format,
            "width": self.facts.width,
            "height": self.facts.height,
            "bytes": self.facts.size,
            "quality": self.quality,
            "similarity": self.similarity,
            "mends": [one.value for one in self.mends],
            "verdict": self.verdict.value,
        }
