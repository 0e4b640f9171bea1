"""Signing in and out, the first person of an empty house, one-time links, one's own account."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from adops import clock
from adops.domain.code import folded
from adops.domain.people import Role
from adops.errors import AdopsError, InputError, UnknownPersonError
from adops.flows import sign_in as flow
from adops.models import Person
from adops.phrases.refusals import refusal
from adops.queries.people import is_set_up, require_person, tokens_of
from adops.server.access import CurrentActor, CurrentDatabase
from adops.server.pages import SIGN_IN, done, render
from adops.server.problems import STATUS
from adops.server.session import COOKIE, Session, Sessions
from adops.server.throttle import Throttle
from adops.services import accounts
from adops.services.accounts import NewPerson

router = APIRouter()
Word = Annotated[str, Form(max_length=300)]
HEAD_OFFICE = "hq"


@router.get(SIGN_IN)
def sign_in_page(request: Request, database: CurrentDatabase, next: str = "/") -> Response:
    """The form; an empty house is set up first."""
    with database.read() as session:
        empty = not is_set_up(session)
    if empty:
        return RedirectResponse("/setup", 303)
    return render(request, "sign_in.html", next=_here(next), staff_no="", trouble="")


@router.post(SIGN_IN)
def sign_in(
    request: Request,
    database: CurrentDatabase,
    staff_no: Word = "",
    password: Word = "",
    next: Word = "/",
) -> Response:
    """Signs in, or says that number or password is wrong; what was typed stays."""
    throttle: Throttle = request.app.state.throttle
    host = request.client.host if request.client else ""
    key = f"{host} {folded(staff_no)}"
    try:
        throttle.require(key)
        person = flow.sign_in(database, staff_no=staff_no, password=password, now=clock.now())
    except AdopsError as error:
        if isinstance(error, UnknownPersonError):
            throttle.failed(key)
        told = {"staff_no": staff_no, "next": _here(next), "trouble": refusal(error)}
        return render(request, "sign_in.html", STATUS[error.kind], **told)
    throttle.forget(key)
    return _enter(request, person, _here(next))


@router.post("/sign-out")
def sign_out(request: Request) -> Response:
    """Ends this browser's session."""
    answer = done(request, SIGN_IN, "signed_out")
    answer.delete_cookie(COOKIE)
    return answer


@router.get("/setup")
def setup_page(request: Request, database: CurrentDatabase) -> Response:
    """Only while nobody ever had a password."""
    with database.read() as session:
        if is_set_up(session):
            return RedirectResponse(SIGN_IN, 303)
    return render(request, "setup.html", staff_no="", name="", trouble="")


@router.post("/setup")
def setup(
    request: Request,
    database: CurrentDatabase,
    staff_no: Word = "",
    name: Word = "",
    password: Word = "",
    again: Word = "",
) -> Response:
    """Makes the first administrator and signs them in."""
    person = NewPerson(folded(staff_no), name, station=HEAD_OFFICE, role=Role.ADMIN)
    try:
        hashed = _hashed(password, again)
        with database.write() as session:
            made = accounts.make_first_person(
                session, person=person, password_hash=hashed, now=clock.now()
            )
    except AdopsError as error:
        told = {"staff_no": staff_no, "name": name, "trouble": refusal(error)}
        return render(request, "setup.html", STATUS[error.kind], **told)
    return _enter(request, made, "/")


@router.get("/invitation/{secret}")
def invitation_page(request: Request, database: CurrentDatabase, secret: str) -> Response:
    """Whom the link is for."""
    with database.read() as session:
        person = accounts.invited(session, secret=secret, now=clock.now())
    return render(request, "invitation.html", person=person, secret=secret, trouble="")


@router.post("/invitation/{secret}")
def accept(
    request: Request,
    database: CurrentDatabase,
    secret: str,
    password: Word = "",
    again: Word = "",
) -> Response:
    """Sets the password and signs in."""
    now = clock.now()
    with database.read() as session:
        person = accounts.invited(session, secret=secret, now=now)
    try:
        hashed = _hashed(password, again)
    except InputError as error:
        told = {"person": person, "secret": secret, "trouble": refusal(error)}
        return render(request, "invitation.html", STATUS[error.kind], **told)
    with database.write() as session:
        made = accounts.accept_invitation(session, secret=secret, password_hash=hashed, now=now)
    return _enter(request, made, "/")


@router.get("/me")
def me_page(request: Request, database: CurrentDatabase, by: CurrentActor) -> Response:
    """One's own account: password and tokens."""
    with database.read() as session:
        person = require_person(session, by.staff_no)
        tokens = tokens_of(session, person)
    return render(request, "me.html", person=person, tokens=tokens)


@router.post("/me/password")
def set_own_password(
    request: Request,
    database: CurrentDatabase,
    by: CurrentActor,
    current: Word = "",
    password: Word = "",
    again: Word = "",
) -> Response:
    """A new password ends every session but this one."""
    with database.read() as session:
        person = require_person(session, by.staff_no)
    if not accounts.is_password(current, person.password_hash):
        raise InputError("password.wrong")
    hashed = _hashed(password, again)
    with database.write() as session:
        made = accounts.set_password(
            session, staff_no=by.staff_no, password_hash=hashed, by=by, now=clock.now()
        )
    return _enter(request, made, "/me?done=password")


@router.post("/me/tokens/{token_id}/revoke")
def revoke(
    request: Request, database: CurrentDatabase, by: CurrentActor, token_id: int
) -> Response:
    """Ends one of one's own tokens."""
    with database.write() as session:
        accounts.revoke_token(session, token_id=token_id, by=by, now=clock.now())
    return done(request, "/me", "revoked")


def _hashed(password: str, again: str) -> str:
    if password != again:
        raise InputError("password.unlike")
    return accounts.hash_password(password)


def _enter(request: Request, person: Person, url: str) -> Response:
    """A new session for the person: nothing of the one before is kept."""
    answer = done(request, url)
    sessions: Sessions = request.app.state.sessions
    session = Session(person.id, person.sessions_since)
    sessions.write(answer, session, secure=request.url.scheme == "https")
    return answer


def _here(url: str) -> str:
    """Only an address of ours: a link must not send a person elsewhere after signing in."""
    ours = url.startswith("/") and not url.startswith(("//", "/\\"))
    return url if ours and url.isprintable() else "/"
