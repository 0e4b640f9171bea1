"""Lists of creatives and approvals, as far as a person may see them; newest first, by cursor."""

from typing import Any

from sqlmodel import Session, col, false, func, or_, select, true

from adops.domain.people import Actor
from adops.domain.period import local
from adops.domain.states import ApprovalState, CreativeState
from adops.models import Approval, Booking, Contract, Creative, Slot
from adops.queries.creatives import creative_case
from adops.rules.permission import require
from adops.rules.reach import reach


def require_readable(session: Session, creative_id: int, by: Actor) -> None:
    """Raises MissingError `creative.unknown`, ForbiddenError `permission.denied`."""
    require(by, "creative.read", creative_case(session, creative_id).of.thing)


def visible_to(by: Actor, act: str = "creative.read") -> Any:
    """The condition on bookings that the grants of a reading act come to (rules.md §1)."""
    seen = reach(by, act)
    if seen.everything:
        return true()
    mine: Any = func.lower(Booking.sales_email) == seen.email.lower() if seen.email else false()
    stations = seen.stations
    return or_(
        mine, col(Booking.station_sold).in_(stations), col(Booking.station_placed).in_(stations)
    )


def page_of(
    session: Session,
    *,
    by: Actor,
    station: str | None = None,
    state: CreativeState | None = None,
    booking_id: int | None = None,
    before: int | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """`{"items": […], "next": cursor or null}`; one query."""
    query = (
        select(Creative, Booking, Contract, Slot)
        .join(Booking, col(Booking.id) == Creative.booking_id)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(visible_to(by))
        .order_by(col(Creative.id).desc())
        .limit(limit + 1)
    )
    for given, condition in (
        (before, lambda: col(Creative.id) < before),
        (state, lambda: Creative.state == state),
        (booking_id, lambda: Creative.booking_id == booking_id),
        (station, lambda: or_(Booking.station_sold == station, Booking.station_placed == station)),
    ):
        query = query if given is None else query.where(condition())  # None can't be compared
    rows = list(session.exec(query))
    items = [
        {
            "creative": creative.id,
            "version": creative.version,
            "booking_id": booking.id,
            "contract_no": contract.no,
            "contract_name": contract.name,
            "slot": slot.code,
            "slot_name": slot.name,
            "state": creative.state.value,
            "verdict": creative.verdict.value,
            "go_live": creative.go_live.isoformat(),
            "submitted_at": local(creative.submitted_at).isoformat(),
        }
        for creative, booking, contract, slot in rows[:limit]
    ]
    more = len(rows) > limit
    return {"items": items, "next": items[-1]["creative"] if more and items else None}


def approvals_page(
    session: Session,
    *,
    by: Actor,
    station: str | None = None,
    state: ApprovalState | None = None,
    before: int | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """`{"items": […], "next": cursor or null}`; one query."""
    query = (
        select(Approval, Contract, Slot)
        .join(Booking, col(Booking.id) == Approval.booking_id)
        .join(Contract, col(Contract.id) == Booking.contract_id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(visible_to(by))
        .order_by(col(Approval.id).desc())
        .limit(limit + 1)
    )
    for given, condition in (
        (before, lambda: col(Approval.id) < before),
        (state, lambda: Approval.state == state),
        (station, lambda: Approval.station == station),
    ):
        query = query if given is None else query.where(condition())  # None can't be compared
    rows = list(session.exec(query))
    items = [approval_data(approval, contract, slot) for approval, contract, slot in rows[:limit]]
    more = len(rows) > limit
    return {"items": items, "next": items[-1]["approval"] if more and items else None}


def approval_data(approval: Approval, contract: Contract, slot: Slot) -> dict[str, Any]:
    """One approval as JSON."""
    return {
        "approval": approval.id,
        "creative": approval.creative_id,
        "contract_no": contract.no,
        "slot": slot.code,
        "station": approval.station,
        "kind": approval.kind.value,
        "codes": sorted({finding["code"] for finding in approval.findings}),
        "reason": approval.reason,
        "state": approval.state.value,
        "asked_by": approval.asked_by,
        "requested_at": local(approval.requested_at).isoformat(),
        "registered_at": approval.registered_at and local(approval.registered_at).isoformat(),
        "registered_by": approval.registered_by,
        "decided_at": approval.decided_at and local(approval.decided_at).isoformat(),
        "decided_by": approval.decided_by,
        "decided_why": approval.decided_why,
        "mail": approval.mail_sha256,
    }
