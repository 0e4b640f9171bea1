"""What of a look's facts goes into a ticket (checks.md, Anomaly): of its slot and its booking
alone, so that it names no other client. Pure; the stored facts are those of a whole page.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import unquote, urldefrag, urlsplit

from adops.domain.finding import Finding
from adops.domain.ticket import Parties

OF_CONTRACT = frozenset(
    {
        "booking.no_creative",
        "not_in_rotation",
        "rotation.not_seen",
        "rotation.cut",
        "version.not_seen",
        "geo",
        "creative.expired",
    }
)
OF_LINK = frozenset({"link.wrong", "link.none", "link.dead", "link.by_script", "link.unasked"})
OLD = "old_creative"
OF_PAGE = "page."
ANOTHER = "其他客户"
SHORTEST_NAME = 2  # characters; a shorter one stands in any word
MOST_TEXT, MOST_ITEMS = 2_000, 60
OF_LOAD = (
    "captured_at",
    "url",
    "status",
    "seconds",
    "width",
    "height",
    "scale",
    "picture",
    "is_screen",
    "is_disturbed",
    "is_unfinished",
)
# what says nothing of whose ad it is
PLACE = ("code", "found", "box", "ad_box", "shown", "hidden_by", "unread", "floats", "steady")
ADDRESSES = frozenset({"url", "poster"})
# results of a booking that was not seen in a load, and those that leave open whose ad it was
UNSEEN = frozenset({"missing", "empty", "broken", "wrong_creative", "unreachable"})
OPEN = frozenset({"unsure", "hidden"})


def of_booking(findings: Iterable[Finding], parties: Parties) -> tuple[Finding, ...]:
    """Those that concern the booking, or the slot whoever is in it; another's name is left out."""
    return tuple(told for one in findings for told in _told(one, parties))


def of_page(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Those of the page as a whole: why it did not open."""
    return tuple(one for one in findings if one.code.startswith(OF_PAGE))


def _told(one: Finding, parties: Parties) -> Iterator[Finding]:
    if one.code in OF_CONTRACT and one.where != parties.own_no:
        return
    link = one.allowed or one.where
    if one.code in OF_LINK and isinstance(link, str) and _is_of_others(link, parties):
        return
    where = ANOTHER if one.code == OLD and one.where != parties.own_no else one.where
    measured, allowed, where = without_names([one.measured, one.allowed, where], parties)
    yield Finding(one.code, one.severity, measured, allowed, where)


def _is_of_others(link: str, parties: Parties) -> bool:
    """Whether an address, as a look tells it, is where another booking leads to: what stands in its
    click address, behind a redirector too, its query included, else without it. One that nobody
    leads to is nobody's to tell where others are beside."""
    parts = urlsplit(link)
    page = f"{parts.netloc}{parts.path}".rstrip("/")
    for wanted in (f"{page}?{parts.query}" if parts.query else page, page):
        own = any(_leads(one, wanted) for one in parties.own_links)
        if own or any(_leads(one, wanted) for one in parties.other_links):
            return not own
    return bool(parties.beside)


def _leads(click_url: str, page: str) -> bool:
    return page.lower() in unquote(unquote(click_url)).lower()


def without_names(told: Any, parties: Parties) -> Any:
    """The same with every name of another client left out; what the client's own names hold is
    kept."""
    own = " ".join(parties.own)
    names = {one for one in parties.others if len(one) >= SHORTEST_NAME and one not in own}
    return _without(told, sorted(names, key=lambda one: (-len(one), one)))


def _without(told: Any, names: Collection[str]) -> Any:
    if isinstance(told, str):
        for name in names:
            told = told.replace(name, ANOTHER)
        return told
    if isinstance(told, Mapping):
        return {_without(name, names): _without(one, names) for name, one in told.items()}
    if isinstance(told, list | tuple):
        return [_without(one, names) for one in told]
    return told


def bounded(told: Any) -> Any:
    """The same with long texts and lists cut: an address may hold a whole picture."""
    if isinstance(told, str) and len(told) > MOST_TEXT:
        return f"{told[:MOST_TEXT]}…（共 {len(told)} 字）"
    if isinstance(told, Mapping):
        some = list(told.items())[:MOST_ITEMS]
        return {bounded(name): bounded(one) for name, one in some}
    if isinstance(told, list | tuple):
        return [bounded(one) for one in told[:MOST_ITEMS]]
    return told


def loads_of(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Each load of the page, without what its slots showed."""
    return [_some(load, OF_LOAD) for load in document.get("loads") or ()]


def shown_to(
    document: Mapping[str, Any], slot_code: str, booking_id: int | None, parties: Parties
) -> dict[str, Any]:
    """What the slot showed in the load that the booking rests on, with the hashes of the files that
    it was served; where that load shows another's ad, only its place. Empty where the page was not
    seen."""
    told = (document.get("slots") or {}).get(slot_code) or {}
    bookings = told.get("bookings") or {}
    number = standing_load(told, booking_id)
    facts = facts_in(document, number, slot_code)
    if not facts:
        return {}
    whose = (told.get("turns") or {}).get(str(number))
    others = whose != booking_id if whose else _is_anothers(bookings, booking_id, number, parties)
    if others:
        return {"load": number, "slot": _some(facts, PLACE), "another": True}
    load = document["loads"][number]
    wanted = set(_addresses(facts))
    served = [one for one in load.get("served") or () if urldefrag(one["url"]).url in wanted]
    return {"load": number, "slot": facts, "served": served}


def places_of(document: Mapping[str, Any], codes: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Of a page's slots, where each is and whether it is seen, not what it shows: by code."""
    found = {}
    for code in codes:
        told = (document.get("slots") or {}).get(code) or {}
        facts = facts_in(document, told.get("load", 0), code)
        found[code] = _some(facts, PLACE) if facts else {}
    return found


def own_result(document: Mapping[str, Any], slot_code: str, booking_id: int) -> str | None:
    """The booking's own result, where the stored facts have it; of one that is delivered, what is
    wrong beside."""
    told = (document.get("slots") or {}).get(slot_code) or {}
    own = (told.get("bookings") or {}).get(str(booking_id)) or {}
    found: str | None = (own.get("trouble") or own).get("result")
    return found


def standing_load(slot: Mapping[str, Any], booking_id: int | None) -> int:
    """Which load of the stored facts tells of the booking's trouble, else of the booking, else of
    the slot."""
    own = (slot.get("bookings") or {}).get(str(booking_id)) or {}
    number: int = (own.get("trouble") or own).get("load", slot.get("load", 0))
    return number


def facts_in(document: Mapping[str, Any], load: int, slot_code: str) -> dict[str, Any] | None:
    """What that load says of the slot."""
    loads = document.get("loads") or []
    if load >= len(loads):
        return None
    slots = loads[load].get("slots") or ()
    return next((dict(one) for one in slots if one.get("code") == slot_code), None)


def _is_anothers(
    bookings: Mapping[str, Any], booking_id: int | None, load: int, parties: Parties
) -> bool:
    """Whether another booking of the slot was, or may have been, seen in that load, and this one
    was not."""
    own = bookings.get(str(booking_id)) or {}
    if own and own.get("result") not in UNSEEN | OPEN:
        return False
    others = (bookings.get(str(one)) or {} for one in parties.beside)
    return any(one.get("load") == load and one.get("result") not in UNSEEN for one in others if one)


def _addresses(told: Any) -> Iterator[str]:
    """Every address that the facts hold, without what follows its #."""
    if isinstance(told, Mapping):
        for name, one in told.items():
            if name in ADDRESSES and isinstance(one, str):
                yield urldefrag(one).url
            yield from _addresses(one)
    elif isinstance(told, list | tuple):
        for one in told:
            yield from _addresses(one)


def _some(told: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: told[name] for name in names if name in told}
