"""Mended files on the page of a creative: beside the original, taken with one click."""

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import Response
from sqlmodel import Session

from adops.domain.creative import ReviewTerms
from adops.domain.finding import Verdict
from adops.domain.people import Actor
from adops.domain.states import CreativeState
from adops.errors import RuleError
from adops.flows import suggest
from adops.models import CreativePart, Suggestion
from adops.phrases.creative import place
from adops.phrases.mending import alike_words, mends_words
from adops.queries.creatives import CreativeCase
from adops.queries.suggestions import suggestions_of, taken_for
from adops.rules.mending import can_be_mended, verdict_left
from adops.rules.permission import may, submit_act
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk, WakeReader
from adops.server.pages import done
from adops.web.creative_rows import PartLimit, WeightBar, weight_bar

router = APIRouter(prefix="/creatives")
OPEN = frozenset({CreativeState.SUBMITTED, CreativeState.REJECTED, CreativeState.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class MendedRow:
    """A part as it was handed in and as it is offered, each with its bar."""

    name: str
    row: Suggestion
    part: CreativePart
    was: WeightBar | None
    now: WeightBar | None
    alike: str
    mends: str
    needs_approval: bool


@dataclass(frozen=True, slots=True)
class MendedRows:
    """What the page says of mending. `taken_as` is the version that took the offers, `taken_from`
    the one whose files this one has mended; `may_ask`: nothing is offered, and trying may help.
    """

    rows: tuple[MendedRow, ...]
    may_take: bool
    may_ask: bool
    taken_as: int | None
    taken_from: int | None
    handed_in_mended: bool


@router.post("/{creative_id}/take-suggestion")
def take(
    request: Request, desk: TheDesk, by: CurrentActor, wake: WakeReader, creative_id: int
) -> Response:
    """Hands in the mended files as a new version; on to its page."""
    taken = suggest.take_suggestion(desk, creative_id, by=by)
    wake()
    return done(request, f"/creatives/{taken.case.creative.id}", "taken")


@router.post("/{creative_id}/mend")
def mend(request: Request, desk: TheDesk, by: CurrentActor, creative_id: int) -> Response:
    """Mends now what nothing is offered for yet. Raises RuleError `suggestion.none`."""
    if not suggest.offer_mended(desk, creative_id, by=by):
        raise RuleError("suggestion.none", creative=creative_id)
    return done(request, f"/creatives/{creative_id}", "mended")


def mended_rows(
    session: Session,
    case: CreativeCase,
    limits: Sequence[PartLimit],
    *,
    by: Actor,
    terms: ReviewTerms,
) -> MendedRows:
    """Two queries."""
    creative = case.creative
    rows = suggestions_of(session, creative.id or 0)
    taken = taken_for(session, creative.id or 0)
    act = submit_act(taken_over=case.of.booking.taken_over)
    may_act = may(by, act, case.of.thing) and creative.state in OPEN
    offered = tuple(row for row in rows if row.taken_as is None)
    return MendedRows(
        rows=tuple(_row(row, case, limits, terms) for row in offered),
        may_take=may_act and bool(offered),
        may_ask=may_act and not rows and _may_help(case),
        taken_as=_other([row.taken_as for row in rows], creative.id),
        taken_from=_other([row.creative_id for row in taken], creative.id),
        handed_in_mended=any(row.creative_id == creative.id for row in taken),
    )


def _row(
    row: Suggestion, case: CreativeCase, limits: Sequence[PartLimit], terms: ReviewTerms
) -> MendedRow:
    part = next(one for one in case.parts if one.part == row.part)
    limit = next((one for one in limits if one.part == row.part), None)
    spec = case.of.spec(case.creative.go_live)
    verdict = verdict_left(case.findings, row.part, row.size, spec, review=terms)
    return MendedRow(
        name=place(row.part),
        row=row,
        part=part,
        was=weight_bar(part.size, limit) if limit else None,
        now=weight_bar(row.size, limit) if limit else None,
        alike=alike_words(row.similarity),
        mends=mends_words(row.mends, row.format),
        needs_approval=verdict is Verdict.NEEDS_APPROVAL,
    )


def _may_help(case: CreativeCase) -> bool:
    still = {part.part: part.format for part in case.parts if part.frames <= 1}
    return can_be_mended(case.findings, still)


def _other(found: Sequence[int | None], creative: int | None) -> int | None:
    return next((one for one in found if one not in {None, creative}), None)
