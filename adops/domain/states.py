"""States that have no home of their own (rules.md §0)."""

from enum import StrEnum


class CreativeState(StrEnum):
    """A creative's life: submitted → confirmed → live → replaced, ended; or rejected, withdrawn."""

    SUBMITTED = "submitted"
    CONFIRMED = "confirmed"
    LIVE = "live"
    REPLACED = "replaced"
    ENDED = "ended"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


class ApprovalState(StrEnum):
    """A special approval's life (rules.md §6)."""

    REQUESTED = "requested"
    REGISTERED = "registered"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    VOID = "void"


class LedgerState(StrEnum):
    """A ledger week's life (rules.md §6)."""

    RUNNING = "running"
    CUT = "cut"
    SENT = "sent"


class MonthState(StrEnum):
    """A month's life (rules.md §10)."""

    OPEN = "open"
    CONFIRMED = "confirmed"
    ACCEPTED = "accepted"
    RETURNED = "returned"


class MailState(StrEnum):
    """An outbox row's life: waiting → sending → sent; else stopped, failed, in_doubt."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    STOPPED = "stopped"
    FAILED = "failed"
    IN_DOUBT = "in_doubt"


class TicketState(StrEnum):
    """What is to be written into MantisBT: waiting → sending → sent; else failed, dropped."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"
    DROPPED = "dropped"  # the trouble was over before an issue was made


class TrialState(StrEnum):
    """A test render's life: asked → passed, failed (rules.md §8)."""

    ASKED = "asked"
    PASSED = "passed"
    FAILED = "failed"


class SearchState(StrEnum):
    """The life of a search for a slot's place: asked → found, failed, cancelled (checks.md)."""

    ASKED = "asked"
    FOUND = "found"  # the page was looked at, whatever stands on it
    FAILED = "failed"
    CANCELLED = "cancelled"


class Delivered(StrEnum):
    """Whether a look saw a booking right (checks.md)."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class LookResult(StrEnum):
    """Results of one check of one slot (checks.md, Results)."""

    UNREACHABLE = "unreachable"
    MISSING = "missing"
    EMPTY = "empty"
    BROKEN = "broken"
    HIDDEN = "hidden"
    WRONG_CREATIVE = "wrong_creative"
    WRONG_SIZE = "wrong_size"
    WRONG_LINK = "wrong_link"
    DEAD_LINK = "dead_link"
    UNSURE = "unsure"
    OK = "ok"
    EXPIRED = "expired"
    UNSOLD = "unsold"
    VACANT = "vacant"


class LookedBy(StrEnum):
    """Who looked: the check with its browser, or a person with a phone (rules.md §9)."""

    CHECK = "check"
    HAND = "hand"


WELL = frozenset({LookResult.OK, LookResult.VACANT})
"""Any other result is a trouble: drawn at once, looked at again."""
