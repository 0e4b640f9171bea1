"""A refused creative goes back to sales, cc the agency (rules.md §5; 一(一)1(2))."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from adops.catalog.mail import MailFile
from adops.domain.finding import Finding
from adops.domain.mail import MailKind, Post, Words
from adops.domain.people import Actor
from adops.domain.slot import PartSpec
from adops.domain.states import CreativeState
from adops.mail.creative_refused import Answer, Limit, MendedOffer, creative_refused
from adops.models import Mail, Suggestion
from adops.phrases.mending import Kind
from adops.queries.creatives import CreativeCase
from adops.queries.recipients import recipients
from adops.queries.suggestions import open_offers
from adops.rules.confirm import left_of
from adops.services import outbox

KIND = MailKind.CREATIVE_REFUSED


def tell_sales(
    session: Session,
    case: CreativeCase,
    *,
    findings: Sequence[Finding],
    why: str,
    by: Actor,
    now: datetime,
    mails: MailFile,
    not_before: datetime | None = None,
) -> Mail:
    """Queues the mail once a creative version, with the findings as text they can forward.

    `not_before`: how long it waits for the mended files that it is to name (`let_go`).
    """
    of = case.of
    posts = mails.kinds[KIND]
    known = {Post.SALES: of.booking.sales_email, Post.AGENCY: of.contract.agency_email}
    station = of.booking.station_sold
    offers = open_offers(session, case.creative.id or 0)
    return outbox.queue(
        session,
        kind=KIND,
        key=_key(case),
        station=station,
        who=recipients(session, to=posts.to, cc=posts.cc, station=station, known=known),
        words=words_for(case, findings=findings, why=why, offers=offers),
        by=by,
        now=now,
        not_before=not_before,
    )


def let_go(
    session: Session, case: CreativeCase, *, offers: Sequence[Suggestion], now: datetime
) -> None:
    """The mail that waited for the mended files leaves, and names them."""
    words = words_for(case, findings=case.findings, offers=offers) if offers else None
    outbox.let_go(session, kind=KIND, key=_key(case), words=words, now=now)


def answer_of(session: Session, case: CreativeCase) -> Words:
    """The answer about a creative as it stands, to be read or forwarded."""
    creative = case.creative
    refused = creative.state is CreativeState.REJECTED
    return words_for(
        case,
        findings=case.findings,
        why=(creative.closed_why or "") if refused else "",
        offers=open_offers(session, creative.id or 0),
    )


def words_for(
    case: CreativeCase,
    *,
    findings: Sequence[Finding],
    why: str = "",
    offers: Sequence[Suggestion] = (),
) -> Words:
    """The answer to sales about a creative: mail, and text that can be forwarded; without what
    approvals and decisions have cleared."""
    of, creative = case.of, case.creative
    spec = of.spec(creative.go_live)
    sizes = {part.part: part.size for part in case.parts}
    answer = Answer(
        sales=of.booking.sales_name,
        contract_no=of.contract.no,
        contract_name=of.contract.name,
        slot_code=of.slot.code,
        slot_name=of.slot.name,
        version=creative.version,
        go_live=creative.go_live,
        limits=[Limit(one.part, one.width, one.height, one.limit_bytes) for one in spec.parts],
        formats=spec.formats,
        seconds=spec.max_seconds,
        text_limit=spec.text_limit,
        findings=left_of(findings, approved=case.approved, rulings=case.rulings),
        kinds={part.part: Kind(part.format, part.frames > 1) for part in case.parts},
        offers=[_offer(one, sizes, spec.parts) for one in offers],
        why=why,
    )
    return creative_refused(answer)


def _offer(row: Suggestion, sizes: Mapping[str, int], parts: Sequence[PartSpec]) -> MendedOffer:
    return MendedOffer(
        part=row.part,
        was=sizes.get(row.part, 0),
        size=row.size,
        limit=next((one.limit_bytes for one in parts if one.part == row.part), 0),
        format=row.format,
        similarity=row.similarity,
        mends=tuple(row.mends),
    )


def _key(case: CreativeCase) -> str:
    return f"creative/{case.creative.id}"
