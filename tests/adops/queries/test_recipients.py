"""Posts → addresses, on both databases."""

from typing import Any

import pytest
from sqlmodel import Session, select

from adops.db import Database
from adops.domain.mail import Post, Recipients
from adops.domain.people import AccountState, Role
from adops.models import Person, Station
from adops.queries.recipients import recipients
from tests.factories import Factory


def staffed(session: Session, factory: Factory) -> None:
    for staff_no in ("HQ001", "HQ002"):
        one = {"staff_no": staff_no, "email": f"{staff_no.lower()}@example.com"}
        factory.person(session, Role.HQ_AE, station="hq", **one)
    factory.person(session, Role.OPS_HEAD, email="ops@example.com")
    factory.person(session, Role.OPS_HEAD, email="ops.sh@example.com", station="sh")
    factory.person(session, Role.FINANCE, email="finance@example.com", station="hq")
    factory.person(session, Role.AE, email="ae@example.com")
    factory.person(session, Role.AE, email="backup@example.com", backup=True)


def change(session: Session, staff_no: str, values: dict[str, Any]) -> None:
    person = session.exec(select(Person).where(Person.staff_no == staff_no)).one()
    for name, value in values.items():
        setattr(person, name, value)
    session.add(person)


def leave(session: Session, email: str) -> None:
    person = session.exec(select(Person).where(Person.email == email)).one()
    person.employed = False
    session.add(person)


def asked(session: Session, to: list[Post], cc: list[Post], **known: str) -> Recipients:
    given = {Post(name): address for name, address in known.items()}
    return recipients(session, to=to, cc=cc, station="bj", known=given)


def test_posts_of_the_station(db: Database, factory: Factory) -> None:
    with db.write() as session:
        staffed(session, factory)
        who = asked(session, [Post.FINANCE, Post.HQ_AE], [Post.OPS_HEAD])
        assert who == Recipients(
            ("finance@example.com", "hq001@example.com"), ("ops@example.com",), ()
        )


GONE: dict[str, dict[str, Any]] = {
    "left": {"employed": False},
    "account closed": {"account": AccountState.CLOSED},
    "no address": {"email": ""},
}


@pytest.mark.parametrize("values", GONE.values(), ids=GONE.keys())
def test_the_stand_in_when_the_hq_ae_is_gone(
    sqlite: Database, factory: Factory, values: dict[str, Any]
) -> None:
    with sqlite.write() as session:
        staffed(session, factory)
        change(session, "HQ001", values)
        assert asked(session, [Post.HQ_AE], []).to == ("hq002@example.com",)
        change(session, "HQ002", values)
        assert asked(session, [Post.HQ_AE], []) == Recipients((), (), ("总部对接AE",))


def test_no_hq_ae_named(sqlite: Database, factory: Factory) -> None:
    with sqlite.write() as session:
        staffed(session, factory)
        place = session.get(Station, "bj")
        assert place is not None
        place.hq_ae_no = place.hq_ae_stand_in_no = None
        session.add(place)
        assert asked(session, [Post.HQ_AE], []).missing == ("总部对接AE",)


def test_the_backup_only_where_there_is_no_other(sqlite: Database, factory: Factory) -> None:
    with sqlite.write() as session:
        staffed(session, factory)
        assert asked(session, [Post.AE], []).to == ("ae@example.com",)
        leave(session, "ae@example.com")
        assert asked(session, [Post.AE], []).to == ("backup@example.com",)


def test_known_addresses_and_an_empty_cc_is_named(sqlite: Database, factory: Factory) -> None:
    with sqlite.write() as session:
        staffed(session, factory)
        who = asked(session, [Post.SALES], [Post.AGENCY], sales="s@example.com", agency=" ")
        assert who == Recipients(("s@example.com",), (), ("代理商",))


def test_nobody_twice(sqlite: Database, factory: Factory) -> None:
    with sqlite.write() as session:
        staffed(session, factory)
        who = asked(
            session,
            [Post.SALES, Post.AE],
            [Post.AGENCY],
            sales="AE@example.com",
            agency="ae@example.com",
        )
        assert who == Recipients(("AE@example.com",), (), ())
