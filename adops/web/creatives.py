"""The pages 创意: the list, handing in with findings at once, one creative and its acts."""

import hashlib
from collections.abc import Sequence
from secrets import token_urlsafe
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import Response
from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile

from adops import clock
from adops.domain.finding import verdict_of
from adops.domain.people import Actor
from adops.domain.states import CreativeState
from adops.errors import InputError
from adops.flows import submit as flow
from adops.flows.rendered import Looked
from adops.flows.submit import Desk, Files, HandedIn, looked_at
from adops.flows.suggest import hand_in, mended_for
from adops.phrases.deadline import because
from adops.phrases.reading import RULINGS
from adops.queries.bookings import booking_case
from adops.queries.creative_board import board, open_bookings
from adops.queries.creative_lists import require_readable
from adops.queries.creatives import current_of, versions_in
from adops.queries.known_files import known_files
from adops.queries.people import names_of
from adops.queries.renderings import shown_of
from adops.rules.confirm import default_go_live, left_of, require_go_live
from adops.rules.permission import Thing, require
from adops.rules.reach import may_somewhere
from adops.server.access import CSRF_FIELD, CurrentActor
from adops.server.desk import TheDesk, WakeReader
from adops.server.limits import take
from adops.server.pages import done, render
from adops.services import approvals, creatives, refusals
from adops.services.change_link import first_day
from adops.services.creatives import Submitted
from adops.web import creative_rows as rows
from adops.web.creative_kin import kin_of, numbered
from adops.web.creative_mended import mended_rows
from adops.web.creative_offer import offer
from adops.web.creative_words import words_rows
from adops.web.form_words import day

router = APIRouter(prefix="/creatives")
Words = Annotated[str, Form(max_length=1000)]
SUBMIT = "creative.submit"
FORM_FILES, FORM_FIELDS = 8, 16
FILTERS = (
    ("", "全部"),
    ("submitted", "待确认"),
    ("confirmed", "已确认"),
    ("live", "已上线"),
    ("rejected", "已退回"),
    ("replaced", "已替换"),
)


@router.get("")
def list_page(
    request: Request, desk: TheDesk, by: CurrentActor, state: str = "", cursor: int | None = None
) -> Response:
    """Newest first, what the person may see."""
    chosen = CreativeState(state) if state in set(CreativeState) else None
    with desk.database.read() as session:
        found, following = board(session, by=by, state=chosen, before=cursor)
        shown = shown_of(session, [part.sha256 for row in found for part in row.parts[:1]])
    return render(
        request,
        "creatives.html",
        rows=found,
        pictures={row.creative.id: rows.first_picture(row.parts, shown) for row in found},
        filters=FILTERS,
        state=chosen.value if chosen else "",
        following=following,
        verdict_tones=rows.VERDICT_TONES,
        state_tones=rows.STATE_TONES,
    )


@router.get("/new")
def new_page(
    request: Request,
    desk: TheDesk,
    by: CurrentActor,
    booking: int | None = None,
    q: str = "",
    go_live: str = "",
) -> Response:
    """Which booking, then its limits and the form."""
    if booking is None:
        if not may_somewhere(by, SUBMIT):
            require(by, SUBMIT, Thing())
        with desk.database.read() as session:
            found, more = open_bookings(session, by=by, now=clock.now(), words=q[:100])
        return render(request, "creative_booking.html", rows=found, more=more, q=q)
    with desk.database.read() as session:
        case = booking_case(session, booking)
        creatives.require_submitter(case, by)
        current = current_of(session, booking)
    told = offer(desk, case, current, day(go_live, "上线日"))
    return render(request, "creative_new.html", key=token_urlsafe(16), **told)


@router.post("/check")
async def check(request: Request, desk: TheDesk, by: CurrentActor) -> Response:
    """The findings at once, nothing recorded."""
    form = await request.form(max_files=FORM_FILES, max_fields=FORM_FIELDS)
    return await run_in_threadpool(_checked, request, desk, by, _handed_in(form))


@router.post("")
async def submit(request: Request, desk: TheDesk, by: CurrentActor, wake: WakeReader) -> Response:
    """Records it, findings and all; a refused one too."""
    form = await request.form(max_files=FORM_FILES, max_fields=FORM_FIELDS)
    submitted = await run_in_threadpool(hand_in, desk, _handed_in(form), by=by)
    wake()
    return done(request, f"/creatives/{submitted.case.creative.id}", "submitted")


@router.get("/{creative_id}")
def one_page(request: Request, desk: TheDesk, by: CurrentActor, creative_id: int) -> Response:
    """Pictures, weights, findings, deadline, approvals, and the acts that stand open."""
    with desk.database.read() as session:
        require_readable(session, creative_id, by)
        stands = creatives.standing(session, creative_id, now=clock.now(), book=desk.book)
        case = stands.case
        people = [case.creative.submitted_by, case.creative.confirmed_by, case.creative.closed_by]
        people.append(case.creative.clicked_by)
        words = words_rows(session, case, by=by, book=desk.book)
        people += [who for one in case.approvals for who in (one.asked_by, one.decided_by)]
        names = names_of(session, people)
        shas = [part.sha256 for part in case.parts]
        shown = shown_of(session, shas)
        limits = rows.part_limits(case.of.spec(case.creative.go_live), desk.book.review)
        versions = versions_in(session, case.creative.booking_id)
        kin = kin_of(case.creative, versions, live=case.is_live(clock.now()))
        mended = mended_rows(session, case, limits, by=by, terms=desk.book.review)
        known = _known(session, shas, by, [creative_id, case.creative.link_of or 0])
        forward = _forward(session, stands)
    return render(
        request,
        "creative.html",
        case=case,
        stands=stands,
        names=names,
        files=rows.file_rows(case.parts, limits, shown),
        findings=rows.finding_rows(stands.findings, case.approved, case.rulings),
        mended=mended,
        known=known,
        forward=forward,
        approvals=rows.approval_rows(case.approvals, names),
        acts=rows.acts_for(case, stands.clock, by, clock.now()),
        kin=kin,
        numbered=numbered,
        link_day=first_day(case.of, case.creative, now=clock.now(), book=desk.book),
        words=words,
        rulings=RULINGS,
        waits=rows.waits_words(case),
        verdict_tone=rows.VERDICT_TONES[stands.verdict],
        because=because(stands.clock.deadline),
        state_tone=rows.STATE_TONES.get(case.creative.state, "plain"),
    )


@router.post("/{creative_id}/confirm")
def confirm(
    request: Request,
    desk: TheDesk,
    by: CurrentActor,
    creative_id: int,
    late_reason: Words = "",
    rotates: Words = "",
) -> Response:
    """This file, this link, final."""
    turns = {"yes": True, "no": False}.get(rotates)
    reason = late_reason.strip() or None
    stands = flow.confirm(desk, creative_id, by=by, late_reason=reason, rotates=turns)
    word = "clicked" if stands.case.pending else "confirmed"
    return done(request, f"/creatives/{creative_id}", word)


@router.post("/{creative_id}/reject")
def reject(
    request: Request, desk: TheDesk, by: CurrentActor, creative_id: int, why: Words = ""
) -> Response:
    """The placer refuses it; sales get the text by mail."""
    with desk.database.write() as session:
        creatives.reject(
            session, creative_id=creative_id, why=why, by=by, now=clock.now(), mails=desk.mails
        )
    return done(request, f"/creatives/{creative_id}", "rejected")


@router.post("/{creative_id}/withdraw")
def withdraw(
    request: Request, desk: TheDesk, by: CurrentActor, creative_id: int, why: Words = ""
) -> Response:
    """The submitting side takes it back."""
    with desk.database.write() as session:
        creatives.withdraw(session, creative_id=creative_id, why=why, by=by, now=clock.now())
    return done(request, f"/creatives/{creative_id}", "withdrawn")


@router.post("/{creative_id}/ask")
def ask(
    request: Request, desk: TheDesk, by: CurrentActor, creative_id: int, reason: Words = ""
) -> Response:
    """申请特批."""
    with desk.database.write() as session:
        approvals.request(session, creative_id=creative_id, reason=reason, by=by, now=clock.now())
    return done(request, f"/creatives/{creative_id}", "asked")


def _checked(request: Request, desk: Desk, by: Actor, given: HandedIn) -> Response:
    with desk.database.read() as session:
        case = booking_case(session, given.booking_id)
    creatives.require_submitter(case, by)
    on = given.go_live or default_go_live(period=case.period, now=clock.now())
    require_go_live(go_live=on, period=case.period)
    looked = looked_at(desk, given.files, case.spec(on), anew=True)
    facts = looked.files
    with desk.database.read() as session:
        findings = creatives.judge(session, case, facts, given.click_url, given.copy, on, desk.book)
    offers = mended_for(
        desk,
        case,
        given.contents,
        facts,
        click_url=given.click_url,
        copy=given.copy,
        go_live=on,
    )
    verdict = verdict_of(findings)
    limits = rows.part_limits(case.spec(on), desk.book.review)
    with desk.database.read() as session:
        known = _known(session, [one.sha256 for one in facts.values()], by)
    return render(
        request,
        "_creative_findings.html",
        verdict=verdict,
        verdict_tone=rows.VERDICT_TONES[verdict],
        findings=rows.finding_rows(findings),
        weighed=_weighed(looked, limits),
        offers=rows.offer_rows([one.file for one in offers]),
        known=known,
    )


def _forward(session: Session, stands: Submitted) -> str:
    """The answer to sales, where anything is left to be said."""
    case = stands.case
    left = left_of(stands.findings, approved=case.approved, rulings=case.rulings)
    told = left or case.creative.state is CreativeState.REJECTED
    return refusals.answer_of(session, case).text.strip() if told else ""


def _known(
    session: Session, shas: Sequence[str], by: Actor, besides: Sequence[int] = ()
) -> list[dict[str, Any]]:
    return rows.known_rows(known_files(session, shas, by=by, besides=besides))


def _weighed(looked: Looked, limits: list[rows.PartLimit]) -> list[dict[str, Any]]:
    """Each file with its bar; a package with the picture that a browser showed."""
    pictures = {size.sha256: shown.picture for size, shown in looked.fresh.items()}
    found = []
    for one in limits:
        facts = looked.files.get(one.part)
        if facts is not None:
            picture = pictures.get(facts.sha256)
            found.append(
                {
                    "name": one.name,
                    "facts": facts,
                    "bar": rows.weight_bar(facts.size, one),
                    "picture": rows.inline(picture) if picture else None,
                }
            )
    return found


def _handed_in(form: FormData) -> HandedIn:
    files: dict[str, tuple[str, bytes, str | None]] = {}
    words: dict[str, str] = {}
    for name, value in form.multi_items():
        if not isinstance(value, UploadFile):
            words[name] = value
        elif value.filename:
            files[name] = (value.filename, take(value), value.content_type)
    words.pop(CSRF_FIELD, None)
    if not files:
        raise InputError("creative.no_file")
    return HandedIn(
        booking_id=_number(words.get("booking_id", "")),
        files=files,
        click_url=words.get("click_url", ""),
        copy=words.get("copy", ""),
        go_live=day(words.get("go_live", ""), "上线日"),
        rotates=words.get("rotates") == "yes",
        key=_key(words, files),
    )


def _key(words: dict[str, str], files: Files) -> str | None:
    """The same form with the same content is the same request: after a lost answer, after 返回."""
    if not words.get("key"):
        return None
    said = sorted(words.items())
    said += [(part, hashlib.sha256(file[1]).hexdigest()) for part, file in sorted(files.items())]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def _number(word: str) -> int:
    if not (word.isascii() and word.isdigit() and len(word) < 10):
        raise InputError("field.invalid", field="排期", value=word[:40])
    return int(word)
