"""`GET /deadlines`: the same answer as `adops deadline` (rules.md §3)."""

from typing import Annotated, Any

from fastapi import APIRouter, Query

from adops import settings
from adops.catalog.calendar import load
from adops.domain.booking import Route
from adops.phrases.deadline import as_data
from adops.rules.deadline import days_asked, deadline
from adops.server.params import Day

router = APIRouter(tags=["deadlines"])


@router.get("/deadlines", summary="提交截止时间", openapi_extra={"security": []})
def read_deadlines(
    on: Annotated[Day, Query(description="上线日；给了 to 就是区间首日")],
    to: Annotated[Day | None, Query(description="区间末日")] = None,
    route: Annotated[Route, Query(description="投放方式")] = Route.HQ,
) -> dict[str, Any] | list[dict[str, Any]]:
    """One deadline for `on`, or a list of them for every day from `on` to `to`."""
    house = load(settings.load().config_dir)
    answers = [
        as_data(deadline(day, route=route, calendar=house.calendar, terms=house.terms))
        for day in days_asked(on, to or on)
    ]
    return answers[0] if to is None else answers
