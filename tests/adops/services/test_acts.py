"""The log is append-only: a changed or missing line shows."""

from datetime import datetime

import pytest
from sqlalchemy import text
from sqlmodel import Session, col, select

from adops.db import Database
from adops.domain.people import CONSOLE
from adops.domain.period import SHANGHAI
from adops.models import Act
from adops.services import acts


def written(db: Database, now: datetime, lines: int) -> None:
    with db.write() as session:
        for number in range(lines):
            acts.log(
                session, by=CONSOLE, now=now, verb="creative.confirm", thing=f"creative:{number}"
            )


def test_a_whole_log_has_no_broken_links(db: Database, now: datetime) -> None:
    written(db, now, 4)
    with db.read() as session:
        assert acts.broken_links(session) == []


def test_many_lines_at_once_and_single_ones_are_one_chain(db: Database, now: datetime) -> None:
    written(db, now, 2)
    many = [acts.Line("slot.create", f"slot:{n}", "bj", {}, {"n": n}) for n in range(2500)]
    with db.write() as session:
        acts.log(session, by=CONSOLE, now=now, verb="slot.import", thing="slot:0")
        acts.log_all(session, many, by=CONSOLE, now=now)
        acts.log(session, by=CONSOLE, now=now, verb="slot.import", thing="slot:1")
    written(db, now, 1)
    with db.read() as session:
        assert acts.broken_links(session) == []
        things = [act.thing for act in session.exec(select(Act).order_by(col(Act.id)))]
    assert things[3:-2] == [line.thing for line in many]


def test_two_transactions_of_one_session_go_on_from_the_last_line(
    db: Database, now: datetime
) -> None:
    with Session(db.engine) as session:
        for thing in ("slot:1", "slot:2"):
            acts.log(session, by=CONSOLE, now=now, verb="slot.create", thing=thing)
            session.commit()
            written(db, now, 1)
    with db.read() as session:
        assert acts.broken_links(session) == []


def test_an_instant_of_another_zone_leaves_the_log_whole(db: Database, now: datetime) -> None:
    written(db, now.astimezone(SHANGHAI).replace(microsecond=70), 2)
    with db.read() as session:
        assert acts.broken_links(session) == []


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param("update act set after = '{\"a\": 1}' where id = 2", id="changed"),
        pytest.param("delete from act where id = 2", id="missing"),
        pytest.param("update act set by = 'other' where id = 2", id="other-person"),
    ],
)
def test_a_touched_log_names_the_line(db: Database, now: datetime, harm: str) -> None:
    written(db, now, 4)
    if db.is_sqlite is False:
        harm = harm.replace("set by", 'set "by"')
    with db.write() as session:
        session.connection().execute(text(harm.replace(":", "\\:")))
    with db.read() as session:
        assert acts.broken_links(session)[0] in {2, 3}
