"""The pause that MantisBT asked for (429): of everything, until a time (mantis.md). The log says
until when."""

from datetime import datetime

from sqlmodel import Session, col, select

from adops.models import Act

PAUSED = "ticket.pause"


def earliest(session: Session, *, now: datetime) -> datetime:
    """When something may go: `now`, in a pause its end."""
    query = select(Act.after).where(Act.verb == PAUSED).order_by(col(Act.id).desc()).limit(1)
    told = session.exec(query).first()
    return now if told is None else max(now, datetime.fromisoformat(told["until"]))
