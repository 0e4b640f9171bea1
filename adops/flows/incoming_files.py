"""The files of a package-ad mail, matched to its ads and handed in by the ordinary way
(rules.md §5, §12)."""

from collections.abc import Iterable, Mapping, Sequence
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
from adops.mail.attachments import MOST_FILES, attached_files, names_left_out
from adops.mail.reading import MailReading
from adops.models import IncomingMail
from adops.phrases.creative import PLACES
from adops.phrases.errors import spoken
from adops.phrases.wording import ZH
from adops.queries.bookings import BookingCase, booking_case
from adops.queries.creatives import versions_in
from adops.queries.keys import keyed
from adops.rules.confirm import default_go_live
from adops.rules.package_files import Fit, Offered, Wanted, match_files, named_in
from adops.rules.package_match import links_of
from adops.services.creatives import Offer, Submitted

NO_CREATIVES = frozenset({"text", "html", "pdf"})
GONE = frozenset({CreativeState.REJECTED, CreativeState.WITHDRAWN})


@dataclass(frozen=True)
class _Place:
    """A line that has a booking, by its place among the lines, and that booking."""

    number: int
    line: Line
    case: BookingCase
    wanted: Wanted


@dataclass(frozen=True)
class _File:
    file: AttachedFile
    facts: CreativeFacts


def hand_in_files(
    desk: Desk, mail: IncomingMail, lines: Sequence[Line], content: bytes, reading: MailReading
) -> tuple[list[Line], list[dict[str, Any]]]:
    """The lines with their creatives, and what became of each file:
    `{name, code, facts, of, inline, creative, version, verdict}`, `of` the place of its line, None
    for none.

    A file that the mail carries twice counts once. Raises OutsideError.
    """
    places = _places(desk, lines)
    files = _measured(desk, content)
    creatives = [one for one in files if _is_creative(one)]
    fits = match_files([one.wanted for one in places], _offered(places, creatives, reading))
    ads = reading.ads
    links = links_of(reading.text, ads.entries, ads.problems)
    told: dict[int, dict[str, Any]] = {}
    made: dict[int, int | None] = {}
    for number, place in enumerate(places):
        mine = {n: fit for n, fit in enumerate(fits) if fit.wanted == number}
        link = links.get(place.line.line, "")
        told |= _of_place(desk, mail, place, {n: (creatives[n], mine[n]) for n in mine}, link)
        for n in mine:
            made[place.number] = told[n]["creative"] or made.get(place.number)
    told |= {n: _told(creatives[n], fit.code) for n, fit in enumerate(fits) if fit.wanted is None}
    rest = [_told(one, "file.not_a_creative") for one in files if not _is_creative(one)]
    with_creatives = [
        replace(one, creative=made.get(number) or one.creative) for number, one in enumerate(lines)
    ]
    return with_creatives, [*(told[n] for n in sorted(told)), *rest, *_left_out(content)]


def _left_out(content: bytes) -> list[dict[str, Any]]:
    """Files beyond those that are looked at, by name."""
    names = names_left_out(content)
    facts = {"most": MOST_FILES}
    return [_line(name, "file.too_many", facts) for name in names]


def _places(desk: Desk, lines: Sequence[Line]) -> list[_Place]:
    """Lines that have a booking; numbers count these."""
    found: list[_Place] = []
    with desk.database.read() as session:
        for number, one in enumerate(lines):
            if one.booking is not None:
                case = booking_case(session, one.booking)
                found.append(_Place(number, one, case, _wanted(len(found) + 1, case)))
    return found


def _measured(desk: Desk, content: bytes) -> list[_File]:
    found: dict[str, _File] = {}
    for file in attached_files(content):
        one = _File(file, measured(desk, file.name, file.content))
        found.setdefault(one.facts.sha256, one)
    return list(found.values())


def _is_creative(one: _File) -> bool:
    return one.facts.format is not None and one.facts.format not in NO_CREATIVES


def _offered(
    places: Sequence[_Place], files: Sequence[_File], reading: MailReading
) -> list[Offered]:
    ads = reading.ads
    named = named_in(reading.text, ads.entries, ads.problems, {one.file.name for one in files})
    numbers = {one.line.line: one.wanted.number for one in places}
    return [
        Offered(
            one.file.name,
            one.facts.width,
            one.facts.height,
            frozenset(numbers[line] for line in named[one.file.name] if line in numbers),
        )
        for one in files
    ]


def _wanted(number: int, case: BookingCase) -> Wanted:
    slot, parts = case.slot, case.spec(_day(case)).parts
    return Wanted(number, case.contract.no, slot.code, slot.name, parts)


def _day(case: BookingCase) -> Any:
    return default_go_live(period=case.period, now=clock.now())


def _of_place(
    desk: Desk, mail: IncomingMail, place: _Place, mine: Mapping[int, tuple[_File, Fit]], link: str
) -> dict[int, dict[str, Any]]:
    """What becomes of the files of one ad: all parts of its form are handed in as one creative, or
    none is."""
    parts = place.wanted.parts
    told = {
        n: _told(one, fit.code, place, facts={"parts": _names(part.part for part in parts)})
        for n, (one, fit) in mine.items()
        if fit.part is None
    }
    files = {fit.part: one for one, fit in mine.values() if fit.part is not None}
    if not files:
        return told
    lacking = [one.part for one in parts if not one.optional and one.part not in files]
    if lacking:
        given = {
            part: _told(one, "file.lacking", place, facts={"lacking": _names(lacking)})
            for part, one in files.items()
        }
    else:
        given = _given(desk, place, files, link, f"incoming/{mail.id}/line/{place.number}")
    return told | {n: given[fit.part] for n, (_, fit) in mine.items() if fit.part is not None}


def _names(parts: Iterable[str]) -> str:
    return "、".join(PLACES[ZH].get(one, one) for one in parts)


def _given(
    desk: Desk, place: _Place, files: Mapping[str, _File], link: str, key: str
) -> dict[str, dict[str, Any]]:
    """Hands the files in, unless the booking has them or cannot take them so; by part."""

    def all_of(code: str, **more: Any) -> dict[str, dict[str, Any]]:
        return {part: _told(one, code, place, **more) for part, one in files.items()}

    case = place.case
    there = _there(desk, case, files, key)
    if there is not None:
        return all_of("file.there", creative=there)
    click_url = link or case.booking.landing_url
    if not click_url:
        return all_of("file.no_link")
    given = HandedIn(
        booking_id=case.booking.id or 0,
        files={part: (one.file.name, one.file.content, None) for part, one in files.items()},
        click_url=click_url,
        key=key,
    )
    try:
        sent = hand_in(desk, given, by=SYSTEM)
    except AdopsError as error:
        if error.kind is Kind.OUTSIDE:
            raise
        return all_of("file.refused", facts={"message": spoken(error)})
    if len(place.wanted.parts) == 1:
        return all_of("file.taken", sent=sent)
    return {
        part: _told(one, "file.part", place, facts={"part": _names([part])}, sent=sent)
        for part, one in files.items()
    }


def _there(desk: Desk, case: BookingCase, files: Mapping[str, _File], key: str) -> int | None:
    """The booking's creative of the same files, unless it is this hand-in cut off before."""
    print_ = Offer({part: one.facts for part, one in files.items()}, "").fingerprint
    with desk.database.read() as session:
        if keyed(session, SYSTEM.staff_no, key) is not None:
            return None
        for creative in versions_in(session, case.booking.id or 0):
            if creative.fingerprint == print_ and creative.state not in GONE:
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
    return _line(one.file.name, code, facts or {}) | {
        "of": place.number if place else None,
        "inline": one.file.inline,
        "creative": made.id if made else creative,
        "version": made.version if made else None,
        "verdict": sent.verdict.value if sent else None,
    }


def _line(name: str, code: str, facts: Mapping[str, Any]) -> dict[str, Any]:
    """What became of a file that belongs to no ad."""
    nothing: dict[str, Any] = dict.fromkeys(("of", "creative", "version", "verdict"))
    return {"name": name, "code": code, "facts": dict(facts), "inline": False, **nothing}
