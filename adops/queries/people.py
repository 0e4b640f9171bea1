"""People as those who act: by number, by session, by token (rules.md §1)."""

from collections.abc import Iterable

from sqlmodel import Session, col, or_, select

from adops.domain.code import folded
from adops.domain.people import AccountState, Actor, Role
from adops.errors import MissingError
from adops.models import Act, ApiToken, Person, Station
from adops.rules.permission import Thing, require
from adops.rules.reach import Reach

GAVE_A_PASSWORD = ("person.first", "person.password")


def person_by_staff_no(session: Session, staff_no: str) -> Person | None:
    """The person with that 工号."""
    return session.exec(select(Person).where(Person.staff_no == staff_no)).first()


def require_person(session: Session, staff_no: str) -> Person:
    """Raises MissingError `person.unknown`."""
    person = person_by_staff_no(session, staff_no)
    if person is None:
        raise MissingError("person.unknown", staff_no=staff_no)
    return person


def actor_of(session: Session, person: Person) -> Actor:
    """The person as an actor: an HQ AE's stations are those that name them, or name them as
    stand-in. Who has left acts as a closed account."""
    stations: Iterable[str] = ()
    if person.role is Role.HQ_AE:
        named = or_(
            col(Station.hq_ae_no) == person.staff_no,
            col(Station.hq_ae_stand_in_no) == person.staff_no,
        )
        stations = session.exec(select(Station.code).where(named))
    return Actor(
        staff_no=person.staff_no,
        name=person.name,
        role=person.role,
        station=person.station,
        email=person.email,
        stations=frozenset(stations),
        account=person.account if person.employed else AccountState.CLOSED,
    )


def actor_by_staff_no(session: Session, staff_no: str) -> Actor:
    """Typed in any case or width. Raises MissingError `person.unknown`."""
    return actor_of(session, require_person(session, folded(staff_no)))


def person_by_token(session: Session, hashed: str) -> Person | None:
    """The person a bearer token belongs to; none when it is unknown or revoked."""
    query = (
        select(Person)
        .join(ApiToken, col(ApiToken.person_id) == Person.id)
        .where(ApiToken.hash == hashed, col(ApiToken.revoked_at).is_(None))
    )
    return session.exec(query).first()


def people_of(session: Session, seen: Reach, *, by: Actor) -> list[Person]:
    """Everybody of the stations reached, who has left last. Raises ForbiddenError when none is."""
    if seen.nothing:
        require(by, "people.read", Thing())
    query = select(Person).order_by(
        col(Person.employed).desc(), col(Person.role), col(Person.staff_no)
    )
    if not seen.everything:
        query = query.where(col(Person.station).in_(seen.stations))
    return list(session.exec(query))


def stations(session: Session) -> list[Station]:
    """All of them, the head office last."""
    found = list(session.exec(select(Station).order_by(col(Station.code))))
    return sorted(found, key=lambda one: one.code == "hq")


def tokens_of(session: Session, person: Person) -> list[ApiToken]:
    """The person's tokens that are in force, newest first."""
    query = select(ApiToken).where(
        ApiToken.person_id == person.id, col(ApiToken.revoked_at).is_(None)
    )
    return list(session.exec(query.order_by(col(ApiToken.id).desc())))


def is_set_up(session: Session) -> bool:
    """Whether the house has had its first person: somebody has a password, or once had one.

    A house whose accounts were all closed is not empty: it is opened again on its machine, not by
    whoever comes to its page first.
    """
    now = select(Person.id).where(col(Person.password_hash).is_not(None)).limit(1)
    once = select(Act.id).where(col(Act.verb).in_(GAVE_A_PASSWORD)).limit(1)
    return any(session.exec(query).first() is not None for query in (now, once))


def names_of(session: Session, staff_nos: Iterable[str | None]) -> dict[str, str]:
    """工号 → name, of those who are known."""
    wanted = {one for one in staff_nos if one}
    if not wanted:
        return {}
    query = select(Person.staff_no, Person.name).where(col(Person.staff_no).in_(wanted))
    return dict(session.exec(query).all())
