"""The page 来信: mails that came in, what was made of each, and what waits for a person
(rules.md §12, §6).

A mail is shown as text alone; its files and the letter itself are downloads that no browser opens.
"""

from collections.abc import Mapping
from contextlib import suppress
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response

from adops.domain.incoming import LEFT_ALONE, IncomingKind, IncomingState
from adops.errors import MissingError
from adops.flows import settle_mail as flow
from adops.flows.incoming_letters import file_of, letter_of, readable
from adops.mail.attachments import attached_files
from adops.mail.reading import reading_of_mail
from adops.models import IncomingMail
from adops.phrases.doers import doer
from adops.phrases.incoming import ALONE, DONE, KINDS, STATES, outcome_words, trouble_words
from adops.phrases.words import VERDICTS
from adops.queries.approval_asks import needing_approval
from adops.queries.incoming import READ, SETTLE, incoming_of, may_on
from adops.queries.people import names_of
from adops.rules.permission import Thing, require
from adops.rules.reach import may_somewhere
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.downloads import download
from adops.server.pages import done, render
from adops.server.params import MOST, Cursor, Id

router = APIRouter(prefix="/incoming")
MOST_WAITING = 200
LEFT = "left"
OURS = tuple(kind for kind in IncomingKind if kind not in LEFT_ALONE)
REST = tuple(state for state in IncomingState if state is not IncomingState.UNMATCHED)
TONES = {
    IncomingState.HANDLED: "ok",
    IncomingState.SETTLED: "plain",
    IncomingState.UNMATCHED: "warn",
}
# of an ad, of an asked approval: whether something was made of it
MADE = ({True: "收下", False: "没有收下"}, {True: "已申请", False: "没有对上"})
Words = Annotated[str, Form(max_length=1000)]


@router.get("")
def incoming_page(
    request: Request,
    desk: TheDesk,
    by: CurrentActor,
    show: str = "",
    cursor: Annotated[Cursor, Query()] = None,
) -> HTMLResponse:
    """What waits for a person first, then the others, newest first; `show=left`: what was left
    alone."""
    if not may_somewhere(by, READ):
        require(by, READ, Thing())
    left = show == LEFT
    kinds, waits = (tuple(LEFT_ALONE), ()) if left else (OURS, (IncomingState.UNMATCHED,))
    with desk.database.read() as session:
        others = incoming_of(session, by=by, kinds=kinds, states=REST, before=cursor)
        waiting = incoming_of(session, by=by, states=waits, limit=MOST_WAITING).mails
    groups = [("其他来信" if waiting else "", others.mails)]
    if cursor is None and waiting:
        groups.insert(0, ("要处理的来信", waiting))
    return render(
        request,
        "incoming.html",
        groups=[(heading, [_row(one) for one in mails]) for heading, mails in groups],
        following=others.following,
        left=left,
    )


@router.get("/{mail_id}")
def mail_page(request: Request, mail_id: Id, desk: TheDesk, by: CurrentActor) -> HTMLResponse:
    """One mail as text, its files, what was made of it, and how it is settled."""
    mail = readable(desk, mail_id, by=by)
    content = b""
    with suppress(MissingError):  # it says so
        content = letter_of(desk, mail)
    settles = mail.state is IncomingState.UNMATCHED and may_on(by, SETTLE, mail)
    with desk.database.read() as session:
        creatives = needing_approval(session, by=by) if settles else []
        name = names_of(session, [mail.settled_by]).get(mail.settled_by or "")
    return render(
        request,
        "incoming_mail.html",
        one=_row(mail),
        text=reading_of_mail(content).text if content else "",
        files=[(one.name, len(one.content)) for one in attached_files(content)],
        lines=[_line(number, line, mail) for number, line in enumerate(mail.lines)],
        words=MADE[mail.kind is IncomingKind.APPROVAL],
        loose=[_file(one) for one in mail.files if one["of"] is None],
        settles=settles,
        creatives=creatives,
        settled_by=name or doer(mail.settled_by),
    )


@router.get("/{mail_id}/letter.eml")
def letter(mail_id: Id, desk: TheDesk, by: CurrentActor) -> Response:
    """The mail as it came. 404 `incoming.no_file` where it is not kept."""
    content = letter_of(desk, readable(desk, mail_id, by=by))
    return download(content, f"incoming-{mail_id}.eml")


@router.get("/{mail_id}/files/{number}")
def attachment(mail_id: Id, number: Id, desk: TheDesk, by: CurrentActor) -> Response:
    """One file of the mail, counted from 1. 404 `incoming.no_file`."""
    file = file_of(desk, readable(desk, mail_id, by=by), number)
    return download(file.content, file.name)


@router.post("/{mail_id}/ask")
def ask(
    request: Request,
    mail_id: Id,
    desk: TheDesk,
    by: CurrentActor,
    creative: Annotated[int, Form(ge=1, le=MOST)],
    reason: Words = "",
) -> Response:
    """The creative that the mail means: an approval is asked for, with the mail kept."""
    flow.ask_for(desk, mail_id, creative_id=creative, reason=reason, by=by)
    return done(request, f"/incoming/{mail_id}", "mail_asked")


@router.post("/{mail_id}/settle")
def settle(
    request: Request, mail_id: Id, desk: TheDesk, by: CurrentActor, why: Words = ""
) -> Response:
    """Nothing more is made of it, with a reason."""
    flow.settle(desk, mail_id, why=why, by=by)
    return done(request, "/incoming", "mail_settled")


def _row(mail: IncomingMail) -> dict[str, Any]:
    return {
        "mail": mail,
        "subject": mail.subject or "（没有主题）",
        "kind": KINDS[mail.kind],
        "state": ALONE if mail.kind in LEFT_ALONE else STATES[mail.state],
        "tone": "plain" if mail.kind in LEFT_ALONE else TONES.get(mail.state, "info"),
        "trouble": trouble_words(mail.trouble),
        "made": sum(one["outcome"] in DONE for one in mail.lines),
        "lines": len(mail.lines),
        "why": [outcome_words(one["outcome"], one["facts"]) for one in mail.lines[:1]],
    }


def _line(number: int, line: Mapping[str, Any], mail: IncomingMail) -> dict[str, Any]:
    return {
        **line,
        "done": line["outcome"] in DONE or bool(line["approval"]),
        "words": outcome_words(line["outcome"], line["facts"]),
        "files": [_file(one) for one in mail.files if one["of"] == number],
    }


def _file(file: Mapping[str, Any]) -> dict[str, Any]:
    verdict = VERDICTS[file["verdict"]] if file["verdict"] else ""
    return {**file, "words": outcome_words(file["code"], file["facts"]), "verdict": verdict}
