"""The day's round of looks by hand (rules.md §9); a constant number of queries."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime

from sqlmodel import Session, col, or_, select

from adops.domain.by_hand import HandLook, HandTask, Why
from adops.domain.facts import BookingOnAir, SlotOnPage
from adops.domain.slot import Device, SlotState, Unit
from adops.domain.states import LookedBy
from adops.models import Booking, Page, Slot, SlotCheck, SlotCheckBooking, Station
from adops.queries.checks import ON_AIR, slots_on_air
from adops.queries.evidence import waits
from adops.rules.by_hand import is_elsewhere, owed_by, why_by_hand


def hand_tasks(
    session: Session,
    *,
    on: date,
    here: Collection[str],
    now: datetime,
    stations: Collection[str] | None = None,
) -> list[HandTask]:
    """Everything that is looked at by hand in the ad day, by slot; of these stations alone, as far
    as an AE of theirs looks. `here`: where the machine looks from (`checks.regions`)."""
    cities = {one.name: one.code for one in session.exec(select(Station))}
    codes = _slots(session, on=on, here=here)
    if not codes:
        return []
    slots = slots_on_air(session, on=on, slot_codes=codes, now=now)
    looks = _looks(session, on, [slot.slot_id for slot in slots])
    found = []
    for slot in slots:
        for why, booking in _to_look_at(slot, here):
            found.append(_task(slot, why, booking, cities, looks))
    return [one for one in found if stations is None or one.owed_by in stations]


def _slots(session: Session, *, on: date, here: Collection[str]) -> list[str]:
    """Codes of slots without a page or in an app, and of those with a booking aimed elsewhere."""
    by_hand = (
        select(Slot.code)
        .join(Page, col(Page.id) == Slot.page_id)
        .where(Slot.state == SlotState.LIVE)
        .where(or_(Page.device == Device.APP, Page.url == ""))
    )
    aimed = (
        select(Slot.code, col(Booking.regions))
        .join(Booking, col(Booking.slot_id) == Slot.id)
        .where(Slot.state == SlotState.LIVE, col(Booking.state).in_(ON_AIR))
        .where(col(Booking.first_day) <= on, col(Booking.last_day) >= on)
    )
    elsewhere = {code for code, regions in session.exec(aimed) if is_elsewhere(regions, here)}
    return sorted({*session.exec(by_hand), *elsewhere})


def _to_look_at(
    slot: SlotOnPage, here: Collection[str]
) -> Iterator[tuple[Why, BookingOnAir | None]]:
    for booking in slot.bookings:
        why = why_by_hand(slot.device, slot.page_url, booking.regions, here)
        if why is not None:
            yield why, booking
    if not slot.bookings:
        why = why_by_hand(slot.device, slot.page_url, (), here)
        if why is not None:
            yield why, None


def _task(
    slot: SlotOnPage,
    why: Why,
    booking: BookingOnAir | None,
    cities: dict[str, str],
    looks: dict[tuple[int, int | None], list[HandLook]],
) -> HandTask:
    regions = booking.regions if booking else ()
    sold = booking.station_sold if booking else slot.station
    size = f"{slot.width}×{slot.height}" if slot.width else ""
    number = booking.booking_id if booking else None
    return HandTask(
        slot_id=slot.slot_id,
        slot_code=slot.code,
        slot_name=slot.name,
        form=slot.form,
        size=size,
        page_url=slot.page_url,
        placed=slot.station,
        owed_by=owed_by(why, regions, cities=cities, placed=slot.station, sold=sold),
        why=why,
        booking_id=number,
        contract_no=booking.contract_no if booking else "",
        contract_name=booking.contract_name if booking else "",
        regions=regions,
        creatives=booking.creatives if booking else (),
        by_views=slot.unit is Unit.CPM,
        on_air=None if why is Why.GEO else frozenset(one.booking_id for one in slot.bookings),
        looks=tuple(looks.get((slot.slot_id, number), ())),
    )


def _looks(
    session: Session, on: date, slot_ids: Sequence[int]
) -> dict[tuple[int, int | None], list[HandLook]]:
    """Looks by hand of the ad day, by slot and booking, the earliest first."""
    query = (
        select(SlotCheck, SlotCheckBooking)
        .outerjoin(SlotCheckBooking, col(SlotCheckBooking.slot_check_id) == SlotCheck.id)
        .where(SlotCheck.on == on, SlotCheck.by == LookedBy.HAND)
        .where(col(SlotCheck.slot_id).in_(slot_ids))
        .order_by(col(SlotCheck.id))
    )
    found: defaultdict[tuple[int, int | None], list[HandLook]] = defaultdict(list)
    for look, seen in session.exec(query):
        key = (look.slot_id, seen.booking_id if seen is not None else None)
        one = HandLook(
            look_id=look.id or 0,
            at=look.captured_at,
            result=look.result,
            delivered=seen.delivered if seen is not None else None,
            who=look.looked_by or "",
            note=look.note,
            picture=None if look.files_gone_at else look.page_picture,
            proof=None if look.files_gone_at or seen is None else seen.proof,
            waits=waits(look),
        )
        found[key].append(one)
    return dict(found)
