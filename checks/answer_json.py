"""A run as the JSON of interfaces.md (`check run`)."""

from typing import TYPE_CHECKING, Any

from adops.queries.check_lists import look_data

if TYPE_CHECKING:
    from checks.run import RunReport


def report_data(report: "RunReport") -> dict[str, Any]:
    """`{"run", "on", "station", "pages", "seconds", "results": […]}`."""
    return {
        "run": report.run.id,
        "on": report.run.on.isoformat(),
        "station": report.run.station,
        "pages": report.pages,
        "seconds": report.seconds,
        "results": [look_data(*row) for row in report.rows],
    }
