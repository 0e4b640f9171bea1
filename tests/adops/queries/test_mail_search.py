"""Mails are found by what people know of them: kind, state, days, who got them, words."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event
from sqlalchemy.exc import InvalidRequestError

from adops.db import Database
from adops.domain.mail import MailKind
from adops.domain.people import CONSOLE, Role
from adops.domain.period import at
from adops.domain.states import MailState
from adops.errors import InputError
from adops.models import Mail
from adops.queries.mail_search import MailSearch
from adops.queries.mails import mail_lines, mails_of
from adops.server.mail_search import as_query
from tests.factories import Factory

FRIDAY = date(2026, 11, 20)
NIGHT = at(FRIDAY, 24) - timedelta(seconds=1)


def mail(number: int, when: datetime, **given: Any) -> Mail:
    values: dict[str, Any] = {
        "kind": "late_report",
        "key": f"booking/{number}",
        "station": "bj",
        "to": ["ops@example.com"],
        "cc": [],
        "subject": f"晚投报备 {number}",
        "html": "",
        "text": "合同 RLZ12345",
        "message_id": f"<{number}@adops>",
        "state": MailState.SENT,
        "created_at": when,
    }
    return Mail(**values | given)


@pytest.fixture
def mails(db: Database, factory: Factory) -> Database:
    with db.write() as session:
        factory.person(session, Role.HQ_AE, name="李雷", email="lilei@example.com", station="hq")
        rows = [
            mail(1, at(FRIDAY, 0) - timedelta(seconds=1), state=MailState.FAILED),
            mail(2, at(FRIDAY, 0), cc=["LiLei@example.com"]),
            mail(3, NIGHT, kind="approval_ledger", to=["lilei@example.com"], text="第 47 周 100%"),
            mail(4, NIGHT, kind="account_invitation", subject="账号", text="https://x/RLZ12345"),
            mail(5, at(FRIDAY, 24), station="sh", subject="晚投报备 100_"),
        ]
        session.add_all(rows)
    return db


SEARCHES: dict[str, tuple[MailSearch, list[int]]] = {
    "all": (MailSearch(), [5, 4, 3, 2, 1]),
    "kind": (MailSearch(kind=MailKind.LATE_REPORT), [5, 2, 1]),
    "state": (MailSearch(state=MailState.FAILED), [1]),
    "a day, to its seconds": (MailSearch(first=FRIDAY, last=FRIDAY), [4, 3, 2]),
    "from a day": (MailSearch(first=date(2026, 11, 21)), [5]),
    "to a day": (MailSearch(last=date(2026, 11, 19)), [1]),
    "to the last of days": (MailSearch(last=date.max), [5, 4, 3, 2, 1]),
    "an address in any case, cc too": (MailSearch(recipient=" lilei@Example.com "), [3, 2]),
    "a person by name": (MailSearch(recipient="李雷"), [3, 2]),
    "nobody": (MailSearch(recipient="韩梅梅"), []),
    "a word of the text, of an invitation's no": (MailSearch(words="rlz12345"), [5, 2, 1]),
    "a word of the subject": (MailSearch(words="账号"), [4]),
    "a Message-ID": (MailSearch(words="<3@adops>"), [3]),
    "a sign that means something to databases": (MailSearch(words="100%"), [3]),
    "another": (MailSearch(words="100_"), [5]),
    "both must hold": (MailSearch(kind=MailKind.LATE_REPORT, recipient="lilei"), [2]),
}


@pytest.mark.parametrize(("asked", "found"), SEARCHES.values(), ids=SEARCHES.keys())
def test_found(mails: Database, asked: MailSearch, found: list[int]) -> None:
    with mails.read() as session:
        rows, following = mails_of(session, by=CONSOLE, search=asked)
        lines, more = mail_lines(session, by=CONSOLE, search=asked, limit=9)
        assert [one.id for one in rows] == [one.id for one in lines] == found
    assert (following, more) == (None, False)


def test_page_by_page_and_a_list_that_ends(mails: Database) -> None:
    asked = MailSearch(kind=MailKind.LATE_REPORT)
    with mails.read() as session:
        first, cursor = mails_of(session, by=CONSOLE, search=asked, limit=2)
        rest, end = mails_of(session, by=CONSOLE, search=asked, limit=2, before=cursor)
        lines, more = mail_lines(session, by=CONSOLE, search=asked, limit=2)
        assert [one.id for one in first + rest] == [5, 2, 1]
        assert (end, [one.id for one in lines], more) == (None, [5, 2], True)


def test_a_list_does_not_load_what_mails_say(mails: Database) -> None:
    with mails.read() as session:
        lines, _ = mail_lines(session, by=CONSOLE, limit=1)
        with pytest.raises(InvalidRequestError):
            _ = lines[0].text


def test_what_is_looked_for_costs_the_same_however_many(mails: Database) -> None:
    asked: list[str] = []
    event.listen(mails.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    for limit in (1, 50):
        with mails.read() as session:
            mails_of(session, by=CONSOLE, search=MailSearch(recipient="李雷"), limit=limit)
    selects = [one for one in asked if one.startswith("SELECT")]
    assert len(selects) == 4, "people, then mails, each time"


def test_days_must_come_in_order() -> None:
    with pytest.raises(InputError, match=r"period\.reversed"):
        MailSearch(first=FRIDAY, last=FRIDAY - timedelta(days=1))


def test_the_same_as_a_query_string() -> None:
    asked = MailSearch(MailKind.LATE_REPORT, MailState.SENT, FRIDAY, FRIDAY, "李雷", "a&b")
    assert as_query(asked, "bj") == (
        "station=bj&kind=late_report&state=sent&from=2026-11-20&to=2026-11-20"
        "&recipient=%E6%9D%8E%E9%9B%B7&q=a%26b"
    )
    assert as_query(MailSearch()) == ""
