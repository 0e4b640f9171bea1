"""What the database knows of stored files."""

from datetime import datetime

from sqlmodel import Session

from adops.models import StoredFile


def keep_stored(session: Session, sha256: str, size: int, media_type: str, now: datetime) -> None:
    """Notes a stored file once."""
    if session.get(StoredFile, sha256) is None:
        session.add(StoredFile(sha256=sha256, size=size, media_type=media_type, stored_at=now))
        session.flush()
