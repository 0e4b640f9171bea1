"""`/anomalies`: what the looks found, its triage, its ticket, its end (interfaces.md, API)."""

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel, ConfigDict, Field

from adops import clock
from adops.domain.anomaly import AnomalyState, Answer, Question
from adops.domain.period import ad_day_of
from adops.flows import triage as flow
from adops.queries import anomaly_lists as lists
from adops.queries.anomalies import READ, case_by_id
from adops.rules.permission import require
from adops.server.access import CurrentActor, CurrentDatabase, CurrentSettings, CurrentStore
from adops.server.params import Cursor, Day, Id, Limit, OfStation
from adops.services import anomalies
from adops.services.anomalies import LONGEST

router = APIRouter(prefix="/anomalies", tags=["anomalies"])


class Triage(BaseModel):
    """Answers of a person to the three questions, and what is to be mended where it is ours."""

    model_config = ConfigDict(extra="forbid")

    size: Answer | None = None
    link: Answer | None = None
    ad_match: Answer | None = None
    fix: str = Field(default="", max_length=LONGEST)

    @property
    def said(self) -> dict[Question, Answer]:
        """What was answered."""
        given = {one: getattr(self, one.value) for one in Question}
        return {one: answer for one, answer in given.items() if answer is not None}


class Resolve(BaseModel):
    """Why it is over."""

    model_config = ConfigDict(extra="forbid")

    reason: str = Field(min_length=1, max_length=LONGEST)


@router.get("")
def listed(
    database: CurrentDatabase,
    by: CurrentActor,
    station: OfStation = None,
    state: AnomalyState | None = None,
    first: Annotated[Day | None, Query(alias="from")] = None,
    last: Annotated[Day | None, Query(alias="to")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> dict[str, Any]:
    """Anomalies, newest first; `from` and `to` are ad days in which they stood."""
    with database.read() as session:
        return lists.anomaly_page(
            session,
            by=by,
            now=clock.now(),
            station=station,
            state=state,
            first=first,
            last=last,
            before=cursor,
            limit=limit,
        )


@router.get("/{anomaly_id}")
def one(anomaly_id: Id, database: CurrentDatabase, by: CurrentActor) -> dict[str, Any]:
    """One anomaly. 404 `anomaly.unknown`."""
    return _answer(database, by, anomaly_id)


@router.post("/{anomaly_id}/triage")
def triage(
    anomaly_id: Id,
    given: Triage,
    database: CurrentDatabase,
    settings: CurrentSettings,
    store: CurrentStore,
    by: CurrentActor,
) -> dict[str, Any]:
    """三步核对: one wrong answer, or words of what to mend, make it ours."""
    desk = flow.triage_desk(settings, database, store, clock=clock.now)
    flow.triage(desk, anomaly_id, said=given.said, fix=given.fix, by=by)
    return _answer(database, by, anomaly_id)


@router.post("/{anomaly_id}/escalate")
def escalate(
    anomaly_id: Id,
    database: CurrentDatabase,
    settings: CurrentSettings,
    store: CurrentStore,
    by: CurrentActor,
) -> dict[str, Any]:
    """提交工单; 409 `anomaly.not_answered`, `anomaly.is_ours`."""
    flow.escalate(flow.triage_desk(settings, database, store, clock=clock.now), anomaly_id, by=by)
    return _answer(database, by, anomaly_id)


@router.post("/{anomaly_id}/resolve")
def resolve(
    anomaly_id: Id, given: Resolve, database: CurrentDatabase, by: CurrentActor
) -> dict[str, Any]:
    """结束, with a reason."""
    with database.write() as session:
        anomalies.resolve(session, anomaly_id=anomaly_id, why=given.reason, by=by, now=clock.now())
    return _answer(database, by, anomaly_id)


def _answer(database: CurrentDatabase, by: CurrentActor, anomaly_id: int) -> dict[str, Any]:
    now = clock.now()
    with database.read() as session:
        case = case_by_id(session, anomaly_id, on=ad_day_of(now))
        require(by, READ, case.thing)
        issue = lists.issues_of(session, [anomaly_id]).get(anomaly_id)
        return lists.anomaly_data(case, issue, now=now)
