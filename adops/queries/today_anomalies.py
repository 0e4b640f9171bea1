"""Anomalies and tickets that wait for a person, as the page 今日 lists them."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlmodel import Session

from adops.domain.anomaly import AnomalyState
from adops.domain.people import Actor
from adops.domain.today import Due, DueKind
from adops.queries.anomalies import Case
from adops.queries.anomaly_lists import standing_cases, stuck_tickets
from adops.rules.permission import may

WAITS = frozenset({AnomalyState.OPEN, AnomalyState.OURS})


def anomalies_due(
    session: Session, *, by: Actor, now: datetime, names: Mapping[str, str]
) -> Iterator[Due]:
    """By station: those that the person may work on and that wait for triage or for being mended;
    and tickets that do not go."""
    mine: defaultdict[str, list[Case]] = defaultdict(list)
    for one in standing_cases(session, by=by, station=None, now=now):
        if may(by, "anomaly.write", one.thing):
            mine[one.anomaly.station].append(one)
    stuck = stuck_tickets(session, mine)
    for code, found in mine.items():
        waits = [one for one in found if one.anomaly.state in WAITS and not one.suspended]
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
