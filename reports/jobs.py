"""The jobs of reports: Friday's ledger of each station (rules.md §6)."""

from collections.abc import Mapping
from typing import Any

from adops.domain.people import SYSTEM
from adops.flows.ledger import ledger_desk, send_owed
from adops.jobs import Job, JobContext
from reports.ledger import draw


def _weekly_ledger(context: JobContext) -> Mapping[str, Any]:
    desk = ledger_desk(context.settings, context.db, context.store, draw)
    weeks = send_owed(desk, station=context.station, by=SYSTEM, now=context.now)
    return {"weeks": weeks}


JOBS: tuple[Job, ...] = (
    Job(
        "weekly_ledger",
        "1 16 * * *",
        _weekly_ledger,
        per_station=True,
        about="截止并发送《地方站特殊审批记录表》",
    ),
)
