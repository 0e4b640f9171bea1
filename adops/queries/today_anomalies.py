"""Anomalies and tickets that wait for a person, as 今日 lists them: one trouble is one item."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from sqlmodel import Session

from adops.domain.anomaly import AnomalyState
from adops.domain.people import Actor
from adops.domain.states import LookResult
from adops.domain.today import Due, DueKind
from adops.models import Slot
from adops.queries.anomalies import Case
from adops.queries.anomaly_lists import standing_cases, stuck_tickets
from adops.queries.slot_searches import Unfound
from adops.rules.anomaly import NO_TROUBLE
from adops.rules.permission import may

WAITS = frozenset({AnomalyState.OPEN, AnomalyState.OURS})
LEADING = frozenset({DueKind.LIVE, DueKind.SWAP, DueKind.STOP})


@dataclass(frozen=True, slots=True)
class ToldElsewhere:
    """Slots and pages whose trouble an anomaly of the person tells, slots that no look ever found,
    whose place is to be chosen, and those that the person is to look at by hand."""

    slots: frozenset[int]
    pages: frozenset[int]
    unfound: frozenset[int]
    by_hand: frozenset[int]

    def tells(self, slot: Slot, result: LookResult) -> bool:
        """Whether a look with that result needs no item of its own."""
        if slot.id in self.unfound:
            return True
        if result is LookResult.UNREACHABLE:
            return slot.page_id in self.pages
        if result is LookResult.UNSURE:
            return slot.id in self.by_hand
        return result not in NO_TROUBLE and slot.id in self.slots


def worked_on(session: Session, *, by: Actor, now: datetime) -> list[Case]:
    """Those that stand and that the person may work on, what presses most first."""
    found = standing_cases(session, by=by, station=None, now=now)
    return [one for one in found if may(by, "anomaly.write", one.thing)]


def told_elsewhere(
    cases: Iterable[Case], unfound: Iterable[Unfound], by_hand: Iterable[Due]
) -> ToldElsewhere:
    """By anomalies, also where they wait for another's answer, by slots to be placed, and by looks
    by hand that are owed."""
    slots, pages = set[int](), set[int]()
    for row in (one.anomaly for one in cases):
        slots.update(row.slots if row.slot_id is None else (row.slot_id,))
        if row.slot_id is None and row.result is LookResult.UNREACHABLE:
            pages.add(row.page_id)
    places = frozenset(one.slot_id for one in unfound)
    looked = frozenset(slot for due in by_hand for slot in due.facts["slots"])
    return ToldElsewhere(frozenset(slots), frozenset(pages), places, looked)


def led_by(placing: Iterable[Due], cases: Iterable[Case]) -> tuple[list[Due], frozenset[int]]:
    """What is not in its place leads, and names the anomalies of its booking (`anomalies`, in their
    order); with the ids of these: they are no items of their own."""
    of: defaultdict[int, list[Case]] = defaultdict(list)
    for one in cases:
        if one.booking is not None and not one.suspended:
            of[one.booking.id or 0].append(one)
    items, named = list[Due](), set[int]()
    for due in placing:
        found = of.get(due.facts["item"].booking_id, []) if due.kind in LEADING else []
        named.update(one.anomaly.id or 0 for one in found)
        items.append(replace(due, facts={**due.facts, "anomalies": found}) if found else due)
    return items, frozenset(named)


def anomalies_due(
    session: Session,
    cases: Iterable[Case],
    *,
    names: Mapping[str, str],
    unfound: Iterable[Unfound],
    named: Collection[int] = (),
) -> Iterator[Due]:
    """By station: those that wait for triage or for being mended, and that no other item has
    `named`; and tickets that do not go. A slot that no look ever found is an item of its own."""
    chosen = {one.slot_id for one in unfound}
    mine: defaultdict[str, list[Case]] = defaultdict(list)
    for one in cases:
        mine[one.anomaly.station].append(one)
    stuck = stuck_tickets(session, mine)
    for code, found in mine.items():
        waits = [one for one in found if one.anomaly.id not in named and _waits(one, chosen)]
        url = f"/anomalies?station={code}"
        facts = {"code": code, "station": names[code]}
        if waits:
            counts = Counter(one.anomaly.state for one in waits).most_common()
            told = [one.slot.name if one.slot else one.page.name for one in waits]
            only = f"/anomalies/{waits[0].anomaly.id}"
            more = {"counts": counts, "names": told}
            yield Due(DueKind.ANOMALY, only if len(waits) == 1 else url, facts=facts | more)
        if stuck.get(code):
            yield Due(DueKind.TICKET, url, facts=facts | {"count": stuck[code]})


def _waits(case: Case, unfound: Collection[int]) -> bool:
    row = case.anomaly
    elsewhere = row.result is LookResult.MISSING and row.slot_id in unfound
    return row.state in WAITS and not case.suspended and not elsewhere
