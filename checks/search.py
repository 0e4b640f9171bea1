"""A slot's page opened to find its place, or to try a selector (checks.md, Finding selectors)."""

import asyncio
from contextlib import suppress

from adops.domain.period import ad_day_of
from adops.errors import OutsideError
from adops.models import SlotSearch
from adops.queries.slot_searches import SearchOrder, is_cancelled, search_by_id, search_order
from adops.services import slot_searches as acts
from adops.services.slot_checks import PNG
from checks.browser import Browser
from checks.browser.find import FindVisit
from checks.chromium import find_chromium
from checks.find import Order, PlacesSeen, find_places
from checks.work import House

HELD = "slot_search"
ASKED_EVERY_SECONDS = 0.5


def carry_out_search(house: House, search_id: int) -> SlotSearch | None:
    """Looks, and notes what came of it; None while another is at it, or when it was noted or
    cancelled before or meanwhile.

    Raises OutsideError `browser.missing`; the search then waits on.
    """
    with house.database.alone(HELD, search_id) as mine:
        return _carried_out(house, search_id) if mine else None


def _carried_out(house: House, search_id: int) -> SlotSearch | None:
    with house.database.write() as session:
        if not acts.begin_search(session, search_id=search_id, now=house.now()):
            return None
        search = search_by_id(session, search_id)
        order = search_order(session, search, on=ad_day_of(house.now()))
    seen = asyncio.run(_unless_cancelled(house, search_id, _asked(house, order)))
    if seen is None:
        return None
    files: dict[str, tuple[int, str]] = {}
    if seen.picture:
        files[house.store.put(seen.picture)] = (len(seen.picture), PNG)
    with house.database.write() as session:
        return acts.note_search(
            session,
            search_id=search_id,
            places=seen.places,
            size=(seen.width, seen.height),
            picture=next(iter(files), None),
            trouble=seen.trouble or "",
            detail=seen.detail,
            files=files,
            now=house.now(),
        )


async def _unless_cancelled(house: House, search_id: int, order: Order) -> PlacesSeen | None:
    """None, and the browser closed, once the search is cancelled."""
    looking = asyncio.ensure_future(look_for(house, order))
    watching = asyncio.ensure_future(_cancelled(house, search_id))
    try:
        await asyncio.wait({looking, watching}, return_when=asyncio.FIRST_COMPLETED)
        if looking.done():
            return await looking
        await watching
        return None
    finally:
        for one in (looking, watching):
            one.cancel()
        await asyncio.gather(looking, watching, return_exceptions=True)


async def _cancelled(house: House, search_id: int) -> None:
    """Waits until somebody cancels it; a database that is away is no answer."""
    while True:
        await asyncio.sleep(ASKED_EVERY_SECONDS)
        with suppress(OutsideError):
            if await asyncio.to_thread(_is_cancelled, house, search_id):
                return


def _is_cancelled(house: House, search_id: int) -> bool:
    with house.database.read() as session:
        return is_cancelled(session, search_id)


async def look_for(house: House, order: Order) -> PlacesSeen:
    """In a browser of its own, opened as checks open theirs."""
    async with Browser(
        house.config,
        now=house.now,
        executable=find_chromium(house.settings),
        allowed=house.settings.allowed_hosts,
        pause=house.pause,
        visit=FindVisit,
    ) as browser:
        return await find_places(browser, order)


def _asked(house: House, order: SearchOrder) -> Order:
    return Order(
        url=order.url,
        device=order.device,
        sizes=order.sizes,
        texts=order.texts,
        selector=order.selector,
        steps=order.steps,
        pieces=max(1, len(house.config.form(order.form).together)),
    )
