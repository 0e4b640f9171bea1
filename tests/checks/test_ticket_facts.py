"""The facts that go with a ticket are of its slot and its booking alone: they name no other client,
whatever else the page shows (checks.md, Anomaly). Looked at in a real browser."""

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import select

from adops.catalog.tickets import load_tickets
from adops.domain.anomaly import AnomalyState, Answer, Question
from adops.domain.people import CONSOLE
from adops.flows.tickets import TicketOffice, send_waiting
from adops.gateways.mantis import MOST_FILE, Mantis
from adops.models import Anomaly, Booking
from adops.services import anomalies
from adops.store import sha256_of
from checks.work import House
from tests.adops.gateways.mantis_server import TOKEN, Desk, Stored, mantis_server
from tests.checks.town import BLUE, RED, Town, at_slot, img
from tests.conftest import FRIDAY
from tests.factories import Factory
from tests.site.server import PAGE, Asked, Site
from tests.site.server import Answer as Page

RIGHT = dict.fromkeys(Question, Answer.RIGHT)
OURS = {"no": "RLZ70001", "name": "财富公馆", "project_name": "财富公馆", "client": "财富置业"}
THEIRS = {"no": "RLZ80002", "name": "和光尘樾", "project_name": "和光项目", "client": "保利发展"}
NAMES = ("RLZ80002", "和光", "保利", "/theirs")


@pytest.fixture
def town(house: House, site: Site, factory: Factory) -> Town:
    site.file("/blue.png", BLUE)
    site.file("/red.png", RED)
    return Town(house, site, factory)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with mantis_server() as found:
        yield found


class Clients:
    """Ours and another, with their bookings; a ticket of our trouble."""

    def __init__(self, town: Town, desk: Desk) -> None:
        self.town, self.desk = town, desk
        with town.house.database.write() as session:
            self.ours = town.factory.contract(session, **OURS).id
            self.theirs = town.factory.contract(session, **THEIRS).id

    def text(self, slot: Any, contract: int | None, words: str, link: str) -> Booking:
        """A booking of a text link."""
        given: dict[str, Any] = {"format": "text", "size": (0, 0), "copy_text": words}
        return self.town.booking(slot, words.encode(), link=link, contract_id=contract, **given)

    def filed(self, booking: Booking | None = None) -> tuple[Stored, dict[str, Any], str]:
        """Issue, facts and all that was sent of the anomaly of that booking (None: of the page)."""
        house = self.town.house
        with house.database.write() as session:
            query = select(Anomaly).where(Anomaly.state == AnomalyState.OPEN)
            of = booking.id if booking else None
            (row,) = session.exec(query.where(Anomaly.booking_id == of))
            number = row.id or 0
            if booking:
                anomalies.triage(
                    session, anomaly_id=number, said=RIGHT, by=CONSOLE, now=house.now()
                )
            anomalies.escalate(session, anomaly_id=number, by=CONSOLE, now=house.now())
        mantis = Mantis(self.desk.url, TOKEN)
        terms = load_tickets(house.settings.config_dir)
        send_waiting(TicketOffice(house.database, house.store, mantis, terms, house.now))
        issue = self.desk.issues[-1]
        (content,) = (one for name, one in issue.files.items() if name.endswith(".json"))
        assert len(content) < MOST_FILE
        words = issue.summary + issue.description + "".join(issue.notes) + content.decode()
        return issue, json.loads(content), words


@pytest.fixture
def clients(town: Town, desk: Desk) -> Clients:
    return Clients(town, desk)


def test_of_a_page_with_others_only_the_own_slot_is_told(town: Town, clients: Clients) -> None:
    town.page(
        f'<div id="ours">{img("/red.png", "/elsewhere")}</div>'
        '<div id="theirs"><a href="/theirs">和光尘樾 保利发展 首开</a></div>'
    )
    ours, theirs = town.slot("#ours"), town.slot("#theirs", width=0, height=0, form="文字链")
    booking = town.booking(ours, BLUE, contract_id=clients.ours)
    clients.text(theirs, clients.theirs, "和光尘樾 保利发展 首开", "/theirs")
    report = town.check()
    issue, facts, words = clients.filed(booking)
    assert not [one for one in NAMES if one in words]
    assert facts["slot"]["code"] == ours.code and theirs.code not in words
    told = facts["booking"]
    assert (told["contract_no"], told["contract_name"]) == (OURS["no"], OURS["name"])
    assert (told["result"], told["result_words"]) == ("wrong_creative", "素材不对")
    (expected,) = told["expected"]
    assert expected["files"][0]["sha256"] == sha256_of(BLUE)
    assert expected["click_url"] == town.site.url("/landing")
    shown = facts["shown"]
    assert shown["slot"]["link"] == town.site.url("/elsewhere")
    assert [one["sha256"] for one in shown["served"]] == [sha256_of(RED)]
    look = report.rows[0][0]
    assert facts["look"]["page_picture"] == look.page_picture == facts["loads"][0]["picture"]
    assert facts["look"]["captured_at"].endswith("+08:00")
    assert {name.rpartition(".")[2] for name in issue.files} == {"png", "json"}


def test_of_a_rotation_another_s_turn_is_not_told(town: Town, clients: Clients, site: Site) -> None:
    """Ours never shows, theirs does, with another link than booked; its text is not its name."""
    town.page('<div id="ad"><a href="/theirs-other">保利新盘，和光首开</a></div>')
    slot = town.slot(width=0, height=0, form="文字链", rotations=2)
    booking = clients.text(slot, clients.ours, "财富公馆 首开在即", "/landing")
    clients.text(slot, clients.theirs, "保利新盘，和光首开", "/theirs")
    town.check()
    town.check()
    _, facts, words = clients.filed(booking)
    assert not [one for one in NAMES if one in words]
    assert [one["code"] for one in facts["look"]["findings"]] == ["not_in_rotation"]
    assert facts["booking"]["result"] == "wrong_creative"
    assert facts["shown"]["another"] and "link" not in facts["shown"]["slot"]


def test_of_a_rotation_the_own_turn_is_told(town: Town, clients: Clients, site: Site) -> None:
    """Both turn up, each in its load; ours is too small, theirs is well."""
    small = '<a href="/landing"><img src="/blue.png" width="150" height="50"></a>'
    turns = (img("/red.png", "/theirs") + "和光首开", small)

    def turn(asked: Asked) -> Page:
        return Page(PAGE.format(title="轮播", body=at_slot(turns[asked.visit % 2])).encode())

    town.page("", "/turn")
    site.routes["/turn"] = turn
    site.page("/theirs", "楼盘")
    slot = town.slot(rotations=2)
    booking = town.booking(slot, BLUE, contract_id=clients.ours)
    town.booking(slot, RED, contract_id=clients.theirs, link="/theirs")
    look, _, _ = town.check().rows[0]
    assert look.result.value == "wrong_size"
    _, facts, words = clients.filed(booking)
    assert not [one for one in NAMES if one in words]
    assert facts["shown"]["slot"]["link"] == site.url("/landing")
    assert [one["sha256"] for one in facts["shown"]["served"]] == [sha256_of(BLUE)]
    assert len(facts["loads"]) == 2
    assert [one["version"] for one in facts["booking"]["expected"]] == [1]


def test_an_old_creative_is_told_without_whose_it_was(town: Town, clients: Clients) -> None:
    town.page(f'<div id="ad">{img("/red.png")}</div>')
    slot = town.slot()
    first, last = FRIDAY - timedelta(days=9), FRIDAY - timedelta(days=5)
    town.booking(slot, RED, contract_id=clients.theirs, first=first, last=last)
    booking = town.booking(slot, BLUE, contract_id=clients.ours)
    look, _, _ = town.check().rows[0]
    assert look.findings[0]["where"] == THEIRS["no"]
    issue, facts, words = clients.filed(booking)
    assert not [one for one in NAMES if one in words]
    assert "显示的是已结束的创意（其他客户）" in issue.description
    assert facts["look"]["findings"][0]["code"] == "old_creative"


def test_of_many_slots_alike_nobody_is_named(town: Town, clients: Clients) -> None:
    town.page("".join(f'<div id="s{n}" style="height:60px;width:300px"></div>' for n in range(6)))
    slots = [town.slot(f"#s{n}") for n in range(6)]
    for n, slot in enumerate(slots):
        contract = clients.theirs if n % 2 else clients.ours
        town.booking(slot, BLUE, contract_id=contract)
    town.check()
    _, facts, words = clients.filed()
    assert not [one for one in (*NAMES, *OURS.values()) if one in words]
    assert [one["code"] for one in facts["slots"]] == sorted(one.code for one in slots)
    assert {one["result"] for one in facts["slots"]} == {"empty"}
    assert facts["slots"][0]["box"]["width"] == 300
    assert "booking" not in facts and "shown" not in facts


def test_a_picture_in_an_address_does_not_make_it_too_big(town: Town, clients: Clients) -> None:
    long = "data:image/svg+xml;utf8,<svg xmlns='http://www.w3.org/2000/svg'>" + " " * 3_000_000
    town.page(f'<div id="ad"><img width="300" height="100" src="{long}</svg>"></div>')
    booking = town.booking(town.slot(), BLUE, contract_id=clients.ours)
    town.check()
    _, facts, _ = clients.filed(booking)
    assert "共 30000" in facts["shown"]["slot"]["main"]["url"]
