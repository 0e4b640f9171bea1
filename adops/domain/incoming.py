"""Mails that come in, as values (rules.md §12, §6)."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any, Protocol


class IncomingKind(StrEnum):
    """What a mail was taken for."""

    PACKAGE_ADS = "package_ads"
    APPROVAL = "approval"
    NOT_OURS = "not_ours"
    REFUSED_SENDER = "refused_sender"  # of no domain that config/mail.yaml allows
    UNREAD = "unread"  # too large, or the server does not give it


LEFT_ALONE = frozenset({IncomingKind.NOT_OURS, IncomingKind.REFUSED_SENDER})
"""Nothing of them is kept but who wrote, when and about what."""


class IncomingState(StrEnum):
    """A mail's life: taken (kept) → read (its lines are written, files are still to be handed in) →
    handled; or taken → unmatched → settled."""

    TAKEN = "taken"
    READ = "read"
    HANDLED = "handled"
    UNMATCHED = "unmatched"
    SETTLED = "settled"


OPEN = (IncomingState.TAKEN, IncomingState.READ)
"""What the next fetch goes on with."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A message of a mailbox before it is read: its number there, size in bytes, headers."""

    uid: int
    size: int
    head: bytes


@dataclass(frozen=True, slots=True)
class AttachedFile:
    """A file of a mail; its name is the sender's word and no path. `inline`: it stands in the
    mail's text, as a signature's picture does."""

    name: str
    content: bytes
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One ad or one asked approval of a mail, and what was made of it.

    `line` is its line in the mail's text from 1, `said` what it says in short, `outcome` a code of
    `adops.phrases.incoming` with its `facts`; `booking`, `creative`, `approval` are ids.
    """

    line: int
    said: str
    outcome: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    booking: int | None = None
    creative: int | None = None
    approval: int | None = None

    def as_data(self) -> dict[str, Any]:
        """As kept."""
        return asdict(self)


class OpenMailbox(Protocol):
    """A mailbox while it is open, as `gateways.imap.OpenBox` is. `validity`: its UIDVALIDITY."""

    @property
    def validity(self) -> int:
        """Another one gives its numbers anew."""

    def uids(self, *, after: int | None, since: date) -> list[int]:
        """What came after the number `after`, else since that day."""

    def heading(self, uid: int) -> Heading | None:
        """Its size in bytes and its headers; None when it is gone."""

    def content(self, uid: int, *, most: int) -> bytes | None:
        """The mail, or its first `most` bytes and one more; None when it is gone."""


class Mailbox(Protocol):
    """Where mails come from, as `gateways.imap.ImapServer` is."""

    @property
    def name(self) -> str:
        """As it is told apart from others."""

    def opened(self) -> AbstractContextManager[OpenMailbox]:
        """For as long as it is read."""
