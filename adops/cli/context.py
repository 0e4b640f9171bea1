"""What every command shares: who acts, and the opened home."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from adops.domain.evidence import nothing_to_draw

if TYPE_CHECKING:
    from adops.db import Database
    from adops.domain.evidence import DrawEvidence
    from adops.domain.html5 import Renderer
    from adops.domain.people import Actor
    from adops.jobs import Job
    from adops.settings import Settings
    from adops.store import Store


@dataclass
class Context:
    """`staff_no` is what `--as` named; None acts as the console (interfaces.md, Commands).

    `jobs` gives the jobs of all packages, `artist` who draws the evidence of a home, `renderer` who
    shows HTML5 creatives; main hands them over.
    """

    staff_no: str | None = None
    jobs: "Callable[[], Sequence[Job]]" = tuple
    artist: "Callable[[Database, Store], DrawEvidence]" = lambda _database, _store: nothing_to_draw
    renderer: "Callable[[Settings], Renderer | None]" = lambda _settings: None


context = Context()


@dataclass(frozen=True)
class Home:
    """An opened home with a current schema, and the person who acts."""

    settings: "Settings"
    database: "Database"
    store: "Store"
    by: "Actor"


@contextmanager
def opened() -> Iterator[Home]:
    """Opens the home of the settings.

    Raises OutsideError `database.old_schema` before `adops init`, MissingError `person.unknown`
    for a `--as` nobody has.
    """
    from adops import settings as environment
    from adops.db import Database
    from adops.migrations import require_current
    from adops.store import open_store

    settings = environment.load()
    database = Database(settings.database)
    try:
        require_current(database)
        yield Home(settings, database, open_store(settings), _actor(database))
    finally:
        database.close()


def _actor(database: "Database") -> "Actor":
    from adops.domain.people import CONSOLE

    if context.staff_no is None:
        return CONSOLE
    from adops.queries.people import actor_by_staff_no

    with database.read() as session:
        return actor_by_staff_no(session, context.staff_no)
