"""What was drawn of looks: cut-outs and proof sheets, noted once (checks.md, Evidence)."""

from collections.abc import Iterable
from datetime import datetime

from sqlmodel import Session, col, update

from adops.domain.evidence import Drawn
from adops.models import SlotCheck, SlotCheckBooking
from adops.services.stored import keep_stored


def keep_drawn(session: Session, *, drawn: Iterable[Drawn], now: datetime) -> int:
    """Notes cut-outs and proof sheets whose files are stored; gives of how many looks. A look that
    is drawn already stays as it is."""
    noted = [one for one in drawn if _note(session, one, now)]
    files = {sha256: kept for one in noted for sha256, kept in one.files.items()}
    for sha256, (size, media_type) in sorted(files.items()):
        keep_stored(session, sha256, size, media_type, now)
    session.flush()
    return len(noted)


def _note(session: Session, one: Drawn, now: datetime) -> bool:
    won = session.exec(
        update(SlotCheck)
        .where(col(SlotCheck.id) == one.look_id, col(SlotCheck.drawn_at).is_(None))
        .values(picture=one.picture, drawn_at=now)
    )
    if not won.rowcount:
        return False
    for booking_id, proof in one.proofs.items():
        session.exec(
            update(SlotCheckBooking)
            .where(col(SlotCheckBooking.slot_check_id) == one.look_id)
            .where(col(SlotCheckBooking.booking_id) == booking_id)
            .values(proof=proof)
        )
    return True
