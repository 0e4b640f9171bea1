"""Triage by the machine: the three questions from tables and the stored facts of the look, then
one act (rules.md §9). No transaction is open while files are read."""

import json
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from adops.catalog.tickets import TicketsFile, load_tickets
from adops.db import Database
from adops.domain.anomaly import Answer, Answered, Evidence, Question
from adops.domain.people import SYSTEM, Actor
from adops.domain.period import ad_day_of
from adops.errors import AdopsError
from adops.models import Anomaly
from adops.queries import anomalies as queries
from adops.queries.triage import evidence_of
from adops.rules import triage as rules
from adops.rules.ticket_facts import standing_load
from adops.services import anomalies
from adops.services.gone_slots import end_gone
from adops.settings import Settings
from adops.store import Store


@dataclass(frozen=True)
class TriageDesk:
    """What triage needs. `clock` tells the instant anew for each anomaly."""

    database: Database
    store: Store
    terms: TicketsFile
    clock: Callable[[], datetime]


def triage_desk(
    settings: Settings, database: Database, store: Store, *, clock: Callable[[], datetime]
) -> TriageDesk:
    """Put together from the settings. Raises InputError `config.…`."""
    return TriageDesk(database, store, load_tickets(settings.config_dir), clock)


def work_off(desk: TriageDesk) -> dict[str, int]:
    """Ends what stands of slots and pages that are gone, judges every anomaly whose latest look
    nobody has judged, and makes tickets of pages that have stood for days."""
    with desk.database.read() as session:
        gone = queries.of_gone(session)
    ended = sum(_ended(desk, one) for one in gone)
    with desk.database.read() as session:
        waiting = queries.waiting_for_triage(session)
        pages = queries.old_pages(session)
    for anomaly_id in waiting:
        judge(desk, anomaly_id)
    escalated = sum(_escalated(desk, one) for one in pages)
    return {"judged": len(waiting), "escalated": escalated, "ended": ended}


def judge(desk: TriageDesk, anomaly_id: int) -> tuple[Answered, ...]:
    """The machine's answers to one, written down. Raises MissingError `anomaly.unknown`."""
    case, given = _looked_into(desk, anomaly_id)
    with desk.database.write() as session:
        anomalies.judge(
            session,
            anomaly_id=anomaly_id,
            look_id=case.anomaly.last_look,
            machine=given,
            auto=case.anomaly.station in desk.terms.auto,
            by=SYSTEM,
            now=desk.clock(),
        )
    return given


def answers_now(desk: TriageDesk, anomaly_id: int) -> tuple[Answered, ...]:
    """The machine's answers to one, of now; none where the three can't be asked. Writes nothing.

    Raises MissingError `anomaly.unknown`.
    """
    return _looked_into(desk, anomaly_id)[1]


def triage(
    desk: TriageDesk,
    anomaly_id: int,
    *,
    said: Mapping[Question, Answer],
    fix: str = "",
    by: Actor,
) -> Anomaly:
    """A person answers. Raises what `services.anomalies.triage` raises."""
    machine = answers_now(desk, anomaly_id)
    with desk.database.write() as session:
        return anomalies.triage(
            session,
            anomaly_id=anomaly_id,
            said=said,
            fix=fix,
            machine=machine,
            by=by,
            now=desk.clock(),
        )


def escalate(desk: TriageDesk, anomaly_id: int, *, by: Actor) -> Anomaly:
    """A person has a ticket made. Raises what `services.anomalies.escalate` raises."""
    machine = answers_now(desk, anomaly_id)
    with desk.database.write() as session:
        return anomalies.escalate(
            session, anomaly_id=anomaly_id, machine=machine, by=by, now=desk.clock()
        )


def _looked_into(desk: TriageDesk, anomaly_id: int) -> tuple[queries.Case, tuple[Answered, ...]]:
    with desk.database.read() as session:
        case = queries.case_by_id(session, anomaly_id, on=ad_day_of(desk.clock()))
        asked = rules.is_asked(case.anomaly.result, has_booking=case.booking is not None)
        known = evidence_of(session, case) if asked else None
    given = () if known is None else rules.answers(_with_ad_data(desk.store, case, known))
    return case, given


def _ended(desk: TriageDesk, anomaly_id: int) -> bool:
    with desk.database.write() as session:
        return end_gone(session, anomaly_id=anomaly_id, by=SYSTEM, now=desk.clock())


def _escalated(desk: TriageDesk, anomaly_id: int) -> bool:
    with desk.database.write() as session:
        return anomalies.escalate_old(
            session,
            anomaly_id=anomaly_id,
            days=desk.terms.page_days,
            by=SYSTEM,
            now=desk.clock(),
        )


def _with_ad_data(store: Store, case: queries.Case, known: Evidence) -> Evidence:
    """With what the page's own ad data says; a store that is away leaves it unknown."""
    if case.look.facts is None or case.slot is None:
        return known
    with suppress(AdopsError, ValueError):
        document = json.loads(store.get(case.look.facts))
        data = ad_data(document, case.slot.code, case.anomaly.booking_id)
        return replace(known, ad_data=rules.size_in(data))
    return known


def ad_data(
    document: Mapping[str, Any], slot_code: str, booking_id: int | None
) -> Mapping[str, str]:
    """The attributes of the page's own ad data in the load that shows the booking."""
    slot = (document.get("slots") or {}).get(slot_code) or {}
    load = standing_load(slot, booking_id)
    loads = document.get("loads") or []
    if load >= len(loads):
        return {}
    for one in loads[load].get("slots") or ():
        if one.get("code") == slot_code:
            told: Mapping[str, str] = one.get("ad_data") or {}
            return told
    return {}
