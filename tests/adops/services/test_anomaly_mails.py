"""The day's anomalies to the AE on duty, once a station and day (rules.md §13)."""

from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from adops.catalog.mail import load_mail
from adops.db import Database
from adops.domain.anomaly import AnomalyState, Why
from adops.domain.people import SYSTEM, Role
from adops.domain.period import at
from adops.domain.states import Delivered, LookResult
from adops.models import Anomaly, Booking, Closure, Mail
from adops.services.anomaly_mails import tell_all
from adops.settings import Settings
from tests.conftest import FRIDAY
from tests.factories import Factory, anomaly

TEN = at(FRIDAY, 10, 2)
EMPTY = LookResult.EMPTY


@pytest.fixture
def troubled(db: Database, factory: Factory) -> Database:
    """Two of 北京's, one of the head office's; people of both."""
    with db.write() as session:
        factory.person(session, Role.AE, email="wang@example.com")
        factory.person(session, Role.HQ_AE, staff_no="HQ001", station="hq", email="hq@example.com")
        for station in ("bj", "bj", "hq"):
            slot = factory.slot(session, station=station, name=f"{station}通栏")
            booking = factory.booking(session, FRIDAY, FRIDAY, slot)
            look = factory.look(session, booking, FRIDAY, delivered=Delivered.NO, result=EMPTY)
            anomaly(session, booking, look)
    return db


def mails(db: Database, settings: Settings, days: int = 0) -> list[Mail]:
    with db.write() as session:
        now = TEN + timedelta(days=days)
        tell_all(session, by=SYSTEM, now=now, mails=load_mail(settings.config_dir))
    with db.read() as session:
        return list(session.exec(select(Mail).order_by(col(Mail.id))))


def test_once_a_station_and_day(troubled: Database, settings: Settings) -> None:
    first = mails(troubled, settings)
    assert [(one.key, one.to) for one in first] == [
        ("bj/2026-11-20", ["wang@example.com"]),
        ("hq/2026-11-20", ["hq@example.com"]),
    ]
    assert first[0].subject == "北京站巡检异常 2 个，11月20日 周五"
    assert "#1 bj通栏：空位（天窗）（待核对）" in first[0].text
    assert "下一步：请回答三步核对" in first[0].text
    assert len(mails(troubled, settings)) == 2
    assert len(mails(troubled, settings, days=1)) == 4


def test_what_is_over_is_told_and_what_is_closed_is_not(
    troubled: Database, settings: Settings
) -> None:
    with troubled.write() as session:
        over = session.get(Anomaly, 1)
        assert over is not None
        over.state, over.why, over.resolved_at = AnomalyState.RESOLVED, Why.OK, TEN
        over.open_key = None
        closed = session.exec(select(Booking).where(Booking.station_placed == "hq")).one()
        shut: dict[str, Any] = {"reason": "改版", "closed_by": "x", "closed_at": TEN}
        session.add_all([over, Closure(slot_id=closed.slot_id, first_day=FRIDAY, **shut)])
    (mail,) = mails(troubled, settings)
    assert "今天已恢复 1 个：#1 bj通栏" in mail.text
    assert "#2 bj通栏" in mail.text


def test_where_nothing_stands_nothing_is_sent(
    db: Database, factory: Factory, settings: Settings
) -> None:
    with db.write() as session:
        factory.stations(session)
    assert mails(db, settings) == []
