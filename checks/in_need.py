"""Which open runs somebody must see to: without planning one of them (checks.md, Speed and
scale)."""

from collections.abc import Collection
from datetime import datetime

from adops.db import Database
from adops.domain.period import ad_day_of
from adops.queries.open_pages import OpenRun, open_pages
from checks.queue import Page, PageQueue


def in_need(database: Database, queue: PageQueue, *, now: datetime) -> list[int]:
    """Runs that nobody has begun, whose ad day is over, whose pages are all recorded, or with a
    page that is not and that no job stands for. One query of the rows, one of the queue.

    Raises OutsideError `queue.failed`.
    """
    with database.read() as session:
        runs = open_pages(session)
    on = ad_day_of(now)
    goes_on = [one for one in runs if one.state == "running" and one.on == on and one.pages]
    lost = queue.without_job(page for run in goes_on for page in _pages(run))
    quiet = {run.run_id for run in goes_on if lost.isdisjoint(_pages(run))}
    return [run.run_id for run in runs if run.run_id not in quiet]


def _pages(run: OpenRun) -> Collection[Page]:
    return [(run.run_id, page_id) for page_id in run.pages]
