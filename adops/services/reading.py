"""Pictures and landing pages that wait to be read, claimed one at a time (rules.md §5, Content).

Reading is done outside any transaction; what a kill leaves claimed is taken up again.
"""

from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, or_, select, update

from adops.domain.content import Line, ReadState
from adops.models import LandingPage, PictureWords
from adops.queries.contents import READABLE, landing_of

LEASE = timedelta(minutes=5)
TRIES = 3
AGAIN_AFTER = timedelta(days=7)
Claimable = type[PictureWords] | type[LandingPage]


def ask(
    session: Session,
    *,
    files: Mapping[str, tuple[str, str]],
    click_url: str,
    now: datetime,
    troubles: Mapping[str, str] = MappingProxyType({}),
) -> None:
    """Asks for the words of files (part → (SHA-256, format)) and of the landing page, once, whoever
    else asks now; what was read before is not read again. A page that could not be fetched is asked
    for anew.

    `troubles` by SHA-256 is what the review refused to decode (a bomb, a broken file): nobody
    reads that either, and it counts as given up."""
    for sha256, kind in files.values():
        if kind in READABLE and session.get(PictureWords, sha256) is None:
            why = troubles.get(sha256, "")
            state = ReadState.FAILED if why else ReadState.WAITING
            _add(session, PictureWords(sha256=sha256, asked_at=now, state=state, why=why))
    page = landing_of(session, click_url)
    if page is None:
        _add(session, LandingPage(url=click_url, asked_at=now))
    elif page.state is ReadState.FAILED:
        _ask_again(session, page, now)
    session.flush()


def _add(session: Session, row: PictureWords | LandingPage) -> None:
    with suppress(IntegrityError), session.begin_nested():
        session.add(row)


def ask_again(session: Session, *, urls: Iterable[str], now: datetime) -> int:
    """Asks anew for the landing pages that were fetched over a week ago; how many."""
    query = select(LandingPage).where(
        col(LandingPage.url).in_(set(urls)),
        col(LandingPage.state).in_((ReadState.DONE, ReadState.FAILED)),
        or_(
            col(LandingPage.fetched_at).is_(None),
            col(LandingPage.fetched_at) <= now - AGAIN_AFTER,
        ),
    )
    pages = list(session.exec(query))
    for page in pages:
        _ask_again(session, page, now)
    session.flush()
    return len(pages)


def claim_picture(session: Session, *, now: datetime) -> str | None:
    """The SHA-256 of a file that is ours to read; None when nothing waits."""
    found = _waiting(session, PictureWords, now)
    if found is None or not _take(session, PictureWords, PictureWords.sha256, found.sha256, now):
        return None
    sha256: str = found.sha256
    return sha256


def claim_landing(session: Session, *, now: datetime) -> str | None:
    """The address of a page that is ours to fetch; None when nothing waits."""
    found = _waiting(session, LandingPage, now)
    if found is None or not _take(session, LandingPage, LandingPage.url, found.url, now):
        return None
    url: str = found.url
    return url


def note_picture(
    session: Session, *, sha256: str, lines: tuple[Line, ...], engine: str, now: datetime
) -> None:
    """What was read in it."""
    words = session.get_one(PictureWords, sha256)
    words.lines = [
        {
            "text": line.text,
            "box": line.box and [line.box.left, line.box.top, line.box.right, line.box.bottom],
            "score": line.score,
        }
        for line in lines
    ]
    words.state, words.engine, words.done_at, words.why = ReadState.DONE, engine, now, ""
    session.add(words)
    session.flush()


def note_landing(session: Session, *, url: str, found: Mapping[str, Any], now: datetime) -> None:
    """The page as fetched: `final_url`, `status`, `text`, `first_screen`, `html_sha256`."""
    page = landing_of(session, url)
    assert page is not None
    page.sqlmodel_update(dict(found))
    page.state, page.fetched_at, page.why = ReadState.DONE, now, ""
    session.add(page)
    session.flush()


def note_failure(
    session: Session, row: PictureWords | LandingPage, *, why: str, final: bool = False
) -> bool:
    """Back to waiting, or given up after some tries (`final`: at once); whether it was given up."""
    given_up = final or row.attempts >= TRIES
    row.state = ReadState.FAILED if given_up else ReadState.WAITING
    row.why, row.claimed_at = why[:200], None
    session.add(row)
    session.flush()
    return given_up


def _ask_again(session: Session, page: LandingPage, now: datetime) -> None:
    page.state, page.attempts, page.asked_at = ReadState.WAITING, 0, now
    session.add(page)


def _claimable(table: Claimable, now: datetime) -> Any:
    dropped = (col(table.state) == ReadState.READING) & (col(table.claimed_at) <= now - LEASE)
    return or_(col(table.state) == ReadState.WAITING, dropped)


def _waiting(session: Session, table: Claimable, now: datetime) -> Any:
    query = select(table).where(_claimable(table, now)).order_by(col(table.asked_at)).limit(1)
    return session.exec(query).first()


def _take(session: Session, table: Claimable, key: Any, value: str, now: datetime) -> bool:
    """By one conditional update: of two who try, one has it."""
    change = (
        update(table)
        .where(key == value, _claimable(table, now))
        .values(state=ReadState.READING, claimed_at=now, attempts=table.attempts + 1)
    )
    taken: int = session.connection().execute(change).rowcount
    session.expire_all()
    return taken == 1
