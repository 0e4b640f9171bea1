"""What a picture's container says of it, read before anything is decoded."""

from dataclasses import dataclass


class Cut(Exception):
    """The bytes end, or go astray, before the container does."""


class TooMany(Exception):
    """More frames, scans or entries than are looked at."""


@dataclass(frozen=True, slots=True)
class Header:
    """Sizes in px; `canvas` the most px any frame asks for; `delays` in ms as stored, one a frame.

    `plays` 0: for ever. `hidden_first`: the first picture is not part of the run (an APNG's default
    image). `scans` of a JPEG, at most. `end` where the container ends; None where it is not known.
    """

    width: int
    height: int
    canvas: int
    delays: tuple[int, ...] = ()
    plays: int = 1
    hidden_first: bool = False
    four_colours: bool = False
    scans: int = 1
    end: int | None = None

    @property
    def moves(self) -> bool:
        """Whether it has more than one frame."""
        return len(self.delays) > 1

    @property
    def pictures(self) -> int:
        """How many pictures a decoder gives, hidden ones included."""
        return max(1, len(self.delays)) + self.hidden_first


@dataclass(frozen=True, slots=True)
class Film:
    """What a film's container says of it; `width` and `height` are the largest of any track.

    `frames` at most; `starts_fast`: what a player needs first is not behind the pictures.
    """

    width: int
    height: int
    milliseconds: int
    frames: int
    starts_fast: bool = True
    end: int | None = None
