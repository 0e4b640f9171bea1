"""`/incoming`: mails that came in, what was made of each, and settling one that was not matched
(rules.md §12, §6)."""

from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from adops.domain.incoming import IncomingKind, IncomingState
from adops.flows import settle_mail as flow
from adops.flows.incoming_letters import file_of, letter_of, readable
from adops.flows.submit import Desk
from adops.queries.incoming import READ, incoming_data, incoming_of, one_incoming
from adops.rules.permission import Thing, require
from adops.rules.reach import may_somewhere
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.downloads import download
from adops.server.params import MOST, Asked, Id

router = APIRouter(prefix="/incoming", tags=["incoming"])
Words = Annotated[str, Field(max_length=1000)]
EML: dict[int | str, dict[str, Any]] = {200: {"content": {"application/octet-stream": {}}}}


class Meant(BaseModel):
    """The creative that the mail asks an approval for; without a reason the subject says it."""

    model_config = ConfigDict(extra="forbid")

    creative: int = Field(ge=1, le=MOST)
    reason: Words = ""


class Why(BaseModel):
    """Why nothing more is to be made of it."""

    model_config = ConfigDict(extra="forbid")

    why: Words


@router.get("", summary="来信")
def read_mails(
    desk: TheDesk,
    by: CurrentActor,
    asked: Asked,
    kind: IncomingKind | None = None,
    state: IncomingState | None = None,
) -> dict[str, Any]:
    """Newest first; what concerns no station known is open to all who may read any."""
    if not may_somewhere(by, READ):
        require(by, READ, Thing())
    with desk.database.read() as session:
        page = incoming_of(
            session,
            by=by,
            kinds=None if kind is None else (kind,),
            states=None if state is None else (state,),
            station=asked.station,
            before=asked.cursor,
            limit=asked.limit,
        )
    return {"items": [incoming_data(one) for one in page.mails], "next": page.following}


@router.get("/{mail_id}", summary="一封来信")
def read_mail(mail_id: Id, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """404 `incoming.unknown`."""
    return incoming_data(readable(desk, mail_id, by=by))


@router.get("/{mail_id}/letter.eml", response_class=Response, responses=EML, summary="原邮件")
def letter(mail_id: Id, desk: TheDesk, by: CurrentActor) -> Response:
    """The mail as it came, as a download. 404 `incoming.no_file` where it is not kept."""
    content = letter_of(desk, readable(desk, mail_id, by=by))
    return download(content, f"incoming-{mail_id}.eml")


@router.get(
    "/{mail_id}/files/{number}", response_class=Response, responses=EML, summary="来信的附件"
)
def attachment(mail_id: Id, number: Id, desk: TheDesk, by: CurrentActor) -> Response:
    """One file of it, counted from 1, as a download. 404 `incoming.no_file`."""
    file = file_of(desk, readable(desk, mail_id, by=by), number)
    return download(file.content, file.name)


@router.post("/{mail_id}/ask", status_code=201, summary="指定创意，申请特批")
def ask(mail_id: Id, given: Meant, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """An approval is asked for, with the mail kept; 409 for a mail that waits for nobody."""
    approval = flow.ask_for(desk, mail_id, creative_id=given.creative, reason=given.reason, by=by)
    return _as_it_stands(desk, mail_id) | {"approval": approval.id}


@router.post("/{mail_id}/settle", summary="了结来信")
def settle(mail_id: Id, given: Why, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """Nothing more is made of it; 422 `reason.missing`, 409 for a mail that waits for nobody."""
    flow.settle(desk, mail_id, why=given.why, by=by)
    return _as_it_stands(desk, mail_id)


def _as_it_stands(desk: Desk, mail_id: int) -> dict[str, Any]:
    with desk.database.read() as session:
        return incoming_data(one_incoming(session, mail_id))
