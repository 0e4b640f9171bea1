"""What lists of mails may be asked for, the same on the page, in the API and in the workbook."""

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Depends, Query
from pydantic import BeforeValidator

from adops.domain.mail import MailKind
from adops.domain.states import MailState
from adops.queries.mail_search import MailSearch
from adops.server.params import Day

LONGEST = 100
# a field of a form that nobody filled
Blank = BeforeValidator(lambda said: None if said == "" else said)
Words = Annotated[str, Query(max_length=LONGEST)]


def mail_search(
    kind: Annotated[MailKind | None, Blank] = None,
    state: Annotated[MailState | None, Blank] = None,
    first: Annotated[Day | None, Blank, Query(alias="from")] = None,
    last: Annotated[Day | None, Blank, Query(alias="to")] = None,
    recipient: Words = "",
    q: Words = "",
) -> MailSearch:
    """Raises InputError `period.reversed`."""
    return MailSearch(kind, state, first, last, recipient.strip(), q.strip())


SearchedMails = Annotated[MailSearch, Depends(mail_search)]


def as_query(asked: MailSearch, station: str = "") -> str:
    """The same as a query string, "" where nothing is asked."""
    said: Mapping[str, str] = {
        "station": station,
        "kind": asked.kind.value if asked.kind else "",
        "state": asked.state.value if asked.state else "",
        "from": asked.first.isoformat() if asked.first else "",
        "to": asked.last.isoformat() if asked.last else "",
        "recipient": asked.recipient,
        "q": asked.words,
    }
    return urlencode({name: value for name, value in said.items() if value})
