"""A confirmed package ad 包版 goes by mail to who places it, cc sales (rules.md §12, §13)."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session, col, select

from adops.catalog.mail import MailFile
from adops.domain.booking import Kind, Route
from adops.domain.mail import Attached, MailKind, Post
from adops.domain.package_ad import PackageAd
from adops.domain.people import Actor
from adops.domain.states import CreativeState
from adops.mail.package_ads import PackageMail, package_ads
from adops.models import CreativePart, Mail, Station, StoredFile
from adops.phrases.creative import place
from adops.queries.bookings import version_on
from adops.queries.creatives import CreativeCase
from adops.queries.matters import placer_of
from adops.queries.recipients import Known, recipients
from adops.services import outbox

KIND = MailKind.PACKAGE_ADS
UNKNOWN = "application/octet-stream"


def tell_placer(
    session: Session, case: CreativeCase, *, by: Actor, now: datetime, mails: MailFile
) -> Mail | None:
    """Queues the mail once a creative version, when its confirmation took effect just now; None for
    what another confirmed before, and for what no other station or the head office places."""
    of, creative = case.of, case.creative
    elsewhere = of.booking.kind is Kind.SINA_PACKAGE and of.booking.route is not Route.LOCAL
    placed_before = of.booking.taken_over and creative.version == 1
    confirmed = creative.state is CreativeState.CONFIRMED and creative.confirmed_at == now
    if not (elsewhere and confirmed) or placed_before:
        return None
    sent, left = _files(case.parts, mails.attach_bytes)
    posts = mails.kinds[KIND]
    station = of.booking.station_sold
    known: Known = {Post.PLACER: placer_of(session, of.booking), Post.SALES: of.booking.sales_email}
    return outbox.queue(
        session,
        kind=KIND,
        key=f"creative/{creative.id}",
        station=station,
        who=recipients(session, to=posts.to, cc=posts.cc, station=station, known=known),
        words=package_ads(_mail(session, case, list(sent.values()), left)),
        attachments=_attached(session, sent, case.parts),
        by=by,
        now=now,
    )


def ad_of(case: CreativeCase) -> PackageAd:
    """What the form says of a creative: its own days, from its go-live to the booking's end."""
    of = case.of
    version = version_on(of.versions, case.creative.go_live)
    return PackageAd(
        contract_name=of.contract.name,
        contract_no=of.contract.no,
        slot_name=of.slot.name,
        width=version.width if version else 0,
        height=version.height if version else 0,
        start=case.creative.go_live,
        end=of.booking.last_day,
        regions=tuple(of.booking.regions),
        line=1,
    )


def _mail(
    session: Session, case: CreativeCase, files: Sequence[str], left: Sequence[str]
) -> PackageMail:
    of, creative = case.of, case.creative
    station = session.get(Station, of.booking.station_sold)
    return PackageMail(
        ad=ad_of(case),
        slot_code=of.slot.code,
        station=station.name if station else of.booking.station_sold,
        version=creative.version,
        landing_url=creative.click_url,
        sales=of.booking.sales_name,
        sales_email=of.booking.sales_email,
        copy=creative.copy_text,
        files=files,
        left_out=left,
        late_reason=creative.late_reason or "",
    )


def _files(parts: Sequence[CreativePart], most: int) -> tuple[dict[str, str], list[str]]:
    """By part the names of what goes with the mail, and those of what does not; two of the same
    name are told apart by their part."""
    names = [part.name for part in parts]
    sent: dict[str, str] = {}
    left: list[str] = []
    room = most
    for part in sorted(parts, key=lambda one: one.size):
        twice = names.count(part.name) > 1
        name = f"{place(part.part)}_{part.name}" if twice else part.name
        if part.size > room:
            left.append(name)
        else:
            sent[part.part] = name
            room -= part.size
    return sent, left


def _attached(
    session: Session, sent: dict[str, str], parts: Sequence[CreativePart]
) -> list[Attached]:
    hashes = [part.sha256 for part in parts]
    query = select(StoredFile.sha256, StoredFile.media_type).where(
        col(StoredFile.sha256).in_(hashes)
    )
    types = dict(session.exec(query).all())
    return [
        Attached(sent[part.part], part.sha256, types.get(part.sha256, UNKNOWN))
        for part in parts
        if part.part in sent
    ]
