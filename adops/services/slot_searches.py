"""Finding a slot's place on its page: asked for, found by a browser, taken, undone (checks.md)."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.people import Actor
from adops.domain.place import Place, place_of
from adops.domain.slot import Device, SlotState
from adops.domain.states import SearchState
from adops.errors import InputError, MissingError, RuleError
from adops.models import Page, Slot, SlotSearch
from adops.queries.slot_searches import search_by_id, waiting_searches
from adops.services.acts import log
from adops.services.slot_life import slot_to_write
from adops.services.stored import keep_stored

LONGEST = 500


def ask_search(
    session: Session, *, slot_id: int, selector: str = "", by: Actor, now: datetime
) -> SlotSearch:
    """Asks for the slot's page to be opened: for its places, or to try a selector that was typed.

    Raises MissingError `slot.unknown`, ForbiddenError, RuleError `slot.by_hand` (no page to open),
    `slot.search_waits`, InputError `slot.selector_long`.
    """
    slot = slot_to_write(session, slot_id, by)
    page = session.get_one(Page, slot.page_id)
    if page.device is Device.APP or not page.url:
        raise RuleError("slot.by_hand", slot=slot.code)
    if any(search_by_id(session, one).slot_id == slot_id for one in waiting_searches(session)):
        raise RuleError("slot.search_waits", slot=slot.code)
    typed = selector.strip()
    if len(typed) > LONGEST:
        raise InputError("slot.selector_long", most=LONGEST)
    search = SlotSearch(
        slot_id=slot_id,
        page_id=slot.page_id,
        selector=typed,
        asked_by=by.staff_no,
        asked_at=now,
    )
    session.add(search)
    session.flush()
    told = {"slot": slot.code, "search": search.id, "selector": typed}
    _log(session, slot, "slot.search", by, now, {}, told)
    return search


def begin_search(session: Session, *, search_id: int, now: datetime) -> bool:
    """The browser is at it; False when it was cancelled or noted before."""
    search = _locked(session, search_id)
    if search.state is not SearchState.ASKED:
        return False
    search.started_at = now
    session.add(search)
    session.flush()
    return True


def cancel_search(
    session: Session, *, slot_id: int, search_id: int, by: Actor, now: datetime
) -> SlotSearch:
    """Stops it, whether it waits or the browser is at it. By who may ask for one.

    Raises MissingError `slot.unknown`, `slot.search_unknown`, ForbiddenError, RuleError
    `slot.search_over`.
    """
    slot = slot_to_write(session, slot_id, by)
    search_by_id(session, search_id, slot_id=slot_id)
    search = _locked(session, search_id)
    if search.state is not SearchState.ASKED:
        raise RuleError("slot.search_over", slot=slot.code)
    search.state, search.done_at = SearchState.CANCELLED, now
    session.add(search)
    session.flush()
    told = {"slot": slot.code, "search": search_id}
    _log(session, slot, "slot.search_cancel", by, now, {}, told)
    return search


def _locked(session: Session, search_id: int) -> SlotSearch:
    """Nobody else changes it until the transaction ends."""
    return session.get_one(SlotSearch, search_id, with_for_update=True, populate_existing=True)


def note_search(
    session: Session,
    *,
    search_id: int,
    places: Sequence[Place],
    size: tuple[int, int],
    picture: str | None,
    trouble: str = "",
    detail: str = "",
    files: Mapping[str, tuple[int, str]],
    now: datetime,
) -> SlotSearch | None:
    """What came of it; None when it was noted or cancelled before. `size` of the page in CSS px;
    `files` are stored already: SHA-256 → (bytes, type)."""
    search = _locked(session, search_id)
    if search.state is not SearchState.ASKED:
        return None
    search.state = SearchState.FAILED if trouble else SearchState.FOUND
    search.done_at, search.picture = now, picture
    search.trouble, search.detail = trouble, detail[:300]
    search.width, search.height = size
    search.places = [one.as_data() for one in places]
    for sha256, (length, kind) in sorted(files.items()):
        keep_stored(session, sha256, length, kind, now)
    session.add(search)
    session.flush()
    return search


def take_place(
    session: Session, *, slot_id: int, search_id: int, number: int, by: Actor, now: datetime
) -> Slot:
    """Writes the selector of one place that a search found.

    Raises MissingError `slot.unknown`, `slot.search_unknown`, `slot.place_unknown`, ForbiddenError,
    RuleError `slot.search_stale` (the slot is on another page now), `slot.place_unfit` (it matches
    none, or more elements than the form shows boxes), `slot.selector_same`, `slot.selector_taken`
    naming the other slot.
    """
    slot = slot_to_write(session, slot_id, by)
    search = search_by_id(session, search_id, slot_id=slot_id)
    place = place_in(search, number)
    if search.page_id != slot.page_id:
        raise RuleError("slot.search_stale", slot=slot.code)
    if not place.may_be_taken:
        count, wanted = max(place.count, 0), place.wanted
        raise RuleError("slot.place_unfit", selector=place.selector, count=count, wanted=wanted)
    if place.selector == slot.selector:
        raise RuleError("slot.selector_same", selector=place.selector)
    _require_free(session, slot, place.selector)
    search.taken, search.before = place.selector, slot.selector
    search.taken_by, search.taken_at = by.staff_no, now
    search.undone_by = search.undone_at = None
    return _written(session, slot, search, place.selector, "slot.selector", by, now)


def undo_place(session: Session, *, slot_id: int, search_id: int, by: Actor, now: datetime) -> Slot:
    """The selector that there was before, unless it was changed again meanwhile.

    Raises MissingError `slot.unknown`, `slot.search_unknown`, ForbiddenError, RuleError
    `slot.nothing_taken`, `slot.selector_changed`.
    """
    slot = slot_to_write(session, slot_id, by)
    search = search_by_id(session, search_id, slot_id=slot_id)
    if search.taken is None or search.before is None or search.undone_at is not None:
        raise RuleError("slot.nothing_taken", slot=slot.code)
    if slot.selector != search.taken:
        raise RuleError("slot.selector_changed", slot=slot.code, selector=slot.selector)
    search.undone_by, search.undone_at = by.staff_no, now
    return _written(session, slot, search, search.before, "slot.selector_undo", by, now)


def place_in(search: SlotSearch, number: int) -> Place:
    """Raises MissingError `slot.place_unknown`."""
    found = next((one for one in search.places if one["number"] == number), None)
    if found is None:
        raise MissingError("slot.place_unknown", number=number)
    return place_of(found)


def _require_free(session: Session, slot: Slot, selector: str) -> None:
    query = select(Slot.code).where(
        Slot.page_id == slot.page_id,
        Slot.selector == selector,
        Slot.id != slot.id,
        Slot.state != SlotState.RETIRED,
    )
    other = session.exec(query.order_by(col(Slot.id)).limit(1)).first()
    if other is not None:
        raise RuleError("slot.selector_taken", selector=selector, slot=other)


def _written(
    session: Session,
    slot: Slot,
    search: SlotSearch,
    selector: str,
    verb: str,
    by: Actor,
    now: datetime,
) -> Slot:
    before, slot.selector = slot.selector, selector
    session.add_all([slot, search])
    session.flush()
    told = {"slot": slot.code, "selector": selector, "search": search.id}
    _log(session, slot, verb, by, now, {"selector": before}, told)
    return slot


def _log(
    session: Session,
    slot: Slot,
    verb: str,
    by: Actor,
    now: datetime,
    before: dict[str, Any],
    after: dict[str, Any],
) -> None:
    log(
        session,
        by=by,
        now=now,
        verb=verb,
        thing=f"slot:{slot.id}",
        station=slot.station,
        before=before,
        after=after,
    )
