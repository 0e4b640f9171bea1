"""Keeping what a browser showed of a package, once."""

from datetime import datetime

from sqlmodel import Session

from adops.domain.html5 import Rendering
from adops.models import RenderedPackage
from adops.queries.renderings import FACTS, rendering_of
from adops.services.stored import keep_stored


def keep(
    session: Session,
    *,
    sha256: str,
    width: int,
    height: int,
    renderer: str,
    rendering: Rendering,
    picture_bytes: int,
    now: datetime,
) -> None:
    """Notes the rendering and its stored picture; one that is known stays."""
    known = rendering_of(session, sha256, width=width, height=height, renderer=renderer)
    if known is not None:
        return
    keep_stored(session, rendering.picture, picture_bytes, "image/png", now)
    session.add(
        RenderedPackage(
            sha256=sha256,
            width=width,
            height=height,
            renderer=renderer,
            facts=FACTS.dump_python(rendering, mode="json"),
            picture_sha256=rendering.picture,
            made_at=now,
        )
    )
    session.flush()
