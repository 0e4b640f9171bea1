"""Whose a month's files are."""

from datetime import date

import pytest
from sqlmodel import Session

from adops.db import Database
from adops.domain.period import at
from adops.domain.states import MonthState
from adops.models import MonthClose, MonthProof
from adops.queries.month_files import month_file_owner
from tests.factories import Factory

DAY = date(2026, 10, 12)
PAPER, WORKBOOK = "a" * 64, "b" * 64


def proof(session: Session, contract: int, booking: int | None) -> None:
    session.add(
        MonthProof(
            month="2026-10",
            contract_id=contract,
            booking_id=booking,
            kind="client" if booking is None else "screenshot",
            sha256=PAPER,
            name="x.pdf",
            given_by="BJ001",
            given_at=at(DAY, 10),
        )
    )


@pytest.mark.parametrize(
    ("whole_contract", "stations"),
    [
        pytest.param(True, ["bj", "sh"], id="a-contracts-paper-is-every-sellers"),
        pytest.param(False, ["bj"], id="a-lines-paper-is-its-sellers"),
    ],
)
def test_papers(db: Database, factory: Factory, whole_contract: bool, stations: list[str]) -> None:
    with db.write() as session:
        one = factory.booking(session, DAY, DAY)
        factory.booking(session, DAY, DAY, station_sold="sh", contract_id=one.contract_id)
        factory.booking(session, DAY, DAY, station_sold="gz")
        proof(session, one.contract_id, None if whole_contract else one.id)
        session.flush()
        found = month_file_owner(session, PAPER)
    assert [thing.station_sold for thing in found] == stations


def test_workbooks(db: Database, factory: Factory) -> None:
    with db.write() as session:
        factory.stations(session)
        for month in ("2026-09", "2026-10"):
            state = MonthState.CONFIRMED
            session.add(MonthClose(station="tj", month=month, state=state, workbook=WORKBOOK))
        session.flush()
        assert [one.station_sold for one in month_file_owner(session, WORKBOOK)] == ["tj"]
        assert month_file_owner(session, "c" * 64) == []
