"""Opening a contract by hand; an import opens those of its rows (interfaces.md, API)."""

from collections.abc import Mapping
from datetime import datetime

from sqlmodel import Session, select

from adops.domain.people import Actor
from adops.errors import MissingError, RuleError
from adops.models import Contract, Station
from adops.rules.permission import Thing, require
from adops.services import acts


def open_contract(
    session: Session, *, given: Mapping[str, str], station: str, by: Actor, now: datetime
) -> Contract:
    """By the AE or sales of the station that sells it; `given` are its fields as read. Raises
    ForbiddenError, MissingError `station.unknown`, RuleError `contract.exists`."""
    require(by, "contract.write", Thing(station_sold=station))
    if session.get(Station, station) is None:
        raise MissingError("station.unknown", station=station)
    contract = Contract.model_validate({**given, "station": station})
    if session.exec(select(Contract.id).where(Contract.no == contract.no)).first() is not None:
        raise RuleError("contract.exists", contract=contract.no)
    session.add(contract)
    session.flush()
    acts.log(
        session,
        by=by,
        now=now,
        verb="contract.create",
        thing=f"contract:{contract.id}",
        station=station,
        after=contract.model_dump(exclude={"id"}),
    )
    return contract
