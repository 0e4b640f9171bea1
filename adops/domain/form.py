"""Forms 广告形式: which files an ad of that form is made of, and how it behaves (domain.md 1.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from adops.domain.slot import PartSpec

MAIN = "main"
PART_ALIASES = {"big": MAIN}
"""Other words for a part: rules.md §5 calls the large file of a 流媒体 big."""
KB = 1024
"""Bytes of the rate card's KB (rules.md §4)."""


class Behaviour(StrEnum):
    """How a form shows itself on a page."""

    STATIC = "static"
    FLOATING = "floating"
    POPUP = "popup"
    POPUNDER = "popunder"
    EXPANDING = "expanding"
    FLIPPING = "flipping"
    BACKGROUND = "background"
    TEXT = "text"
    VIDEO = "video"
    SPLASH = "splash"
    FEED = "feed"


@dataclass(frozen=True, slots=True)
class FormPart:
    """One file of a form. A size in px or a weight in KB that is None is the slot's own.

    `optional`: the form is complete without it; `sound`: a video may have sound; `at_once`: a
    reader sees it beside the others that are at once, without a click and without waiting.
    """

    part: str
    width: int | None = None
    height: int | None = None
    max_kb: int | None = None
    optional: bool = False
    sound: bool = False
    at_once: bool = False


@dataclass(frozen=True, slots=True)
class Form:
    """A row of config/forms.yaml; never code (rules.md §8).

    `named` are the words by which a slot's name tells its form; `cap` is how often it plays by
    itself in `cap_hours` for one reader (None: no cap); `wait_seconds` before it shows.
    `turns`: it is one of a row that turns, each sold by itself.
    """

    name: str
    code: str
    behaviour: Behaviour = Behaviour.STATIC
    parts: tuple[FormPart, ...] = (FormPart(MAIN),)
    named: tuple[str, ...] = ()
    wait_seconds: int = 0
    cap: int | None = None
    cap_hours: int | None = None
    needs_close: bool = False
    turns: bool = False

    @property
    def together(self) -> tuple[str, ...]:
        """The parts that a reader sees at once, beside each other."""
        return tuple(one.part for one in self.parts if one.at_once)

    def part_specs(self, *, width: int, height: int, limit_bytes: int) -> tuple[PartSpec, ...]:
        """The parts of a slot of this form: px, and bytes (0: none named)."""
        return tuple(
            PartSpec(
                part=one.part,
                width=width if one.width is None else one.width,
                height=height if one.height is None else one.height,
                limit_bytes=limit_bytes if one.max_kb is None else one.max_kb * KB,
                optional=one.optional,
                sound=one.sound,
            )
            for one in self.parts
        )


def form_of_name(name: str, forms: Sequence[Form]) -> Form | None:
    """The first form one of whose words is in a slot's name (domain.md 1.3)."""
    for form in forms:
        if any(word in name for word in form.named):
            return form
    return None


def part_name(word: str) -> str:
    """A part as people write it → its name in the form."""
    folded = word.strip().lower()
    return PART_ALIASES.get(folded, folded)
