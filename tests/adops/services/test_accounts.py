"""Accounts: first person, links, passwords, tokens, closing; every act leaves its line."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlmodel import Session, select

from adops.db import Database
from adops.domain.people import CONSOLE, AccountState, Actor, Role
from adops.errors import AdopsError, ForbiddenError, InputError, MissingError, RuleError
from adops.flows.sign_in import sign_in
from adops.models import Act, ApiToken
from adops.queries.people import actor_of, person_by_token, require_person
from adops.services import accounts
from adops.services.accounts import NewPerson
from tests.factories import Factory, actor_for

ADMIN = NewPerson("HQ000", "系统管理员", "hq", Role.SALES)
SECOND = NewPerson("HQ999", "第二位", "hq", Role.ADMIN)
HASH = "not a real hash"


def verbs(session: Session) -> list[str]:
    return list(session.exec(select(Act.verb).order_by(Act.id)))  # type: ignore[arg-type]


def test_the_first_person_is_an_administrator_and_there_is_one(
    db: Database, factory: Factory, now: datetime
) -> None:
    with db.write() as session:
        factory.stations(session)
        made = accounts.make_first_person(session, person=ADMIN, password_hash=HASH, now=now)
        assert (made.role, made.account) == (Role.ADMIN, AccountState.MAY_PLACE)
        with pytest.raises(RuleError, match=r"setup\.done"):
            accounts.make_first_person(session, person=ADMIN, password_hash=HASH, now=now)
        assert verbs(session) == ["person.first"]


def test_a_house_that_closed_its_last_account_is_not_empty(
    db: Database, factory: Factory, now: datetime
) -> None:
    with db.write() as session:
        factory.stations(session)
        accounts.make_first_person(session, person=ADMIN, password_hash=HASH, now=now)
        accounts.close(session, staff_no="HQ000", by=CONSOLE, now=now)
        with pytest.raises(RuleError, match=r"setup\.done"):
            accounts.make_first_person(session, person=SECOND, password_hash=HASH, now=now)


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        pytest.param({"role": Role.ADMIN}, True, id="administrator"),
        pytest.param({"role": Role.AE}, False, id="another-role"),
        pytest.param({"role": Role.ADMIN, "employed": False}, False, id="who-has-left"),
        pytest.param(
            {"role": Role.ADMIN, "account": AccountState.CLOSED}, False, id="closed-account"
        ),
    ],
)
def test_the_first_person_may_be_an_imported_administrator_and_nobody_else(
    db: Database, factory: Factory, now: datetime, given: dict[str, Any], taken: bool
) -> None:
    person = NewPerson("HQ007", "谁", "hq", Role.ADMIN)
    with db.write() as session:
        known = factory.person(session, station="hq", staff_no="HQ007", name="管理员", **given)
        if not taken:
            with pytest.raises(AdopsError, match=r"person\.exists"):
                accounts.make_first_person(session, person=person, password_hash=HASH, now=now)
            return
        made = accounts.make_first_person(session, person=person, password_hash=HASH, now=now)
        assert (made.id, made.name, made.password_hash) == (known.id, "管理员", HASH)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        pytest.param({"station": "mars"}, "station.unknown", id="station"),
        pytest.param({"name": " "}, "person.empty", id="no-name"),
        pytest.param({"staff_no": ""}, "person.empty", id="no-number"),
        pytest.param({"staff_no": "T001"}, "person.exists", id="number-taken"),
        pytest.param({"email": " Sales@Example.com"}, "person.mail_taken", id="mailbox-taken"),
    ],
)
def test_who_cannot_be_added(
    db: Database, factory: Factory, now: datetime, given: dict[str, str], code: str
) -> None:
    values = {"staff_no": "BJ009", "name": "北京站AE", "station": "bj"} | given
    with db.write() as session:
        factory.person(session, email="sales@example.com")
        with pytest.raises(AdopsError, match=code):
            accounts.add(session, person=NewPerson(**values, role=Role.AE), by=CONSOLE, now=now)


def test_an_ae_begins_look_only(db: Database, factory: Factory, now: datetime) -> None:
    with db.write() as session:
        factory.stations(session)
        person = NewPerson("BJ009", "北京站AE", "bj", Role.AE)
        made = accounts.add(session, person=person, by=CONSOLE, now=now)
        assert made.account is AccountState.LOOK_ONLY


def test_a_mailbox_is_kept_folded_and_is_free_once_its_holder_has_left(
    db: Database, factory: Factory, now: datetime
) -> None:
    with db.write() as session:
        factory.person(session, email="sales@example.com", employed=False)
        person = NewPerson("BJ109", "北京站销售", "bj", Role.SALES, "Ｓales@EXAMPLE.com ")
        made = accounts.add(session, person=person, by=CONSOLE, now=now)
        assert made.email == "sales@example.com"
        nobody = NewPerson("BJ110", "北京站销售", "bj", Role.SALES)
        accounts.add(session, person=nobody, by=CONSOLE, now=now)
        second = NewPerson("BJ111", "北京站销售", "bj", Role.SALES)
        assert accounts.add(session, person=second, by=CONSOLE, now=now).email == ""


def test_a_link_is_good_once_and_a_new_one_spends_the_old(
    db: Database, factory: Factory, now: datetime
) -> None:
    with db.write() as session:
        staff_no = factory.person(session).staff_no
        old = accounts.invite(session, staff_no=staff_no, by=CONSOLE, now=now)
        new = accounts.invite(session, staff_no=staff_no, by=CONSOLE, now=now)
        with pytest.raises(RuleError, match=r"link\.spent"):
            accounts.invited(session, secret=old, now=now)
        accounts.accept_invitation(session, secret=new, password_hash=HASH, now=now)
        with pytest.raises(RuleError, match=r"link\.spent"):
            accounts.invited(session, secret=new, now=now)
        with pytest.raises(MissingError, match=r"link\.unknown"):
            accounts.invited(session, secret="guessed", now=now)


@pytest.mark.parametrize(
    ("late", "good"),
    [
        pytest.param(timedelta(days=7), True, id="seven-days"),
        pytest.param(timedelta(days=7, seconds=1), False, id="a-second-more"),
    ],
)
def test_a_link_ends_after_seven_days(
    db: Database, factory: Factory, now: datetime, late: timedelta, good: bool
) -> None:
    with db.write() as session:
        staff_no = factory.person(session).staff_no
        secret = accounts.invite(session, staff_no=staff_no, by=CONSOLE, now=now)
        if good:
            found = accounts.invited(session, secret=secret, now=now + late)
            assert found.staff_no == staff_no
        else:
            with pytest.raises(RuleError):
                accounts.invited(session, secret=secret, now=now + late)


def test_closing_ends_everything(db: Database, factory: Factory, now: datetime) -> None:
    with db.write() as session:
        person = factory.person(session, password_hash=HASH, sessions_since=4)
        secret = accounts.add_token(
            session, staff_no=person.staff_no, label="x", by=CONSOLE, now=now
        )
        link = accounts.invite(session, staff_no=person.staff_no, by=CONSOLE, now=now)
        accounts.close(session, staff_no=person.staff_no, by=CONSOLE, now=now)
        assert (person.password_hash, person.sessions_since) == (None, 5)
        assert person_by_token(session, accounts.hash_of(secret)) is None
        with pytest.raises(RuleError):
            accounts.invited(session, secret=link, now=now)
        assert actor_of(session, person).account is AccountState.CLOSED
        lines = verbs(session)
        accounts.close(session, staff_no=person.staff_no, by=CONSOLE, now=now)
        assert verbs(session) == lines


def test_nobody_closes_their_own_account(db: Database, factory: Factory, now: datetime) -> None:
    with db.write() as session:
        admin = factory.person(session, Role.ADMIN, station="hq")
        with pytest.raises(ForbiddenError, match=r"account\.own"):
            accounts.close(session, staff_no=admin.staff_no, by=actor_for(admin), now=now)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMIN])
@pytest.mark.parametrize(
    "act",
    [
        pytest.param(
            lambda session, by, to, now: accounts.invite(session, staff_no=to, by=by, now=now),
            id="invite",
        ),
        pytest.param(
            lambda session, by, to, now: accounts.set_password(
                session, staff_no=to, password_hash=HASH, by=by, now=now
            ),
            id="password",
        ),
        pytest.param(
            lambda session, by, to, now: accounts.add_token(
                session, staff_no=to, label="", by=by, now=now
            ),
            id="token",
        ),
        pytest.param(
            lambda session, by, to, now: accounts.close(session, staff_no=to, by=by, now=now),
            id="close",
        ),
    ],
)
def test_only_an_administrator_acts_on_another_s_account(
    sqlite: Database,
    factory: Factory,
    now: datetime,
    role: Role,
    act: Callable[[Session, Actor, str, datetime], object],
) -> None:
    with sqlite.write() as session:
        other = factory.person(session).staff_no
        by = actor_for(factory.person(session, role), frozenset({"bj"}))
        with pytest.raises(ForbiddenError, match=r"permission\.denied"):
            act(session, by, other, now)


def test_a_stranger_s_token_is_not_there(db: Database, factory: Factory, now: datetime) -> None:
    with db.write() as session:
        mine = factory.person(session)
        accounts.add_token(session, staff_no=mine.staff_no, label="", by=CONSOLE, now=now)
        number = session.exec(select(ApiToken.id)).one() or 0
        by = actor_for(factory.person(session))
        with pytest.raises(MissingError, match=r"token\.unknown"):
            accounts.revoke_token(session, token_id=number, by=by, now=now)


@pytest.mark.parametrize("length", [9, 257])
def test_a_password_has_its_length(length: int) -> None:
    with pytest.raises(InputError, match=r"password\.length"):
        accounts.hash_password("x" * length)


@pytest.mark.parametrize(
    ("staff_no", "password", "given"),
    [
        pytest.param("T001", "wrong password", {}, id="wrong"),
        pytest.param("T999", "right password", {}, id="nobody"),
        pytest.param("T001", "right password", {"account": AccountState.CLOSED}, id="closed"),
        pytest.param("T001", "right password", {"employed": False}, id="left"),
        pytest.param("T001", "x" * 5000, {}, id="endless"),
    ],
)
def test_every_refused_sign_in_says_the_same(
    sqlite: Database,
    factory: Factory,
    now: datetime,
    staff_no: str,
    password: str,
    given: dict[str, Any],
) -> None:
    hashed = accounts.hash_password("right password")
    with sqlite.write() as session:
        factory.person(session, password_hash=hashed, **given)
    with pytest.raises(AdopsError, match=r"sign_in\.refused"):
        sign_in(sqlite, staff_no=staff_no, password=password, now=now)


@pytest.mark.parametrize("typed", ["BJ001", " bj001", "ｂｊ００１"])
def test_a_number_is_typed_as_phones_and_people_do(
    sqlite: Database, factory: Factory, now: datetime, typed: str
) -> None:
    hashed = accounts.hash_password("right password")
    with sqlite.write() as session:
        factory.person(session, staff_no="BJ001", password_hash=hashed)
    assert sign_in(sqlite, staff_no=typed, password="right password", now=now).staff_no == "BJ001"


def test_an_hq_ae_has_the_stations_that_name_them(db: Database, factory: Factory) -> None:
    with db.write() as session:
        factory.person(session, Role.HQ_AE, staff_no="HQ002", station="hq")
        actor = actor_of(session, require_person(session, "HQ002"))
        assert actor.stations == {"bj", "sh", "gz", "tj", "hq"}
