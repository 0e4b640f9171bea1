"""The files of a package-ad mail, matched to its ads and handed in by the ordinary way
(rules.md §5, §12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from adops import clock
from adops.domain.creative import CreativeFacts
from adops.domain.incoming import AttachedFile, Line
from adops.domain.people import SYSTEM
from adops.domain.states import CreativeState
from adops.errors import AdopsError, Kind
from adops.flows.submit import Desk, HandedIn, measured
from adops.flows.suggest import hand_in
from adops.mail.attachments import attached_files
from adops.models import IncomingMail
from adops.phrases.errors import spoken
from adops.queries.bookings import BookingCase, booking_case
from adops.queries.creatives import versions_in
from adops.queries.keys import keyed
from adops.rules.confirm import default_go_live
from adops.rules.package_match import Offered, Wanted, match_files
from adops.services.creatives import Submitted

NO_CREATIVES = frozenset({"text", "html", "pdf"})
GONE = frozenset({CreativeState.REJECTED, CreativeState.WITHDRAWN})


@dataclass(frozen=True)
class _Place:
    """A line that has a booking, by its place among the lines, and that booking."""

    number: int
    line: Line
    case: BookingCase


@dataclass(frozen=True)
class _File:
    file: AttachedFile
    facts: CreativeFacts


def hand_in_files(
    desk: Desk, mail: IncomingMail, lines: Sequence[Line], content: bytes, links: Mapping[int, str]
) -> tuple[list[Line], list[dict[str, Any]]]:
    """The lines with their creatives, and what became of each file:
    `{name, code, facts, of, inline, creative, version, verdict}`, `of` the place of its line, None
    for none.

    A file that the mail carries twice counts once. Raises OutsideError.
    """
    places = _places(desk, lines)
    files = _measured(desk, content)
    creatives = [one for one in files if _is_creative(one)]
    fits = match_files(
        [_wanted(number, place) for number, place in enumerate(places, 1)],
        [Offered(one.file.name, one.facts.width, one.facts.height) for one in creatives],
    )
    told: list[dict[str, Any]] = []
    made: dict[int, int] = {}
    for number, (one, fit) in enumerate(zip(creatives, fits, strict=True)):
        if fit.wanted is None:
            told.append(_told(one, fit.code))
            continue
        place = places[fit.wanted]
        key = f"incoming/{mail.id}/{number}"
        told.append(_given(desk, place, one, links.get(place.line.line, ""), key))
        if told[-1]["creative"]:
            made[place.number] = told[-1]["creative"]
    told += [_told(one, "file.not_a_creative") for one in files if not _is_creative(one)]
    with_creatives = [
        replace(one, creative=made.get(number, one.creative)) for number, one in enumerate(lines)
    ]
    return with_creatives, told


def _places(desk: Desk, lines: Sequence[Line]) -> list[_Place]:
    with desk.database.read() as session:
        return [
            _Place(number, one, booking_case(session, one.booking))
            for number, one in enumerate(lines)
            if one.booking is not None
        ]


def _measured(desk: Desk, content: bytes) -> list[_File]:
    found: dict[str, _File] = {}
    for file in attached_files(content):
        one = _File(file, measured(desk, file.name, file.content))
        found.setdefault(one.facts.sha256, one)
    return list(found.values())


def _is_creative(one: _File) -> bool:
    return one.facts.format is not None and one.facts.format not in NO_CREATIVES


def _wanted(number: int, place: _Place) -> Wanted:
    case = place.case
    part = case.spec(_day(case)).parts[0]
    slot, contract = case.slot, case.contract
    return Wanted(number, contract.no, slot.code, slot.name, part.width, part.height)


def _day(case: BookingCase) -> Any:
    return default_go_live(period=case.period, now=clock.now())


def _given(desk: Desk, place: _Place, one: _File, link: str, key: str) -> dict[str, Any]:
    """Hands the file in, unless the booking has it or cannot take it so."""
    case = place.case
    there = _there(desk, case, one, key)
    if there is not None:
        return _told(one, "file.there", place, creative=there)
    if len([part for part in case.spec(_day(case)).parts if not part.optional]) > 1:
        return _told(one, "file.parts", place)
    click_url = link or case.booking.landing_url
    if not click_url:
        return _told(one, "file.no_link", place)
    given = HandedIn(
        booking_id=case.booking.id or 0,
        files={"main": (one.file.name, one.file.content, None)},
        click_url=click_url,
        key=key,
    )
    try:
        sent = hand_in(desk, given, by=SYSTEM)
    except AdopsError as error:
        if error.kind is Kind.OUTSIDE:
            raise
        return _told(one, "file.refused", place, facts={"message": spoken(error)})
    return _told(one, "file.taken", place, sent=sent)


def _there(desk: Desk, case: BookingCase, one: _File, key: str) -> int | None:
    """The booking's creative of the same file, unless it is this hand-in cut off before."""
    with desk.database.read() as session:
        if keyed(session, SYSTEM.staff_no, key) is not None:
            return None
        for creative in versions_in(session, case.booking.id or 0):
            if creative.fingerprint == one.facts.sha256 and creative.state not in GONE:
                return creative.id
    return None


def _told(
    one: _File,
    code: str,
    place: _Place | None = None,
    *,
    facts: Mapping[str, Any] | None = None,
    creative: int | None = None,
    sent: Submitted | None = None,
) -> dict[str, Any]:
    made = sent.case.creative if sent else None
    return {
        "name": one.file.name,
        "code": code,
        "facts": dict(facts or {}),
        "of": place.number if place else None,
        "inline": one.file.inline,
        "creative": made.id if made else creative,
        "version": made.version if made else None,
        "verdict": sent.verdict.value if sent else None,
    }
