"""The jobs of reports: Friday's ledger of each station, months that do not add up (§6, §10)."""

from collections.abc import Mapping
from typing import Any

import structlog

from adops.domain.people import SYSTEM
from adops.flows.ledger import ledger_desk, send_owed
from adops.flows.month import month_desk
from adops.jobs import Job, JobContext
from adops.phrases.month import finding
from reports.ledger import draw
from reports.month import draw as draw_month
from reports.reconcile import reconcile

log = structlog.get_logger(__name__)


def _weekly_ledger(context: JobContext) -> Mapping[str, Any]:
    desk = ledger_desk(context.settings, context.db, context.store, draw)
    weeks = send_owed(desk, station=context.station, by=SYSTEM, now=context.now)
    return {"weeks": weeks}


def _reconcile_months(context: JobContext) -> Mapping[str, Any]:
    desk = month_desk(context.settings, context.db, context.store, draw_month)
    doubts = [
        {
            "station": doubt.station,
            "month": doubt.month,
            "revision": doubt.revision,
            "code": doubt.finding.code,
            "message": finding(doubt.finding),
        }
        for doubt in reconcile(desk)
    ]
    for doubt in doubts:
        log.warning("month.doubt", **doubt)
    return {"doubts": doubts}


JOBS: tuple[Job, ...] = (
    Job(
        "weekly_ledger",
        "1 16 * * *",
        _weekly_ledger,
        per_station=True,
        about="截止并发送《地方站特殊审批记录表》",
    ),
    Job(
        "reconcile_months",
        "20 3 * * *",
        _reconcile_months,
        about="核对已确认的月份：天数、金额、各稿、所依据的文件",
    ),
)
