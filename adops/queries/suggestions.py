"""Mended files that are offered for a creative, or that it took (rules.md §5)."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.creative import ReviewTerms
from adops.models import Suggestion
from adops.queries.creatives import CreativeCase
from adops.rules.mending import verdict_left


def suggestions_of(session: Session, creative_id: int) -> tuple[Suggestion, ...]:
    """What is offered for its parts, in the order it was made."""
    query = select(Suggestion).where(Suggestion.creative_id == creative_id)
    return tuple(session.exec(query.order_by(col(Suggestion.id))))


def open_offers(session: Session, creative_id: int) -> tuple[Suggestion, ...]:
    """What is offered and not taken yet."""
    return tuple(row for row in suggestions_of(session, creative_id) if row.taken_as is None)


def taken_for(session: Session, creative_id: int) -> tuple[Suggestion, ...]:
    """The mended files it took: another version's, or its own where it was handed in mended."""
    query = select(Suggestion).where(Suggestion.taken_as == creative_id)
    return tuple(session.exec(query.order_by(col(Suggestion.id))))


def rows_data(
    rows: Sequence[Suggestion], case: CreativeCase, terms: ReviewTerms
) -> list[dict[str, Any]]:
    """Each as the JSON of `creative check` (interfaces.md), with `sha256` and `taken_as`."""
    spec = case.of.spec(case.creative.go_live)
    sizes = {part.part: (part.width, part.height) for part in case.parts}
    found = []
    for row in rows:
        width, height = sizes.get(row.part, (None, None))
        left = verdict_left(case.findings, row.part, row.size, spec, review=terms)
        found.append(
            {
                "part": row.part,
                "name": row.name,
                "format": row.format,
                "width": width,
                "height": height,
                "bytes": row.size,
                "quality": row.quality,
                "similarity": row.similarity,
                "mends": row.mends,
                "verdict": left.value,
                "sha256": row.sha256,
                "taken_as": row.taken_as,
            }
        )
    return found
