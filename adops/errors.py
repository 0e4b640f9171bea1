"""Named errors. They know no HTTP and no exit codes: one table in `adops.server.problems` and one
in `adops.cli` map `kind` to a status and an exit code."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """What sort of no it is; edges answer by this alone."""

    RULE = "rule"  # the rules say no: exit 1, 409
    INPUT = "input"  # wrong use or bad input: exit 2, 422
    MISSING = "missing"  # no such thing: exit 2, 404
    FORBIDDEN = "forbidden"  # not this person: exit 1, 403
    UNKNOWN_PERSON = "unknown_person"  # not signed in: exit 1, 401
    TOO_LARGE = "too_large"  # over a limit before reading: exit 2, 413
    MEDIA_TYPE = "media_type"  # cannot be taken at all: exit 2, 415
    TOO_OFTEN = "too_often"  # too many tries in a short time: exit 1, 429
    OUTSIDE = "outside"  # something outside failed: exit 3, 503


class AdopsError(Exception):
    """A named refusal.

    `code` is stable (`creative.late`), `facts` are what the words of `adops.phrases` need and what
    the problem document carries beside `code`, `findings` are the rules' findings where they spoke.
    """

    kind = Kind.RULE

    def __init__(self, code: str, *, findings: Sequence[Any] = (), **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
        self.findings = tuple(findings)

    def __str__(self) -> str:
        told = ", ".join(f"{name}={value}" for name, value in self.facts.items())
        return f"{self.code} ({told})" if told else self.code


class RuleError(AdopsError):
    """The rules say no: rejected, late, conflict, not confirmable."""


class InputError(AdopsError):
    """Wrong use or bad input, named by file, row, key."""

    kind = Kind.INPUT


class MissingError(AdopsError):
    """No such slot, contract, creative."""

    kind = Kind.MISSING


class ForbiddenError(AdopsError):
    """The acting person may not do this."""

    kind = Kind.FORBIDDEN


class UnknownPersonError(AdopsError):
    """Nobody is signed in, or the token is not known."""

    kind = Kind.UNKNOWN_PERSON


class TooLargeError(AdopsError):
    """Over a limit that is held before the body is read."""

    kind = Kind.TOO_LARGE


class MediaTypeError(AdopsError):
    """A body of a kind that cannot be taken at all."""

    kind = Kind.MEDIA_TYPE


class TooOftenError(AdopsError):
    """Too many tries in a short time; `seconds` says how long to wait."""

    kind = Kind.TOO_OFTEN


class OutsideError(AdopsError):
    """Something outside failed: browser, store, database, mail server."""

    kind = Kind.OUTSIDE
