"""What a look finds besides its result: marks, close buttons, scripts, mixed content; pure
(checks.md, Findings besides). It never changes what is delivered."""

from collections.abc import Iterator, Mapping, Sequence

from adops.domain.facts import SlotOnPage
from adops.domain.finding import Finding
from checks.judge_sight import NOTHING, Verdict, note
from checks.probe import PageSeen, SlotFacts
from checks.sight import Sight

CLOSING = {"none": "close.none", "stays": "close.stays"}


def besides_of(
    slot: SlotOnPage, page: PageSeen, sights: Sequence[Sight], verdicts: Sequence[Verdict]
) -> tuple[Finding, ...]:
    """Findings of a booked slot, of the loads in which an ad was seen; what is fetched by HTTP of
    all loads, as it may be why none was."""
    shown = {one.load: one for one in verdicts if one.result not in NOTHING and not one.is_unread}
    facts = {one.load: one.facts for one in sights if one.load in shown}
    insecure = [url for one in sights for url in one.facts.insecure]
    mixed = (note("mixed_content", where=url) for url in insecure)
    unmarked = slot.needs_mark and _is_unmarked(facts, shown)
    marks = (note("mark.none"),) if unmarked else ()
    return tuple(dict.fromkeys((*marks, *_besides(slot, page, [*facts.values()]), *mixed)))


def _is_unmarked(facts: Mapping[int, SlotFacts], shown: Mapping[int, Verdict]) -> bool:
    """Whether one of the ads that were seen had its mark in no load; what is no booking's counts
    where it is all that was seen."""
    marks: dict[tuple[int | None, int | None], bool] = {}
    for load, one in facts.items():
        whose = shown[load].booking_id, shown[load].creative_id
        marks[whose] = marks.get(whose, False) or one.marked
    booked = [marked for (booking, _), marked in marks.items() if booking is not None]
    return not all(booked or marks.values())


def _besides(slot: SlotOnPage, page: PageSeen, facts: Sequence[SlotFacts]) -> Iterator[Finding]:
    closing = CLOSING.get(page.closing.get(slot.code, ""))
    if slot.needs_close and facts and closing:
        yield note(closing)
    for message in [said for one in facts for said in one.errors][:3]:
        yield note("script.error", measured=message)
