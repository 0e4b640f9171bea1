"""Looks and runs as answers (interfaces.md, API), as far as a person may see them."""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlmodel import Session, col, or_, select

from adops.domain.finding import Finding
from adops.domain.people import Actor, Role
from adops.domain.period import local
from adops.domain.states import LookResult
from adops.errors import MissingError
from adops.models import (
    Approval,
    Booking,
    CheckPage,
    CheckRun,
    Contract,
    Creative,
    CreativePart,
    RenderedPackage,
    Slot,
    SlotCheck,
    SlotCheckBooking,
    StoredFile,
    Suggestion,
)
from adops.phrases.checks import message
from adops.queries.checks import speaks_for_slot, with_bookings
from adops.queries.latest_looks import latest_of_day
from adops.queries.named_files import BOOKING_FILES, FILES
from adops.rules.permission import Thing, may

SEES_ALL = frozenset({Role.HQ_AE_HEAD, Role.HQ_DIRECTOR, Role.ADMIN})


def look_data(
    look: SlotCheck, slot: Slot, bookings: Iterable[tuple[SlotCheckBooking, Contract]]
) -> dict[str, Any]:
    """One look as JSON; `findings` with their Chinese words."""
    return {
        "id": look.id,
        "slot": slot.code,
        "slot_name": slot.name,
        "station": look.station,
        "on": look.on.isoformat(),
        "result": look.result.value,
        "page_url": look.page_url,
        "captured_at": local(look.captured_at).isoformat(),
        "findings": [told | {"message": message(Finding(**told))} for told in look.findings],
        "expected": [
            {
                "contract_no": contract.no,
                "booking_id": seen.booking_id,
                "creative": seen.creative_id,
                "seen": seen.seen,
                "similarity": seen.similarity,
                "delivered": seen.delivered.value,
                "proof": seen.proof,
                "page_picture": seen.page_picture or look.page_picture,
                "decided_by": seen.decided_by,
                "decided_at": _instant(seen.decided_at),
            }
            for seen, contract in bookings
        ],
        "landing_url": look.landing_url,
        "picture": look.picture,
        "page_picture": look.page_picture,
        "first_screen": look.first_screen,
        "stray_picture": look.stray_picture,
        "html": look.html,
        "har": look.har,
        "by": look.by.value,
        "looked_by": look.looked_by,
        "files_gone_at": _instant(look.files_gone_at),
    }


def looks_page(
    session: Session,
    *,
    by: Actor,
    station: str | None = None,
    first: date | None = None,
    last: date | None = None,
    result: LookResult | None = None,
    slot_code: str | None = None,
    run_id: int | None = None,
    latest: bool = False,
    before: int | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """`{"items": […], "next": cursor or null}`, newest first, in two queries.

    `latest` keeps the latest look of each slot and ad day that speaks for the slot, as on the wall.
    """
    query = (
        select(SlotCheck, Slot)
        .join(Slot, col(Slot.id) == SlotCheck.slot_id)
        .where(_visible(by))
        .order_by(col(SlotCheck.id).desc())
        .limit(limit + 1)
    )
    for given, condition in (
        (before, lambda: col(SlotCheck.id) < before),
        (station, lambda: SlotCheck.station == station),
        (first, lambda: col(SlotCheck.on) >= first),
        (last, lambda: col(SlotCheck.on) <= last),
        (result, lambda: SlotCheck.result == result),
        (slot_code, lambda: Slot.code == slot_code),
        (run_id, lambda: SlotCheck.run_id == run_id),
        (latest or None, lambda: col(SlotCheck.id).in_(_latest(first, last))),
    ):
        query = query if given is None else query.where(condition())
    rows = [(look, slot) for look, slot in session.exec(query)]
    items = [look_data(*row) for row in with_bookings(session, rows[:limit])]
    return {"items": items, "next": items[-1]["id"] if len(rows) > limit else None}


def one_look(session: Session, look_id: int) -> dict[str, Any]:
    """One look as JSON."""
    query = select(SlotCheck, Slot).join(Slot, col(Slot.id) == SlotCheck.slot_id)
    rows = [(look, slot) for look, slot in session.exec(query.where(SlotCheck.id == look_id))]
    return look_data(*with_bookings(session, rows)[0])


def _latest(first: date | None, last: date | None) -> Any:
    """Within these ad days."""
    since = [col(SlotCheck.on) >= first] if first else []
    until = [col(SlotCheck.on) <= last] if last else []
    return latest_of_day(speaks_for_slot(), *since, *until)


def _visible(by: Actor) -> Any:
    """Looks of the stations an actor may read: where it is placed, and where it was sold."""
    if by.console or by.role in SEES_ALL:
        return col(SlotCheck.id).is_not(None)
    if not may(by, "check.read", Thing(station_placed=by.station)) and not by.stations:
        return col(SlotCheck.id).is_(None)
    stations = by.stations or frozenset({by.station})
    sold = (
        select(SlotCheckBooking.slot_check_id)
        .join(Booking, col(Booking.id) == SlotCheckBooking.booking_id)
        .where(col(Booking.station_sold).in_(stations))
    )
    return or_(col(SlotCheck.station).in_(stations), col(SlotCheck.id).in_(sold))


def run_data(session: Session, run_id: int, *, by: Actor) -> dict[str, Any]:
    """A run with its progress and results. Raises MissingError `check.unknown`."""
    run = session.get(CheckRun, run_id)
    if run is None or not _may_see(run, by):
        raise MissingError("check.unknown", run=run_id)
    states = Counter(session.exec(select(CheckPage.state).where(CheckPage.run_id == run_id)))
    found = session.exec(select(SlotCheck.result).where(SlotCheck.run_id == run_id))
    return {
        "run": run.id,
        "on": run.on.isoformat(),
        "station": run.station,
        "slots": run.slot_codes,
        "state": run.state,
        "asked_by": run.asked_by,
        "asked_at": _instant(run.asked_at),
        "started_at": _instant(run.started_at),
        "finished_at": _instant(run.finished_at),
        "cancelled_by": run.cancelled_by,
        "pages": states.total(),
        "pages_done": states["done"],
        "results": dict(Counter(LookResult(one).value for one in found)),
    }


def _may_see(run: CheckRun, by: Actor) -> bool:
    if run.station is None:
        return by.console or by.role in SEES_ALL or run.asked_by == by.staff_no
    return may(by, "check.read", Thing(station_placed=run.station))


def _instant(instant: Any) -> str | None:
    return local(instant).isoformat() if instant else None


def evidence_owner(session: Session, sha256: str) -> tuple[list[Thing], StoredFile | None]:
    """The rows that name a stored file, as permission needs them, and what the file is."""
    looks = session.exec(
        select(SlotCheck.station, Booking.station_sold)
        .outerjoin(SlotCheckBooking, col(SlotCheckBooking.slot_check_id) == SlotCheck.id)
        .outerjoin(Booking, col(Booking.id) == SlotCheckBooking.booking_id)
        .where(or_(*(one == sha256 for one in FILES.values())))
    ).all()
    of_bookings = session.exec(
        select(SlotCheck.station, Booking.station_sold, Booking.sales_email, SlotCheckBooking.proof)
        .join(SlotCheckBooking, col(SlotCheckBooking.slot_check_id) == SlotCheck.id)
        .join(Booking, col(Booking.id) == SlotCheckBooking.booking_id)
        .where(or_(*(one == sha256 for one in BOOKING_FILES.values())))
    ).all()
    owners = [Thing(station_placed=placed, station_sold=sold) for placed, sold in looks]
    owners += [
        Thing(sold, placed, email if proof == sha256 else "")
        for placed, sold, email, proof in of_bookings
    ]
    return owners, session.get(StoredFile, sha256)


def approval_mail_owner(session: Session, sha256: str) -> list[Thing]:
    """Bookings for which an approval was registered with this mail."""
    rows = session.exec(
        select(Booking.station_sold, Booking.station_placed, Booking.sales_email)
        .join(Approval, col(Approval.booking_id) == Booking.id)
        .where(Approval.mail_sha256 == sha256)
    )
    return [Thing(sold, placed, email) for sold, placed, email in rows]


def creative_owner(session: Session, sha256: str) -> list[Thing]:
    """Bookings whose creatives have this file, are offered it mended, or have a package that this
    is the picture of."""
    shown = select(RenderedPackage.sha256).where(RenderedPackage.picture_sha256 == sha256)
    has = select(CreativePart.creative_id).where(
        or_(CreativePart.sha256 == sha256, col(CreativePart.sha256).in_(shown))
    )
    offered = select(Suggestion.creative_id).where(Suggestion.sha256 == sha256)
    rows = session.exec(
        select(Booking.station_sold, Booking.station_placed, Booking.sales_email)
        .join(Creative, col(Creative.booking_id) == Booking.id)
        .where(col(Creative.id).in_(has.union(offered)))
        .distinct()
    )
    return [Thing(sold, placed, email) for sold, placed, email in rows]
