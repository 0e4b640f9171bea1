"""What the tables know for the three questions of triage (rules.md §9)."""

from collections.abc import Iterable
from typing import Any

from sqlmodel import Session, col, or_, select

from adops.domain.anomaly import Evidence
from adops.domain.execution import MarkKind
from adops.domain.finding import Finding
from adops.domain.states import LookResult
from adops.models import (
    Booking,
    Creative,
    CreativePart,
    ExecutionMark,
    SlotCheck,
    SlotCheckBooking,
    SlotVersion,
)
from adops.queries.anomalies import Case
from adops.queries.bookings import in_order
from adops.queries.creatives import CURRENT
from adops.queries.ticket_facts import own_findings

LINKS = frozenset({LookResult.WRONG_LINK, LookResult.DEAD_LINK})
OF_LINK = frozenset({"link.wrong", "link.none", "link.dead"})


def evidence_of(session: Session, case: Case) -> Evidence:
    """Of a booking's trouble, but for what the page's own ad data says: that lies in the stored
    facts of the look."""
    assert case.booking is not None
    creative = _creative(session, case.look, case.booking)
    version = _version(session, case)
    mark = _mark(session, case.booking)
    alone = _is_alone(session, case.look)
    result = case.anomaly.result
    of_size = alone or result is LookResult.WRONG_SIZE
    of_link = alone or result in LINKS
    booked = creative.click_url if creative else case.booking.landing_url
    parts = version.parts if version else []
    return Evidence(
        result=result,
        wanted=_sizes((one["part"], one["width"], one["height"]) for one in parts),
        files=_files(session, creative),
        is_text=bool(parts) and not any(one["width"] for one in parts),
        rendered=_rendered(case.look) if of_size else None,
        links=_links(own_findings(session, case), booked) if of_link else (),
        landing=(case.look.landing_url or "") if alone else "",
        booked=booked,
        typed=dict(mark.sizes) if mark else {},
        entered=_is_entered(mark, creative) if mark else None,
    )


def _creative(session: Session, look: SlotCheck, booking: Booking) -> Creative | None:
    """The version that the look looked for, else the newest that stands."""
    of = select(SlotCheckBooking.creative_id).where(
        SlotCheckBooking.slot_check_id == look.id, SlotCheckBooking.booking_id == booking.id
    )
    number = session.exec(of).first()
    if number is not None:
        return session.get(Creative, number)
    query = select(Creative).where(
        Creative.booking_id == booking.id,
        col(Creative.state).in_(CURRENT),
        Creative.go_live <= look.on,
    )
    return session.exec(
        query.order_by(col(Creative.go_live).desc(), col(Creative.id).desc())
    ).first()


def _version(session: Session, case: Case) -> SlotVersion | None:
    """The rate-card item of the day."""
    query = select(SlotVersion).where(
        SlotVersion.slot_id == case.anomaly.slot_id,
        or_(col(SlotVersion.valid_from).is_(None), col(SlotVersion.valid_from) <= case.look.on),
    )
    rows = list(in_order(session.exec(query)))
    return rows[-1] if rows else None


def _mark(session: Session, booking: Booking) -> ExecutionMark | None:
    """The last time that somebody said 已配置."""
    query = select(ExecutionMark).where(
        ExecutionMark.booking_id == booking.id, ExecutionMark.kind == MarkKind.CONFIGURED
    )
    return session.exec(query.order_by(col(ExecutionMark.id).desc())).first()


def _is_entered(mark: ExecutionMark, creative: Creative | None) -> bool:
    """Whether what was entered then is this version with this link."""
    return creative is not None and f"{creative.id} {creative.click_url}" in mark.entered


def _is_alone(session: Session, look: SlotCheck) -> bool:
    """Whether the look's findings are of one booking: in a rotation nobody can tell whose."""
    query = select(SlotCheckBooking.id).where(SlotCheckBooking.slot_check_id == look.id)
    return len(session.exec(query).all()) < 2


def _files(session: Session, creative: Creative | None) -> dict[str, str]:
    if creative is None:
        return {}
    query = select(CreativePart).where(CreativePart.creative_id == creative.id)
    rows = session.exec(query.order_by(col(CreativePart.id)))
    return _sizes((one.part, one.width, one.height) for one in rows)


def _sizes(parts: Iterable[tuple[Any, Any, Any]]) -> dict[str, str]:
    return {str(part): f"{width}×{height}" for part, width, height in parts if width and height}


def _rendered(look: SlotCheck) -> tuple[str, str] | None:
    found = (one for one in look.findings if one["code"] == "size.rendered")
    return next(((str(one["measured"]), str(one["allowed"])) for one in found), None)


def _links(found: Iterable[Finding], booked: str) -> tuple[tuple[str, str, str], ...]:
    """In a rotation those that are not another booking's."""
    return tuple(
        (one.code, str(one.measured or ""), str(one.allowed or one.where or booked))
        for one in found
        if one.code in OF_LINK
    )
