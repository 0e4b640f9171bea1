"""Packages as they were shown before."""

from collections.abc import Iterable

from pydantic import TypeAdapter
from sqlmodel import Session, col, select

from adops.domain.html5 import Rendering
from adops.models import RenderedPackage

FACTS: TypeAdapter[Rendering] = TypeAdapter(Rendering)


def rendering_of(
    session: Session, sha256: str, *, width: int, height: int, renderer: str
) -> Rendering | None:
    """What was seen of these bytes in this size by this way of measuring; None when never."""
    query = select(RenderedPackage).where(
        RenderedPackage.sha256 == sha256,
        RenderedPackage.width == width,
        RenderedPackage.height == height,
        RenderedPackage.renderer == renderer,
    )
    found = session.exec(query).first()
    return FACTS.validate_python(found.facts) if found else None


def shown_of(session: Session, packages: Iterable[str]) -> dict[str, Rendering]:
    """The last rendering of each of these packages (SHA-256) that has one."""
    query = select(RenderedPackage).where(col(RenderedPackage.sha256).in_(set(packages)))
    rows = session.exec(query.order_by(col(RenderedPackage.id)))
    return {row.sha256: FACTS.validate_python(row.facts) for row in rows}
