"""Stored files for people: `GET /evidence/{sha256}` (interfaces.md, API), and a look's cut-out and
proof sheets, drawn on the spot where they are not yet.

The row that names the file decides who may; to others it does not exist: a hash is no permission.
Only raster pictures are shown in place, and nothing is ever executable.
"""

from collections.abc import Mapping
from typing import Annotated

from fastapi import APIRouter, Path, Response
from fastapi.responses import RedirectResponse
from starlette.concurrency import run_in_threadpool

from adops.db import Database
from adops.domain.evidence import DrawEvidence
from adops.domain.people import Actor
from adops.domain.period import local_day
from adops.errors import MissingError
from adops.phrases.evidence import GONE
from adops.queries.check_lists import approval_mail_owner, creative_owner, evidence_owner
from adops.queries.content_files import content_file_owner
from adops.queries.evidence import look_files
from adops.queries.month_files import month_file_owner
from adops.queries.slot_searches import search_file_owner
from adops.queries.slot_trials import trial_file_owner
from adops.rules.permission import may
from adops.server.access import CurrentActor, CurrentArtist, CurrentDatabase, CurrentStore
from adops.server.params import Id

router = APIRouter(tags=["evidence"])

RASTER: Mapping[str, str] = {
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/avif": "avif",
}
ENDINGS: Mapping[str, str] = {
    **RASTER,
    "application/json": "json",
    "text/html": "html",
    "application/har+json": "har",
}
SHOWN_AS_IS = RASTER.keys() | {"application/json", "video/mp4", "video/webm"}
ANY = "application/octet-stream"
HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    # the browser's own page around a picture that is opened alone has styles
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, max-age=31536000, immutable",
}


@router.get("/evidence/{sha256}", response_class=Response)
async def evidence(
    sha256: Annotated[str, Path(pattern="^[0-9a-f]{64}$")],
    database: CurrentDatabase,
    store: CurrentStore,
    by: CurrentActor,
) -> Response:
    """Page pictures, cut-outs, proof sheets, facts; files of creatives, months and approvals."""
    declared = await run_in_threadpool(_allowed_type, database, sha256, by)
    content = await run_in_threadpool(store.get, sha256)
    media_type = declared if declared in SHOWN_AS_IS else ANY
    name = f"{sha256[:16]}.{ENDINGS[declared]}" if declared in ENDINGS else sha256[:16]
    place = "inline" if media_type in RASTER else "attachment"
    disposition = {"Content-Disposition": f'{place}; filename="{name}"'}
    return Response(content, media_type=media_type, headers={**HEADERS, **disposition})


@router.get("/slot-checks/{look}/picture", status_code=303, response_class=RedirectResponse)
def picture(
    look: Id, database: CurrentDatabase, draw: CurrentArtist, by: CurrentActor
) -> RedirectResponse:
    """On to the slot's cut-out."""
    return _on_to(database, draw, by, look, None)


@router.get(
    "/slot-checks/{look}/proofs/{booking}", status_code=303, response_class=RedirectResponse
)
def proof(
    look: Id, booking: Id, database: CurrentDatabase, draw: CurrentArtist, by: CurrentActor
) -> RedirectResponse:
    """On to a booking's proof sheet."""
    return _on_to(database, draw, by, look, booking)


def _on_to(
    database: Database, draw: DrawEvidence, by: Actor, look: int, booking: int | None
) -> RedirectResponse:
    """Raises MissingError `look.unknown` for those who may not know of it, `look.no_picture`."""
    with database.read() as session:
        known = look_files(session, look)
    if not any(may(by, "check.read", thing) for thing in known.owners.get(booking, ())):
        raise MissingError("look.unknown", look=look)
    if known.files[booking] is None:
        draw([look])
        with database.read() as session:
            known = look_files(session, look)
    sha256 = known.files[booking]
    if sha256 is None:
        raise MissingError("look.no_picture", look=look)
    headers = {"Cache-Control": "no-store"}
    return RedirectResponse(f"/api/v1/evidence/{sha256}", status_code=303, headers=headers)


def _allowed_type(database: Database, sha256: str, by: Actor) -> str:
    """The file's type. Raises MissingError `evidence.missing` for those who may not know of it,
    `evidence.gone` when it was removed."""
    with database.read() as session:
        looks, file = evidence_owner(session, sha256)
        creatives = creative_owner(session, sha256)
        months = month_file_owner(session, sha256)
        mails = approval_mail_owner(session, sha256)
        contents = content_file_owner(session, sha256)
        trials = trial_file_owner(session, sha256)
        searches = search_file_owner(session, sha256)
    grounds = (
        ("check.read", looks),
        ("creative.read", creatives),
        ("month.read", months),
        ("approval.read", mails),
        ("creative.read", contents),
        ("check.read", trials),
        ("check.read", searches),
    )
    if not any(may(by, act, thing) for act, things in grounds for thing in things):
        raise MissingError("evidence.missing", sha256=sha256)
    if file and file.gone_at:
        on, why = local_day(file.gone_at).isoformat(), GONE.get(file.gone_why or "", "")
        raise MissingError("evidence.gone", sha256=sha256, on=on, why=why)
    return file.media_type if file else ANY
