"""What a mail is about, by its key: the addresses that lie in the matter itself (rules.md §13)."""

import re
from collections.abc import Mapping

from sqlmodel import Session

from adops.domain.booking import Route
from adops.domain.mail import MailKind, Post
from adops.models import Booking, Contract, Creative, IncomingMail, Mail
from adops.queries.recipients import Known, aes_on_duty, hq_ae_of

ABOUT = re.compile(r"(?:^|/)(creative|booking)/(\d+)(?:[/#]|$)")
ANSWERS = re.compile(r"^incoming/(\d+)(?:#|$)")
UNKNOWN: Known = {Post.PERSON: "", Post.SALES: "", Post.AGENCY: "", Post.PLACER: ""}


def known_of(session: Session, mail: Mail) -> Known:
    """As they are now; nobody where the key names no booking, nor a creative of one, nor a mail
    that came in."""
    answered = ANSWERS.search(mail.key)
    if answered is not None:
        asked = session.get(IncomingMail, int(answered[1]))
        return {**UNKNOWN, Post.PERSON: asked.sender if asked else ""}
    booking = _booking(session, mail.key)
    if booking is None or mail.kind == MailKind.ACCOUNT_INVITATION:
        return UNKNOWN
    return {**UNKNOWN, **addresses_of(session, booking)}


def addresses_of(session: Session, booking: Booking) -> Mapping[Post, str | tuple[str, ...]]:
    """Sales, agency and placer of a booking; no agency where the contract has none."""
    contract = session.get(Contract, booking.contract_id)
    return {
        Post.SALES: booking.sales_email,
        Post.AGENCY: contract.agency_email if contract else "",
        Post.PLACER: placer_of(session, booking),
    }


def placer_of(session: Session, booking: Booking) -> tuple[str, ...]:
    """Who places a booking (rules.md §1): the HQ AE of the station that sold it, or the AEs on duty
    of the station that places."""
    if booking.route is not Route.HQ:
        return tuple(one.email for one in aes_on_duty(session, booking.station_placed))
    person = hq_ae_of(session, booking.station_sold)
    return (person.email,) if person else ()


def _booking(session: Session, key: str) -> Booking | None:
    found = ABOUT.search(key)
    if found is None:
        return None
    number = int(found[2])
    if found[1] == "booking":
        return session.get(Booking, number)
    creative = session.get(Creative, number)
    return session.get(Booking, creative.booking_id) if creative else None
