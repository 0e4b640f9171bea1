"""`/slots/{code}/versions`: the slot's rate-card item from a day on (interfaces.md, /rate-card)."""

from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from adops.domain.period import local
from adops.domain.slot import Item, PartSpec
from adops.flows import slot_versions as flow
from adops.models import SlotVersion
from adops.phrases.creative import as_data
from adops.queries.bookings import version_on
from adops.queries.slot_versions import SlotCase, item_of, slot_by_code
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.params import MOST, Day
from adops.services.slot_versions import Change, Entry, Unfit

router = APIRouter(tags=["master data"])
Number = Annotated[int, Field(ge=0, le=MOST)]
Limit = Annotated[int, Field(ge=1, le=MOST)]


class Part(BaseModel):
    """One file of the form: px, bytes."""

    model_config = ConfigDict(extra="forbid")

    part: str = Field(min_length=1, max_length=40)
    width: Number
    height: Number
    limit_bytes: Number


class NewVersion(BaseModel):
    """What is left out stays as in the version before; a limit that is null is named no more.

    `dry_run` lists who would no longer fit and writes nothing; `unfit` are the creatives that were
    so listed: without them nothing is written.
    """

    model_config = ConfigDict(extra="forbid")

    valid_from: Day
    parts: list[Part] | None = Field(default=None, max_length=8)
    formats: list[Annotated[str, Field(max_length=12)]] | None = Field(default=None, max_length=12)
    max_seconds: Limit | None = None
    max_loops: Limit | None = None
    text_limit: Limit | None = None
    dry_run: bool = False
    unfit: list[Limit] = Field(default_factory=list, max_length=10_000)


@router.post("/slots/{code}/versions", responses={201: {"description": "written"}})
def add(
    code: Annotated[str, Path(max_length=64)],
    given: NewVersion,
    desk: TheDesk,
    by: CurrentActor,
    response: Response,
) -> dict[str, Any]:
    """By an admin or the AE of the station that places: 201 once written, 200 for a dry run."""
    with desk.database.read() as session:
        case = slot_by_code(session, code)
    entry, slot_id = Entry(_item(given, case), given.valid_from), case.slot.id or 0
    if given.dry_run:
        return answer(flow.look(desk, slot_id, entry, by=by), written=False)
    response.status_code = 201
    return answer(flow.add(desk, slot_id, entry, seen=given.unfit, by=by), written=True)


def answer(change: Change, *, written: bool) -> dict[str, Any]:
    """What changes, and the creatives that no longer fit."""
    return {
        "slot": change.slot.code,
        "written": written,
        "number": change.after.number,
        "valid_from": change.after.valid_from and change.after.valid_from.isoformat(),
        "before": _shape(change.before),
        "after": _shape(change.after),
        "unfit": [_unfit(one) for one in change.unfit],
    }


def _item(given: NewVersion, case: SlotCase) -> Item:
    version = version_on(case.versions, given.valid_from) or case.versions[-1]
    old = item_of(version)
    told = given.model_fields_set
    known = {part.part: part for part in old.parts}
    parts = tuple(_part(one, known.get(one.part)) for one in given.parts or ())
    return Item(
        parts=parts or old.parts,
        formats=tuple(dict.fromkeys(given.formats or old.formats)),
        max_seconds=given.max_seconds if "max_seconds" in told else old.max_seconds,
        max_loops=given.max_loops if "max_loops" in told else old.max_loops,
        text_limit=given.text_limit if "text_limit" in told else old.text_limit,
    )


def _part(given: Part, old: PartSpec | None) -> PartSpec:
    """Whether a part may be left out, or have sound, is the form's to say: it stays."""
    size = PartSpec(given.part, given.width, given.height, given.limit_bytes)
    return size if old is None else replace(size, optional=old.optional, sound=old.sound)


def _shape(version: SlotVersion) -> dict[str, Any]:
    return version.model_dump(
        mode="json", include={"parts", "formats", "max_seconds", "max_loops", "text_limit"}
    )


def _unfit(one: Unfit) -> dict[str, Any]:
    creative, booking = one.of.creative, one.of.booking
    return {
        "creative": creative.id,
        "version": creative.version,
        "state": creative.state.value,
        "go_live": creative.go_live.isoformat(),
        "booking_id": booking.id,
        "contract_no": one.of.contract.no,
        "first_day": booking.first_day.isoformat(),
        "last_day": booking.last_day.isoformat(),
        "submitted_at": local(creative.submitted_at).isoformat(),
        "findings": [as_data(finding) for finding in one.findings],
        "parts": [{"part": part.part, "sha256": part.sha256} for part in one.of.parts],
    }
