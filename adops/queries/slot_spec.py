"""What binds a creative of a slot (rules.md §8)."""

from datetime import date

from sqlmodel import Session, select

from adops.domain.slot import SlotSpec
from adops.models import Slot
from adops.queries.bookings import spec_of, versions_of


def slot_spec(session: Session, code: str, *, on: date) -> SlotSpec | None:
    """The rate-card item, valid on `on`, of the slot with that folded code; None without one.

    Raises RuleError `slot.no_version`.
    """
    slot = session.exec(select(Slot).where(Slot.code == code)).first()
    if slot is None or slot.id is None:
        return None
    return spec_of(slot, versions_of(session, slot.id), on)


def station_of_slot(session: Session, code: str) -> str | None:
    """The station that places in the slot with that folded code; None without one."""
    return session.exec(select(Slot.station).where(Slot.code == code)).first()
