"""`/house-ads` 自家广告: what an AE said of a look to be a house ad, and its undo (checks.md,
Results)."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from adops import clock
from adops.domain.period import local
from adops.flows.house_ad import add_house_ad
from adops.models import HouseAd
from adops.queries.house_ads import house_ad_rows
from adops.queries.places import chosen, open_stations
from adops.server.access import CurrentActor, CurrentDatabase, CurrentStore
from adops.server.params import MOST, Id
from adops.services import house_ads as acts

router = APIRouter(prefix="/house-ads", tags=["house ads"])
READ = "check.read"


class Seen(BaseModel):
    """The look that saw it."""

    model_config = ConfigDict(extra="forbid")

    look_id: int = Field(ge=1, le=MOST)


@router.get("")
def listed(
    database: CurrentDatabase,
    by: CurrentActor,
    station: Annotated[str, Query(max_length=16)] = "",
) -> dict[str, Any]:
    """Those that count, the latest first; of one's own station without `station`."""
    with database.read() as session:
        stations = open_stations(session, by=by, act=READ, head_office=True)
        place = chosen(stations, station, by=by, act=READ)
        rows = house_ad_rows(session, station=place.code)
    items = [_data(ad) | {"slot_name": slot or None} for ad, _, slot in rows]
    return {"station": place.code, "items": items}


@router.post("", status_code=201)
def add(
    given: Seen, database: CurrentDatabase, store: CurrentStore, by: CurrentActor
) -> dict[str, Any]:
    """「这是自家广告」; what is known already stays as it is. 409 `house.is_creative` for a
    client's."""
    return _data(add_house_ad(database, store, given.look_id, by=by))


@router.post("/{house_id}/remove")
def remove(house_id: Id, database: CurrentDatabase, by: CurrentActor) -> dict[str, Any]:
    """It counts no longer; 409 `house.removed` when it did not."""
    with database.write() as session:
        return _data(acts.remove_house_ad(session, house_id=house_id, by=by, now=clock.now()))


def _data(ad: HouseAd) -> dict[str, Any]:
    return {
        "house_ad": ad.id,
        "station": ad.station,
        "sha256": ad.sha256,
        "url": ad.url,
        "look_id": ad.look_id,
        "added_by": ad.added_by,
        "added_at": local(ad.added_at).isoformat(),
        "removed_by": ad.removed_by,
        "removed_at": ad.removed_at and local(ad.removed_at).isoformat(),
    }
