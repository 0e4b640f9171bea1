"""`/anomalies` as programs ask for them (interfaces.md, API)."""

from datetime import date

import pytest
from sqlalchemy import event

from adops import clock
from adops.domain.period import at
from adops.domain.states import Delivered, LookResult
from tests.adops.api.conftest import House
from tests.factories import anomaly

FRIDAY = date(2026, 11, 20)


@pytest.fixture
def troubled(house: House) -> House:
    """Two of 北京's, one of 上海's that 北京 sold, one of 上海's own."""
    clock.clock.move_to(at(FRIDAY, 10))
    with house.db.write() as session:
        for placed, sold in (("bj", "bj"), ("bj", "bj"), ("sh", "bj"), ("sh", "sh")):
            slot = house.factory.slot(session, station=placed)
            given = {"station_sold": sold, "sales_email": ""}
            booking = house.factory.booking(session, FRIDAY, FRIDAY, slot, **given)
            house.factory.creative(session, booking)
            look = house.factory.look(
                session, booking, FRIDAY, delivered=Delivered.NO, result=LookResult.EMPTY
            )
            anomaly(session, booking, look)
    return house


def numbers(house: House, query: str, by: str) -> list[int]:
    answer = house.ask("GET", f"/anomalies{query}", by=by)
    assert answer.status_code == 200, answer.text
    return [one["anomaly"] for one in answer.json()["items"]]


@pytest.mark.parametrize(
    ("query", "by", "found"),
    [
        ("", "ae", [3, 2, 1]),
        ("?station=bj", "ae", [2, 1]),
        ("", "sh_ae", [4, 3]),
        ("", "sales", []),
        ("", "finance", []),
        ("", "admin", [4, 3, 2, 1]),
        ("?state=resolved", "ae", []),
        ("?state=open&limit=2", "ae", [3, 2]),
        ("?cursor=3", "ae", [2, 1]),
        ("?from=2026-11-21", "ae", []),
        ("?from=2026-11-20&to=2026-11-20", "ae", [3, 2, 1]),
    ],
)
def test_lists(troubled: House, query: str, by: str, found: list[int]) -> None:
    assert numbers(troubled, query, by) == found


def test_a_list_costs_a_constant_number_of_queries(troubled: House) -> None:
    asked: list[str] = []
    event.listen(troubled.db.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    numbers(troubled, "?limit=1", "admin")
    one = len(asked)
    asked.clear()
    numbers(troubled, "", "admin")
    assert len(asked) == one


def test_from_triage_to_the_end(troubled: House) -> None:
    ask = troubled.ask
    first = ask("GET", "/anomalies/1", by="ae").json()
    assert (first["state"], first["result"], first["days"]) == ("open", "empty", 1)
    refused = ask("POST", "/anomalies/1/escalate", by="ae")
    assert (refused.status_code, refused.json()["code"]) == (409, "anomaly.not_answered")
    assert "链接对吗、广告匹配里填的尺寸对吗" in refused.json()["title"] + refused.json()["detail"]
    wrong = {"link": "right", "ad_match": "wrong"}
    ours = ask("POST", "/anomalies/1/triage", by="ae", json=wrong).json()
    assert (ours["state"], ours["triage"]["ad_match"]) == (
        "ours",
        {"answer": "wrong", "by": "BJ001"},
    )
    assert ask("POST", "/anomalies/1/escalate", by="ae").json()["code"] == "anomaly.is_ours"
    ask("POST", "/anomalies/1/triage", by="ae", json={"ad_match": "right"})
    filed = ask("POST", "/anomalies/1/escalate", by="ae").json()
    assert (filed["state"], filed["ticket"], filed["issue"]) == ("escalated", "waiting", None)
    over = ask("POST", "/anomalies/1/resolve", by="ae", json={"reason": "客户撤稿"}).json()
    assert (over["state"], over["why"], over["ticket"]) == ("resolved", "by_hand", "dropped")


@pytest.mark.parametrize(("by", "status"), [("sh_ae", 403), ("sales", 403), ("hq_ae", 200)])
def test_who_may(troubled: House, by: str, status: int) -> None:
    answer = troubled.ask("POST", "/anomalies/2/triage", by=by, json={"fix": "改"})
    assert answer.status_code == status, answer.text
    assert troubled.ask("GET", "/anomalies/2", by=by).status_code == status


def test_who_sold_it_sees_it_and_does_not_triage(troubled: House) -> None:
    assert troubled.ask("GET", "/anomalies/3", by="ae").status_code == 200
    assert (
        troubled.ask("POST", "/anomalies/3/triage", by="ae", json={"fix": "改"}).status_code == 403
    )
