"""Special approvals and ledgers as their page shows them: every word said. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from adops.domain.ledger import Correction, LedgerEntry, Outcome, Week
from adops.domain.people import Actor
from adops.domain.slot import Owner
from adops.domain.states import ApprovalState, LedgerState, MailState
from adops.models import Creative, LedgerWeek
from adops.phrases import dates
from adops.phrases.doers import doer
from adops.phrases.ledger import FIELDS, KINDS, OUTCOMES, over, value
from adops.phrases.words import STATES
from adops.queries.approval_cases import ApprovalCase
from adops.queries.creatives import STANDS
from adops.rules.approval import asked_it, decide_act
from adops.rules.ledger import parse_week
from adops.rules.permission import HEAD_OFFICE, may

EVIDENCE = "/api/v1/evidence/"
TONES: Mapping[Outcome, str] = {
    Outcome.PENDING: "warn",
    Outcome.APPROVED: "ok",
    Outcome.REFUSED: "bad",
    Outcome.WITHDRAWN: "plain",
}
MAIL_TONES: Mapping[MailState, str] = {
    MailState.WAITING: "info",
    MailState.SENDING: "info",
    MailState.SENT: "ok",
    MailState.STOPPED: "bad",
    MailState.FAILED: "bad",
    MailState.IN_DOUBT: "warn",
}


@dataclass(frozen=True, slots=True)
class CaseRow:
    """An approval that waits for somebody, and what this person may do with it."""

    number: int
    creative: int
    name: str
    slot: str
    period: str
    version: str
    kind: str
    kind_word: str
    over: tuple[str, ...]
    reason: str
    asked: str
    registered: str
    mail: str
    same_mail: str
    pictures: tuple[str, ...]
    decider: str
    may_register: bool
    may_approve: bool
    may_refuse: bool
    may_withdraw: bool
    own: bool
    stands: bool


@dataclass(frozen=True, slots=True)
class EntryRow:
    """An entry of the ledger as its workbook shows it."""

    number: int
    approval: int
    registered: str
    kind: str
    kind_word: str
    contract_no: str
    customer: str
    slot_code: str
    slot_name: str
    period: str
    version: str
    over: tuple[str, ...]
    reason: str
    asked_by: str
    registered_by: str
    outcome: str
    tone: str
    why: str
    decided: str


@dataclass(frozen=True, slots=True)
class CorrectionRow:
    """An earlier entry corrected since the last cut."""

    number: int
    registered: str
    what: str
    slot: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    by: str


@dataclass(frozen=True, slots=True)
class WeekRow:
    """An earlier ledger."""

    week: str
    words: str
    cut: str
    entries: int
    state: str
    sent: str
    mail: str
    mail_tone: str
    is_sent: bool


def case_row(
    case: ApprovalCase, names: Mapping[str, str], by: Actor, same_mail: Sequence[int] = ()
) -> CaseRow:
    """One approval as the person may see and move it; `same_mail`: others its mail asked for."""
    of, slot, thing = case.approval, case.slot, case.thing
    registered = of.state is ApprovalState.REGISTERED
    sina = slot.owner is Owner.SINA
    of_hq = thing.station_placed == HEAD_OFFICE
    own = asked_it(by, asked_by=of.asked_by, entered_by="", by_mail=True)
    by_mail = of.mail_sha256 is not None
    asked = asked_it(by, asked_by=of.asked_by, entered_by=of.entered_by, by_mail=by_mail)
    decides = may(by, decide_act(slot.owner), thing)
    return CaseRow(
        number=of.id or 0,
        creative=of.creative_id,
        name=f"{case.contract.no} {case.contract.name}",
        slot=f"{slot.name}（{slot.code}）",
        period=dates.period(case.booking.first_day, case.booking.last_day),
        version=_version(case.creative),
        kind=of.kind.value,
        kind_word=KINDS[of.kind],
        over=tuple(over(case.findings).splitlines()),
        reason=of.reason,
        asked=f"{_name(names, of.asked_by)}，{dates.moment(of.requested_at)}",
        registered=_signed(names, of.registered_by, of.registered_at),
        mail=f"/approvals/{of.id}/mail" if of.mail_sha256 else "",
        same_mail="、".join(f"特批 {number}" for number in same_mail),
        pictures=tuple(EVIDENCE + part.sha256 for part in case.parts),
        decider="总部对接AE" if sina or of_hq else "投放方AE",
        may_register=not registered and may(by, "approval.register", thing),
        may_approve=registered and decides and not asked and case.stands,
        may_refuse=registered and decides and not asked,
        may_withdraw=own and may(by, "approval.withdraw", thing),
        own=own or (asked and decides),
        stands=case.stands,
    )


def _version(creative: Creative) -> str:
    """第 2 版, and what became of it where it is not to be shown any more."""
    gone = creative.state not in STANDS
    return f"第 {creative.version} 版" + (f"（{STATES[creative.state]}）" if gone else "")


def _signed(names: Mapping[str, str], by: str | None, at: datetime | None) -> str:
    return f"{_name(names, by)}，{dates.moment(at)}" if at else ""


def _name(names: Mapping[str, str], told: str | None) -> str:
    return names.get(told or "", doer(told))


def entry_rows(entries: Iterable[LedgerEntry]) -> list[EntryRow]:
    """In the order of their registration, numbered as in the workbook."""
    return [_entry(number, one) for number, one in enumerate(entries, 1)]


def _entry(number: int, entry: LedgerEntry) -> EntryRow:
    customer = dict.fromkeys(one for one in (entry.client, entry.contract_name) if one)
    return EntryRow(
        number=number,
        approval=entry.approval_id,
        registered=dates.moment(entry.registered_at),
        kind=entry.kind.value,
        kind_word=KINDS[entry.kind],
        contract_no=entry.contract_no,
        customer="，".join(customer),
        slot_code=entry.slot_code,
        slot_name=entry.slot_name,
        period=dates.period(entry.first_day, entry.last_day),
        version=f"第{entry.version}版",
        over=tuple(over(entry.findings).splitlines()),
        reason=entry.reason,
        asked_by=doer(entry.asked_by),
        registered_by=doer(entry.registered_by),
        outcome=OUTCOMES[entry.outcome],
        tone=TONES[entry.outcome],
        why=entry.decided_why,
        decided=f"{doer(entry.decided_by)} {dates.moment(entry.decided_at)}".strip(),
    )


def correction_rows(corrections: Iterable[Correction]) -> list[CorrectionRow]:
    """In the order in which they were made."""
    return [
        CorrectionRow(
            number=number,
            registered=dates.moment(one.registered_at),
            what=f"{one.contract_no} {one.contract_name}",
            slot=one.slot_name,
            old=_fields(one.before),
            new=_fields(one.after),
            by=f"{doer(one.corrected_by)} {dates.moment(one.corrected_at)}",
        )
        for number, one in enumerate(corrections, 1)
    ]


def _fields(told: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"{FIELDS[name]}：{value(name, word)}" for name, word in told.items())


def week_words(week: Week) -> str:
    """2026年第47周."""
    return f"{week.year}年第{week.number}周"


def week_rows(weeks: Iterable[LedgerWeek], mails: Mapping[int, MailState]) -> list[WeekRow]:
    """Ledgers that were cut, the newest first."""
    return [_week(one, mails.get(one.mail_id or 0)) for one in weeks]


def _week(row: LedgerWeek, mail: MailState | None) -> WeekRow:
    return WeekRow(
        week=row.week,
        words=week_words(parse_week(row.week)),
        cut=dates.moment(row.cut_at),
        entries=row.entries,
        state=STATES[row.state.value],
        sent=dates.moment(row.sent_at),
        mail=f"邮件{STATES[mail.value]}" if mail else "",
        mail_tone=MAIL_TONES[mail] if mail else "plain",
        is_sent=row.state is LedgerState.SENT,
    )
