"""Looks whose cut-outs and proof sheets are not drawn yet, and whose they are (checks.md)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, func, select

from adops.domain.evidence import Undrawn
from adops.domain.states import WELL
from adops.errors import MissingError
from adops.models import Booking, Slot, SlotCheck, SlotCheckBooking
from adops.rules.permission import Thing


def waits(look: SlotCheck) -> bool:
    """Whether its cut-out and proof sheets are still to be drawn."""
    return look.drawn_at is None and look.page_picture is not None


def undrawn(session: Session, *, facts: str, troubles: bool = False) -> list[Undrawn]:
    """Looks of one page in one run that wait to be drawn; `troubles`: those drawn at once."""
    query = (
        select(SlotCheck.id, Slot.code)
        .join(Slot, col(Slot.id) == SlotCheck.slot_id)
        .where(SlotCheck.facts == facts, _waits())
        .order_by(col(SlotCheck.id))
    )
    if troubles:
        query = query.where(col(SlotCheck.result).not_in(WELL))
    return [Undrawn(number or 0, code, facts) for number, code in session.exec(query)]


def waiting_pages(session: Session) -> list[str]:
    """Facts of pages with looks that wait to be drawn, the longest waiting first."""
    query = (
        select(SlotCheck.facts)
        .where(_waits())
        .group_by(col(SlotCheck.facts))
        .order_by(func.min(SlotCheck.id))
    )
    return [facts for facts in session.exec(query) if facts]


def pages_of_run(session: Session, run_id: int) -> list[str]:
    """Facts of pages of a run with troubles that wait to be drawn."""
    return _pages(session, SlotCheck.run_id == run_id, col(SlotCheck.result).not_in(WELL))


def pages_of(session: Session, look_ids: Iterable[int]) -> list[str]:
    """Facts of the pages of those looks that wait to be drawn."""
    return _pages(session, col(SlotCheck.id).in_(sorted(set(look_ids))))


def count_waiting(session: Session) -> int:
    """How many looks wait to be drawn."""
    return session.exec(select(func.count(col(SlotCheck.id))).where(_waits())).one()


@dataclass(frozen=True, slots=True)
class LookFiles:
    """The files of one look, None where there is none or not yet, and whose they are: those of the
    slot under None, of each booking under its id."""

    files: Mapping[int | None, str | None]
    owners: Mapping[int | None, Sequence[Thing]]


def look_files(session: Session, look_id: int) -> LookFiles:
    """Cut-out and proof sheets of a look. Raises MissingError `look.unknown`."""
    look = session.get(SlotCheck, look_id)
    if look is None:
        raise MissingError("look.unknown", look=look_id)
    query = (
        select(SlotCheckBooking.proof, Booking)
        .join(Booking, col(Booking.id) == SlotCheckBooking.booking_id)
        .where(SlotCheckBooking.slot_check_id == look_id)
        .order_by(col(SlotCheckBooking.id))
    )
    files: dict[int | None, str | None] = {None: look.picture}
    owners: dict[int | None, list[Thing]] = {None: [Thing(station_placed=look.station)]}
    for proof, of in session.exec(query):
        files[of.id] = proof
        owners[of.id] = [Thing(of.station_sold, look.station, of.sales_email)]
        owners[None].append(Thing(of.station_sold, look.station))
    return LookFiles(files, owners)


def _waits() -> ColumnElement[bool]:
    return col(SlotCheck.drawn_at).is_(None) & col(SlotCheck.page_picture).is_not(None)


def _pages(session: Session, *which: ColumnElement[bool] | bool) -> list[str]:
    query = select(SlotCheck.facts).where(_waits(), *which).distinct().order_by(SlotCheck.facts)
    return [facts for facts in session.exec(query) if facts]
