"""Which stations a person may choose on a page."""

from sqlmodel import Session, col, select

from adops.domain.people import Actor
from adops.errors import ForbiddenError
from adops.models import Station
from adops.rules.permission import Thing, may

HEAD_OFFICE = "hq"


def open_stations(
    session: Session, *, by: Actor, act: str, head_office: bool = False
) -> list[Station]:
    """The local sites for which the person may do `act`, their own first; the head office too where
    it is asked for (it places, and sells nothing).

    Raises ForbiddenError `permission.denied` when there is none.
    """
    query = select(Station).order_by(col(Station.code))
    if not head_office:
        query = query.where(col(Station.code) != HEAD_OFFICE)
    found = [
        one
        for one in session.exec(query)
        if may(by, act, Thing(station_sold=one.code, station_placed=one.code))
    ]
    if not found:
        raise ForbiddenError("permission.denied", act=act, staff_no=by.staff_no)
    return sorted(found, key=lambda one: one.code != by.station)


def chosen(stations: list[Station], code: str | None, *, by: Actor, act: str) -> Station:
    """The one asked for, else the first. Raises ForbiddenError for one that is not open."""
    if not code:
        return stations[0]
    for one in stations:
        if one.code == code:
            return one
    raise ForbiddenError("permission.denied", act=act, staff_no=by.staff_no)
