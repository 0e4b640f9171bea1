"""`config/review.yaml`: the review's numbers and how much a file may ask of the machine."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field

from adops.catalog.strict import Strict, read_yaml
from adops.domain.content import LandingLimits
from adops.domain.creative import InspectBounds, ReviewTerms
from adops.domain.html5 import Html5Terms, RenderLimits
from adops.domain.mending import MendTerms

REVIEW_FILE = "review.yaml"
Count = Annotated[int, Field(gt=0)]


class Html5Row(Strict):
    """The key `terms.html5`."""

    entries: Count
    unpacked_kb: Count


class TermsRow(Strict):
    """The key `terms`."""

    cap_num: Count
    cap_den: Count
    seconds: Count
    fps: Count
    flashes: Annotated[int, Field(ge=0)]
    html5: Html5Row


class BoundsRow(Strict):
    """The key `bounds`; counts and bytes, all above zero."""

    pixels: Count
    run_pixels: Count
    frames: Count
    scans: Count
    video_pixels: Count
    video_seconds: Count
    video_frames: Count
    video_decoded: Count
    entries: Count
    unpack_ratio: Count
    unpack_free: Count
    unpack_read: Count


class RenderRow(Strict):
    """The key `render`: seconds, megabytes, a count."""

    seconds: Annotated[float, Field(gt=0, le=60)]
    settle: Annotated[float, Field(gt=0, le=30)]
    memory_mb: Annotated[int, Field(ge=256)]
    at_once: Count


class LandingRow(Strict):
    """The key `landing`: seconds, bytes, redirects."""

    seconds: Annotated[float, Field(gt=0, le=60)]
    bytes: Count
    hops: Annotated[int, Field(ge=0, le=20)]


class MendingRow(Strict):
    """The key `mending`."""

    floor: Annotated[float, Field(gt=0, le=1)]
    own: Annotated[float, Field(gt=0, le=1)]
    shift: Annotated[int, Field(ge=0, le=255)]
    pixels: Count
    wait_seconds: Count


class ReviewFile(Strict):
    """The whole file."""

    terms: TermsRow
    bounds: BoundsRow
    landing: LandingRow
    render: RenderRow
    mending: MendingRow


@lru_cache(maxsize=8)
def _load(config: Path) -> ReviewFile:
    return read_yaml(config / REVIEW_FILE, ReviewFile)


def load_terms(config: Path) -> ReviewTerms:
    """The rules' numbers. Raises InputError `config.…` naming file and key."""
    row = _load(config).terms
    html5 = Html5Terms(row.html5.entries, row.html5.unpacked_kb * 1024)
    return ReviewTerms(**row.model_dump() | {"html5": html5})


def load_bounds(config: Path) -> InspectBounds:
    """What is a bomb. Raises InputError `config.…` naming file and key."""
    return InspectBounds(**_load(config).bounds.model_dump())


def load_landing(config: Path) -> LandingLimits:
    """How landing pages are fetched. Raises InputError `config.…` naming file and key."""
    return LandingLimits(**_load(config).landing.model_dump())


def load_render(config: Path) -> RenderLimits:
    """How packages are shown. Raises InputError `config.…` naming file and key."""
    return RenderLimits(**_load(config).render.model_dump())


def load_mending(config: Path) -> MendTerms:
    """What a mended file must be. Raises InputError `config.…` naming file and key."""
    return MendTerms(**_load(config).mending.model_dump())
