"""Bookings that are looked at by hand and nobody did yet, for Today (rules.md §9)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time

from sqlmodel import Session

from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.domain.period import at as instant_at
from adops.domain.today import Due, DueKind
from adops.queries.by_hand import hand_tasks
from adops.rules.permission import Thing, may


@dataclass(frozen=True, slots=True)
class HandTerms:
    """Where the machine looks from, and by when pictures should be there."""

    here: Collection[str]
    until: time


def by_hand_due(
    session: Session, *, by: Actor, now: datetime, terms: HandTerms, names: Mapping[str, str]
) -> Iterator[Due]:
    """One item a station for which the person may look; before the time it is due, after it the
    day is still unverified."""
    mine = {code for code in names if may(by, "check.by_hand", Thing(station_placed=code))}
    if not mine:
        return
    day = ad_day_of(now)
    due = instant_at(day, terms.until.hour, terms.until.minute)
    tasks = hand_tasks(session, on=day, here=terms.here, now=now, stations=mine)
    owed = [one for one in tasks if one.is_owed]
    for code in sorted({one.owed_by for one in owed}):
        lines = [(one.slot_name, one.contract_no) for one in owed if one.owed_by == code]
        slots = frozenset(one.slot_id for one in owed if one.owed_by == code)
        facts = {"station": names[code], "code": code, "owed": lines, "late": now > due}
        facts |= {"slots": slots}
        yield Due(DueKind.HAND, f"/checks/hand?station={code}", due, facts=facts)
