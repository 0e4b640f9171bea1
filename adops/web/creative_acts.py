"""More that is done with a creative: its limits by day, another link, a confirmation undone."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response

from adops import clock
from adops.flows import change_link as flow
from adops.queries.bookings import booking_case
from adops.queries.creatives import current_of
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk, WakeReader
from adops.server.pages import done, render
from adops.services.change_link import NewLink
from adops.services.creatives import require_submitter
from adops.services.unconfirm import unconfirm as undo
from adops.web.creative_offer import offer
from adops.web.form_words import day

router = APIRouter(prefix="/creatives")
Words = Annotated[str, Form(max_length=2000)]


@router.get("/limits")
def limits(
    request: Request, desk: TheDesk, by: CurrentActor, booking: int, go_live: str = ""
) -> Response:
    """What binds a creative that goes live on that day."""
    with desk.database.read() as session:
        case = booking_case(session, booking)
        require_submitter(case, by)
        current = current_of(session, booking)
    told = offer(desk, case, current, day(go_live, "上线日"))
    return render(request, "_limits.html", changed=True, **told)


@router.post("/{creative_id}/link")
def change_link(
    request: Request,
    desk: TheDesk,
    by: CurrentActor,
    wake: WakeReader,
    creative_id: int,
    click_url: Words = "",
    words: Annotated[str, Form(max_length=1000, alias="copy")] = "",
    go_live: Words = "",
) -> Response:
    """只换链接: a new version with the same files."""
    link = NewLink(click_url.strip(), copy=words.strip(), go_live=day(go_live, "上线日"))
    new = flow.change_link(desk, creative_id, link, by=by).case.creative
    wake()
    return done(request, f"/creatives/{new.id}", "link_changed")


@router.post("/{creative_id}/unconfirm")
def unconfirm(request: Request, desk: TheDesk, by: CurrentActor, creative_id: int) -> Response:
    """撤销确认, until it is live."""
    with desk.database.write() as session:
        undo(session, creative_id=creative_id, by=by, now=clock.now(), book=desk.book)
    return done(request, f"/creatives/{creative_id}", "unconfirmed")
