"""House ads 自家广告 of a station (checks.md, Results)."""

from collections import defaultdict
from collections.abc import Collection

from sqlmodel import Session, col, select

from adops.models import HouseAd, Slot, SlotCheck


def house_ads(session: Session, *, stations: Collection[str]) -> dict[str, frozenset[str]]:
    """SHA-256 of files and whole addresses that count as house ads, by station."""
    query = select(HouseAd).where(
        col(HouseAd.station).in_(stations), col(HouseAd.removed_at).is_(None)
    )
    found: dict[str, set[str]] = defaultdict(set)
    for one in session.exec(query):
        found[one.station].add(one.sha256 or one.url or "")
    return defaultdict(frozenset, {code: frozenset(some) for code, some in found.items()})


def known_house_ad(session: Session, *, station: str, key: str) -> HouseAd | None:
    """The row that counts, by SHA-256 or address."""
    query = select(HouseAd).where(HouseAd.station == station, col(HouseAd.removed_at).is_(None))
    return next((one for one in session.exec(query) if key in {one.sha256, one.url}), None)


def house_ad_rows(session: Session, *, station: str) -> list[tuple[HouseAd, SlotCheck | None, str]]:
    """Those that count, the latest first, each with the look it was said of and the slot's name."""
    query = (
        select(HouseAd, SlotCheck, Slot.name)
        .join(SlotCheck, col(SlotCheck.id) == HouseAd.look_id, isouter=True)
        .join(Slot, col(Slot.id) == SlotCheck.slot_id, isouter=True)
        .where(HouseAd.station == station, col(HouseAd.removed_at).is_(None))
        .order_by(col(HouseAd.id).desc())
    )
    return [(one, look, name or "") for one, look, name in session.exec(query)]
