"""People from a sheet: all or nothing, repeatable (interfaces.md; rules.md §1, §11)."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.people import AccountState, Actor, Role
from adops.domain.sheet import Outcome, PersonRow, RowError
from adops.models import Person
from adops.rules.permission import Thing, require
from adops.services.taking import Taking

PLAIN = ("name", "email", "phone", "station", "role", "post")


def import_people(
    session: Session, *, rows: Sequence[PersonRow], by: Actor, now: datetime
) -> Outcome:
    """Creates and changes people; with one error nothing is written.

    An AE may place once 考核通过日期 is given; the other roles have no exam. 离职 closes the
    account, and nothing here opens a closed one. Raises ForbiddenError `permission.denied`.
    """
    require(by, "people.write", Thing())
    numbers = [row.staff_no for row in rows]
    found = session.exec(select(Person).where(col(Person.staff_no).in_(numbers)).with_for_update())
    known = {person.staff_no: person for person in found}
    outcome = Outcome(rows=len(rows), errors=_taken_mail(session, rows))
    if outcome.errors:
        return outcome
    taking = Taking(session, outcome, by, now)
    for row in rows:
        _take(taking, row, known.get(row.staff_no))
    return taking.finish()


def _taken_mail(session: Session, rows: Sequence[PersonRow]) -> list[RowError]:
    """A mailbox names one person in work: those who are not in the sheet hold theirs."""
    numbers = {row.staff_no for row in rows}
    mails = sorted({row.email for row in rows if row.employed})
    query = select(Person).where(col(Person.email).in_(mails), col(Person.employed).is_(True))
    held = {one.email: one.staff_no for one in session.exec(query) if one.staff_no not in numbers}
    return [
        RowError(row.row, "邮箱", "person.mail_taken", {"staff_no": held[row.email]}, refused=True)
        for row in rows
        if row.employed and row.email in held
    ]


def _take(taking: Taking, row: PersonRow, person: Person | None) -> None:
    before = {} if person is None else _facts(person)
    person = person or Person(staff_no=row.staff_no, name="", station=row.station, role=row.role)
    person.sqlmodel_update({name: getattr(row, name) for name in PLAIN})
    if row.passed_on is not None:
        person.passed_on = row.passed_on
    if "备用" in row.given:
        person.backup = row.backup
    if before and person.account is AccountState.CLOSED and row.employed:
        taking.outcome.warnings.append(RowError(row.row, "状态", "person.closed_kept"))
    else:
        person.employed = row.employed
        person.account = _account(person, row)
    after = _facts(person)
    changed = taking.write("person", person, before, after, station=row.station)
    taking.count(new=not before, changed=changed)


def _account(person: Person, row: PersonRow) -> AccountState:
    if not row.employed:
        return AccountState.CLOSED
    if person.account is not AccountState.LOOK_ONLY:
        return person.account
    may = row.role is not Role.AE or person.passed_on is not None
    return AccountState.MAY_PLACE if may else AccountState.LOOK_ONLY


def _facts(person: Person) -> dict[str, Any]:
    names = {*PLAIN, "employed", "passed_on", "backup", "account"}
    return person.model_dump(include=names)
