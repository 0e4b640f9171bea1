"""What the database knows of stored files."""

from contextlib import suppress
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from adops.models import StoredFile


def keep_stored(session: Session, sha256: str, size: int, media_type: str, now: datetime) -> None:
    """Notes a stored file once, whoever else notes the same one now. Several at a time are noted
    in the order of their hashes, so that nobody waits for each other."""
    if session.get(StoredFile, sha256) is None:
        with suppress(IntegrityError), session.begin_nested():
            session.add(StoredFile(sha256=sha256, size=size, media_type=media_type, stored_at=now))
