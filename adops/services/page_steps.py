"""What is done on a page before it is looked at (checks.md, Finding selectors)."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlmodel import Session

from adops.domain.people import Actor
from adops.errors import MissingError
from adops.models import Page
from adops.rules.page_steps import as_data, steps_of, steps_shown
from adops.rules.permission import Thing, require
from adops.services.acts import log


def page_by_id(session: Session, page_id: int) -> Page:
    """Raises MissingError `page.missing`."""
    page = session.get(Page, page_id)
    if page is None:
        raise MissingError("page.missing", page=page_id)
    return page


def set_steps(
    session: Session,
    *,
    page_id: int,
    steps: Iterable[Mapping[str, Any]],
    by: Actor,
    now: datetime,
) -> Page:
    """Writes them in place of those there are; the same ones leave no line in the log.

    Raises MissingError `page.missing`, ForbiddenError, and what `rules.page_steps.steps_of` raises.
    """
    page = page_by_id(session, page_id)
    require(by, "slot.write", Thing(station_placed=page.station))
    before, after = page.steps, as_data(steps_of(steps))
    if before == after:
        return page
    page.steps = after
    session.add(page)
    session.flush()
    log(
        session,
        by=by,
        now=now,
        verb="page.steps",
        thing=f"page:{page_id}",
        station=page.station,
        before={"steps": steps_shown(before, whole=False)},
        after={"steps": steps_shown(after, whole=False)},
    )
    return page
