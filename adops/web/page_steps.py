"""A page of the portal: its slots, and the steps taken on it before it is looked at (checks.md)."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session, select
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData

from adops import clock
from adops.db import Database
from adops.domain.page_steps import MOST_STEPS, SECRET_PREFIX, StepKind
from adops.domain.people import Actor
from adops.models import Page, Slot
from adops.phrases.places import STEPS
from adops.rules.page_steps import HIDDEN, steps_of
from adops.rules.permission import Thing, may
from adops.server.access import CurrentActor, CurrentDatabase
from adops.server.pages import done, render
from adops.services.page_steps import page_by_id, set_steps
from adops.web.check_rows import DEVICES

router = APIRouter(prefix="/pages/{page_id}")
SPARE = 2
REMOVE = "remove"
COLUMNS = ("kind", "selector", "value", "secret")


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step as the form shows it; `kind` is empty for a spare row."""

    number: int
    kind: str
    word: str
    selector: str
    value: str
    secret: str


@router.get("")
def page_page(
    request: Request, database: CurrentDatabase, by: CurrentActor, page_id: int
) -> Response:
    """Its address, slots and steps."""
    with database.read() as session:
        page = page_by_id(session, page_id)
        slots = _slots(session, page)
    writes = may(by, "slot.write", Thing(station_placed=page.station))
    rows = _rows(page, writes)
    return render(
        request,
        "page.html",
        page=page,
        device=DEVICES[page.device],
        slots=slots,
        steps=rows,
        spare=[StepRow(n, "", "", "", "", "") for n in _spare(len(rows))],
        kinds=[(kind.value, word) for kind, word in STEPS.items()],
        most=MOST_STEPS,
        prefix=SECRET_PREFIX,
        may_write=writes,
    )


@router.post("/steps")
async def write(
    request: Request, database: CurrentDatabase, by: CurrentActor, page_id: int
) -> Response:
    """Writes the steps in the order of their rows."""
    form = await request.form(max_files=0, max_fields=100)
    await run_in_threadpool(_written, database, by, page_id, form)
    return done(request, f"/pages/{page_id}", "steps_saved")


def _written(database: Database, by: Actor, page_id: int, form: FormData) -> None:
    with database.write() as session:
        set_steps(session, page_id=page_id, steps=typed(form), by=by, now=clock.now())


def typed(form: FormData) -> list[dict[str, str]]:
    """The rows as `rules.page_steps.steps_of` reads them: what is empty in a row is left out, a row
    where all is empty altogether."""
    rows = []
    for number in range(1, MOST_STEPS + 2):
        kind, selector, value, secret = (str(form.get(f"{one}-{number}") or "") for one in COLUMNS)
        if kind == REMOVE:
            continue
        if kind or selector.strip() or value or secret.strip():
            row = {kind or "kind": selector}
            row |= {"value": value} if value else {}
            rows.append(row | ({"secret": secret} if secret.strip() else {}))
    return rows


def _spare(filled: int) -> range:
    return range(filled + 1, min(filled + SPARE, MOST_STEPS) + 1)


def _rows(page: Page, writes: bool) -> list[StepRow]:
    """What is filled in is shown to those alone who may change it."""
    return [
        StepRow(
            number,
            step.kind.value,
            STEPS[StepKind(step.kind)],
            step.selector,
            step.value if writes or not step.value else HIDDEN,
            step.secret,
        )
        for number, step in enumerate(steps_of(page.steps), start=1)
    ]


def _slots(session: Session, page: Page) -> list[Slot]:
    return list(session.exec(select(Slot).where(Slot.page_id == page.id).order_by(Slot.code)))
