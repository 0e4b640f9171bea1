"""What the database knows of stored files."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from adops.models import StoredFile


def keep_stored(session: Session, sha256: str, size: int, media_type: str, now: datetime) -> None:
    """Notes a stored file once, whoever else notes the same one now; one that was gone is there
    again. Until the transaction ends retention leaves it alone (`services.retention`). Several at a
    time are noted in the order of their hashes, so that nobody waits for each other."""
    known = session.get(StoredFile, sha256, with_for_update={"read": True}, populate_existing=True)
    if known is not None and known.gone_at is not None:
        known.gone_at = known.gone_why = known.verified_at = None
        known.stored_at = now
        session.add(known)
        session.flush()
    elif known is None:
        with suppress(IntegrityError), session.begin_nested():
            session.add(StoredFile(sha256=sha256, size=size, media_type=media_type, stored_at=now))
