"""Mails that come in, as values (rules.md §12, §6)."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


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
