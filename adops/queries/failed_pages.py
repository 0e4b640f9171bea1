"""Pages that we failed at: an engineer's, and no fault of the pages."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, col, select

from adops.domain.facts import FAILED_AT
from adops.domain.states import LookResult
from adops.models import SlotCheck
from adops.queries.latest_looks import latest_of_day


def failed_pages(session: Session, *, on: date) -> Mapping[str, str]:
    """Addresses of the ad day's pages whose latest look is one that we failed at → the fault in
    its own words."""
    latest = latest_of_day(SlotCheck.on == on)
    query = (
        select(SlotCheck.page_url, SlotCheck.findings)
        .where(col(SlotCheck.id).in_(latest), SlotCheck.result == LookResult.UNREACHABLE)
        .order_by(col(SlotCheck.page_url))
    )
    return {
        url: str(one.get("measured") or "")
        for url, findings in session.exec(query)
        for one in findings
        if one["code"] == FAILED_AT
    }
