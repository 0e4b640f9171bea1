"""What a ticket's facts say from tables, and whom they may name (checks.md, Anomaly)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.finding import Finding
from adops.domain.period import local
from adops.domain.states import Delivered, LookResult
from adops.domain.ticket import Parties
from adops.models import (
    Anomaly,
    Booking,
    Contract,
    Creative,
    CreativePart,
    Page,
    Slot,
    SlotCheck,
    SlotCheckBooking,
)
from adops.phrases.checks import message
from adops.phrases.words import RESULTS
from adops.queries.anomalies import Case
from adops.rules.ticket_facts import of_booking, of_page

EXPIRED = "creative.expired"


@dataclass(frozen=True)
class Head:
    """What the tables say: `data` as it is written, `facts` the SHA-256 of the stored facts (None:
    there are none, or no longer), `slots` what else belongs: code, name and result of those of a
    page that fail alike."""

    data: dict[str, Any]
    parties: Parties
    facts: str | None
    slot_code: str = ""
    booking_id: int | None = None
    slots: Sequence[tuple[str, str, str]] = ()


def own_findings(session: Session, of: Case) -> tuple[Finding, ...]:
    """The latest look's, as far as a ticket of that anomaly may tell them."""
    found = _findings(of.look)
    if of.slot is None:
        return of_page(found)
    return of_booking(found, parties_of(session, of.look, of.anomaly.booking_id))


def parties_of(session: Session, look: SlotCheck, booking_id: int | None) -> Parties:
    """Whom the trouble of that booking (None: of the slot alone) concerns, and who else has or had
    bookings on the page. A creative that should be down concerns its own contract."""
    expired = {one.where for one in _findings(look) if one.code == EXPIRED}
    own: list[Contract] = []
    others: list[Contract] = []
    for contract, holds in _contracts(session, look.slot_id):
        is_own = booking_id in holds if booking_id is not None else contract.no in expired
        (own if is_own else others).append(contract)
    of = select(SlotCheckBooking.booking_id).where(SlotCheckBooking.slot_check_id == look.id)
    bookings = frozenset(session.exec(of))
    query = select(Creative.booking_id, Creative.click_url).where(
        col(Creative.booking_id).in_(bookings)
    )
    links = list(session.exec(query))
    return Parties(
        own_no=own[0].no if own else "",
        own=_names(own),
        others=_names(others),
        own_links=frozenset(url for of, url in links if of == booking_id),
        other_links=frozenset(url for of, url in links if of != booking_id and url),
        beside=bookings - {booking_id or 0},
    )


def head_of(session: Session, anomaly_id: int, look_id: int, booking_id: int | None) -> Head:
    """Of a slot's or a page's anomaly, from the look that its ticket was made of."""
    row, look = session.get_one(Anomaly, anomaly_id), session.get_one(SlotCheck, look_id)
    page = session.get_one(Page, row.page_id)
    data: dict[str, Any] = {
        "anomaly": {"key": f"A-{row.id}", "kind": row.kind.value, "first_at": _at(row.first_at)},
        "page": {"name": page.name, "url": look.page_url, "device": page.device.value},
    }
    facts = None if look.files_gone_at else look.facts
    if row.slot_id is None:
        parties = parties_of(session, look, None)
        findings = of_page(_findings(look))
        slots = _alike(session, row, look)
        data["look"] = _look(look, findings)
        return Head(data, parties, facts, slots=slots)
    slot = session.get_one(Slot, row.slot_id)
    parties = parties_of(session, look, booking_id)
    data["look"] = _look(look, of_booking(_findings(look), parties))
    data["slot"] = {
        "code": slot.code,
        "name": slot.name,
        "form": slot.form,
        "selector": slot.selector,
        "rotations": slot.rotations,
    }
    if booking_id is None:
        data["look"] |= _result(look.result.value)
    else:
        data["booking"] = _booking(session, look, booking_id)
    return Head(data, parties, facts, slot.code, booking_id)


def _result(result: str) -> dict[str, str]:
    return {"result": result, "result_words": RESULTS[result]}


def _look(look: SlotCheck, findings: Iterable[Finding]) -> dict[str, Any]:
    """The look without its result: in a rotation that may be another booking's."""
    return {
        "number": look.id,
        "ad_day": look.on.isoformat(),
        "captured_at": _at(look.captured_at),
        "by": look.by.value,
        "page_picture": look.page_picture,
        "first_screen": look.first_screen,
        "facts": look.facts,
        "findings": [one.as_data() | {"words": message(one)} for one in findings],
    }


def _booking(session: Session, look: SlotCheck, booking_id: int) -> dict[str, Any]:
    """The booking with what was expected of it and what became of it."""
    booking = session.get_one(Booking, booking_id)
    contract = session.get_one(Contract, booking.contract_id)
    query = select(SlotCheckBooking).where(
        SlotCheckBooking.slot_check_id == look.id, SlotCheckBooking.booking_id == booking_id
    )
    seen = session.exec(query).first()
    return {
        "contract_no": contract.no,
        "contract_name": contract.name,
        "first_day": _day(booking.first_day),
        "last_day": _day(booking.last_day),
        "shares": booking.shares,
        "seen": seen.seen if seen else None,
        "delivered": seen.delivered.value if seen else None,
        "similarity": seen.similarity if seen else None,
        "creative": seen.creative_id if seen else None,
        "proof": seen.proof if seen else None,
    }


def is_split(session: Session, anomaly_id: int, look_id: int, booking_id: int) -> bool:
    """Whether a look saw the booking delivered, and the anomaly is of what is wrong beside."""
    seen = session.exec(
        select(SlotCheckBooking.delivered).where(
            SlotCheckBooking.slot_check_id == look_id, SlotCheckBooking.booking_id == booking_id
        )
    ).first()
    trouble = session.get_one(Anomaly, anomaly_id).result
    return seen is Delivered.YES and trouble is not LookResult.DEAD_LINK


def expected(session: Session, booking_id: int, creatives: Iterable[int]) -> list[dict[str, Any]]:
    """Of these creatives those of the booking, with their files."""
    query = select(Creative).where(
        Creative.booking_id == booking_id, col(Creative.id).in_(list(creatives))
    )
    rows = list(session.exec(query.order_by(col(Creative.id))))
    files = select(CreativePart).where(col(CreativePart.creative_id).in_([one.id for one in rows]))
    parts = list(session.exec(files.order_by(col(CreativePart.id))))
    return [
        {
            "creative": one.id,
            "version": one.version,
            "click_url": one.click_url,
            "copy": one.copy_text,
            "files": [_part(part) for part in parts if part.creative_id == one.id],
        }
        for one in rows
    ]


def _part(part: CreativePart) -> dict[str, Any]:
    return {
        "part": part.part,
        "sha256": part.sha256,
        "format": part.format,
        "width": part.width,
        "height": part.height,
        "bytes": part.size,
    }


def _alike(session: Session, row: Anomaly, look: SlotCheck) -> list[tuple[str, str, str]]:
    """Those that fail alike, as the same look at the page saw them."""
    query = (
        select(Slot.code, Slot.name, SlotCheck.result)
        .join(SlotCheck, col(SlotCheck.slot_id) == Slot.id)
        .where(col(Slot.id).in_(row.slots))
        .where(SlotCheck.run_id == look.run_id, SlotCheck.captured_at == look.captured_at)
        .order_by(Slot.code)
    )
    return [(code, name, str(result)) for code, name, result in session.exec(query)]


def _contracts(session: Session, slot_id: int) -> list[tuple[Contract, set[int]]]:
    """Contracts with bookings on the slot's page, each with these, whenever they are."""
    page = select(Slot.page_id).where(Slot.id == slot_id).scalar_subquery()
    query = (
        select(Contract, Booking.id)
        .join(Booking, col(Booking.contract_id) == Contract.id)
        .join(Slot, col(Slot.id) == Booking.slot_id)
        .where(col(Slot.page_id) == page)
        .order_by(col(Contract.id))
    )
    found: dict[int, tuple[Contract, set[int]]] = {}
    for contract, booking_id in session.exec(query):
        found.setdefault(contract.id or 0, (contract, set()))[1].add(booking_id or 0)
    return list(found.values())


def _names(contracts: Iterable[Contract]) -> frozenset[str]:
    told = (name for one in contracts for name in (one.no, one.name, one.project_name, one.client))
    return frozenset(name.strip() for name in told if name.strip())


def _findings(look: SlotCheck) -> list[Finding]:
    return [Finding(**one) for one in look.findings]


def _at(instant: datetime) -> str:
    return local(instant).isoformat()


def _day(day: date) -> str:
    return day.isoformat()
