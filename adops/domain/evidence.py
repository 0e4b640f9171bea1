"""Cut-outs and proof sheets, as far as adops knows of them: what is drawn, and who draws
(checks.md, Evidence)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Undrawn:
    """A look whose cut-out and proof sheets wait to be drawn. `facts` is the SHA-256 of the stored
    facts of its page in one run, which all looks of that page share."""

    look_id: int
    slot_code: str
    facts: str


@dataclass(frozen=True, slots=True)
class Drawn:
    """Cut-out and proof sheets (booking → SHA-256) of one look, stored already; `files` are SHA-256
    → (bytes, type)."""

    look_id: int
    picture: str | None
    proofs: Mapping[int, str]
    files: Mapping[str, tuple[int, str]]


DrawEvidence = Callable[[Iterable[int]], object]
"""Draws what is not drawn yet of these looks, and of the pages they were seen on, stores and notes
it; another who is at it is waited for. Handed down by main, because adops draws nothing. Call it
with no transaction open, and read the looks again after.

Raises MissingError `evidence.missing`, OutsideError `store.failed`.
"""


def nothing_to_draw(_look_ids: Iterable[int]) -> None:
    """For a house that only reads what is drawn."""
