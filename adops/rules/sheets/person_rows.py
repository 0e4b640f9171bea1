"""The rows of a people sheet (interfaces.md; roles of rules.md §1)."""

from collections.abc import Mapping

from adops.domain.sheet import PersonRow, RawSheet, Reading, RowError
from adops.rules.sheets.cells import known_as
from adops.rules.sheets.columns import BACKUP_AE, PEOPLE, ROLES, reading
from adops.rules.sheets.rows import ReadRow, read_rows, twice


def read_people(sheet: RawSheet, stations: Mapping[str, str]) -> Reading:
    """Typed rows and errors by row and column. `stations`: folded code or name → code."""
    found, errors = read_rows(sheet, reading(PEOPLE, 站点=known_as(stations, "station.unknown")))
    wrong = list(errors)
    rows = [_person(one) for one in found]
    wrong += twice(rows, lambda row: row.staff_no, "工号")
    wrong += _one_mailbox(rows)
    return Reading(tuple(rows), tuple(wrong), (), len(sheet.rows))


def _person(one: ReadRow) -> PersonRow:
    values = one.values
    role = one.text("角色")
    return PersonRow(
        row=one.row,
        staff_no=one.text("工号"),
        name=one.text("姓名"),
        email=one.text("邮箱"),
        phone=one.text("手机号"),
        station=one.values["站点"],
        role=ROLES[role],
        post=one.text("职位编制"),
        employed=values["状态"],
        passed_on=values.get("考核通过日期"),
        backup=role == BACKUP_AE or bool(values.get("备用")),
        given=one.given | ({"备用"} if role == BACKUP_AE else frozenset()),
    )


def _one_mailbox(rows: list[PersonRow]) -> list[RowError]:
    """A booking's 销售邮箱 names one person (rules.md §1)."""
    first: dict[str, int] = {}
    errors: list[RowError] = []
    for row in rows:
        if row.employed and first.setdefault(row.email, row.row) != row.row:
            errors.append(
                RowError(row.row, "邮箱", "person.mail_twice", {"first": first[row.email]})
            )
    return errors
