"""What the jobs did last."""

from typing import Any

from sqlmodel import Session, col, func, select

from adops.domain.period import local
from adops.models import JobRun


def latest_runs(session: Session) -> dict[str, dict[str, Any]]:
    """The latest run of each job: `{"at", "state", "late", "station", "outcome"}`."""
    newest = (
        select(func.max(col(JobRun.id))).where(JobRun.state != "enrolled").group_by(col(JobRun.job))
    )
    runs = session.exec(select(JobRun).where(col(JobRun.id).in_(newest)))
    return {
        run.job: {
            "at": local(run.started_at).isoformat(),
            "state": run.state,
            "late": run.late,
            "station": run.station,
            "outcome": run.outcome,
        }
        for run in runs
    }
