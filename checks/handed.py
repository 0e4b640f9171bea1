"""Runs whose pages are handed out to workers: put into the queue, followed, taken to their end
(checks.md, Speed and scale)."""

import time
from collections.abc import Callable, Collection
from functools import partial

from adops.domain.people import SYSTEM, Actor
from adops.domain.period import ad_day_of
from adops.errors import MissingError, OutsideError
from adops.models import CheckRun
from adops.queries import checks as queries
from adops.services import slot_checks as acts
from checks.in_need import in_need
from checks.queue import CHOSEN, ROUND, WAITED_FOR, PageQueue
from checks.run import end, in_turn, planned, take_up
from checks.work import House, Progress

LOOK_AGAIN_SECONDS = 0.5


def hand_out(house: House, run_id: int, *, by: Actor, wanted: bool = False) -> None:
    """Puts the pages of a run that nobody has into the queue, or ends the run where none is left;
    safe to repeat. `wanted`: somebody waits for it.

    Raises OutsideError `queue.no_worker` when it is wanted and no worker is there, `queue.failed`.
    """
    queue = PageQueue(house.settings)
    with queue.kept_open():
        _hand_out(house, queue, run_id, by=by)
        if wanted and not queue.has_workers():
            raise OutsideError("queue.no_worker", run=run_id)


def tend(house: House, run_ids: Collection[int] | None = None) -> None:
    """What a worker looks after besides pages: every open run (or those of them) that needs it is
    handed out, or ended. Runs whose pages are with the queue cost nothing each.

    Raises OutsideError `queue.failed`.
    """
    queue = PageQueue(house.settings)
    with queue.kept_open():
        found = in_need(house.database, queue, now=house.now())
        asked = [run_id for run_id in found if run_ids is None or run_id in run_ids]
        in_turn(partial(_hand_out, house, queue, by=SYSTEM), asked)


def end_if_last(house: House, run_id: int) -> None:
    """After a page: ends the run when every page of it is recorded."""
    with house.database.read() as session:
        left = queries.waiting_pages(session, run_id)
        run = session.get(CheckRun, run_id)
    if run is not None and run.state in queries.OPEN and not left:
        end(house, run_id, left=0, by=SYSTEM)


def follow(
    house: House,
    run_id: int,
    *,
    progress: Progress | None = None,
    pause: Callable[[float], None] = time.sleep,
) -> tuple[CheckRun, int]:
    """Waits until the run is over; gives it and how many pages it has."""
    told = -1
    while True:
        with house.database.read() as session:
            run = _run(session.get(CheckRun, run_id), run_id)
            total, done = queries.pages_done(session, run_id)
        if progress and done != told:
            progress(done, total, "")
            told = done
        if run.state not in queries.OPEN:
            return run, total
        pause(LOOK_AGAIN_SECONDS)


def _hand_out(house: House, queue: PageQueue, run_id: int, *, by: Actor) -> None:
    with house.database.alone(acts.HELD, run_id) as mine:
        if mine:
            _handed_out(house, queue, run_id, by)


def _handed_out(house: House, queue: PageQueue, run_id: int, by: Actor) -> None:
    with house.database.read() as session:
        run = _run(session.get(CheckRun, run_id), run_id)
    if run.state not in queries.OPEN:
        return
    pages = planned(house, run).pages
    left = take_up(house, run, pages, by=by)
    if left and ad_day_of(house.now()) == run.on:
        queue.put(((run_id, page_id) for page_id in left), priority=_priority(run))
    else:
        end(house, run_id, left=len(left), by=by)


def _priority(run: CheckRun) -> int:
    """Whoever asks for slots of a choice waits for them, or their time is short; a round does
    not."""
    if not run.slot_codes:
        return ROUND
    return CHOSEN if run.asked_by == SYSTEM.staff_no else WAITED_FOR


def _run(run: CheckRun | None, run_id: int) -> CheckRun:
    if run is None:
        raise MissingError("check.unknown", run=run_id)
    return run
