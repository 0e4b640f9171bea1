"""Parameters that many routes share; a number that no table can hold is refused by the schema."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from fastapi import Depends, Path, Query
from pydantic import BeforeValidator

from adops.domain.period import parse_day
from adops.errors import MissingError
from adops.models import Station
from adops.server.access import CurrentDatabase

MOST = 2**31 - 1
Id = Annotated[int, Path(ge=1, le=MOST)]
Number = Annotated[int | None, Query(ge=1, le=MOST)]
Cursor = Annotated[int | None, Query(ge=0, le=MOST, description="`next` of the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]
Day = Annotated[date, BeforeValidator(parse_day)]
"""A day as YYYY-MM-DD and nothing else, in a query or a body."""


def known_station(
    database: CurrentDatabase, station: Annotated[str | None, Query(max_length=8)] = None
) -> str | None:
    """A station's code, in any case. Raises MissingError `station.unknown`."""
    if station is None:
        return None
    code = station.strip().lower()
    with database.read() as session:
        if session.get(Station, code) is None:
            raise MissingError("station.unknown", station=station)
    return code


OfStation = Annotated[str | None, Depends(known_station)]
"""The filter `station` of a list."""


@dataclass(frozen=True)
class Listing:
    """What every list is asked: of which station, from where on, how many."""

    station: OfStation = None
    cursor: Cursor = None
    limit: Limit = 50


Asked = Annotated[Listing, Depends()]
