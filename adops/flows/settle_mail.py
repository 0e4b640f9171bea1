"""A person settles a mail that was not matched: with a creative, or with a reason (rules.md §6)."""

from adops import clock
from adops.domain.incoming import Line
from adops.domain.people import Actor
from adops.flows.incoming_asks import request_mail
from adops.flows.submit import Desk
from adops.models import Approval
from adops.queries.creatives import creative_case
from adops.services import approvals, incoming


def ask_for(desk: Desk, mail_id: int, *, creative_id: int, reason: str, by: Actor) -> Approval:
    """Asks an approval for the creative that the mail means, with the mail kept; asked by the
    contract's sales where they wrote it, else by who settles it. Without a reason the subject says
    it.

    Raises what `services.incoming.settle` and `services.approvals.request` raise.
    """
    with desk.database.write() as session:
        mail = incoming.to_settle(session, mail_id, by=by)
        sales = creative_case(session, creative_id).of.booking.sales_email
        theirs = bool(sales) and sales.lower() == mail.sender.lower()
        approval = approvals.request(
            session,
            creative_id=creative_id,
            reason=reason.strip() or mail.subject or "见邮件",
            by=by,
            now=clock.now(),
            asked_by=sales if theirs else None,
            mail=request_mail(mail) if mail.sha256 else None,
        )
        line = Line(1, mail.subject, "ask.settled", {}, None, creative_id, approval.id)
        mail.lines = [*mail.lines, line.as_data()]
        incoming.note_settled(session, mail, why=f"特批 {approval.id}", by=by, now=clock.now())
    return approval


def settle(desk: Desk, mail_id: int, *, why: str, by: Actor) -> None:
    """Nothing is made of it. Raises what `services.incoming.settle` raises."""
    with desk.database.write() as session:
        incoming.settle(session, mail_id=mail_id, why=why, by=by, now=clock.now())
