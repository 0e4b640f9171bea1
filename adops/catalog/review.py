"""`config/review.yaml`: the review's numbers and how much a file may ask of the machine."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from adops.catalog.strict import Strict, read_yaml
from adops.domain.creative import InspectBounds, ReviewTerms
from adops.domain.mending import MendTerms

REVIEW_FILE = "review.yaml"
Count = Annotated[int, Field(gt=0)]


class TermsRow(Strict):
    """The key `terms`."""

    cap_num: Count
    cap_den: Count
    seconds: Count
    fps: Count
    flashes: Annotated[int, Field(ge=0)]


class BoundsRow(Strict):
    """The key `bounds`; counts and bytes, all above zero."""

    pixels: Count
    run_pixels: Count
    frames: Count
    scans: Count
    entries: Count
    unpack_ratio: Count
    unpack_free: Count


class MendingRow(Strict):
    """The key `mending`."""

    floor: Annotated[float, Field(gt=0, le=1)]
    shift: Annotated[int, Field(ge=0, le=255)]
    pixels: Count
    wait_seconds: Count


class ReviewFile(Strict):
    """The whole file."""

    terms: TermsRow
    bounds: BoundsRow
    mending: MendingRow


@lru_cache(maxsize=8)
def _load(config: Path) -> ReviewFile:
    return read_yaml(config / REVIEW_FILE, ReviewFile)


def load_terms(config: Path) -> ReviewTerms:
    """The rules' numbers. Raises InputError `config.…` naming file and key."""
    return ReviewTerms(**_load(config).terms.model_dump())


def load_bounds(config: Path) -> InspectBounds:
    """What is a bomb. Raises InputError `config.…` naming file and key."""
    return InspectBounds(**_load(config).bounds.model_dump())


def load_mending(config: Path) -> MendTerms:
    """What a mended file must be. Raises InputError `config.…` naming file and key."""
    return MendTerms(**_load(config).mending.model_dump())
