"""The list that words are held against: terms, rules, exceptions (rules.md §5, Content)."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from adops.domain.content import Level


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


@dataclass(frozen=True, slots=True)
class ExceptionItem:
    """What a decision 例外 names (domain.md 2.5): the guide's article and what it takes."""

    code: str
    zh: str
    en: str
    article: str
    how: str


@dataclass(frozen=True, eq=False)
class Lexicon:
    """The whole list of a station, as loaded; equal only to itself.

    `characters` turns a traditional character into the simplified one. `version` is 12 hex digits
    over all that decides: terms, rules, exceptions, the city's profile and the station's rows.
    """

    version: str
    station: str | None
    city: str
    terms: tuple[Term, ...]
    exceptions: tuple[ExceptionItem, ...]
    characters: Mapping[str, str]
