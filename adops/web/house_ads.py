"""自家广告: what an AE said on the wall to be a house ad, and its undo (checks.md, Results)."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from adops import clock
from adops.flows.house_ad import add_house_ad
from adops.phrases import dates
from adops.queries.house_ads import house_ad_rows
from adops.queries.people import names_of
from adops.queries.places import chosen, open_stations
from adops.rules.permission import Thing, may
from adops.server.access import CurrentActor, CurrentDatabase, CurrentStore
from adops.server.pages import done, render
from adops.server.params import MOST
from adops.services import house_ads as acts

router = APIRouter(prefix="/checks/house")
READ = "check.read"
Number = Annotated[int, Form(ge=1, le=MOST)]


@router.get("")
def house_page(
    request: Request, database: CurrentDatabase, by: CurrentActor, station: str = ""
) -> Response:
    """Those that count, with what they looked like."""
    with database.read() as session:
        stations = open_stations(session, by=by, act=READ, head_office=True)
        place = chosen(stations, station, by=by, act=READ)
        rows = house_ad_rows(session, station=place.code)
        names = names_of(session, [ad.added_by for ad, _, _ in rows])
    ads = [
        {
            "id": ad.id,
            "key": f"文件 {ad.sha256[:16]}…" if ad.sha256 else ad.url,
            "slot": slot,
            "look": look.id if look else None,
            "who": f"{names.get(ad.added_by, ad.added_by)} {dates.moment(ad.added_at)}",
        }
        for ad, look, slot in rows
    ]
    decides = may(by, "check.decide", Thing(station_placed=place.code))
    return render(
        request, "house_ads.html", stations=stations, place=place, ads=ads, may_decide=decides
    )


@router.post("")
def add(
    request: Request,
    database: CurrentDatabase,
    store: CurrentStore,
    by: CurrentActor,
    look: Number,
) -> Response:
    """「这是自家广告」."""
    ad = add_house_ad(database, store, look, by=by)
    return done(request, f"/checks/house?station={ad.station}", "house_added")


@router.post("/remove")
def remove(
    request: Request, database: CurrentDatabase, by: CurrentActor, house: Number
) -> Response:
    """Undo."""
    with database.write() as session:
        ad = acts.remove_house_ad(session, house_id=house, by=by, now=clock.now())
    return done(request, f"/checks/house?station={ad.station}", "house_removed")
