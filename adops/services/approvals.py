"""Special approval 创意特批, from asking to deciding (rules.md §6; 一(一)1(3)(4), 一(二)5–6)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.booking import LedgerKind
from adops.domain.creative import CreativeFacts
from adops.domain.finding import Finding, Verdict, verdict_of
from adops.domain.people import Actor, Role
from adops.domain.rulebook import RuleBook
from adops.domain.states import ApprovalState, CreativeState
from adops.errors import ForbiddenError, InputError, RuleError
from adops.models import Approval
from adops.queries.creatives import (
    CreativeCase,
    approval_by_id,
    approvals_of_mail,
    creative_case,
    creative_to_write,
    findings_of,
    standing_files,
)
from adops.rules.approval import approvable, asked_it, decide_act, left_after, not_about_words
from adops.rules.confirm import require_running
from adops.rules.permission import require
from adops.rules.transitions import APPROVAL, OPEN_APPROVAL, move
from adops.services import acts
from adops.services.contents import keep_findings, lexicon_for
from adops.services.creatives import judge_stored
from adops.services.stored import keep_stored


@dataclass(frozen=True)
class RequestMail:
    """The mail in which sales asked, as kept: hash of the .eml, its Message-ID and date."""

    sha256: str
    size: int
    message_id: str
    sent_at: datetime | None


def request(
    session: Session,
    *,
    creative_id: int,
    reason: str,
    by: Actor,
    now: datetime,
    asked_by: str | None = None,
    mail: RequestMail | None = None,
) -> Approval:
    """Asks for what the creative's findings need; in no ledger yet.

    `asked_by` is the booking's 销售邮箱 when an AE enters what sales asked by mail; `mail` that
    mail, where it is kept already.

    Raises InputError `approval.asker`, RuleError `booking.over`, `approval.not_needed`,
    `approval.useless` (other findings refuse it anyway), `approval.open`, `creative.wrong_state`,
    `approval.same_mail`, InputError `reason.missing`.
    """
    case = creative_to_write(session, creative_id)
    require(by, "approval.request", case.of.thing)
    require_running(period=case.of.period, now=now)
    needed = _needed(case)
    if not reason.strip():
        raise InputError("reason.missing", act="approval.request")
    booking = case.of.booking
    approval = Approval(
        creative_id=creative_id,
        booking_id=case.creative.booking_id,
        station=booking.station_sold,
        fingerprint=case.creative.fingerprint,
        findings=[finding.as_data() for finding in needed],
        kind=booking.kind.ledger,
        reason=reason.strip(),
        state=ApprovalState.REQUESTED,
        asked_by=_asker(case, by, asked_by),
        entered_by=by.staff_no,
        requested_at=now,
    )
    if mail is not None:
        _keep_mail(session, approval, mail, now)
    session.add(approval)
    session.flush()
    codes = sorted({finding.code for finding in needed})
    _log(session, approval, "approval.request", by, now, before={}, codes=codes, reason=reason)
    return approval


def register(
    session: Session,
    *,
    approval_id: int,
    by: Actor,
    now: datetime,
    kind: LedgerKind | None = None,
    reason: str | None = None,
    mail: RequestMail | None = None,
) -> Approval:
    """特批登记 by an AE of the selling station; `now` is the instant the ledger counts.

    Raises RuleError `approval.wrong_state`, `approval.same_mail` (that mail asked for these files
    before: a new request is a new mail).
    """
    approval = approval_by_id(session, approval_id)
    creative_to_write(session, approval.creative_id)
    before = approval.state
    approval.state = require_registrable(session, approval, by=by)
    approval.registered_at = now.replace(microsecond=0)  # the ledger counts whole seconds
    approval.registered_by = by.staff_no
    approval.kind = kind or approval.kind
    approval.reason = (reason or approval.reason).strip()
    if mail is not None:
        _keep_mail(session, approval, mail, now)
    return _save(session, approval, "approval.register", by, now, before)


def require_registrable(session: Session, approval: Approval, *, by: Actor) -> ApprovalState:
    """The state that registering brings. Raises what `register` raises."""
    case = creative_case(session, approval.creative_id)
    require(by, "approval.register", case.of.thing)
    return move("approval", APPROVAL, approval.state, "register")


def approve(
    session: Session,
    *,
    approval_id: int,
    files: Mapping[str, CreativeFacts],
    by: Actor,
    now: datetime,
    book: RuleBook,
    why: str = "",
) -> Approval:
    """The placer approves (SINA slots: the HQ AE); the review runs again over `files`, as measured
    from the stored bytes: what is not approvable stays refused.

    Raises ForbiddenError `approval.own_request`, RuleError `approval.wrong_state`,
    `approval.useless`, `approval.creative_gone` (no version of these files may be shown any more).
    """
    approval = approval_by_id(session, approval_id)
    case = creative_to_write(session, approval.creative_id)
    _require_decider(case, approval, by)
    before = approval.state
    approval.state = move("approval", APPROVAL, approval.state, "approve")
    _require_standing(session, case, approval)
    findings = judge_stored(session, case, files, book=book)
    left = not_about_words(left_after(findings, findings_of(approval.findings)))
    if verdict_of(left) in {Verdict.REJECT, Verdict.NEEDS_APPROVAL}:
        raise RuleError("approval.useless", findings=left)
    keep_findings(session, case.creative, findings, lexicon_for(case.of, book).version)
    return _decide(session, approval, "approval.approve", by, now, why, before)


def refuse(session: Session, *, approval_id: int, why: str, by: Actor, now: datetime) -> Approval:
    """Refuses, with a reason.

    Raises InputError `reason.missing`, RuleError `approval.wrong_state`.
    """
    if not why.strip():
        raise InputError("reason.missing", act="approval.refuse")
    approval = approval_by_id(session, approval_id)
    case = creative_to_write(session, approval.creative_id)
    _require_decider(case, approval, by)
    before = approval.state
    approval.state = move("approval", APPROVAL, approval.state, "refuse")
    return _decide(session, approval, "approval.refuse", by, now, why, before)


def withdraw(session: Session, *, approval_id: int, why: str, by: Actor, now: datetime) -> Approval:
    """The asker withdraws while it is open, with a reason.

    Raises ForbiddenError `approval.not_yours`, InputError `reason.missing`, RuleError
    `approval.wrong_state`.
    """
    if not why.strip():
        raise InputError("reason.missing", act="approval.withdraw")
    approval = approval_by_id(session, approval_id)
    case = creative_to_write(session, approval.creative_id)
    require(by, "approval.withdraw", case.of.thing)
    if approval.asked_by.lower() not in {by.staff_no.lower(), by.email.lower()} and not by.console:
        raise ForbiddenError("approval.not_yours", approval=approval_id, staff_no=by.staff_no)
    before = approval.state
    approval.state = move("approval", APPROVAL, approval.state, "withdraw")
    return _decide(session, approval, "approval.withdraw", by, now, why, before)


def end_with_booking(
    session: Session, *, booking_id: int, why: str, by: Actor, now: datetime
) -> None:
    """A booking that was cancelled whole needs no approval: what is open is withdrawn with its
    reason, what was approved expires (rules.md §0)."""
    query = (
        select(Approval).where(Approval.booking_id == booking_id).order_by(col(Approval.id))
    ).with_for_update()
    for approval in list(session.exec(query)):
        before = approval.state
        if before in OPEN_APPROVAL:
            approval.state = move("approval", APPROVAL, before, "withdraw")
            _decide(session, approval, "approval.withdraw", by, now, why, before)
        elif before is ApprovalState.APPROVED:
            approval.state = move("approval", APPROVAL, before, "expire")
            _save(session, approval, "approval.expire", by, now, before)


def correct(
    session: Session,
    *,
    approval_id: int,
    by: Actor,
    now: datetime,
    kind: LedgerKind | None = None,
    reason: str | None = None,
) -> Approval:
    """Corrects a registered entry; what was sent stays as sent, and the next ledger's 「更正」
    names old, new and by whom (rules.md §6).

    Raises RuleError `approval.wrong_state`, `approval.unchanged`.
    """
    approval = approval_by_id(session, approval_id)
    case = creative_to_write(session, approval.creative_id)
    require(by, "approval.register", case.of.thing)
    if approval.registered_at is None:
        raise RuleError("approval.wrong_state", state=approval.state.value, act="correct")
    old = {"kind": approval.kind.value, "reason": approval.reason}
    approval.kind = kind or approval.kind
    approval.reason = (reason or approval.reason).strip()
    new = {"kind": approval.kind.value, "reason": approval.reason}
    if old == new:
        raise RuleError("approval.unchanged", approval=approval_id)
    session.add(approval)
    session.flush()
    _log(session, approval, "approval.correct", by, now, before=old, **new)
    return approval


def _needed(case: CreativeCase) -> tuple[Finding, ...]:
    if case.creative.state is not CreativeState.SUBMITTED:
        raise RuleError(
            "creative.wrong_state", state=case.creative.state.value, act="approval.request"
        )
    if case.open_approval is not None:
        raise RuleError("approval.open", approval=case.open_approval.id)
    left = left_after(case.findings, case.approved)
    verdict = verdict_of(not_about_words(left))
    if verdict is Verdict.REJECT:
        raise RuleError("approval.useless", findings=left)
    needed = approvable(left)
    if not needed:
        raise RuleError("approval.not_needed", findings=left)
    return needed


def _keep_mail(session: Session, approval: Approval, mail: RequestMail, now: datetime) -> None:
    _require_new(session, approval, mail)
    keep_stored(session, mail.sha256, mail.size, "message/rfc822", now)
    approval.mail_sha256 = mail.sha256
    approval.mail_message_id = mail.message_id
    approval.mail_date = mail.sent_at


def _require_new(session: Session, approval: Approval, mail: RequestMail) -> None:
    for other in approvals_of_mail(session, mail.message_id):
        asked = (other.booking_id, other.fingerprint) == (approval.booking_id, approval.fingerprint)
        if other.id != approval.id and asked:
            raise RuleError(
                "approval.same_mail",
                approval=other.id,
                state=other.state.value,
                registered_at=other.registered_at,
            )


def _asker(case: CreativeCase, by: Actor, named: str | None) -> str:
    """Raises InputError `approval.asker` for anybody but the contract's sales, named by an AE."""
    if named is None or named.strip().lower() in {by.staff_no.lower(), by.email.lower()}:
        return by.staff_no
    sales = case.of.booking.sales_email
    if by.role is Role.SALES or not sales or named.strip().lower() != sales.lower():
        raise InputError("approval.asker", asked_by=named, sales=sales)
    return sales


def _require_standing(session: Session, case: CreativeCase, approval: Approval) -> None:
    files = (approval.booking_id, approval.fingerprint)
    if files not in standing_files(session, [approval.booking_id]):
        raise RuleError("approval.creative_gone", state=case.creative.state.value)


def _require_decider(case: CreativeCase, approval: Approval, by: Actor) -> None:
    require(by, decide_act(case.of.slot.owner), case.of.thing)
    if asked_it(
        by,
        asked_by=approval.asked_by,
        entered_by=approval.entered_by,
        by_mail=approval.mail_sha256 is not None,
    ):
        raise ForbiddenError("approval.own_request", approval=approval.id, staff_no=by.staff_no)


def _decide(
    session: Session,
    approval: Approval,
    verb: str,
    by: Actor,
    now: datetime,
    why: str,
    before: ApprovalState,
) -> Approval:
    approval.decided_at, approval.decided_by = now, by.staff_no
    approval.decided_why = why.strip()
    return _save(session, approval, verb, by, now, before)


def _save(
    session: Session,
    approval: Approval,
    verb: str,
    by: Actor,
    now: datetime,
    before: ApprovalState,
) -> Approval:
    session.add(approval)
    session.flush()
    was = {"state": before.value}
    _log(session, approval, verb, by, now, before=was, why=approval.decided_why or "")
    return approval


def _log(
    session: Session,
    approval: Approval,
    verb: str,
    by: Actor,
    now: datetime,
    *,
    before: dict[str, Any],
    **after: Any,
) -> None:
    acts.log(
        session,
        by=by,
        now=now,
        verb=verb,
        thing=f"approval:{approval.id}",
        station=approval.station,
        before=before,
        after={"state": approval.state.value, "creative": approval.creative_id, **after},
    )
