"""Signing in: read, then verify with no transaction open, then leave a line in the log."""

from datetime import datetime

from adops.db import Database
from adops.domain.code import folded
from adops.domain.people import AccountState
from adops.errors import UnknownPersonError
from adops.models import Person
from adops.queries.people import person_by_staff_no
from adops.services.accounts import is_password, note_sign_in


def sign_in(database: Database, *, staff_no: str, password: str, now: datetime) -> Person:
    """The 工号 may be typed in any case or width.

    Raises UnknownPersonError `sign_in.refused`, the same for an unknown number, a wrong password,
    no password yet, and a closed account.
    """
    with database.read() as session:
        person = person_by_staff_no(session, folded(staff_no))
    right = is_password(password, person.password_hash if person else None)
    if person is None or not right or not _may_enter(person):
        raise UnknownPersonError("sign_in.refused")
    with database.write() as session:
        note_sign_in(session, person=person, now=now)
    return person


def _may_enter(person: Person) -> bool:
    return person.employed and person.account is not AccountState.CLOSED
