"""The rule book of a config folder: calendar and numbers of the rules, read once."""

from functools import lru_cache, partial
from pathlib import Path

from adops.catalog.booking import load_hold_terms
from adops.catalog.calendar import load
from adops.catalog.content import load_lexicon
from adops.catalog.execution import load_execution_terms
from adops.catalog.review import load_terms
from adops.domain.rulebook import RuleBook


@lru_cache(maxsize=4)
def load_book(config_dir: Path, allow_hosts: frozenset[str] = frozenset()) -> RuleBook:
    """Raises InputError `config.…` naming file and key."""
    days = load(config_dir)
    return RuleBook(
        calendar=days.calendar,
        deadline=days.terms,
        review=load_terms(config_dir),
        lexicon=partial(load_lexicon, config_dir),
        allow_hosts=allow_hosts,
        hold=load_hold_terms(config_dir),
        execution=load_execution_terms(config_dir),
    )
