"""A run: rows that say which pages are done, and the work on those that are not (checks.md).

Interrupted at any point and started again, it goes on with the pages that are not recorded. Inline
one process at a time works it off; with a queue its pages are handed out to workers.
"""

import asyncio
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

import structlog

from adops import clock
from adops.domain.people import Actor
from adops.errors import AdopsError, RuleError
from adops.models import CheckRun
from adops.queries import checks as queries
from adops.services import slot_checks as acts
from checks.draw import Easel
from checks.look import is_trouble
from checks.plan import plan
from checks.work import House, Planned, Progress, Work, opened_eyes

log = structlog.get_logger(__name__)


class Busy(RuleError):
    """Another process is at this run."""


@dataclass(frozen=True, slots=True)
class RunReport:
    """A finished run: its row, how many pages it looked at, how long, and its looks."""

    run: CheckRun
    pages: int
    seconds: float
    rows: Sequence[queries.Row] = field(default_factory=tuple)

    @property
    def has_trouble(self) -> bool:
        """Whether a slot is neither ok nor vacant."""
        return any(is_trouble(row[0].result) for row in self.rows)


def check(
    house: House,
    *,
    station: str | None = None,
    on: date | None = None,
    slot_codes: Sequence[str] = (),
    by: Actor,
    progress: Progress | None = None,
) -> RunReport:
    """Looks at every slot of a station (None: of all) in the running ad day.

    An interrupted run of the same choice is gone on with. With a queue the pages are handed out to
    workers, and waited for. Raises RuleError `check.other_day`, `check.running`, MissingError,
    ForbiddenError, OutsideError `browser.missing`, `queue.no_worker`.
    """
    with house.database.write() as session:
        asked = acts.ask_run(
            session, station=station, slot_codes=slot_codes, by=by, now=house.now(), on=on
        )
    if house.settings.queue == "postgres":
        return _handed_out(house, asked, by, progress)
    return carry_out(house, asked, by=by, progress=progress)


def _handed_out(house: House, asked: CheckRun, by: Actor, progress: Progress | None) -> RunReport:
    from checks.handed import follow, hand_out

    began = clock.stopwatch()
    run_id = asked.id or 0
    hand_out(house, run_id, by=by, wanted=True)
    run, pages = follow(house, run_id, progress=progress)
    with house.database.read() as session:
        rows = queries.looks_of_run(session, run_id)
    return RunReport(run, pages, round(clock.stopwatch() - began, 1), rows)


def carry_out(
    house: House, asked: CheckRun, *, by: Actor, progress: Progress | None = None
) -> RunReport:
    """Works off an asked or interrupted run until it is done or its ad day ends, and gives what it
    saw. Ends it badly, the run is asked for again. Raises Busy while another is at it."""
    run_id = asked.id or 0
    with house.database.alone(acts.HELD, run_id) as mine:
        if not mine:
            raise Busy("check.running", run=run_id)
        try:
            return _carried_out(house, asked, by, progress)
        except BaseException as error:
            with house.database.write() as session:
                acts.hand_back(session, run_id=run_id, why=_words(error), by=by, now=house.now())
            raise


def in_turn(act: Callable[[int], object], run_ids: Iterable[int]) -> None:
    """Does it for every run: one that fails keeps no other waiting. Raises what the first one
    raised when all had their turn."""
    failed: list[Exception] = []
    for run_id in run_ids:
        try:
            act(run_id)
        except Exception as error:
            log.warning("run.failed", run=run_id, why=_words(error))
            failed.append(error)
    if failed:
        raise failed[0]


def _words(error: BaseException) -> str:
    return str(error) or type(error).__name__


def planned(house: House, asked: CheckRun, *, page_id: int | None = None) -> Planned:
    """The run's pages, or that one of them, as they are to be seen now."""
    with house.database.read() as session:
        slots = queries.slots_on_air(
            session,
            on=asked.on,
            station=asked.station,
            slot_codes=asked.slot_codes,
            now=house.now(),
            page_id=page_id,
        )
        form = house.config.form
        again = [one.slot_id for one in slots if one.rotations > 1 or form(one.form).cap]
        unseen = frozenset[int]()
        if again:
            unseen = queries.unseen_in_rotation(session, on=asked.on, slot_ids=again)
    probes = plan(slots, max_loads=house.config.max_loads, forms=house.config.forms)
    return Planned(slots, probes, unseen)


def take_up(house: House, asked: CheckRun, pages: dict[int, int], *, by: Actor) -> list[int]:
    """Makes the run's rows; gives the pages of the plan that are not recorded."""
    run_id = asked.id or 0
    with house.database.write() as session:
        acts.start_run(session, run_id=run_id, pages=pages, by=by, now=house.now())
    with house.database.read() as session:
        return [one for one in queries.waiting_pages(session, run_id) if one in pages]


def end(house: House, run_id: int, *, left: int, by: Actor) -> CheckRun:
    """Draws its troubles, as far as they can be drawn, and finishes the run."""
    Easel(house.database, house.store, house.now).draw_troubles(run_id)
    with house.database.write() as session:
        return acts.finish_run(session, run_id=run_id, by=by, now=house.now(), left=left)


def _carried_out(house: House, asked: CheckRun, by: Actor, progress: Progress | None) -> RunReport:
    began = clock.stopwatch()
    run_id = asked.id or 0
    plan_ = planned(house, asked)
    waiting = take_up(house, asked, plan_.pages, by=by)
    work = Work(
        house,
        asked,
        plan_.slots,
        plan_.probes,
        by,
        plan_.unseen,
        progress=progress,
        anew=lambda page_id: planned(house, asked, page_id=page_id),
    )
    if waiting and work.is_today(house.now()):
        _look(work, waiting)
    run = end(house, run_id, left=_left(house, asked, plan_.pages), by=by)
    with house.database.read() as session:
        rows = queries.looks_of_run(session, run_id)
    return RunReport(run, len(plan_.pages), round(clock.stopwatch() - began, 1), rows)


def _left(house: House, asked: CheckRun, pages: Collection[int]) -> int:
    """How many pages of the plan were not looked at, although they are still to be seen."""
    with house.database.read() as session:
        waiting = [one for one in queries.waiting_pages(session, asked.id or 0) if one in pages]
    still = planned(house, asked).pages if waiting else {}
    return sum(one in still for one in waiting)


def _look(work: Work, waiting: Sequence[int]) -> None:
    async def look() -> None:
        async with opened_eyes(work.house) as eyes:
            await work.take_all(waiting, eyes)

    try:
        asyncio.run(look())
    except* AdopsError as group:
        raise group.exceptions[0] from None
