"""Acts of the slot check: ask for a run, start it, record its pages, finish it (checks.md)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlmodel import Session, case, col, insert, select, update

from adops.domain.facts import Look
from adops.domain.people import SYSTEM, Actor
from adops.domain.period import ad_day_of
from adops.domain.states import LookResult
from adops.errors import MissingError, RuleError
from adops.models import CheckPage, CheckRun, Slot, SlotCheck, SlotCheckBooking, Station
from adops.queries.checks import OPEN, open_run
from adops.queries.looks_again import unseen_shares
from adops.rules.permission import Thing, may, require
from adops.services import airing, anomaly_looks
from adops.services.acts import log
from adops.services.stored import keep_stored

PNG = "image/png"
JSON = "application/json"
HTML, HAR = "text/html", "application/har+json"  # for download only, never shown
MOST_WORDS = 300
HELD = "check_run"  # who works at a run is alone with it under this name


@dataclass(frozen=True, slots=True)
class PageRecord:
    """What came of one page of a run; `files` are stored already: SHA-256 → (bytes, type). `alike`:
    from so many slots that fail alike on it is one anomaly of the page."""

    page_id: int
    looks: tuple[Look, ...]
    seconds: float
    attempts: int
    picture: str | None = None
    files: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    alike: int = 5


def ask_run(
    session: Session,
    *,
    station: str | None,
    slot_codes: Sequence[str],
    by: Actor,
    now: datetime,
    on: date | None = None,
) -> CheckRun:
    """A run that the checks job picks up; one that waits already is given back. One of the house's
    own that nobody has begun waits for its turn in a round: from then on it is the person's.

    Raises RuleError `check.other_day`, MissingError `station.unknown`, `slot.unknown`,
    ForbiddenError.
    """
    today = ad_day_of(now)
    if on is not None and on != today:
        raise RuleError("check.other_day", on=on.isoformat(), ad_day=today.isoformat())
    _require_known(session, station, slot_codes)
    for one in _stations(session, station, slot_codes):
        require(by, "check.run", Thing(station_placed=one))
    waiting = open_run(session, on=today, station=station, slot_codes=slot_codes)
    if waiting is not None:
        return _taken_over(session, waiting, by=by, now=now)
    run = CheckRun(
        station=station,
        on=today,
        slot_codes=list(slot_codes),
        asked_by=by.staff_no,
        asked_at=now,
    )
    session.add(run)
    session.flush()
    _log(session, run, "check.ask", by=by, now=now, after={"slots": list(slot_codes)})
    return run


def _taken_over(session: Session, waiting: CheckRun, *, by: Actor, now: datetime) -> CheckRun:
    if by.staff_no == SYSTEM.staff_no or not _waits_its_turn(waiting):
        return waiting
    run = _run(session, waiting.id or 0, alone=True)
    if _waits_its_turn(run):
        run.asked_by = by.staff_no
        session.add(run)
        session.flush()
        _log(session, run, "check.ask", by=by, now=now, after={"slots": list(run.slot_codes)})
    return run


def _waits_its_turn(run: CheckRun) -> bool:
    return run.asked_by == SYSTEM.staff_no and run.state == "asked"


def start_run(
    session: Session, *, run_id: int, pages: Mapping[int, int], by: Actor, now: datetime
) -> CheckRun:
    """Takes up an asked or an interrupted run; `pages` is page id → slots on it.

    Pages that the plan has since gained are added, done ones stay done.
    """
    run = _run(session, run_id, alone=True)
    known = set(session.exec(select(CheckPage.page_id).where(CheckPage.run_id == run_id)))
    for page_id, slots in pages.items():
        if page_id not in known:
            session.add(CheckPage(run_id=run_id, page_id=page_id, slots=slots))
    if run.state == "asked":
        run.state, run.started_at = "running", now
        _log(session, run, "check.start", by=by, now=now, after={"pages": len(pages)})
    session.add(run)
    session.flush()
    return run


def take_page(
    session: Session, *, run_id: int, page_id: int, worker: str = "", now: datetime | None = None
) -> int:
    """Counts an attempt at a page and notes whose, and whether the one before was never let go of;
    its number, 0 when the page is done meanwhile or its run was cancelled."""
    goes_on = select(CheckRun.id).where(CheckRun.id == run_id, col(CheckRun.state).in_(OPEN))
    lost = CheckPage.lost + case((col(CheckPage.taken_at).is_(None), 0), else_=1)
    taking = (
        update(CheckPage)
        .where(col(CheckPage.run_id) == run_id, col(CheckPage.page_id) == page_id)
        .where(col(CheckPage.state) != "done", goes_on.exists())
        .values(attempt=CheckPage.attempt + 1, lost=lost, worker=worker or None, taken_at=now)
        .returning(col(CheckPage.attempt))
    )
    return session.connection().execute(taking).scalar() or 0


def let_go_of_page(session: Session, *, run_id: int, page_id: int, worker: str) -> None:
    """The attempt ended without a record, whatever came between; not where another has it now."""
    session.exec(
        update(CheckPage)
        .where(col(CheckPage.run_id) == run_id, col(CheckPage.page_id) == page_id)
        .where(col(CheckPage.state) != "done", col(CheckPage.worker) == worker)
        .values(taken_at=None)
    )


def record_page(
    session: Session, *, run_id: int, record: PageRecord, by: Actor, now: datetime
) -> bool:
    """Records a page of a run once: False, and nothing written, when it is recorded already. A slot
    that came here from another page during the run keeps the look it has. Cut-outs and proof sheets
    come later (`services.evidence`)."""
    won = session.exec(
        update(CheckPage)
        .where(col(CheckPage.run_id) == run_id, col(CheckPage.page_id) == record.page_id)
        .where(col(CheckPage.state) != "done")
        .values(state="done", seconds=record.seconds, picture=record.picture, done_at=now)
    )
    if not won.rowcount:
        return False
    for sha256, (size, media_type) in sorted(record.files.items()):
        keep_stored(session, sha256, size, media_type, now)
    looks = _first_looks(session, run_id, record.looks)
    slots = _slots(session, [look.slot_id for look in looks])
    rows = [_row(run_id, look, slots[look.slot_id], now) for look in looks]
    session.add_all(rows)
    session.flush()
    looked = tuple(zip(looks, rows, strict=True))
    seen = [one for look, row in looked for one in _bookings(row, look)]
    if seen:
        session.connection().execute(insert(SlotCheckBooking), seen)
    for look in looks:
        _note_tested(session, look, slots[look.slot_id])
    session.flush()
    told = [one.booking_id for look in looks for one in look.bookings]
    airing.follow(session, bookings=told, by=by, now=now)
    anomaly_looks.take(session, record.page_id, looked, alike=record.alike, by=by, now=now)
    results = Counter(look.result.value for look in looks)
    thing = f"check_page:{run_id}/{record.page_id}"
    station = next((slots[look.slot_id].station for look in looks), None)
    after = {"results": dict(results), "attempts": record.attempts}
    log(session, by=by, now=now, verb="check.page", thing=thing, station=station, after=after)
    return True


def hand_back(session: Session, *, run_id: int, why: str, by: Actor, now: datetime) -> CheckRun:
    """Work at a run ended badly: it is asked for again, what is recorded stays. Only for who holds
    the run."""
    run = _run(session, run_id, alone=True)
    if run.state == "running":
        run.state, run.started_at = "asked", None
        session.add(run)
        session.flush()
        _log(session, run, "check.hand_back", by=by, now=now, after={"why": why[:MOST_WORDS]})
    return run


def cancel_run(session: Session, *, run_id: int, by: Actor, now: datetime) -> CheckRun:
    """Stops a run after the pages that are in hand; what was seen stays. For who may ask for it.

    Raises MissingError `check.unknown`, RuleError `check.over`, ForbiddenError.
    """
    run = _run(session, run_id, alone=True)
    for thing in _things(session, run):
        require(by, "check.run", thing)
    if run.state not in OPEN:
        raise RuleError("check.over", run=run_id)
    run.state, run.finished_at, run.cancelled_by = "cancelled", now, by.staff_no
    session.add(run)
    session.flush()
    states = Counter(session.exec(select(CheckPage.state).where(CheckPage.run_id == run_id)))
    after = {"pages": states.total(), "done": states["done"]}
    _log(session, run, "check.cancel", by=by, now=now, after=after)
    return run


def may_cancel(session: Session, run: CheckRun, *, by: Actor) -> bool:
    """Whether the person may stop it: one over all stations only who may run it in each."""
    return all(may(by, "check.run", thing) for thing in _things(session, run))


def finish_run(
    session: Session, *, run_id: int, by: Actor, now: datetime, left: int = 0
) -> CheckRun:
    """Every page is recorded and its troubles drawn, but for those `left` when the ad day ended; a
    finished or cancelled run stays as it is. A share of a rotation that was not seen is asked for
    again, in a run of its own with a fresh profile (checks.md, Results)."""
    run = _run(session, run_id, alone=True)
    if run.state in OPEN:
        run.state, run.finished_at = "unfinished" if left else "done", now
        session.add(run)
        session.flush()
        found = session.exec(select(SlotCheck.result).where(SlotCheck.run_id == run_id))
        results = Counter(LookResult(one).value for one in found)
        after = {"state": run.state, "left": left, "results": dict(results)}
        _log(session, run, "check.finish", by=by, now=now, after=after)
        for station, codes in unseen_shares(session, run_id).items():
            if not left:
                ask_run(session, station=station, slot_codes=codes, by=SYSTEM, now=now)
    return run


def _first_looks(session: Session, run_id: int, looks: Sequence[Look]) -> list[Look]:
    """Those of slots that have no look in this run yet. Who records another page of it waits."""
    _run(session, run_id, alone=True)
    query = select(SlotCheck.slot_id).where(
        SlotCheck.run_id == run_id, col(SlotCheck.slot_id).in_([look.slot_id for look in looks])
    )
    known = set(session.exec(query))
    return [look for look in looks if look.slot_id not in known]


def _row(run_id: int, look: Look, slot: Slot, now: datetime) -> SlotCheck:
    return SlotCheck(
        run_id=run_id,
        slot_id=look.slot_id,
        station=slot.station,
        on=look.on,
        result=look.result,
        page_url=look.page_url,
        captured_at=look.captured_at,
        findings=[finding.as_data() for finding in look.findings],
        landing_url=look.landing_url,
        page_picture=look.page_picture,
        first_screen=look.first_screen,
        stray_picture=look.stray_picture,
        facts=look.facts,
        html=look.html,
        har=look.har,
        drawn_at=None if look.to_draw else now,
    )


def _bookings(row: SlotCheck, look: Look) -> list[dict[str, object]]:
    return [
        {
            "slot_check_id": row.id,
            "booking_id": seen.booking_id,
            "creative_id": seen.creative_id,
            "on": look.on,
            "seen": seen.seen,
            "similarity": seen.similarity,
            "delivered": seen.delivered,
            "page_picture": seen.page_picture,
            "first_screen": seen.first_screen,
        }
        for seen in look.bookings
    ]


def _note_tested(session: Session, look: Look, slot: Slot) -> None:
    if look.result is LookResult.OK and slot.tested_at is None:
        slot.tested_at = look.captured_at
        session.add(slot)


def _run(session: Session, run_id: int, *, alone: bool = False) -> CheckRun:
    """`alone`: nobody else changes it until the transaction ends."""
    run = session.get(CheckRun, run_id, populate_existing=alone, with_for_update=alone or None)
    if run is None:
        raise MissingError("check.unknown", run=run_id)
    return run


def _slots(session: Session, ids: Sequence[int]) -> dict[int, Slot]:
    rows = session.exec(select(Slot).where(col(Slot.id).in_(ids)))
    return {row.id: row for row in rows if row.id is not None}


def _require_known(session: Session, station: str | None, slot_codes: Sequence[str]) -> None:
    if station is not None and session.get(Station, station) is None:
        raise MissingError("station.unknown", station=station)
    query = select(Slot.code).where(col(Slot.code).in_(slot_codes))
    if station is not None:
        query = query.where(Slot.station == station)
    known = set(session.exec(query).all())
    missing = sorted(set(slot_codes) - known)
    if missing:
        raise MissingError("slot.unknown", slot=missing[0])


def _stations(session: Session, station: str | None, slot_codes: Sequence[str]) -> list[str]:
    """Stations whose slots are asked for."""
    if station is not None:
        return [station]
    query = select(Slot.station).distinct()
    if slot_codes:
        query = query.where(col(Slot.code).in_(slot_codes))
    return list(session.exec(query))


def _things(session: Session, run: CheckRun) -> list[Thing]:
    return [Thing(station_placed=one) for one in _stations(session, run.station, run.slot_codes)]


def _log(
    session: Session,
    run: CheckRun,
    verb: str,
    *,
    by: Actor,
    now: datetime,
    after: Mapping[str, object],
) -> None:
    log(
        session,
        by=by,
        now=now,
        verb=verb,
        thing=f"check_run:{run.id}",
        station=run.station,
        after={"on": run.on.isoformat(), **after},
    )
