"""Who asks, and with what: dependencies that routes of api and web share (interfaces.md, API).

A person comes by a bearer token or by the session cookie; a cookie needs the CSRF token with every
request that writes. Sign-in reads in a short transaction of its own.
"""

import secrets
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request

from adops.db import Database
from adops.domain.evidence import DrawEvidence
from adops.domain.people import AccountState, Actor
from adops.errors import ForbiddenError, UnknownPersonError
from adops.models import Person
from adops.queries.people import actor_of, person_by_token
from adops.server.limits import FORM_TYPES
from adops.server.session import Session, Sessions
from adops.services.accounts import hash_of
from adops.settings import Settings
from adops.store import Store

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_FILES, MOST_FIELDS = 8, 400
CSRF_HEADER = "x-csrf-token"
CSRF_FIELD = "csrf_token"
API = "/api/"


def database(request: Request) -> Database:
    """The house's database."""
    found: Database = request.app.state.database
    return found


def store(request: Request) -> Store:
    """The house's files."""
    found: Store = request.app.state.store
    return found


def draw_evidence(request: Request) -> DrawEvidence:
    """Who draws what is not drawn yet; called with no transaction open."""
    found: DrawEvidence = request.app.state.draw_evidence
    return found


def settings(request: Request) -> Settings:
    """The process's settings."""
    found: Settings = request.app.state.settings
    return found


def session_of(request: Request) -> Session | None:
    """The cookie's session, read once a request; it may be nobody's."""
    if not hasattr(request.state, "session"):
        sessions: Sessions = request.app.state.sessions
        request.state.session = sessions.read(request)
    found: Session | None = request.state.session
    return found


def actor(request: Request) -> Actor:
    """The person who asks. Raises UnknownPersonError `token.refused`, `sign_in.needed`."""
    known: Actor | None = getattr(request.state, "actor", None)
    if known is None:
        known = _by_token(request) if _has_authorization(request) else _by_cookie(request)
        request.state.actor = known
    return known


async def csrf(request: Request) -> AsyncIterator[None]:
    """Refuses a writing request that rides on a cookie without its token; closes what a form
    brought once the answer is made.

    Raises ForbiddenError `csrf.refused`. A bearer token is never sent by a browser on its own.
    """
    try:
        await _require_token(request)
        yield
    finally:
        await request.close()


async def _require_token(request: Request) -> None:
    if request.method in SAFE or _has_authorization(request):
        return
    session = session_of(request)
    if session is None and request.url.path.startswith(API):
        return  # nobody's: what needs a person answers 401
    given = request.headers.get(CSRF_HEADER) or await _field(request)
    if session is None or not secrets.compare_digest(given.encode(), session.csrf.encode()):
        raise ForbiddenError("csrf.refused")


async def _field(request: Request) -> str:
    if not request.headers.get("content-type", "").startswith(FORM_TYPES):
        return ""
    form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)
    value = form.get(CSRF_FIELD, "")
    return value if isinstance(value, str) else ""


def _has_authorization(request: Request) -> bool:
    return "authorization" in request.headers


def _by_token(request: Request) -> Actor:
    scheme, _, secret = request.headers["authorization"].partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        raise UnknownPersonError("token.refused")
    with database(request).read() as session:
        person = person_by_token(session, hash_of(secret.strip()))
        known = actor_of(session, person) if person else None
    if known is None or known.account is AccountState.CLOSED:
        raise UnknownPersonError("token.refused")
    return known


def _by_cookie(request: Request) -> Actor:
    mine = session_of(request)
    if mine is None or mine.person_id is None:
        raise UnknownPersonError("sign_in.needed")
    with database(request).read() as session:
        person = session.get(Person, mine.person_id)
        known = actor_of(session, person) if person else None
    if known is None or person is None or person.sessions_since != mine.since:
        raise UnknownPersonError("sign_in.needed")
    if known.account is AccountState.CLOSED:
        raise UnknownPersonError("sign_in.needed")
    return known


CurrentActor = Annotated[Actor, Depends(actor)]
CurrentDatabase = Annotated[Database, Depends(database)]
CurrentStore = Annotated[Store, Depends(store)]
CurrentArtist = Annotated[DrawEvidence, Depends(draw_evidence)]
CurrentSettings = Annotated[Settings, Depends(settings)]
