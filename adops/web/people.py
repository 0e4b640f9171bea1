"""The page 人员: who is here, one-time links, adding and closing accounts."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlmodel import Session

from adops import clock
from adops.domain.code import folded
from adops.domain.people import AccountState, Actor, Role
from adops.errors import InputError
from adops.models import Person, Station
from adops.queries.people import people_of, stations
from adops.rules.permission import Thing, may
from adops.rules.reach import reach
from adops.server.access import CurrentActor, CurrentDatabase
from adops.server.pages import done, render
from adops.services import accounts
from adops.services.accounts import NewPerson

router = APIRouter(prefix="/people")
Word = Annotated[str, Form(max_length=200)]
TONES = {AccountState.MAY_PLACE: "ok", AccountState.LEAVING: "warn", AccountState.CLOSED: "plain"}


@router.get("")
def people_page(request: Request, database: CurrentDatabase, by: CurrentActor) -> Response:
    """Everybody the person may see, by station."""
    with database.read() as session:
        return _page(request, session, by)


@router.post("/add")
def add(
    request: Request,
    database: CurrentDatabase,
    by: CurrentActor,
    staff_no: Word = "",
    name: Word = "",
    station: Word = "",
    role: Word = "",
    email: Word = "",
    phone: Word = "",
    post: Word = "",
) -> Response:
    """Adds somebody without a password."""
    if role not in set(Role):
        raise InputError("field.missing", field="角色")
    person = NewPerson(folded(staff_no), name, station, Role(role), email, phone, post)
    with database.write() as session:
        accounts.add(session, person=person, by=by, now=clock.now())
    return done(request, "/people", "person_added")


@router.post("/{staff_no}/invite")
def invite(
    request: Request, database: CurrentDatabase, by: CurrentActor, staff_no: str
) -> Response:
    """A one-time link, shown this once."""
    with database.write() as session:
        secret = accounts.invite(session, staff_no=staff_no, by=by, now=clock.now())
    link = f"{str(request.base_url).rstrip('/')}/invitation/{secret}"
    return render(request, "person_link.html", staff_no=staff_no, link=link)


@router.post("/{staff_no}/close")
def close(request: Request, database: CurrentDatabase, by: CurrentActor, staff_no: str) -> Response:
    """Closes the account."""
    with database.write() as session:
        accounts.close(session, staff_no=staff_no, by=by, now=clock.now())
    return done(request, "/people", "person_closed")


def _page(request: Request, session: Session, by: Actor) -> Response:
    people = people_of(session, reach(by, "people.read"), by=by)
    places = stations(session)
    return render(
        request,
        "people.html",
        groups=_groups(people, places),
        stations=places,
        roles=list(Role),
        tones=TONES,
        may_write=may(by, "people.write", Thing()),
    )


def _groups(people: list[Person], places: list[Station]) -> list[tuple[Station, list[Person]]]:
    groups = [(place, [one for one in people if one.station == place.code]) for place in places]
    return [(place, mine) for place, mine in groups if mine]
