"""Mails that come in, as values (rules.md §12, §6)."""

from dataclasses import dataclass
from enum import StrEnum


class IncomingKind(StrEnum):
    """What a mail was taken for."""

    PACKAGE_ADS = "package_ads"
    APPROVAL = "approval"
    NOT_OURS = "not_ours"
    REFUSED_SENDER = "refused_sender"  # of no domain that config/mail.yaml allows
    UNREAD = "unread"  # too large, or the server does not give it


class IncomingState(StrEnum):
    """A mail's life: taken (kept, not handled yet) → handled, or unmatched → settled."""

    TAKEN = "taken"
    HANDLED = "handled"
    UNMATCHED = "unmatched"
    SETTLED = "settled"


@dataclass(frozen=True, slots=True)
class Heading:
    """A message of a mailbox before it is read: its number there, size in bytes, headers."""

    uid: int
    size: int
    head: bytes


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file of a mail; its name is the sender's word and no path."""

    name: str
    content: bytes
