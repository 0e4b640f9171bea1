"""One page from probe to judged looks, with what its loads showed kept in between."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from adops.catalog.checks import CheckConfig
from adops.domain.facts import NOT_CHECKED, BookingSeen, Look, SlotOnPage
from adops.domain.states import WELL, LookResult
from adops.services.slot_checks import JSON, PageRecord
from adops.store import Store
from checks.answer import RunAnswers
from checks.browser import Browser
from checks.browser.lifted import is_stuck
from checks.clicks import follow
from checks.compare import Comparer
from checks.evidence import facts_document, is_drawable
from checks.frames import waits_in_a_row
from checks.judge import is_doubted, judge
from checks.judge_turns import is_there, last_word, shown_in
from checks.judged import Judgement
from checks.library import Library
from checks.probe import (
    DOUBTED_LOADS,
    SHORTEST_SECONDS,
    PageLoad,
    PageProbe,
    PageSeen,
    SlotProbe,
)
from checks.shelf import Shelf
from checks.sight import Sight, as_usual, covered


class PageLook:
    """Looks at one page: reloads it while a rotation has not shown every expected creative."""

    def __init__(
        self,
        probe: PageProbe,
        slots: Sequence[SlotOnPage],
        *,
        on: date,
        config: CheckConfig,
        library: Library,
        unseen_before: frozenset[int] = frozenset(),
    ) -> None:
        known = {slot.slot_id: slot for slot in slots}
        self._probe, self._on, self._config = probe, on, config
        self._slots = [known[one.slot_id] for one in probe.slots]
        self._library, self._unseen = library, unseen_before
        self._sights: dict[int, list[Sight]] = {}
        self._loads = 0
        self._late: list[PageLoad] = []

    async def take(self, browser: Browser, pages: RunAnswers, store: Store) -> PageRecord:
        """Opens, compares, judges, stores picture and facts; the database is not touched."""
        urls = {
            creative.click_url
            for slot in self._slots
            for booking in slot.bookings
            for creative in booking.creatives
            if creative.click_url
        }
        asking = asyncio.ensure_future(pages.dead(urls, self._probe.device))
        try:
            seen = await browser.look(self._probe, self._enough)
            dead = await asking
            for load in self._late:
                await asyncio.to_thread(self._compared, load)
            await follow(self._sights, self._slots, pages, self._config)
        finally:
            asking.cancel()
        return await asyncio.to_thread(self._recorded, seen, dead, store)

    def give_up(self, why: str, attempts: int, now: datetime, store: Store) -> PageRecord:
        """The page as not seen: it opened perhaps, but we could not look at it."""
        seen = PageSeen(self._probe, (), now, NOT_CHECKED, why, attempts=attempts)
        return self._recorded(seen, {}, store)

    async def _enough(self, load: PageLoad) -> bool:
        """Where one load is enough and nothing casts doubt on it, it is compared when the browser
        is free for the next page."""
        if load.only or (self._probe.loads == 1 and not _is_doubtful(load)):
            self._late.append(load)
            return True
        done = [await asyncio.to_thread(self._compared, one) for one in (*self._late, load)]
        self._late.clear()
        return all(done)

    def _compared(self, load: PageLoad) -> bool:
        """Compares what is not settled yet; whether nothing is left to see."""
        comparer = Comparer(load, self._library, self._config)
        number = self._loads
        self._loads += 1
        left = False
        for probe, slot, facts in zip(self._probe.slots, self._slots, load.slots, strict=True):
            sights = self._sights.setdefault(slot.slot_id, [])
            if load.shows(facts) and not self._is_done(probe, slot, sights):
                sight = comparer.sight(number, slot, facts)
                late = self._is_late(load, slot)
                sights.append(replace(sight, late=late, amiss=load.amiss))
                left |= not self._is_done(probe, slot, sights)
        return not left or bool(load.only)

    def _is_done(self, probe: SlotProbe, slot: SlotOnPage, sights: Sequence[Sight]) -> bool:
        """A load that was disturbed is not the last word, but for the third, which tells what is so
        in every load; what comes once for a reader is judged in the first load (checks.md,
        Observe), by what it shows early or, where that is nothing, at its end."""
        if sights and self._config.form(slot.form).cap is not None:
            early = len(sights) == 1 and slot.code in self._probe.early
            return not early or is_there(slot, sights[0], self._config)
        sights = as_usual(sights)
        doubted = sum(is_doubted(slot, one, self._config) for one in sights)
        if len(sights) >= probe.loads + min(doubted, DOUBTED_LOADS):
            return True
        sure = bool(sights) and not is_doubted(slot, sights[-1], self._config)
        is_open = doubted and probe.loads > 1 and len(sights) <= DOUBTED_LOADS
        return sure and not is_open and self._is_settled(slot, sights)

    def _is_late(self, load: PageLoad, slot: SlotOnPage) -> bool:
        once = self._config.form(slot.form).cap is not None
        return once and load.waited - slot.wait_seconds > SHORTEST_SECONDS

    def _is_settled(self, slot: SlotOnPage, sights: Sequence[Sight]) -> bool:
        """Whether every booking with a creative was seen, and of versions in turn each one; what
        was in doubt is to be seen again."""
        sure = [one for one in sights if not is_doubted(slot, one, self._config)]
        shown = shown_in(slot, sure, self._config)
        return bool(slot.bookings) and all(
            wanted & shown if not one.in_turn else one.in_turn <= shown
            for one in slot.bookings
            if (wanted := {creative.creative_id for creative in one.creatives})
        )

    def _recorded(self, seen: PageSeen, dead: Mapping[str, str], store: Store) -> PageRecord:
        judged = [(slot, self._judged(slot, seen, dead)) for slot in self._slots]
        shelf = Shelf(store, seen, self._config)
        pictures = shelf.pictures(
            (n for _, one in judged for n in (one.load, *one.loads.values())),
            alone=(one.stray for _, one in judged if one.stray is not None),
        )
        facts = shelf.keep(facts_document(seen, judged, pictures), JSON)
        looks = tuple(self._look(one, seen, shelf, facts) for _, one in judged)
        return PageRecord(
            page_id=self._probe.page_id,
            looks=shelf.beside(looks),
            seconds=round(sum(load.seconds for load in seen.loads), 3),
            attempts=seen.attempts,
            picture=_whole_page(seen, pictures),
            files=shelf.files,
            alike=self._config.alike_slots,
        )

    def _judged(self, slot: SlotOnPage, seen: PageSeen, dead: Mapping[str, str]) -> Judgement:
        return judge(
            slot,
            seen,
            last_word(slot, self._seen_by_readers(slot, seen), self._config),
            on=self._on,
            config=self._config,
            dead=dead,
            unseen_before=self._unseen,
        )

    def _seen_by_readers(self, slot: SlotOnPage, seen: PageSeen) -> Sequence[Sight]:
        """What was seen with another ad away that can't be closed is under it."""
        passing = {one.code for one in self._probe.slots if one.passing}
        return [
            covered(one) if is_stuck(one.facts.under, seen.closing, passing) else one
            for one in self._sights.get(slot.slot_id, ())
        ]

    @staticmethod
    def _look(judgement: Judgement, seen: PageSeen, shelf: Shelf, facts: str) -> Look:
        return replace(
            judgement.look,
            page_picture=shelf.whole_page(judgement.load),
            first_screen=shelf.first_screen(judgement.load),
            stray_picture=None if judgement.stray is None else shelf.picture(judgement.stray),
            bookings=tuple(_pictured(one, judgement, shelf) for one in judgement.look.bookings),
            facts=facts,
            to_draw=is_drawable(judgement.look.slot_code, judgement, seen),
        )


def _pictured(seen: BookingSeen, judgement: Judgement, shelf: Shelf) -> BookingSeen:
    """With the pictures of its own load, which its proof sheet is drawn from."""
    load = judgement.loads.get(seen.booking_id, judgement.load)
    if load == judgement.load:
        return seen
    screen = shelf.first_screen(load)
    return replace(seen, page_picture=shelf.whole_page(load), first_screen=screen)


def _whole_page(seen: PageSeen, pictures: Mapping[int, str]) -> str | None:
    """The first kept picture of the page, before one of its first screen."""
    kept = sorted(pictures, key=lambda number: (seen.loads[number].is_screen, number))
    return pictures[kept[0]] if kept else None


def _is_doubtful(load: PageLoad) -> bool:
    unsure = any(
        not one.steady or one.unread or waits_in_a_row(one.tucked)
        for one in load.slots
        if load.shows(one)
    )
    cross = any(holder.cross for one in load.slots for holder in one.holders)
    return load.is_disturbed or load.is_unfinished or unsure or cross


def is_trouble(result: LookResult) -> bool:
    """What is drawn at once."""
    return result not in WELL
