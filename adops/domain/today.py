"""What is due, as values: the page 今日 (experience.md)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from adops.domain.booking import Route


class DueKind(StrEnum):
    """What sort of thing is due."""

    CREATIVE = "creative"  # a booking without a confirmed creative
    APPROVAL = "approval"  # asked for or registered, not decided
    WORDS = "words"  # a confirmed creative with hits that nobody decided on
    EXECUTION = "execution"  # starts and swaps to be entered up to the next workday
    LIVE = "live"  # a start of today that is not live, or late and not reported
    SWAP = "swap"  # a swap that can be done
    STOP = "stop"  # what is to be taken off, or put back
    TROUBLE = "trouble"  # looks of the running ad day that found something
    ANOMALY = "anomaly"  # anomalies that wait for somebody of the station
    TICKET = "ticket"  # what MantisBT does not take
    ROUND = "round"  # no look yet in the running ad day
    HAND = "hand"  # slots that a person looks at, and nobody did yet
    EVIDENCE = "evidence"  # stored files that are lost or broken
    PLACE = "place"  # live slots that no look has ever found
    LEDGER = "ledger"  # the running week's cut, or one cut and not sent
    MONTH = "month"  # last month not confirmed, or not accepted
    HOLIDAY = "holiday"  # a break ahead that moves deadlines earlier
    CALENDAR = "calendar"  # a year without a notice
    INCOMING = "incoming"  # mails that came in and wait for a person
    MAIL = "mail"  # stopped, failed or in doubt
    POST = "post"  # a post with nobody in it, left out of mails


class Step(StrEnum):
    """How far a missing creative has come."""

    NOTHING = "nothing"
    READY = "ready"  # submitted, only the click is missing
    UNDECIDED = "undecided"  # hits to decide on or no copy, and not clicked
    WORDS = "words"  # clicked, and waiting for a decision or for the copy
    NEEDS_APPROVAL = "needs_approval"
    ASKED = "asked"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class CreativeGap:
    """A booking whose go-live day has no confirmed creative; `creative_id` is the one under way.
    `new_item`: from `first` on the slot has another rate-card item, which the confirmed ones do not
    fit.
    `submits`, `confirms`, `accepts_late`, `decides`: what the person who asks may do about it."""

    booking_id: int
    contract_no: str
    contract_name: str
    slot_name: str
    first: date
    last: date
    route: Route
    taken_over: bool
    new_item: bool = False
    step: Step = Step.NOTHING
    creative_id: int | None = None
    submits: bool = True
    confirms: bool = True
    accepts_late: bool = False
    decides: bool = True
    entered_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to do. `at` is its instant (UTC), None where it has none; `binding` False where
    that is advice. `facts` are what its words need, `url` is where it is done."""

    kind: DueKind
    url: str
    at: datetime | None = None
    binding: bool = True
    facts: Mapping[str, Any] = field(default_factory=dict)


class Urgency(StrEnum):
    """How near a deadline is."""

    PAST = "past"
    HOURS = "hours"  # within three hours
    TODAY = "today"
    LATER = "later"
    NONE = "none"
