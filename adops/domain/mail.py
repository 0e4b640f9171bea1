"""Mails as values, from the rendered words to what a transport takes (rules.md §13)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class MailKind(StrEnum):
    """Kinds of mails (rules.md §13), the answer to package ads that came by mail (§12), and the
    invitation that lets an imported person sign in."""

    CREATIVE_REFUSED = "creative_refused"
    DEADLINE_NEAR = "deadline_near"
    HOLIDAY_NOTICE = "holiday_notice"
    PACKAGE_ADS = "package_ads"
    PACKAGE_ANSWER = "package_answer"
    LATE_REPORT = "late_report"
    APPROVAL_LEDGER = "approval_ledger"
    SCREENSHOTS = "screenshots"
    ANOMALY = "anomaly"
    MONTH_CONFIRMED = "month_confirmed"
    MONTH_RETURNED = "month_returned"
    TRAINING_RECORD = "training_record"
    EXAM_APPLICATION = "exam_application"
    ACCOUNT_OPENING = "account_opening"
    LEAVING_NOTICE = "leaving_notice"
    HANDOVER_SHEET = "handover_sheet"
    ACCOUNT_INVITATION = "account_invitation"


class Post(StrEnum):
    """Who a mail goes to, by what they are to its matter."""

    SALES = "sales"
    AGENCY = "agency"
    AE = "ae"  # the AE on duty
    HQ_AE = "hq_ae"  # of the station, or the stand-in
    HQ_AE_HEAD = "hq_ae_head"
    HQ_ASSISTANT = "hq_assistant"
    OPS_HEAD = "ops_head"
    STATION_GM = "station_gm"
    FINANCE = "finance"
    PLACER = "placer"
    PERSON = "person"  # whom the mail is about


@dataclass(frozen=True, slots=True)
class Recipients:
    """Addresses, and the posts with nobody in them, as their Chinese words."""

    to: tuple[str, ...]
    cc: tuple[str, ...]
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Words:
    """A rendered mail."""

    subject: str
    html: str
    text: str


@dataclass(frozen=True, slots=True)
class Attached:
    """A file of a mail by the hash of its stored bytes."""

    name: str
    sha256: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file of a mail with its bytes."""

    name: str
    media_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Sender:
    """Whose name mails carry."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail ready to leave. `name` names it in a folder; the same mail has the same name."""

    name: str
    sender: str
    recipients: tuple[str, ...]
    content: bytes


class MailTrouble(Exception):
    """A mail did not leave, and the other side did not take it.

    `permanent`: trying again can't help (5xx). Otherwise it is tried again later.
    """

    def __init__(self, why: str, *, permanent: bool = False) -> None:
        super().__init__(why)
        self.permanent = permanent


class MailInDoubt(Exception):
    """The connection broke after the content went out: taken or not, nobody can say."""


def unmarked() -> None:
    """Nobody keeps a mark."""


class Transport(Protocol):
    """The way out for mails. `repeatable`: delivering the same letter twice is once."""

    repeatable: bool

    def deliver(self, letter: Letter, mark: Callable[[], None] = unmarked) -> None:
        """Calls `mark` right before the step with which the other side has the whole letter; what
        it raises stops the delivery. One that is repeatable need not.

        Raises MailTrouble, MailInDoubt.
        """


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An outbox row as far as building its letter needs it. `cc` is shown, everybody receives."""

    id: int
    kind: str
    message_id: str
    to: tuple[str, ...]
    cc: tuple[str, ...]
    subject: str
    html: str
    text: str
    attachments: tuple[Attached, ...]
    created_at: datetime
    attempt: int
