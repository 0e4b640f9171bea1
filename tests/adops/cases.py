"""Slots and facts for the review's table tests."""

from typing import Any

from adops.catalog.review import load_bounds, load_terms
from adops.domain.creative import Animation, CreativeFacts, VideoFacts
from adops.domain.finding import Finding
from adops.domain.slot import Owner, PartSpec, SlotSpec
from adops.inspect.creative import inspect
from adops.rules.review import review
from adops.settings import Settings

CONFIG = Settings().config_dir
TERMS = load_terms(CONFIG)
BOUNDS = load_bounds(CONFIG)
LIMIT = 30 * 1024
ITEM = "LJ-HOME-TL01#1"
BANNER = PartSpec("main", 950, 90, LIMIT)


def slot(**changes: Any) -> SlotSpec:
    """A banner 950×90 of LEJU, 30 KB."""
    given: dict[str, Any] = {
        "code": "LJ-HOME-TL01",
        "owner": Owner.LEJU,
        "parts": (BANNER,),
        "formats": ("jpg", "png", "gif", "html5"),
        "item": ITEM,
        "max_seconds": 15,
    }
    return SlotSpec(**(given | changes))


def facts(**changes: Any) -> CreativeFacts:
    """A JPEG that nothing is wrong with."""
    given: dict[str, Any] = {
        "name": "banner.jpg",
        "sha256": "0" * 64,
        "size": 20_000,
        "format": "jpg",
        "named": "jpg",
        "width": 950,
        "height": 90,
    }
    return CreativeFacts(**(given | changes))


def moving(**changes: Any) -> Animation:
    """Two frames in a second, once."""
    given: dict[str, Any] = {"frames": 2, "milliseconds": 1000, "plays": 1, "fps": 2.0}
    return Animation(**(given | changes))


def film(**changes: Any) -> dict[str, Any]:
    """The facts in which an MP4 of a second that nothing is wrong with differs from the JPEG."""
    of_file = {"format": "mp4", "named": "mp4"}
    given: dict[str, Any] = {"codec": "h264", "pixels": "yuv420p", "milliseconds": 1000}
    for name, value in ({"frames": 25} | changes).items():
        (given if name in VideoFacts.__slots__ else of_file)[name] = value
    return of_file | {"video": VideoFacts(**given)}


def found(one: CreativeFacts, spec: SlotSpec | None = None, **given: Any) -> tuple[Finding, ...]:
    """The findings of a creative of one file."""
    return review({"main": one}, spec or slot(), terms=TERMS, **given)


def codes(findings: tuple[Finding, ...]) -> list[str]:
    """Their codes in order."""
    return [finding.code for finding in findings]


def measured(data: bytes, name: str = "", declared: str | None = None) -> CreativeFacts:
    """Facts of real bytes."""
    return inspect(data, name=name, declared=declared, bounds=BOUNDS)
