"""What looks make of anomalies, and the three questions of triage (checks.md, Anomaly; rules.md §0,
§9)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from adops.domain.states import LookResult


class AnomalyState(StrEnum):
    """open → ours, escalated → resolved."""

    OPEN = "open"
    OURS = "ours"
    ESCALATED = "escalated"
    RESOLVED = "resolved"


UNRESOLVED = frozenset({AnomalyState.OPEN, AnomalyState.OURS, AnomalyState.ESCALATED})


class AnomalyKind(StrEnum):
    """What it is of. `page`: the whole page, or five and more slots of it that fail alike."""

    SLOT = "slot"
    PAGE = "page"


class Why(StrEnum):
    """Why an anomaly is resolved."""

    OK = "ok"  # a look saw it right
    OVER = "over"  # its booking is on air no longer
    MERGED = "merged"  # it went into the page's
    OTHER_AD = "other_ad"  # a look saw an unknown ad in the slot instead, which is a notice
    GONE = "gone"  # its slot is retired, or no longer on that page
    BY_HAND = "by_hand"
    TAKEN_BACK = "taken_back"  # who said by eye that it was not seen took that back


@dataclass(frozen=True, slots=True)
class Subject:
    """What an anomaly is of: a booking in a slot, a slot alone (`booking_id` None), or a page
    (`slot_id` None)."""

    page_id: int
    slot_id: int | None = None
    booking_id: int | None = None

    @property
    def kind(self) -> AnomalyKind:
        """Of the page where it names no slot."""
        return AnomalyKind.PAGE if self.slot_id is None else AnomalyKind.SLOT


@dataclass(frozen=True, slots=True)
class Told:
    """What a look says of one subject: `result` of a trouble, `ok` or `vacant` where all is well,
    None where nobody can say. `spared`: a trouble that is nobody's yet, since a swap or a pause has
    minutes left."""

    subject: Subject
    result: LookResult | None
    spared: bool = False


@dataclass(frozen=True, slots=True)
class SlotTold:
    """What a look says of a slot: of its bookings on air, or of itself alone. `closed`: the slot or
    its page is closed by the editors in that ad day."""

    slot_id: int
    told: tuple[Told, ...]
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Alike:
    """Slots of a page that fail alike."""

    result: LookResult
    slots: frozenset[int]


@dataclass(frozen=True, slots=True)
class Standing:
    """An unresolved anomaly. `slots` are those of the page that fail alike, for a page's; `before`
    those that did before the page could not be reached."""

    id: int
    subject: Subject
    state: AnomalyState
    result: LookResult
    slots: frozenset[int] = frozenset()
    before: Alike | None = None

    @property
    def alike(self) -> Alike:
        """What fails alike as far as is known: no look at a page that was not reached says more."""
        return self.before or Alike(self.result, self.slots)


class Move(StrEnum):
    """What becomes of an anomaly."""

    OPEN = "open"
    JOIN = "join"
    SHRINK = "shrink"  # a page's: some of its slots are right, or it is reached again
    RESOLVE = "resolve"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to write. `id` is the anomaly's, None where it is opened; `changed`: the result is
    another than before. `why` is of a resolved one."""

    move: Move
    subject: Subject
    id: int | None = None
    result: LookResult | None = None
    changed: bool = False
    slots: frozenset[int] = frozenset()
    why: Why | None = None


class Question(StrEnum):
    """The three steps of triage, in their order (rules.md §9)."""

    SIZE = "size"
    LINK = "link"
    AD_MATCH = "ad_match"


class Answer(StrEnum):
    """What is said to one of them."""

    RIGHT = "right"
    WRONG = "wrong"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answered:
    """An answer with its proof: `code` names the words, `measured` and `allowed` are what was seen
    and what was wanted. `by` is a 工号 where a person answered."""

    question: Question
    answer: Answer
    code: str = ""
    measured: str = ""
    allowed: str = ""
    by: str | None = None

    def as_data(self) -> dict[str, str | None]:
        """The JSON form."""
        return {
            "question": self.question.value,
            "answer": self.answer.value,
            "code": self.code,
            "measured": self.measured,
            "allowed": self.allowed,
            "by": self.by,
        }

    @classmethod
    def of_data(cls, data: Mapping[str, str | None]) -> "Answered":
        """Back from JSON."""
        return cls(
            Question(str(data["question"])),
            Answer(str(data["answer"])),
            data["code"] or "",
            data["measured"] or "",
            data["allowed"] or "",
            data["by"],
        )


class Outcome(StrEnum):
    """What the answers come to."""

    OURS = "ours"
    TICKET = "ticket"
    ASK = "ask"  # the AE answers what nobody knows


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of a booking's trouble, for the three questions. Sizes as `950×90`.

    `wanted` are the sizes of the slot's item by part, `files` those of the creative by part,
    `is_text` a text link. `rendered` is the finding of the look: seen, wanted. `links` are findings
    on the link: code, seen, wanted. `landing` is where a click went. `booked` is the creative's
    link. `typed` are the sizes recorded at `configured`, by part, `entered` whether that mark was
    for this creative and link (None: no mark). `ad_data` is what the page's own ad data says of
    the size.
    """

    result: LookResult
    wanted: Mapping[str, str] = field(default_factory=dict)
    files: Mapping[str, str] = field(default_factory=dict)
    is_text: bool = False
    rendered: tuple[str, str] | None = None
    links: tuple[tuple[str, str, str], ...] = ()
    landing: str = ""
    booked: str = ""
    typed: Mapping[str, str] = field(default_factory=dict)
    entered: bool | None = None
    ad_data: str = ""
