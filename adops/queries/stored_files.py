"""Stored files to be verified, those that are lost or broken, and what rests on them (checks.md,
Evidence)."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlmodel import Session, col, func, select

from adops.domain.evidence import BadFile, FileTrouble, Resting
from adops.models import Booking, Contract, Slot, SlotCheck, SlotCheckBooking, StoredFile
from adops.queries.named_files import BOOKING_FILES, FILES, looks_with, named_elsewhere

MOST_LOOKS = 50


def files_to_verify(session: Session, *, files: int, size: int) -> list[str]:
    """Those that were in trouble first, then never verified ones, then the longest ago: so the
    whole store is gone through over time. At most so many files, and so many bytes together, but
    at least one."""
    query = (
        select(StoredFile.sha256, StoredFile.size)
        .where(col(StoredFile.gone_at).is_(None))
        .order_by(
            col(StoredFile.trouble).is_(None),
            col(StoredFile.verified_at).is_not(None),
            col(StoredFile.verified_at),
            StoredFile.sha256,
        )
        .limit(files)
    )
    found: list[str] = []
    left = size
    for sha256, bytes_ in session.exec(query):
        left -= bytes_
        if found and left < 0:
            break
        found.append(sha256)
    return found


def count_bad(session: Session) -> Mapping[FileTrouble, int]:
    """How many files are lost, how many broken."""
    query = (
        select(StoredFile.trouble, func.count())
        .where(col(StoredFile.trouble).is_not(None), col(StoredFile.gone_at).is_(None))
        .group_by(col(StoredFile.trouble))
    )
    return {FileTrouble(trouble): many for trouble, many in session.exec(query) if trouble}


def count_verified(session: Session) -> tuple[int, int]:
    """How many stored files there are, and how many of them were verified at least once."""
    query = select(func.count(), func.count(col(StoredFile.verified_at)))
    found: tuple[int, int] = session.exec(query.where(col(StoredFile.gone_at).is_(None))).one()
    return found


def bad_files(session: Session) -> list[BadFile]:
    """Every lost or broken file with what rests on it, the longest known first."""
    query = (
        select(StoredFile)
        .where(col(StoredFile.trouble).is_not(None), col(StoredFile.gone_at).is_(None))
        .order_by(col(StoredFile.trouble_at), StoredFile.sha256)
    )
    rows = list(session.exec(query))
    elsewhere = named_elsewhere(session, [one.sha256 for one in rows]) if rows else {}
    return [
        BadFile(
            sha256=one.sha256,
            trouble=FileTrouble(one.trouble or ""),
            since=one.trouble_at or one.stored_at,
            rests=(
                *_resting(session, one.sha256),
                *(Resting(table) for table in sorted(elsewhere.get(one.sha256, ()))),
            ),
        )
        for one in rows
    ]


def _resting(session: Session, sha256: str) -> Iterable[Resting]:
    looks = looks_with(session, sha256)[:MOST_LOOKS]
    query: Any = (
        select(SlotCheck, Slot.name, Slot.code, SlotCheckBooking)
        .add_columns(col(Booking.station_sold), col(Contract.no))
        .join(Slot, col(Slot.id) == SlotCheck.slot_id)
        .outerjoin(SlotCheckBooking, col(SlotCheckBooking.slot_check_id) == SlotCheck.id)
        .outerjoin(Booking, col(Booking.id) == SlotCheckBooking.booking_id)
        .outerjoin(Contract, col(Contract.id) == Booking.contract_id)
        .where(col(SlotCheck.id).in_(looks))
        .order_by(col(SlotCheck.id), col(SlotCheckBooking.id))
    )
    for look, name, code, said, sold, contract_no in session.exec(query):
        part = _part(look, FILES, sha256) or _part(said, BOOKING_FILES, sha256)
        if part is None:
            continue  # it is another booking's
        yield Resting(
            station=look.station,
            station_sold=sold,
            slot_name=name,
            slot_code=code,
            on=look.on,
            contract_no=contract_no or "",
            part=part,
        )


def _part(row: Any, files: Iterable[str], sha256: str) -> str | None:
    """As which of its files the row names it."""
    return next((one for one in files if getattr(row, one, None) == sha256), None)
