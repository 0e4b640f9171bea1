"""Test renders of slots, and what a look needs to carry one out (rules.md §8)."""

from datetime import date

from sqlmodel import Session, col, or_, select

from adops.domain.booking import HOLDS_SHARES, Category
from adops.domain.facts import BookingOnAir, ExpectedCreative, ExpectedPart, SlotOnPage
from adops.domain.states import TrialState
from adops.errors import MissingError
from adops.models import Booking, Contract, Page, Slot, SlotTrial, SlotVersion
from adops.queries.bookings import version_on, versions_of
from adops.queries.checks import slot_on_page
from adops.rules.permission import Thing
from adops.rules.slot_life import Tried

TRIAL = "试播"
NOBODY = 0
"""The booking and the creative of a test render: none of anybody's."""


def trials_of(session: Session, slot_id: int, *, limit: int = 20) -> list[SlotTrial]:
    """The newest first."""
    query = select(SlotTrial).where(SlotTrial.slot_id == slot_id)
    return list(session.exec(query.order_by(col(SlotTrial.id).desc()).limit(limit)))


def tried(session: Session, slot_id: int) -> list[Tried]:
    """How they ended, the oldest first."""
    query = select(SlotTrial).where(SlotTrial.slot_id == slot_id).order_by(col(SlotTrial.id))
    return [Tried(one.state, one.item, one.page_id, one.selector) for one in session.exec(query)]


def waiting_trials(session: Session) -> list[int]:
    """Asked for and not carried out, the oldest first."""
    query = select(SlotTrial.id).where(SlotTrial.state == TrialState.ASKED)
    return [one for one in session.exec(query.order_by(col(SlotTrial.id))) if one]


def trial_by_id(session: Session, trial_id: int) -> SlotTrial:
    """Raises MissingError `slot.trial_unknown`."""
    found = session.get(SlotTrial, trial_id)
    if found is None:
        raise MissingError("slot.trial_unknown", trial=trial_id)
    return found


def slot_on_trial(session: Session, trial: SlotTrial, *, on: date) -> SlotOnPage:
    """The slot with its test creative alone, as a look expects it."""
    slot, page = session.get_one(Slot, trial.slot_id), session.get_one(Page, trial.page_id)
    version: SlotVersion | None = version_on(versions_of(session, trial.slot_id), on)
    parts = tuple(
        ExpectedPart(one["part"], one["sha256"], one["format"], one["width"], one["height"])
        for one in trial.files
    )
    creative = ExpectedCreative(NOBODY, NOBODY, TRIAL, 1, trial.click_url, trial.copy_text, parts)
    booking = BookingOnAir(
        booking_id=NOBODY,
        contract_no=TRIAL,
        contract_name=slot.name,
        client="",
        category=Category.PAID,
        shares=1,
        regions=(),
        station_sold=slot.station,
        station_placed=slot.station,
        creatives=(creative,),
    )
    return slot_on_page(slot, page, version, (booking,), ())


def holders(session: Session, slot_id: int, *, since: date) -> list[tuple[str, date, date]]:
    """Contract and days of what holds shares of the slot from a day on."""
    query = (
        select(Contract.no, Booking)
        .join(Booking, col(Booking.contract_id) == Contract.id)
        .where(
            Booking.slot_id == slot_id,
            col(Booking.state).in_(HOLDS_SHARES),
            col(Booking.last_day) >= since,
        )
        .order_by(col(Booking.first_day), col(Booking.id))
    )
    return [(no, of.first_day, of.last_day) for no, of in session.exec(query)]


def trial_file_owner(session: Session, sha256: str) -> list[Thing]:
    """Slots of whose test renders this is a picture."""
    query = (
        select(Slot.station)
        .join(SlotTrial, col(SlotTrial.slot_id) == Slot.id)
        .where(or_(SlotTrial.picture == sha256, SlotTrial.page_picture == sha256))
        .distinct()
    )
    return [Thing(station_placed=station) for station in session.exec(query)]
