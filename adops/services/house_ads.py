"""What fills unsold slots and is no ad of a client, said by a person (checks.md, Results)."""

from datetime import datetime

from sqlmodel import Session, col, select

from adops.domain.people import Actor
from adops.errors import MissingError, RuleError
from adops.models import CreativePart, HouseAd, SlotCheck
from adops.queries.house_ads import known_house_ad
from adops.rules.permission import Thing, require
from adops.services.acts import log


def look_to_judge(session: Session, *, look_id: int, by: Actor) -> SlotCheck:
    """Raises MissingError `look.unknown`, ForbiddenError."""
    look = session.get(SlotCheck, look_id)
    if look is None:
        raise MissingError("look.unknown", look=look_id)
    require(by, "check.decide", Thing(station_placed=look.station))
    return look


def add_house_ad(
    session: Session,
    *,
    look_id: int,
    sha256: str | None,
    url: str | None,
    by: Actor,
    now: datetime,
) -> HouseAd:
    """Remembers what a look saw, by the SHA-256 of its file, else by its whole address; later looks
    of the station judge it as a house ad. What is remembered already stays as it is.

    Raises what `look_to_judge` raises, RuleError `house.nothing_shown`, `house.is_creative` (the
    file is a client's creative).
    """
    look = look_to_judge(session, look_id=look_id, by=by)
    key = sha256 or url
    if not key:
        raise RuleError("house.nothing_shown", look=look_id)
    if (
        sha256
        and session.exec(
            select(CreativePart.id).where(CreativePart.sha256 == sha256).limit(1)
        ).first()
    ):
        raise RuleError("house.is_creative", sha256=sha256[:16])
    known = known_house_ad(session, station=look.station, key=key)
    if known is not None:
        return known
    ad = HouseAd(
        station=look.station,
        sha256=sha256,
        url=None if sha256 else url,
        look_id=look_id,
        added_by=by.staff_no,
        added_at=now,
    )
    session.add(ad)
    session.flush()
    _log(session, ad, "house_ad.add", by, now)
    return ad


def remove_house_ad(session: Session, *, house_id: int, by: Actor, now: datetime) -> HouseAd:
    """It counts no longer; looks that were judged by it stay as they are.

    Raises MissingError `house.unknown`, ForbiddenError, RuleError `house.removed`.
    """
    query = select(HouseAd).where(col(HouseAd.id) == house_id).with_for_update()
    ad = session.exec(query).first()
    if ad is None:
        raise MissingError("house.unknown", house=house_id)
    require(by, "check.decide", Thing(station_placed=ad.station))
    if ad.removed_at is not None:
        raise RuleError("house.removed", house=house_id)
    ad.removed_by, ad.removed_at = by.staff_no, now
    session.add(ad)
    session.flush()
    _log(session, ad, "house_ad.remove", by, now)
    return ad


def _log(session: Session, ad: HouseAd, verb: str, by: Actor, now: datetime) -> None:
    log(
        session,
        by=by,
        now=now,
        verb=verb,
        thing=f"house_ad:{ad.id}",
        station=ad.station,
        after={"sha256": ad.sha256, "url": ad.url, "look": ad.look_id},
    )
