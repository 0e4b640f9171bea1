"""Accounts: the first person, invitations, passwords, tokens, closing (rules.md §0, §1).

Passwords are hashed before a transaction opens; links and tokens are kept as hashes only.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from pwdlib import PasswordHash
from sqlmodel import Session, col, func, select

from adops.db import lock_log
from adops.domain.people import AccountState, Actor, Role
from adops.errors import ForbiddenError, InputError, MissingError, RuleError
from adops.models import ApiToken, Person, SignInLink, Station
from adops.queries.people import is_set_up, person_by_staff_no, require_person
from adops.rules.permission import Thing, may, require
from adops.rules.sheets import cells
from adops.rules.sheets.cells import CellTrouble, Reader, is_blank
from adops.services import acts

SHORTEST_PASSWORD = 10
LONGEST_PASSWORD = 256
LONGEST_LABEL = 200
LINK_DAYS = timedelta(days=7)


@dataclass(frozen=True)
class NewPerson:
    """Somebody to be added; `station` is a code."""

    staff_no: str
    name: str
    station: str
    role: Role
    email: str = ""
    phone: str = ""
    post: str = ""


def hash_password(password: str) -> str:
    """Argon2id. Raises InputError `password.length` (10 to 256 characters)."""
    if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
        raise InputError("password.length", shortest=SHORTEST_PASSWORD, longest=LONGEST_PASSWORD)
    return _hasher().hash(password)


def is_password(password: str, hashed: str | None) -> bool:
    """Whether it is the one; without a hash as much work is done, and the answer is no."""
    known = hashed or _nobodys_hash()
    right = len(password) <= LONGEST_PASSWORD and _hasher().verify(password, known)
    return right and hashed is not None


def hash_of(secret: str) -> str:
    """How a link or token is kept: SHA-256, enough for 256 random bits."""
    return hashlib.sha256(secret.encode()).hexdigest()


def make_first_person(
    session: Session, *, person: NewPerson, password_hash: str, now: datetime
) -> Person:
    """The administrator of an empty house: only while nobody ever had a password. One who was
    imported already is taken as imported.

    Raises RuleError `setup.done`, `person.exists`, `person.mail_taken`, InputError `person.empty`,
    `person.invalid`, MissingError `station.unknown`.
    """
    lock_log(session)
    if is_set_up(session):
        raise RuleError("setup.done")
    row = _imported_admin(session, person.staff_no) or _new_row(session, person)
    row.role, row.account = Role.ADMIN, AccountState.MAY_PLACE
    row.password_hash, row.sessions_since = password_hash, 1
    session.add(row)
    session.flush()
    _log(session, row, "person.first", _as_actor(row), now, role=row.role.value)
    return row


def add(session: Session, *, person: NewPerson, by: Actor, now: datetime) -> Person:
    """Adds somebody without a password. AEs begin look-only (rules.md §11), others may act.

    Raises ForbiddenError, RuleError `person.exists`, `person.mail_taken`, InputError
    `person.empty`, `person.invalid`, MissingError `station.unknown`.
    """
    require(by, "people.write", Thing(station_sold=person.station))
    lock_log(session)  # two who are added at once: the second sees the first
    row = _new_row(session, person)
    look_only = person.role is Role.AE
    row.account = AccountState.LOOK_ONLY if look_only else AccountState.MAY_PLACE
    session.add(row)
    session.flush()
    _log(session, row, "person.add", by, now, role=row.role.value, account=row.account.value)
    return row


def invite(session: Session, *, staff_no: str, by: Actor, now: datetime) -> str:
    """A one-time link's secret, good for 7 days; links given before are spent.

    Raises ForbiddenError, MissingError `person.unknown`, RuleError `account.closed`.
    """
    person = require_person(session, staff_no)
    require(by, "people.write", Thing(station_sold=person.station))
    _require_open(person)
    _spend_links(session, person, now)
    secret = secrets.token_urlsafe(32)
    assert person.id is not None
    session.add(SignInLink(person_id=person.id, hash=hash_of(secret), expires_at=now + LINK_DAYS))
    session.flush()
    _log(session, person, "person.invite", by, now)
    return secret


def invited(session: Session, *, secret: str, now: datetime) -> Person:
    """Whom a link is for. Raises MissingError `link.unknown`, RuleError `link.spent`,
    `account.closed`."""
    link = session.exec(select(SignInLink).where(SignInLink.hash == hash_of(secret))).first()
    if link is None:
        raise MissingError("link.unknown")
    if link.used_at is not None or link.expires_at < now:
        raise RuleError("link.spent")
    person = session.get(Person, link.person_id)
    assert person is not None
    _require_open(person)
    return person


def accept_invitation(
    session: Session, *, secret: str, password_hash: str, now: datetime
) -> Person:
    """Sets the password of whom the link is for, and spends it. Raises as `invited`."""
    lock_log(session)
    person = invited(session, secret=secret, now=now)
    _set_password(session, person, password_hash, now)
    _log(session, person, "person.password", _as_actor(person), now, by_link=True)
    return person


def set_password(
    session: Session, *, staff_no: str, password_hash: str, by: Actor, now: datetime
) -> Person:
    """One's own, or anybody's by who may write people. Every session of theirs ends.

    Raises ForbiddenError, MissingError `person.unknown`, RuleError `account.closed`.
    """
    person = require_person(session, staff_no)
    if by.staff_no != staff_no:
        require(by, "people.write", Thing(station_sold=person.station))
    _require_open(person)
    _set_password(session, person, password_hash, now)
    _log(session, person, "person.password", by, now)
    return person


def note_sign_in(session: Session, *, person: Person, now: datetime) -> None:
    """Leaves a line of a sign-in in the log."""
    _log(session, person, "person.sign_in", _as_actor(person), now)


def close(session: Session, *, staff_no: str, by: Actor, now: datetime) -> Person:
    """Closes the account: sessions, links and tokens end. Closing a closed one changes nothing.

    Raises ForbiddenError `account.own` (nobody closes their own), MissingError `person.unknown`.
    """
    person = require_person(session, staff_no)
    require(by, "people.write", Thing(station_sold=person.station))
    if by.staff_no == staff_no:
        raise ForbiddenError("account.own", staff_no=staff_no)
    if person.account is AccountState.CLOSED:
        return person
    before = person.account
    person.account, person.password_hash = AccountState.CLOSED, None
    person.sessions_since += 1
    session.add(person)
    _spend_links(session, person, now)
    for token in _open_tokens(session, person):
        token.revoked_at = now
        session.add(token)
    session.flush()
    _log(session, person, "person.close", by, now, was=before.value)
    return person


def add_token(session: Session, *, staff_no: str, label: str, by: Actor, now: datetime) -> str:
    """A bearer token of one's own, or anybody's by who may write people; shown this once.

    Raises ForbiddenError, InputError `token.label`, MissingError `person.unknown`, RuleError
    `account.closed`.
    """
    person = require_person(session, staff_no)
    if by.staff_no != staff_no:
        require(by, "people.write", Thing(station_sold=person.station))
    _require_open(person)
    if len(label) > LONGEST_LABEL:
        raise InputError("token.label", most=LONGEST_LABEL)
    secret = f"adops_{secrets.token_urlsafe(32)}"
    assert person.id is not None
    token = ApiToken(person_id=person.id, hash=hash_of(secret), label=label, created_at=now)
    session.add(token)
    session.flush()
    _log(session, person, "token.add", by, now, token=token.id, label=label)
    return secret


def revoke_token(session: Session, *, token_id: int, by: Actor, now: datetime) -> None:
    """Ends a token; one ended before stays so. Raises MissingError `token.unknown`."""
    token = session.get(ApiToken, token_id)
    person = session.get(Person, token.person_id) if token else None
    if token is None or person is None:
        raise MissingError("token.unknown", token=token_id)
    own = person.staff_no == by.staff_no
    if not own and not may(by, "people.write", Thing(station_sold=person.station)):
        raise MissingError("token.unknown", token=token_id)
    if token.revoked_at is None:
        token.revoked_at = now
        session.add(token)
        session.flush()
        _log(session, person, "token.revoke", by, now, token=token.id, label=token.label)


@cache
def _hasher() -> PasswordHash:
    return PasswordHash.recommended()


@cache
def _nobodys_hash() -> str:
    return _hasher().hash(secrets.token_urlsafe(16))


def _imported_admin(session: Session, staff_no: str) -> Person | None:
    known = person_by_staff_no(session, staff_no)
    if known is None or known.role is not Role.ADMIN or not known.employed:
        return None
    return None if known.account is AccountState.CLOSED else known


def _new_row(session: Session, person: NewPerson) -> Person:
    staff_no = _read("工号", person.staff_no, cells.staff_no)
    name = _read("姓名", person.name, cells.words)
    if session.get(Station, person.station) is None:
        raise MissingError("station.unknown", station=person.station)
    if session.exec(select(Person.id).where(Person.staff_no == staff_no)).first() is not None:
        raise RuleError("person.exists", staff_no=staff_no)
    return Person(
        staff_no=staff_no,
        name=name,
        station=person.station,
        role=person.role,
        email=_free_mailbox(session, person.email),
        phone=person.phone.strip(),
        post=person.post.strip(),
    )


def _read(field: str, value: str, reader: Reader) -> str:
    """A person's field, read as an imported sheet's is."""
    if is_blank(value):
        raise InputError("person.empty", field=field)
    try:
        return str(reader(value))
    except CellTrouble as trouble:
        raise InputError("person.invalid", field=field, value=value[:40]) from trouble


def _free_mailbox(session: Session, email: str) -> str:
    """A mailbox names one person in work: sales and approvers are known by theirs."""
    if is_blank(email):
        return ""
    email = _read("邮箱", email, cells.mail)
    query = select(Person.staff_no).where(
        func.lower(Person.email) == email, col(Person.employed).is_(True)
    )
    holder = session.exec(query).first()
    if holder is not None:
        raise RuleError("person.mail_taken", email=email, staff_no=holder)
    return email


def _require_open(person: Person) -> None:
    if person.account is AccountState.CLOSED or not person.employed:
        raise RuleError("account.closed", staff_no=person.staff_no)


def _set_password(session: Session, person: Person, hashed: str, now: datetime) -> None:
    person.password_hash = hashed
    person.sessions_since += 1
    session.add(person)
    _spend_links(session, person, now)
    session.flush()


def _spend_links(session: Session, person: Person, now: datetime) -> None:
    query = select(SignInLink).where(
        SignInLink.person_id == person.id, col(SignInLink.used_at).is_(None)
    )
    for link in session.exec(query):
        link.used_at = now
        session.add(link)


def _open_tokens(session: Session, person: Person) -> list[ApiToken]:
    query = select(ApiToken).where(
        ApiToken.person_id == person.id, col(ApiToken.revoked_at).is_(None)
    )
    return list(session.exec(query))


def _as_actor(person: Person) -> Actor:
    return Actor(person.staff_no, person.name, person.role, person.station, person.email)


def _log(
    session: Session, person: Person, verb: str, by: Actor, now: datetime, **after: object
) -> None:
    was = after.pop("was", None)
    acts.log(
        session,
        by=by,
        now=now,
        verb=verb,
        thing=f"person:{person.staff_no}",
        station=person.station,
        before={"account": was} if was else None,
        after=after,
    )
