"""A run as the JSON of interfaces.md (`check run`)."""

from typing import TYPE_CHECKING, Any

from adops.queries.check_lists import look_data

if TYPE_CHECKING:
    from checks.run import RunReport


def report_data(report: "RunReport") -> dict[str, Any]:
    """`{"run", "state", "on", "station", "pages", "seconds", "results": […]}`; `state` is done,
    cancelled or unfinished (the ad day was over before every page was looked at)."""
    return {
        "run": report.run.id,
        "state": report.run.state,
        "on": report.run.on.isoformat(),
        "station": report.run.station,
        "pages": report.pages,
        "seconds": report.seconds,
        "results": [look_data(*row) for row in report.rows],
    }
