"""The same file again: where it was handed in before, how that ended, when it was seen on air."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import Session, col, func, select

from adops.domain.content import Ruling
from adops.domain.finding import Verdict
from adops.domain.people import Actor
from adops.domain.states import CreativeState, Delivered
from adops.models import (
    Booking,
    ContentDecision,
    Contract,
    Creative,
    CreativePart,
    Slot,
    SlotCheckBooking,
)
from adops.queries.creative_lists import visible_to

MOST = 10


@dataclass(frozen=True, slots=True)
class KnownFile:
    """An earlier creative with one of the files. `first` and `last`: the ad days between which
    looks saw it right; None when none did. `decisions`: (words, ruling) of what was decided."""

    creative: int
    version: int
    contract_no: str
    contract_name: str
    slot: str
    slot_name: str
    state: CreativeState
    verdict: Verdict
    first: date | None
    last: date | None
    decisions: tuple[tuple[str, Ruling], ...] = ()

    def as_data(self) -> dict[str, Any]:
        """The JSON form."""
        return {
            "creative": self.creative,
            "version": self.version,
            "contract_no": self.contract_no,
            "contract_name": self.contract_name,
            "slot": self.slot,
            "slot_name": self.slot_name,
            "state": self.state.value,
            "verdict": self.verdict.value,
            "from": self.first and self.first.isoformat(),
            "to": self.last and self.last.isoformat(),
            "decisions": [
                {"words": words, "ruling": ruling.value} for words, ruling in self.decisions
            ],
        }


def known_files(
    session: Session, shas: Collection[str], *, by: Actor, besides: Collection[int] = ()
) -> tuple[KnownFile, ...]:
    """The newest creatives with one of these files, as far as the person may see their bookings,
    but those `besides`. Two queries, however many there are."""
    rows = session.exec(_query(shas, by, besides)).all()
    decided = _decisions(session, [row[0].id or 0 for row in rows])
    return tuple(
        KnownFile(
            creative=creative.id,
            version=creative.version,
            contract_no=contract.no,
            contract_name=contract.name,
            slot=slot.code,
            slot_name=slot.name,
            state=creative.state,
            verdict=creative.verdict,
            first=first,
            last=last,
            decisions=decided.get(creative.id, ()),
        )
        for creative, contract, slot, first, last in rows
    )


def _query(shas: Collection[str], by: Actor, besides: Collection[int]) -> Any:
    with_file = select(CreativePart.creative_id).where(col(CreativePart.sha256).in_(shas))
    seen: Any = (
        select(
            SlotCheckBooking.creative_id,
            func.min(SlotCheckBooking.on).label("first"),
            func.max(SlotCheckBooking.on).label("last"),
        )
        .where(
            SlotCheckBooking.delivered == Delivered.YES,
            col(SlotCheckBooking.creative_id).in_(with_file),
        )
        .group_by(col(SlotCheckBooking.creative_id))
        .subquery()
    )
    return (
        select(Creative, Contract, Slot)
        .add_columns(seen.c.first, seen.c.last)
        .join(Booking, col(Booking.id) == Creative.booking_id)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .outerjoin(seen, seen.c.creative_id == Creative.id)
        .where(col(Creative.id).in_(with_file), col(Creative.id).not_in(besides), visible_to(by))
        .order_by(col(Creative.id).desc())
        .limit(MOST)
    )


def _decisions(
    session: Session, creatives: list[int]
) -> dict[int | None, tuple[tuple[str, Ruling], ...]]:
    """The newest ruling of each hit, by creative."""
    query = select(ContentDecision).where(col(ContentDecision.creative_id).in_(creatives))
    newest: dict[tuple[int, str], ContentDecision] = {}
    for one in session.exec(query.order_by(col(ContentDecision.id))):
        newest[one.creative_id, one.hit_key] = one
    found: dict[int | None, tuple[tuple[str, Ruling], ...]] = {}
    for (creative, _key), one in newest.items():
        found[creative] = (*found.get(creative, ()), (one.words, one.ruling))
    return found
