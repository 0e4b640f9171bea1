"""The day's anomalies of a station for its AE on duty (rules.md §13)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from adops.domain.mail import MailKind, Words
from adops.mail.render import render


@dataclass(frozen=True, slots=True)
class Line:
    """One anomaly in words; `next` is what is to be done."""

    number: int
    what: str
    contract: str
    result: str
    state: str
    since: str
    next: str


def anomaly_mail(
    *, station: str, day: date, standing: Sequence[Line], ended: Sequence[Line]
) -> Words:
    """Those that stand, what presses most first, and those that ended in the ad day."""
    return render(MailKind.ANOMALY, station=station, day=day, standing=standing, ended=ended)
