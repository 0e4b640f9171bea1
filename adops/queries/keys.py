"""Keys of repeated requests (interfaces.md, API)."""

from sqlmodel import Session, select

from adops.models import IdempotencyKey


def keyed(session: Session, staff_no: str, key: str) -> IdempotencyKey | None:
    """What that person handed in under that key."""
    query = select(IdempotencyKey).where(
        IdempotencyKey.staff_no == staff_no, IdempotencyKey.key == key
    )
    return session.exec(query).first()
