"""`/creatives/{id}/link`, `/creatives/{id}/unconfirm`: another link for the same files; a
confirmation taken back."""

from typing import Any

from fastapi import APIRouter
from pydantic import BaseModel, ConfigDict, Field

from adops import clock
from adops.flows import change_link as flow
from adops.flows.submit import answer
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk, WakeReader
from adops.server.params import Day, Id
from adops.services.change_link import NewLink
from adops.services.unconfirm import unconfirm as act

router = APIRouter(tags=["creatives"])


class Link(BaseModel):
    """`copy` left out: the words stay; `go_live` left out: as soon as it can be."""

    model_config = ConfigDict(extra="forbid", populate_by_name=True)

    click_url: str = Field(min_length=1, max_length=2000)
    words: str | None = Field(default=None, max_length=1000, alias="copy")
    go_live: Day | None = None


@router.post("/creatives/{creative_id}/link", status_code=201)
def change_link(
    creative_id: Id, given: Link, desk: TheDesk, by: CurrentActor, wake: WakeReader
) -> dict[str, Any]:
    """201: a new version with the same files, to be confirmed as any other; approvals stay."""
    words = given.words and given.words.strip()
    link = NewLink(given.click_url.strip(), copy=words, go_live=given.go_live)
    told = answer(flow.change_link(desk, creative_id, link, by=by))
    wake()
    return told


@router.post("/creatives/{creative_id}/unconfirm")
def unconfirm(creative_id: Id, desk: TheDesk, by: CurrentActor) -> dict[str, Any]:
    """By the submitting side, until the creative is live; what it replaced comes back."""
    with desk.database.write() as session:
        return answer(act(session, creative_id=creative_id, by=by, now=clock.now(), book=desk.book))
