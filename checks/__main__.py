"""Away from the web server, in a process of its own: `python -m checks RUN…` works off asked runs
(hands their pages out, where there is a queue), `python -m checks draw` draws the evidence that
waits, `python -m checks trial ID…` carries out test renders,
`python -m checks find ID…` searches for the places of slots.

A run that another process is at is left to it; one that fails keeps no other waiting, and slots
that a person chose meanwhile are looked at before the next. Drawing is in
no hurry: whatever else the machine has to do comes first, and after some minutes it leaves the rest
to the next time.
Ends with 0 when all are done, 3 when something outside failed; the reason is the last line said.
"""

import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress

from adops import clock
from adops.db import Database
from adops.domain.people import SYSTEM
from adops.errors import AdopsError, OutsideError
from adops.models import CheckRun
from adops.queries.checks import OPEN
from adops.queries.open_pages import chosen_by_people
from adops.settings import Settings, load
from adops.store import open_store
from checks.draw import Easel

DRAW, TRIAL, FIND = "draw", "trial", "find"
DRAWING_SECONDS, NICENESS = 600, 10


def main(words: Sequence[str]) -> int:
    """Carries out the runs in order, or draws."""
    settings = load()
    database = Database(settings.database)
    try:
        if words == [DRAW]:
            _draw(settings, database)
        elif words[:1] == [TRIAL]:
            _try(settings, database, [int(word) for word in words[1:]])
        elif words[:1] == [FIND]:
            _find(settings, database, [int(word) for word in words[1:]])
        else:
            _carry_out(settings, database, [int(word) for word in words])
    except AdopsError as error:
        print(str(error), file=sys.stderr)
        return 3
    finally:
        database.close()
    return 0


def _draw(settings: Settings, database: Database) -> None:
    os.nice(NICENESS)
    began = clock.stopwatch()
    easel = Easel(database, open_store(settings))
    _, troubles = easel.draw_waiting(until=lambda: clock.stopwatch() - began > DRAWING_SECONDS)
    if troubles:
        raise OutsideError("evidence.failed", why=f"{len(troubles)}: {troubles[0]}")


def _try(settings: Settings, database: Database, trial_ids: Sequence[int]) -> None:
    from checks.trial import carry_out_trial
    from checks.work import house_of

    house = house_of(settings, database, open_store(settings))
    for trial_id in trial_ids:
        carry_out_trial(house, trial_id, by=SYSTEM)


def _find(settings: Settings, database: Database, search_ids: Sequence[int]) -> None:
    from checks.search import carry_out_search
    from checks.work import house_of

    house = house_of(settings, database, open_store(settings))
    for search_id in search_ids:
        carry_out_search(house, search_id)


def _carry_out(settings: Settings, database: Database, run_ids: Sequence[int]) -> None:
    from checks.run import Busy, carry_out, in_turn
    from checks.work import house_of

    house = house_of(settings, database, open_store(settings))
    if settings.queue == "postgres":
        from checks.handed import tend

        tend(house, run_ids)
        return

    def one(run_id: int) -> None:
        with database.read() as session:
            run = session.get(CheckRun, run_id)
        if run is not None and run.state in OPEN:
            with suppress(Busy):
                carry_out(house, run, by=SYSTEM)

    in_turn(one, _waited_for_first(database, run_ids))


def _waited_for_first(database: Database, run_ids: Sequence[int]) -> Iterator[int]:
    """Each once; before each of them those that people wait for by then."""
    had: set[int] = set()
    for run_id in run_ids:
        with database.read() as session:
            chosen = chosen_by_people(session)
        for one in (*chosen, run_id):
            if one not in had:
                had.add(one)
                yield one


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
