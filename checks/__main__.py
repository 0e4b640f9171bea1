"""`python -m checks RUN…`: works off asked runs in a process of its own, away from the web server.

A run that another process is at is left to it.
Ends with 0 when all are done, 3 when something outside failed; the reason is the last line said.
"""

import sys
from contextlib import suppress

from adops.db import Database
from adops.domain.people import SYSTEM
from adops.errors import AdopsError
from adops.models import CheckRun
from adops.queries.checks import OPEN
from adops.settings import load
from adops.store import open_store
from checks.run import Busy, carry_out, house_of


def main(run_ids: list[int]) -> int:
    """Carries out the runs in order."""
    settings = load()
    database = Database(settings.database)
    try:
        house = house_of(settings, database, open_store(settings))
        for run_id in run_ids:
            with database.read() as session:
                run = session.get(CheckRun, run_id)
            if run is not None and run.state in OPEN:
                with suppress(Busy):
                    carry_out(house, run, by=SYSTEM)
    except AdopsError as error:
        print(str(error), file=sys.stderr)
        return 3
    finally:
        database.close()
    return 0


if __name__ == "__main__":
    sys.exit(main([int(word) for word in sys.argv[1:]]))
