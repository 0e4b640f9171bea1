"""`config/content/`: the list that words are held against (rules.md §5, domain.md 2.4–2.7).

`terms.csv` and `rules.yaml` are the country's; `cities/<station>.yaml` says what its city's
regulator asks otherwise, `stations/<station>.csv` what the station adds.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from adops.catalog.characters import simplified
from adops.catalog.strict import Strict, read_yaml
from adops.catalog.strict_csv import read_rows, wrong_cell
from adops.domain.content import Basis, Category, Kind, Level, Lexicon, Need, Term
from adops.errors import InputError
from adops.rules.content.fold import Folding
from adops.rules.content.patterns import compiled

FOLDER = "content"
VERSION_DIGITS = 12
NONE_CITY = ""
WEIGHTS = (Level.LOW, Level.MEDIUM, Level.HIGH)
Words = Annotated[str, Field(min_length=1)]


@cache
def _folding() -> Folding:
    return Folding(simplified())


@cache
def _pattern(source: str) -> str:
    """Raises ValueError for what is no pattern."""
    if source:
        compiled(source, _folding())
    return source


Pattern = Annotated[str, AfterValidator(_pattern)]


class TermRow(Strict):
    """The columns of `terms.csv` and of a station's rows (domain.md 2.7)."""

    term: Words
    category: Category
    severity: Level
    law_article: Words
    note: str
    kind: Kind
    basis: Basis
    except_pattern: Pattern
    cleared_by: Pattern
    default_on: Literal["Y", "N"]

    @property
    def trouble(self) -> str:
        """Why the term can't be looked for the way its kind says; "" when it can."""
        if self.kind is Kind.SINGLE_CHAR:
            return "" if len(self.term) == 1 else "a single_char is one character"
        if self.kind is Kind.LITERAL:
            return "" if len(self.term) > 1 else "one character alone is a single_char"
        try:
            _pattern(self.term)
        except ValueError as error:
            return str(error)
        return ""

    def made(self) -> Term:
        """As the engine takes it."""
        return Term(
            name=self.term,
            kind=self.kind,
            pattern=self.term,
            category=self.category,
            level=self.severity,
            basis=self.basis,
            law=self.law_article,
            note=self.note,
            except_pattern=self.except_pattern,
            needs=(Need("", self.cleared_by),) if self.cleared_by else (),
        )


class NeedRow(Strict):
    """One thing that a rule asks to be said."""

    what: Words
    pattern: Annotated[Pattern, Field(min_length=1)]


class RuleRow(Strict):
    """One rule of `rules.yaml`."""

    id: Annotated[str, Field(pattern=r"^FDC\d+$")]
    title: Words
    category: Category
    severity: Level
    law_article: Words
    basis: Basis
    find: Annotated[Pattern, Field(min_length=1)]
    except_pattern: Pattern = Field(default="", alias="except")
    needs: tuple[NeedRow, ...] = ()

    def made(self) -> Term:
        """As the engine takes it: a pattern by the rule's id."""
        return Term(
            name=self.id,
            kind=Kind.REGEX,
            pattern=self.find,
            category=self.category,
            level=self.severity,
            basis=self.basis,
            law=self.law_article,
            note=self.title,
            except_pattern=self.except_pattern,
            needs=tuple(Need(need.what, need.pattern) for need in self.needs),
        )


class _Rules(Strict):
    rules: tuple[RuleRow, ...]


class _Item(Strict):
    code: Annotated[str, Field(pattern=r"^[a-z][a-z_]*$", max_length=32)]
    words: Words
    article: Words


class _Items(Strict):
    exceptions: Annotated[tuple[_Item, ...], Field(min_length=1)]


class Change(Strict):
    """What a city asks otherwise of one row of `terms.csv`; what is left out stays."""

    term: Words
    severity: Level | None = None
    basis: Basis | None = None
    law_article: Words | None = None
    except_pattern: Pattern | None = None
    cleared_by: Pattern | None = None
    default_on: Literal["Y", "N"] | None = None
    why: Words
    to_confirm: bool


class City(Strict):
    """`cities/<station>.yaml`."""

    city: Words
    sources: tuple[Words, ...]
    changes: tuple[Change, ...]


@lru_cache(maxsize=16)
def load_lexicon(config: Path, station: str | None = None) -> Lexicon:
    """The list of a station, of the country alone without one; read once.

    Raises InputError `config.unreadable` or `config.invalid` naming file, row and column or key.
    """
    folder = config / FOLDER
    rows = _terms(folder / "terms.csv")
    city = ""
    if station is not None:
        city = _of_city(folder / "cities" / f"{station}.yaml", rows)
        _of_station(folder / "stations" / f"{station}.csv", rows)
    rules = _once(folder / "rules.yaml", read_yaml(folder / "rules.yaml", _Rules).rules)
    exceptions = _exceptions(folder / "exceptions.yaml")
    terms = tuple(row.made() for row in rows.values() if row.default_on == "Y")
    terms += tuple(rule.made() for rule in rules)
    version = _version(terms, exceptions, city)
    return Lexicon(version, station, city, terms, exceptions, simplified())


def _exceptions(path: Path) -> Mapping[str, str]:
    found = read_yaml(path, _Items).exceptions
    return MappingProxyType({item.code: f"{item.words}（{item.article}）" for item in found})


def _terms(path: Path) -> dict[str, TermRow]:
    rows: dict[str, TermRow] = {}
    for number, row in _checked(path):
        if row.term in rows:
            raise wrong_cell(path, number, "term", f"{row.term} is given twice")
        rows[row.term] = row
    return rows


def _checked(path: Path) -> Iterator[tuple[int, TermRow]]:
    for number, row in read_rows(path, TermRow):
        if row.trouble:
            raise wrong_cell(path, number, "term", row.trouble)
        yield number, row


def _of_city(path: Path, rows: dict[str, TermRow]) -> str:
    """Puts the city's changes into the rows; its name, "" where the city has no file."""
    if not path.is_file():
        return NONE_CITY
    city = read_yaml(path, City)
    for number, change in enumerate(city.changes):
        row = rows.get(change.term)
        if row is None:
            raise InputError(
                "config.invalid",
                file=str(path),
                key=f"changes.{number}.term",
                why=f"no row of terms.csv is {change.term}",
            )
        said = f"{city.city}：{change.why}" + (
            "（待当地监管部门核实）" if change.to_confirm else ""
        )
        other = change.model_dump(exclude_none=True, exclude={"term", "why", "to_confirm"})
        rows[change.term] = row.model_copy(update={**other, "note": said})
    return city.city


def _of_station(path: Path, rows: dict[str, TermRow]) -> None:
    """Puts the station's rows beside the others; none may make a row of the country lighter."""
    if not path.is_file():
        return
    seen: set[str] = set()
    for number, row in _checked(path):
        if row.term in seen:
            raise wrong_cell(path, number, "term", f"{row.term} is given twice")
        seen.add(row.term)
        before = rows.get(row.term)
        if before is not None and before.default_on == "Y":
            column = _lighter(before, row)
            if column:
                raise wrong_cell(path, number, column, "a station can't make a term lighter")
        rows[row.term] = row


def _lighter(before: TermRow, row: TermRow) -> str | None:
    """The column that makes it so."""
    if row.default_on == "N":
        return "default_on"
    if WEIGHTS.index(row.severity) < WEIGHTS.index(before.severity):
        return "severity"
    for column in ("kind", "category", "basis", "except_pattern", "cleared_by"):
        if getattr(row, column) not in {getattr(before, column), ""}:
            return column
    return None


def _once(path: Path, rules: tuple[RuleRow, ...]) -> tuple[RuleRow, ...]:
    ids = [rule.id for rule in rules]
    for number, rule in enumerate(ids):
        if rule in ids[:number]:
            raise InputError(
                "config.invalid", file=str(path), key=f"rules.{number}.id", why=f"{rule} is twice"
            )
    return rules


def _version(terms: tuple[Term, ...], exceptions: Mapping[str, str], city: str) -> str:
    """Over all that decides; a remark or an order does not."""
    decides = sorted(
        [
            *(json.dumps(_decides(term), ensure_ascii=False) for term in terms),
            *(json.dumps(item) for item in exceptions.items()),
            city,
        ]
    )
    return hashlib.sha256("\n".join(decides).encode()).hexdigest()[:VERSION_DIGITS]


def _decides(term: Term) -> Mapping[str, object]:
    return {
        "name": term.name,
        "how": [term.kind, term.pattern, term.except_pattern],
        "needs": [[need.what, need.pattern] for need in term.needs],
        "weight": [term.category, term.level, term.basis, term.law],
    }
