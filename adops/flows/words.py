"""Words of creatives, from outside: reading pictures and landing pages in the background, the
decisions on what was found (rules.md §5, Content)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlmodel import Session

from adops import clock
from adops.domain.content import Line, Ruling
from adops.domain.people import CONSOLE, Actor
from adops.domain.rulebook import RuleBook
from adops.errors import InputError, OutsideError
from adops.flows.submit import Desk, measured_again
from adops.gateways import landing, ocr
from adops.gateways.landing import Fetched, LandingTrouble
from adops.inspect.page_words import words_of_page
from adops.inspect.paper import media_type_of
from adops.models import LandingPage, PictureWords
from adops.queries.contents import (
    creatives_with_file,
    creatives_with_link,
    keys_of,
    landing_of,
    pending_ones,
    standing_links,
)
from adops.queries.creatives import creative_case, hold_bookings
from adops.rules.confirm import waits_for
from adops.services import confirmations, contents, package_mails, reading
from adops.services.contents import Decided, Proof
from adops.services.creatives import Submitted
from adops.services.stored import keep_stored

log = structlog.get_logger(__name__)

PAGES = frozenset({"text/html", "application/xhtml+xml", "text/plain"})
Read = Callable[[bytes], tuple[Line, ...]]


@dataclass(frozen=True)
class Readers:
    """What reads: pictures, landing pages."""

    picture: Read = ocr.read_words
    page: Callable[..., Fetched] = field(default=landing.fetch)


def read_waiting(desk: Desk, readers: Readers | None = None) -> Mapping[str, Any]:
    """Reads all that waits, one after another, and settles what a killed run left ready; safe to
    run twice at once, or to be killed: how many pictures and pages were read, and how many were
    given up."""
    readers = readers or Readers()
    counts = {"pictures": 0, "pages": 0, "given_up": 0}
    while (sha256 := _claim(desk, reading.claim_picture)) is not None:
        counts["pictures"] += 1
        counts["given_up"] += _read_picture(desk, sha256, readers)
    while (url := _claim(desk, reading.claim_landing)) is not None:
        counts["pages"] += 1
        counts["given_up"] += _read_page(desk, url, readers)
    _settle_ready(desk)
    return counts


def look_again(desk: Desk) -> Mapping[str, Any]:
    """Asks anew for landing pages of standing creatives that are a week old (rules.md §5), then
    reads what waits."""
    with desk.database.write() as session:
        urls = standing_links(session)
        asked = reading.ask_again(session, urls=urls, now=clock.now())
    return {"asked": asked, **read_waiting(desk)}


def decide(
    desk: Desk,
    creative_id: int,
    *,
    key: str,
    ruling: Ruling,
    by: Actor,
    item: str = "",
    why: str = "",
    proof: tuple[str, bytes] | None = None,
) -> Submitted:
    """Records the decision; confirmations that waited for it take effect.

    `proof`: name and bytes of the file of a 举证放行. Raises InputError `paper.type_unknown` and
    what `services.contents.decide` raises.
    """
    kept = None if proof is None else _keep_proof(desk, *proof)
    with desk.database.write() as session:
        decided = Decided(key, ruling, item, why, kept)
        contents.decide(
            session,
            creative_id=creative_id,
            decided=decided,
            by=by,
            now=clock.now(),
            book=desk.book,
            mails=desk.mails,
        )
    return _settled(desk, creative_id, key, by)


def set_copy(desk: Desk, creative_id: int, *, by: Actor, copy: str | None = None) -> Submitted:
    """The copy as typed, or (None) as read in the pictures; a confirmation that waited for it takes
    effect. Raises what `services.contents.set_copy` raises."""
    with desk.database.write() as session:
        contents.set_copy(
            session,
            creative_id=creative_id,
            copy=copy,
            by=by,
            now=clock.now(),
            book=desk.book,
        )
    return settle(desk, creative_id, by=by)


def settle(desk: Desk, creative_id: int, *, by: Actor = CONSOLE) -> Submitted:
    """Measures the stored files again; a pending confirmation takes effect or goes on waiting."""
    files = measured_again(desk, creative_id)
    now = clock.now()
    with desk.database.write() as session:
        found = confirmations.settle(
            session, creative_id=creative_id, files=files, by=by, now=now, book=desk.book
        )
        package_mails.tell_placer(session, found.case, by=by, now=now, mails=desk.mails)
    return found


def _settled(desk: Desk, creative_id: int, key: str, by: Actor) -> Submitted:
    """The creative, and every other pending one with the same hit."""
    with desk.database.read() as session:
        pending = pending_ones(session)
    for one in pending:
        if one.id != creative_id and any(key in keys for keys in keys_of(one.findings)):
            settle(desk, one.id or 0, by=by)
    return settle(desk, creative_id, by=by)


def _settle_ready(desk: Desk) -> None:
    """The pending ones that nothing they were judged by waits for any more."""
    with desk.database.read() as session:
        pending = [creative_case(session, one.id or 0) for one in pending_ones(session)]
        ready = [one for one in pending if not waits_for(one.findings, one.rulings)]
        found = [one.creative.id or 0 for one in ready]
    _settle_all(desk, found)


def _settle_all(desk: Desk, creative_ids: Iterable[int]) -> None:
    for creative_id in creative_ids:
        settle(desk, creative_id)


def _claim(desk: Desk, claim: Callable[..., str | None]) -> str | None:
    with desk.database.write() as session:
        return claim(session, now=clock.now())


def _read_picture(desk: Desk, sha256: str, readers: Readers) -> bool:
    """Whether it was given up."""
    try:
        lines = readers.picture(desk.store.get(sha256))
    except OutsideError as error:
        log.warning("ocr.failed", sha256=sha256, why=str(error))
        with desk.database.write() as session:
            row = session.get_one(PictureWords, sha256)
            given_up = reading.note_failure(
                session, row, why=str(error), final=error.code == "ocr.missing"
            )
            with_it = creatives_with_file(session, sha256) if given_up else []
            pending = _scan(session, with_it, desk.book)
        _settle_all(desk, pending)
        return given_up
    with desk.database.write() as session:
        reading.note_picture(
            session, sha256=sha256, lines=lines, engine=ocr.engine_name(), now=clock.now()
        )
        pending = _scan(session, creatives_with_file(session, sha256), desk.book)
    _settle_all(desk, pending)
    return False


def _read_page(desk: Desk, url: str, readers: Readers) -> bool:
    """Whether it was given up."""
    try:
        found = readers.page(url, limits=desk.landing, allow_hosts=desk.book.allow_hosts)
    except LandingTrouble as trouble:
        with desk.database.write() as session:
            row: LandingPage | None = landing_of(session, url)
            assert row is not None
            given_up = reading.note_failure(
                session, row, why=trouble.why, final=trouble.why == "unsafe"
            )
            with_it = creatives_with_link(session, url) if given_up else []
            pending = _scan(session, with_it, desk.book)
        _settle_all(desk, pending)
        return given_up
    _settle_all(desk, _keep_page(desk, url, found))
    return False


def _keep_page(desk: Desk, url: str, found: Fetched) -> list[int]:
    """Creatives that were pending on it."""
    sha256 = desk.store.put(found.body) if found.body else None
    is_page = found.media_type in PAGES
    words = words_of_page(found.body, found.charset) if is_page else words_of_page(b"")
    facts = {
        "final_url": found.url,
        "status": found.status,
        "text": words.text,
        "first_screen": words.first_screen,
        "html_sha256": sha256,
    }
    with desk.database.write() as session:
        if sha256 is not None:
            keep_stored(session, sha256, len(found.body), "application/octet-stream", clock.now())
        reading.note_landing(session, url=url, found=facts, now=clock.now())
        return _scan(session, creatives_with_link(session, url), desk.book)


def _scan(session: Session, creative_ids: Iterable[int], book: RuleBook) -> list[int]:
    """What was read is held against the list for every creative that stands with it, in the
    transaction that notes it: words that count as read were always judged. The pending ones."""
    found = list(creative_ids)
    hold_bookings(session, found)
    cases = [contents.scan_again(session, creative_id=one, book=book) for one in found]
    return [one.creative.id or 0 for one in cases if one.pending]


def _keep_proof(desk: Desk, name: str, content: bytes) -> Proof:
    media_type = media_type_of(content, name)
    if media_type is None:
        raise InputError("paper.type_unknown", name=name)
    return Proof(desk.store.put(content), len(content), media_type, name[:200])
