"""`/pages/{id}/steps`: what is done on a page before it is looked at (checks.md, Finding
selectors)."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from adops import clock
from adops.domain.page_steps import MOST_STEPS
from adops.domain.people import Actor
from adops.models import Page
from adops.rules.page_steps import steps_shown
from adops.rules.permission import Thing, may
from adops.server.access import CurrentActor, CurrentDatabase
from adops.server.params import Id
from adops.services.page_steps import page_by_id, set_steps

router = APIRouter(prefix="/pages/{page_id}/steps", tags=["page steps"])
MOST_GIVEN = MOST_STEPS * 10


class Steps(BaseModel):
    """All of them in order: `{click: selector}`, `{fill: selector, value | secret}`,
    `{wait: selector}`. `secret` is the name of a variable that begins with `ADOPS_STEP_`."""

    model_config = ConfigDict(extra="forbid")

    steps: list[dict[str, str]] = Field(max_length=MOST_GIVEN)


@router.get("")
def read(page_id: Id, database: CurrentDatabase, by: CurrentActor) -> dict[str, Any]:
    """What is filled in is shown to those alone who may change it."""
    with database.read() as session:
        return _data(page_by_id(session, page_id), by)


@router.put("")
def write(page_id: Id, given: Steps, database: CurrentDatabase, by: CurrentActor) -> dict[str, Any]:
    """Writes them in place of those there are, an empty list takes them away; 422 names the step
    that is wrong."""
    with database.write() as session:
        page = set_steps(session, page_id=page_id, steps=given.steps, by=by, now=clock.now())
        return _data(page, by)


def _data(page: Page, by: Actor) -> dict[str, Any]:
    writes = may(by, "slot.write", Thing(station_placed=page.station))
    return {
        "page": page.id,
        "name": page.name,
        "url": page.url,
        "device": page.device.value,
        "station": page.station,
        "steps": steps_shown(page.steps, whole=writes),
    }
