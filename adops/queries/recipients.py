"""Posts → addresses: who gets a mail of a station (rules.md §1, §13)."""

from collections.abc import Callable, Mapping, Sequence

from sqlmodel import Session, col, select

from adops.domain.mail import Post, Recipients
from adops.domain.people import AccountState, Role
from adops.models import Person, Station

POSTS_ZH: Mapping[Post, str] = {
    Post.SALES: "合同销售",
    Post.AGENCY: "代理商",
    Post.AE: "值班AE",
    Post.HQ_AE: "总部对接AE",
    Post.HQ_AE_HEAD: "总部AE负责人",
    Post.HQ_ASSISTANT: "总部运营助理",
    Post.OPS_HEAD: "当地运营负责人",
    Post.STATION_GM: "地方站总经理",
    Post.FINANCE: "财务",
    Post.PLACER: "投放方",
    Post.PERSON: "当事人",
}
ROLES: Mapping[Post, Role] = {
    Post.HQ_AE_HEAD: Role.HQ_AE_HEAD,
    Post.HQ_ASSISTANT: Role.HQ_ASSISTANT,
    Post.OPS_HEAD: Role.OPS_HEAD,
    Post.STATION_GM: Role.STATION_GM,
    Post.FINANCE: Role.FINANCE,
}
Known = Mapping[Post, str | tuple[str, ...]]
"""Addresses that lie in the matter itself; empty where it has none."""
OF_THE_STATION = frozenset({Post.OPS_HEAD, Post.STATION_GM})


def recipients(
    session: Session,
    *,
    to: Sequence[Post],
    cc: Sequence[Post] = (),
    station: str,
    known: Known | None = None,
) -> Recipients:
    """Addresses of the posts for a matter of that station; nobody gets a mail twice.

    `known` gives the addresses that lie in the matter itself (sales, agency, placer, the person).
    Posts with nobody employed in them, or without an address, are named in `missing`.
    """
    found = {post: _addresses(session, post, station, known or {}) for post in (*to, *cc)}
    told_to = _once(found, to)
    already = {address.lower() for address in told_to}
    told_cc = tuple(one for one in _once(found, cc) if one.lower() not in already)
    lacking = tuple(dict.fromkeys(POSTS_ZH[post] for post in found if not found[post]))
    return Recipients(told_to, told_cc, lacking)


def hq_ae_of(session: Session, station: str) -> Person | None:
    """The HQ AE of a station, or the stand-in when that person is gone (rules.md §1)."""
    row = session.get(Station, station)
    for staff_no in (row.hq_ae_no, row.hq_ae_stand_in_no) if row else ():
        query = select(Person).where(Person.staff_no == staff_no)
        person = session.exec(query).first() if staff_no else None
        if person is not None and _there(person):
            return person
    return None


def aes_on_duty(session: Session, station: str) -> list[Person]:
    """The station's AEs who may place; the backups only where there is no other."""
    query = select(Person).where(
        Person.station == station,
        Person.role == Role.AE,
        Person.account == AccountState.MAY_PLACE,
    )
    there = [person for person in session.exec(query.order_by(Person.staff_no)) if _there(person)]
    return [person for person in there if not person.backup] or there


def _addresses(session: Session, post: Post, station: str, known: Known) -> tuple[str, ...]:
    if post in known:
        given = known[post]
        some = (given,) if isinstance(given, str) else given
        return tuple(one.strip() for one in some if one.strip())
    named: Mapping[Post, Callable[[], list[Person]]] = {
        Post.HQ_AE: lambda: [one for one in [hq_ae_of(session, station)] if one is not None],
        Post.AE: lambda: aes_on_duty(session, station),
    }
    people = named[post]() if post in named else _by_role(session, post, station)
    return tuple(person.email for person in people)


def _by_role(session: Session, post: Post, station: str) -> list[Person]:
    role = ROLES.get(post)
    if role is None:
        return []
    query = select(Person).where(Person.role == role, col(Person.employed))
    if post in OF_THE_STATION:
        query = query.where(Person.station == station)
    return [person for person in session.exec(query.order_by(Person.staff_no)) if _there(person)]


def _there(person: Person) -> bool:
    """Employed, not closed, and can be written to."""
    return person.employed and person.account is not AccountState.CLOSED and bool(person.email)


def _once(found: Mapping[Post, tuple[str, ...]], posts: Sequence[Post]) -> tuple[str, ...]:
    told: dict[str, str] = {}
    for post in posts:
        for address in found[post]:
            told.setdefault(address.lower(), address)
    return tuple(told.values())
