"""Words of a creative held against the advertising law (rules.md §5, Content)."""

import hashlib
from dataclasses import dataclass
from enum import StrEnum


class Source(StrEnum):
    """Where words were found: declared copy 文案, the picture by OCR, the landing page 落地页."""

    COPY = "copy"
    PICTURE = "picture"
    LANDING = "landing"


class Level(StrEnum):
    """A term's weight in the list: `low` is shown only."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Ruling(StrEnum):
    """A decision on a hit: 改, 举证放行 (with the file), 例外 (which item), 误报."""

    MEND = "mend"
    PROOF = "proof"
    EXCEPTION = "exception"
    FALSE_ALARM = "false_alarm"


class ReadState(StrEnum):
    """How far the reading of a picture or a landing page is."""

    WAITING = "waiting"
    READING = "reading"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a picture, px from its top left corner as shown."""

    left: int
    top: int
    right: int
    bottom: int


@dataclass(frozen=True, slots=True)
class Line:
    """One line of words; `box` where it stands on a picture, `score` 0..1 how sure the reading."""

    text: str
    box: Box | None = None
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Passage:
    """Words that belong together. `part` is the form's part of a picture, else the source's name.

    `holder` is the SHA-256 of the file they were read from, "" for words that have none: a decision
    on a picture holds for that file wherever it is used.
    """

    source: Source
    part: str
    lines: tuple[Line, ...]
    holder: str = ""

    @property
    def text(self) -> str:
        """All lines, one under the other."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class Hit:
    """A term met in a passage.

    `words` as written there, `sentence` what stands around them, `box` of the line they are in (of
    the words themselves where it can be told). `law` is the article, `basis` where the term comes
    from (LAW_TEXT …), `note` the list's remark.
    """

    term: str
    category: str
    level: Level
    basis: str
    law: str
    note: str
    words: str
    source: Source
    part: str
    sentence: str
    box: Box | None = None
    holder: str = ""

    @property
    def key(self) -> str:
        """What a decision is for: the term and these words in this file or this sentence; 64 hex
        digits. The same file or sentence again has the same key."""
        place = self.holder or self.sentence
        said = "\n".join((self.source, self.term, self.words, place))
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class LandingLimits:
    """How a landing page is fetched: `seconds` for all hops together, `bytes` of the page that are
    read, `hops` of redirects."""

    seconds: float
    bytes: int
    hops: int
