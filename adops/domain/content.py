"""Words of a creative held against the advertising law (rules.md §5, Content)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

HIT_CODE = "content.{category}"
"""The code of a hit's finding."""

MUST_SHOW_CODE = "content.must_show"
"""The code of what the booking carries and nobody shows."""

OCR = "ocr"
"""What `check.not_done` names where the words of a picture could not be read."""


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
    from (LAW_TEXT …), `note` the list's remark. `also` is the key of a hit of the copy that this
    one of a picture stands for too; `around` are the letters next to the words on each side,
    whatever signs and ends of lines lie between.
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
    also: str | None = None
    around: tuple[str, str] = ("", "")

    @property
    def key(self) -> str:
        """What a decision is for: the term and these words in this file or this sentence; 64 hex
        digits. The same file or sentence again has the same key."""
        place = self.holder or self.sentence
        said = "\n".join((self.source, self.term, self.words, place))
        return hashlib.sha256(said.encode()).hexdigest()


class Category(StrEnum):
    """What a term is about; its finding's code is `content.<category>`."""

    ABSOLUTE = "absolute"
    AUTHORITY = "authority"
    INVESTMENT_RETURN = "investment_return"
    TRAVEL_TIME = "travel_time"
    SUPERSTITION = "superstition"
    FINANCING = "financing"
    EDUCATION_HUKOU = "education_hukou"
    PLANNING = "planning"
    PRICE = "price"
    AREA = "area"
    PROMISE_SERVICE = "promise_service"
    PRESALE = "presale"


class Kind(StrEnum):
    """How a term is looked for: as it stands, as a pattern, or as one character by itself."""

    LITERAL = "literal"
    REGEX = "regex"
    SINGLE_CHAR = "single_char"


class Basis(StrEnum):
    """Where a term comes from (domain.md 2.7), the gravest first."""

    LAW_TEXT = "LAW_TEXT"
    LAW_DERIVED = "LAW_DERIVED"
    GUIDE_NEAR_SYNONYM = "GUIDE_NEAR_SYNONYM"
    CASE = "CASE"
    REGULATOR_NOTICE = "REGULATOR_NOTICE"
    PRACTICE = "PRACTICE"


@dataclass(frozen=True, slots=True)
class Need:
    """Words that clear a hit where creative and landing page say them: what they are, a pattern."""

    what: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Term:
    """One row that is on. `name` is the word itself, the pattern, or a rule's id (FDC24).

    A hit that overlaps a match of `except_pattern` is none. `needs` all met anywhere in the
    creative and its landing page clear the hit; one met of several does not.
    """

    name: str
    kind: Kind
    pattern: str
    category: Category
    level: Level
    basis: Basis
    law: str
    note: str
    except_pattern: str = ""
    needs: tuple[Need, ...] = ()


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The whole list of a station, as loaded; equal only to itself.

    `exceptions` are what a decision 例外 names, words by code; `characters` the simplified form of
    each traditional character. `version` is 12 hex digits over all that decides: terms, rules,
    exceptions, the city's profile and the station's rows.
    """

    version: str
    station: str | None
    city: str
    terms: tuple[Term, ...]
    exceptions: Mapping[str, str]
    characters: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class LandingLimits:
    """How a landing page is fetched: `seconds` for all hops together, `bytes` of the page that are
    read, `hops` of redirects."""

    seconds: float
    bytes: int
    hops: int
