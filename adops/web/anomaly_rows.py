"""An anomaly as its pages show it, every word said. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adops.domain.anomaly import (
    AnomalyKind,
    AnomalyState,
    Answer,
    Answered,
    Question,
)
from adops.domain.period import ad_day_of, local_day
from adops.domain.states import TicketState
from adops.models import Act, Anomaly, SlotCheck, Ticket
from adops.phrases import anomaly as words
from adops.phrases import dates
from adops.phrases.checks import RESULT_TONES, message
from adops.phrases.doers import doer
from adops.phrases.words import RESULTS, site
from adops.queries.anomalies import Case
from adops.queries.anomaly_lists import next_step
from adops.queries.creatives import findings_of
from adops.queries.evidence import waits
from adops.rules.anomaly import days_stood

EVIDENCE, LOOKS = "/api/v1/evidence/", "/api/v1/slot-checks/"
SIGNS: Mapping[str, str] = {"bad": "bad", "unclear": "warn", "good": "ok", "plain": "plain"}
TICKET_TONES: Mapping[TicketState, str] = {
    TicketState.WAITING: "info",
    TicketState.SENDING: "info",
    TicketState.SENT: "ok",
    TicketState.FAILED: "bad",
    TicketState.DROPPED: "plain",
}


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One of the three with its answer; `said`: what a person answered, as the form's value."""

    value: str
    words: str
    answer: str
    tone: str
    proof: str
    fix: str
    said: str
    by: str


def row(
    of: Case, issue: Ticket | None, given: Sequence[Answered], *, now: datetime, mine: bool
) -> dict[str, Any]:
    """What lists and the page of one have in common; `mine`: the person may work on it."""
    one, slot = of.anomaly, of.slot
    state = words.STATES[one.state][0]
    days = days_stood(one.first_on, one.last_on, ad_day_of(now), one.state)
    return {
        "id": one.id,
        "title": slot.name if slot else of.page.name or of.page.url,
        "kind": words.KINDS[one.kind][0],
        "is_page": one.kind is AnomalyKind.PAGE,
        "place": site(of.station.code, of.station.name),
        "contract": f"{of.contract.no} {of.contract.name}" if of.contract else "",
        "result": RESULTS[one.result.value],
        "state": "编辑关闭，暂停处理" if of.suspended else state,
        "tone": "plain" if of.suspended else words.TONES[one.state],
        "suspended": of.suspended,
        "is_over": one.state is AnomalyState.RESOLVED,
        "days": days,
        "count": one.count,
        "slots": len(one.slots),
        "first": dates.moment(one.first_at),
        "last": dates.moment(one.last_at),
        "issue": one.issue,
        "ticket": words.TICKETS[issue.state] if issue else "",
        "ticket_tone": TICKET_TONES[issue.state] if issue else "",
        "why": _why(of),
        "next": next_step(of, given, mine=mine),
        "mine": mine,
    }


def _why(of: Case) -> str:
    one = of.anomaly
    if one.why is None:
        return ""
    told = [dates.moment(one.resolved_at), words.WHYS[one.why][0], one.why_words]
    return "，".join(part for part in told if part)


def questions(
    given: Sequence[Answered], names: Mapping[str, str], *, over: bool, mine: bool
) -> list[QuestionRow]:
    """The three with what is known of each; of one that is `over` nobody is asked any more."""
    known = {one.question: one for one in given}
    unknown = words.NOT_ANSWERED if over else words.ANSWERS[Answer.UNKNOWN][0]
    unknown = unknown if mine or over else words.WAITS
    return [_question(one, known.get(one), names, unknown) for one in Question]


def _question(
    question: Question, one: Answered | None, names: Mapping[str, str], unknown: str
) -> QuestionRow:
    told = one or Answered(question, Answer.UNKNOWN)
    return QuestionRow(
        value=question.value,
        words=words.QUESTIONS[question][0],
        answer=unknown if told.answer is Answer.UNKNOWN else words.ANSWERS[told.answer][0],
        tone=words.ANSWER_TONES[told.answer],
        proof=words.proof(told) if one else "",
        fix=words.fix(told),
        said=told.answer.value if told.by else "",
        by=names.get(told.by, doer(told.by)) if told.by else "",
    )


def looks(found: Iterable[SlotCheck], *, whole: bool) -> list[dict[str, Any]]:
    """The looks in their order, each with its picture; `whole`: of the page, not of the slot."""
    return [_look(one, whole) for one in found]


def _look(one: SlotCheck, whole: bool) -> dict[str, Any]:
    gone = one.files_gone_at
    page = EVIDENCE + one.page_picture if one.page_picture and not gone else ""
    cut = "" if whole or gone else _cut(one)
    return {
        "at": dates.moment(one.captured_at),
        "word": RESULTS[one.result.value],
        "tone": SIGNS[RESULT_TONES[one.result.value]],
        "picture": cut or page,
        "page_picture": page,
        "gone": dates.day(local_day(gone)) if gone else "",
        "findings": [message(told) for told in findings_of(one.findings)],
    }


def _cut(one: SlotCheck) -> str:
    """Its cut-out, drawn when first asked for."""
    if one.picture:
        return EVIDENCE + one.picture
    return f"{LOOKS}{one.id}/picture" if waits(one) else ""


def marks(found: Iterable[Anomaly]) -> list[tuple[str, str, str]]:
    """What the wall shows of a slot's anomalies: address, words, tone."""
    return [
        (
            f"/anomalies/{one.id}",
            f"异常 #{one.id} {words.STATES[one.state][0]}"
            + (f"，工单 #{one.issue}" if one.issue else ""),
            words.TONES[one.state],
        )
        for one in found
    ]


def tickets(found: Iterable[Ticket]) -> list[dict[str, Any]]:
    """What goes into MantisBT, and how it stands."""
    return [
        {
            "kind": words.TICKET_KINDS[one.kind],
            "state": words.TICKETS[one.state],
            "tone": TICKET_TONES[one.state],
            "at": dates.moment(one.sent_at or one.created_at),
            "next": _next(one),
            "trouble": one.trouble or "",
            "attempts": one.attempts,
            "lost": "、".join(words.LOST[name] for name in one.lost),
        }
        for one in found
    ]


def _next(one: Ticket) -> str:
    """When it is tried again; what was never tried goes as soon as it can."""
    return dates.moment(one.next_at) if one.state is TicketState.WAITING and one.attempts else ""


def history(found: Iterable[Act], names: Mapping[str, str]) -> list[dict[str, str]]:
    """Who did what, in order; looks one after the other that changed nothing are one line."""
    lines: list[dict[str, str]] = []
    for act in found:
        line = _line(act, names)
        if lines and act.verb == "anomaly.join" and lines[-1]["verb"] == act.verb:
            lines[-1] = line
        else:
            lines.append(line)
    return lines


def _line(act: Act, names: Mapping[str, str]) -> dict[str, str]:
    after = act.after
    said = ""
    if act.verb in {"anomaly.open", "anomaly.join", "anomaly.change"}:
        said = f"{RESULTS[after['result']]}，第 {after['count']} 次"
    elif act.verb == "anomaly.triage":
        some = (one for one in Question if one.value in after)
        said = "、".join(
            f"{words.QUESTIONS[one][0]}：{words.ANSWERS[Answer(after[one.value])][0]}"
            for one in some
        )
    elif act.verb == "anomaly.resolve":
        said = "，".join(
            one for one in (words.WHYS[after["why"]][0], after.get("words", "")) if one
        )
    elif "fix" in after or "why" in after:
        said = str(after.get("fix") or after.get("why"))
    elif after.get("issue"):
        said = f"工单 #{after['issue']}"
    who = names.get(act.by, doer(act.by))
    return {
        "verb": act.verb,
        "at": dates.moment(act.at),
        "what": words.VERBS.get(act.verb, act.verb),
        "said": said,
        "by": who,
    }
