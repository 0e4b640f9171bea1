"""A test render 试播 of a slot, in a real browser: the page is opened and must show the test
creative in its place and its size (rules.md §8)."""

import asyncio
from contextlib import AsyncExitStack
from datetime import date

from adops.domain.evidence import Undrawn
from adops.domain.facts import Look, SlotOnPage
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.models import SlotTrial
from adops.queries.slot_trials import slot_on_trial, trial_by_id
from adops.services import slot_life as acts
from adops.services.slot_checks import PageRecord
from checks.answer import LandingPages
from checks.browser import Browser
from checks.chromium import find_chromium
from checks.evidence import Artist
from checks.look import PageLook
from checks.plan import plan
from checks.work import House

HELD = "slot_trial"


def carry_out_trial(house: House, trial_id: int, *, by: Actor) -> SlotTrial | None:
    """Looks, and notes what came of it; None while another is at it, or when it was noted before.

    Raises OutsideError `browser.missing`; the trial then waits on.
    """
    with house.database.alone(HELD, trial_id) as mine:
        return _carried_out(house, trial_id, by) if mine else None


def _carried_out(house: House, trial_id: int, by: Actor) -> SlotTrial | None:
    on = ad_day_of(house.now())
    with house.database.read() as session:
        slot = slot_on_trial(session, trial_by_id(session, trial_id), on=on)
    record = _looked(house, slot, on)
    look = record.looks[0]
    picture, files = _cut_out(house, look, record)
    with house.database.write() as session:
        return acts.note_trial(
            session,
            trial_id=trial_id,
            look=look,
            picture=picture,
            files=files,
            by=by,
            now=house.now(),
        )


def _looked(house: House, slot: SlotOnPage, on: date) -> PageRecord:
    async def look() -> PageRecord:
        [probe] = plan([slot], max_loads=house.config.max_loads, forms=house.config.forms)
        async with AsyncExitStack() as stack:
            browser = await stack.enter_async_context(
                Browser(
                    house.config,
                    now=house.now,
                    executable=find_chromium(house.settings),
                    allowed=house.settings.allowed_hosts,
                    pause=house.pause,
                )
            )
            pages = await stack.enter_async_context(
                LandingPages(house.config, house.settings.allowed_hosts)
            )
            library = house.library()
            page = PageLook(probe, [slot], on=on, config=house.config, library=library)
            return await page.take(browser, pages.of_run(0), house.store)

    return asyncio.run(look())


def _cut_out(
    house: House, look: Look, record: PageRecord
) -> tuple[str | None, dict[str, tuple[int, str]]]:
    """The slot as it looked, where it was seen, and all files to be noted."""
    files = dict(record.files)
    if not (look.to_draw and look.facts):
        return None, files
    drawn = Artist(house.store).draw(Undrawn(0, look.slot_code, look.facts))
    return drawn.picture, files | dict(drawn.files)
