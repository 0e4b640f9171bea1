"""Pages that we failed at, or may fail at: an engineer's, and no fault of the pages."""

from collections.abc import Mapping
from datetime import date

from sqlmodel import Session, col, select

from adops.domain.facts import FAILED_AT
from adops.domain.states import LookResult
from adops.models import CheckPage, SlotCheck
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


def times_lost(session: Session, run_id: int, page_id: int) -> int:
    """How many processes were gone while they had the page of the run in hand, where nobody has it
    in hand now."""
    query = select(CheckPage.lost, CheckPage.taken_at).where(
        CheckPage.run_id == run_id, CheckPage.page_id == page_id
    )
    lost, taken_at = session.exec(query).first() or (0, None)
    return lost + (taken_at is not None)
