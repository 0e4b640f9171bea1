"""A mail of sales that asks for special approvals → approvals `requested`, with the mail kept, or
put before the AE (rules.md §6)."""

import hashlib
from collections import Counter
from dataclasses import replace

from sqlmodel import Session

from adops import clock
from adops.domain.incoming import IncomingState, Line
from adops.domain.package_ad import ApprovalAsk
from adops.domain.people import SYSTEM
from adops.errors import AdopsError, Kind
from adops.flows.submit import Desk
from adops.mail.attachments import attached_files
from adops.mail.reading import MailReading
from adops.models import IncomingMail
from adops.phrases.errors import spoken
from adops.queries.approval_asks import candidates_of, person_by_mail
from adops.queries.incoming import incoming_by_id
from adops.rules.approval_match import Candidate, NoCreative, creative_for, numbers_of
from adops.services import approvals, incoming
from adops.services.approvals import RequestMail

MOST_SAID = 200


def ask(desk: Desk, mail: IncomingMail, content: bytes, reading: MailReading) -> IncomingState:
    """Asks for each creative that the mail names beyond doubt, in one transaction with the mail's
    end; the AE registers, as for what is asked on the page."""
    files = {hashlib.sha256(one.content).hexdigest() for one in attached_files(content)}
    with desk.database.write() as session:
        mail = incoming_by_id(session, mail.id or 0)
        lines, stations = [], Counter[str]()
        for one in reading.approvals:
            found = creative_for(
                one,
                candidates_of(session, numbers_of(one)),
                files=files,
                sender=mail.sender,
            )
            line = _no(one, found) if isinstance(found, NoCreative) else None
            if isinstance(found, Candidate):
                line = _asked(session, mail, one, found)
                stations[found.station] += 1
            assert line is not None
            lines.append(line)
        whole = all(one.approval for one in lines)
        state = IncomingState.HANDLED if whole else IncomingState.UNMATCHED
        sender = person_by_mail(session, mail.sender)
        station = _station(session, reading, stations) or (sender.station if sender else None)
        incoming.note(
            session, mail, state=state, lines=lines, station=station, by=SYSTEM, now=clock.now()
        )
    return state


def request_mail(mail: IncomingMail) -> RequestMail:
    """The mail as an approval keeps it."""
    return RequestMail(
        sha256=mail.sha256 or "", size=mail.size, message_id=mail.message_id, sent_at=mail.sent_at
    )


def _asked(session: Session, mail: IncomingMail, one: ApprovalAsk, found: Candidate) -> Line:
    try:
        with session.begin_nested():
            approval = approvals.request(
                session,
                creative_id=found.creative_id,
                reason=one.reason or mail.subject or "见邮件",
                by=SYSTEM,
                now=clock.now(),
                asked_by=found.sales_email,
                mail=request_mail(mail),
            )
    except AdopsError as error:
        if error.kind is Kind.OUTSIDE:
            raise
        return Line(one.line, _said(one), "ask.refused", {"message": spoken(error)})
    line = Line(one.line, _said(one), "ask.made")
    return replace(line, creative=found.creative_id, approval=approval.id)


def _no(one: ApprovalAsk, found: NoCreative) -> Line:
    return Line(one.line, _said(one), found.code, {"creatives": list(found.creatives)})


def _said(one: ApprovalAsk) -> str:
    size = f"{one.width}×{one.height}" if one.width else ""
    words = (one.contract_no, one.contract_name, one.slot_name, size, one.kind, one.reason)
    return "，".join(word for word in words if word)[:MOST_SAID] or "、".join(one.codes)[:MOST_SAID]


def _station(session: Session, reading: MailReading, asked: Counter[str]) -> str | None:
    """The one that sold what was asked for, or what is named."""
    sold = set(asked)
    for one in () if sold else reading.approvals:
        sold |= {found.station for found in candidates_of(session, numbers_of(one))}
    return sold.pop() if len(sold) == 1 else None
