"""Clicks that lead to the booked page only through redirects, followed hop by hop (checks.md)."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from adops.catalog.checks import CheckConfig
from adops.domain.facts import ExpectedCreative, SlotOnPage
from checks.answer import RunAnswers
from checks.link import is_same_landing, landing_of, leads_to
from checks.sight import Match, Sight

Sights = Mapping[int, list[Sight]]


async def follow(
    sights: Sights, slots: Sequence[SlotOnPage], pages: RunAnswers, config: CheckConfig
) -> None:
    """Where the way of a click goes through a booked address, that address is the sight's link;
    where nobody said how it goes on, that is told of it.
    Only clicks of what looks like an expected creative, and of a picture that failed, are followed:
    asking counts as a click."""
    for slot in slots:
        seen = sights.get(slot.slot_id, [])
        for number, sight in enumerate(seen):
            pieces = [await _followed(piece, slot, pages, config) for piece in sight.pieces]
            whole = await _followed(sight, slot, pages, config)
            seen[number] = replace(whole, pieces=tuple(pieces))


async def _followed(
    sight: Sight, slot: SlotOnPage, pages: RunAnswers, config: CheckConfig
) -> Sight:
    """The sight with where its click leads; a counter that names it need not answer."""
    href, booked = sight.facts.link, _booked(sight, slot, config)
    if not href or not booked or _any_same(href, booked, config):
        return sight
    answer = (await pages.follow([href], slot.device))[href]
    ways = (leads_to(answer.hops, url, config.redirectors, config.tracking) for url in booked)
    led = next((one for one in ways if one), None)
    if led:
        return replace(sight, facts=replace(sight.facts, link=led))
    is_named = landing_of(answer.hops[-1], config.redirectors) != answer.hops[-1]
    return replace(sight, lost=None if is_named else answer.lost)


def _booked(sight: Sight, slot: SlotOnPage, config: CheckConfig) -> list[str]:
    """Links of the expected creatives that it may be; any where its picture failed."""
    failed = sight.torn or sight.facts.broken is not None
    known = {one.creative_id: one for booking in slot.bookings for one in booking.creatives}
    likely: list[ExpectedCreative] = [
        known[match.creative_id]
        for match in sight.matches
        if match.creative_id in known and (failed or _is_like(match, config))
    ]
    return [landing_of(one.click_url, config.redirectors) for one in likely if one.click_url]


def _is_like(match: Match, config: CheckConfig) -> bool:
    bounds = config.text_similarity if match.is_text else config.similarity
    return (match.similarity or 0) >= bounds.other


def _any_same(href: str, booked: Sequence[str], config: CheckConfig) -> bool:
    landing = landing_of(href, config.redirectors)
    return any(is_same_landing(landing, url, config.tracking) for url in booked)
