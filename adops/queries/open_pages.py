"""What open runs still have before them, however many they are."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.people import SYSTEM
from adops.models import CheckPage, CheckRun
from adops.queries.checks import OPEN


@dataclass(frozen=True, slots=True)
class OpenRun:
    """A run that is not over, with the ids of its pages that are not recorded."""

    run_id: int
    state: str
    on: date
    pages: list[int] = field(default_factory=list)


def open_pages(session: Session) -> list[OpenRun]:
    """Runs of any ad day that are not over, in order. One query."""
    query: Any = (
        select(col(CheckRun.id), col(CheckRun.state), col(CheckRun.on))
        .add_columns(col(CheckPage.page_id))
        .outerjoin(
            CheckPage, (col(CheckPage.run_id) == CheckRun.id) & (col(CheckPage.state) != "done")
        )
        .where(col(CheckRun.state).in_(OPEN))
        .order_by(col(CheckRun.id), col(CheckPage.id))
    )
    found: dict[int, OpenRun] = {}
    for run_id, state, on, page_id in session.exec(query):
        run = found.setdefault(run_id or 0, OpenRun(run_id or 0, state, on))
        if page_id is not None:
            run.pages.append(page_id)
    return list(found.values())


def chosen_by_people(session: Session) -> list[int]:
    """Runs over chosen slots that a person waits for and nobody has begun."""
    query = select(CheckRun).where(CheckRun.state == "asked", CheckRun.asked_by != SYSTEM.staff_no)
    runs = session.exec(query.order_by(col(CheckRun.id)))
    return [run.id or 0 for run in runs if run.slot_codes]
