"""Bringing config into tables (`adops init`): safe to repeat."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from adops.catalog.stations import StationItem
from adops.domain.people import Actor
from adops.models import Station
from adops.services import acts


def take_stations(
    session: Session, *, items: Sequence[StationItem], by: Actor, now: datetime
) -> int:
    """Makes or changes the stations of the config; how many changed. A station is never removed:
    its history stays."""
    changed = 0
    for item in items:
        values = {"name": item.name, "hq_ae_no": item.hq_ae, "hq_ae_stand_in_no": item.stand_in}
        station = session.get(Station, item.code) or Station(code=item.code, name="")
        before = station.model_dump(include=set(values))
        if before == values:
            continue
        station.sqlmodel_update(values)
        session.add(station)
        acts.log(
            session,
            by=by,
            now=now,
            verb="station.set",
            thing=f"station:{item.code}",
            station=item.code,
            before=before,
            after=values,
        )
        changed += 1
    session.flush()
    return changed
