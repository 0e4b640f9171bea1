"""`config/jobs.yaml`: when jobs run, which are switched off, how often a failed one is tried."""

from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from pydantic import Field

from adops.catalog.strict import Strict, read_yaml

LATE_REPORTS = "late_reports"
CRON = r"^(\S+\s+){4}\S+$"


class StationItem(Strict):
    """What one station has otherwise; what it does not say is the job's."""

    cron: str | None = Field(default=None, pattern=CRON)
    on: bool | None = None


class JobItem(Strict):
    """Times of one job: five fields of cron in Shanghai; `on: false` switches it off. `stations`:
    by their codes, those that have it otherwise."""

    cron: str = Field(pattern=CRON)
    on: bool = True
    stations: dict[str, StationItem] = Field(default_factory=dict)


class JobsFile(Strict):
    """The whole file; a job it does not name keeps its own times."""

    late_minutes: int = Field(ge=1)
    lease_minutes: int = Field(ge=1)
    retries: int = Field(ge=0)
    retry_minutes: int = Field(ge=1)
    jobs: dict[str, JobItem]

    @property
    def lease(self) -> timedelta:
        """So long a run may take before it counts as cut off."""
        return timedelta(minutes=self.lease_minutes)

    @property
    def pause(self) -> timedelta:
        """Between two tries of a failed run."""
        return timedelta(minutes=self.retry_minutes)

    @property
    def late(self) -> timedelta:
        """From so much after its time a run is marked late."""
        return timedelta(minutes=self.late_minutes)

    def is_on(self, job: str, station: str) -> bool:
        """Whether a job that the file names runs in that station."""
        item = self.jobs.get(job)
        own = item.stations.get(station) if item else None
        return bool(item and item.on) if own is None or own.on is None else own.on


@lru_cache(maxsize=8)
def load_jobs(config: Path) -> JobsFile:
    """Read once a process. Raises InputError `config.…` naming file and key."""
    return read_yaml(config / "jobs.yaml", JobsFile)
