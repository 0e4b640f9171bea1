"""A booking of a rotation is seen in a load of its own: that load's picture is its evidence, named,
kept and told like the look's (checks.md, Evidence)."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import col, delete, select, update

from adops.domain.people import CONSOLE
from adops.domain.period import at
from adops.domain.states import Delivered
from adops.flows.sweep import sweep
from adops.models import Booking, SlotCheck, SlotCheckBooking, StoredFile
from adops.queries.checks import Row
from adops.queries.named_files import looks_with
from adops.queries.stored_files import bad_files
from checks.draw import Easel
from checks.work import House
from tests.checks.town import BLUE, RED, SIZE, Town, img
from tests.conftest import FRIDAY
from tests.factories import Factory
from tests.site import ads
from tests.site.server import PAGE, Answer, Asked, Site

GREEN = ads.png(SIZE, hue=120)
LATER = FRIDAY + timedelta(days=93)
OVER = date(2029, 11, 24)  # the day after three years
FLOATS = "position:fixed;left:20px;top:300px;"
NOWHERE = ""


@dataclass
class Page:
    """One page with two rotations: A shows X, then Y; B in the first load an ad that nobody booked,
    then its own."""

    house: House
    town: Town
    rows: list[Row]
    facts: dict[str, Any]
    y: Booking
    other: Booking

    @property
    def pictures(self) -> list[str | None]:
        """Of each load, None where it was not kept."""
        return [one["picture"] for one in self.facts["loads"]]

    def said(self, booking: Booking) -> tuple[SlotCheck, SlotCheckBooking]:
        """What the first look that speaks of the booking says of it, and the look."""
        query = (
            select(SlotCheck, SlotCheckBooking)
            .join(SlotCheckBooking, col(SlotCheckBooking.slot_check_id) == SlotCheck.id)
            .where(SlotCheckBooking.booking_id == booking.id)
            .order_by(col(SlotCheck.id))
        )
        with self.house.database.read() as session:
            return session.exec(query).all()[0]

    def sweep(self, on: date) -> None:
        house = self.house
        given = {"by": CONSOLE, "now": at(on, 9, 30)}
        sweep(house.settings, house.database, house.store, **given)  # type: ignore[arg-type]

    def is_there(self, files: Iterable[str | None]) -> list[bool]:
        return [self.house.store.has(one or "") for one in files]


def looked_at(house: House, site: Site, factory: Factory, style: str) -> Page:
    for path, content in (("/red.png", RED), ("/blue.png", BLUE), ("/green.png", GREEN)):
        site.file(path, content)
    town = Town(house, site, factory)
    town.page("", "/turn")

    def turn(asked: Asked) -> Answer:
        first, second = (("/red.png", "/green.png"), ("/blue.png", "/red.png"))[asked.visit % 2]
        one = f'<div id="a" style="width:300px;{style}">{img(first)}</div>'
        other = f'<div id="b" style="width:300px;margin-top:20px">{img(second)}</div>'
        return Answer(PAGE.format(title="轮播", body=one + other).encode())

    site.routes["/turn"] = turn
    a, b = town.slot("#a", rotations=2), town.slot("#b", rotations=2)
    town.booking(a, RED)
    y, other = town.booking(a, BLUE), town.booking(b, RED)
    rows = list(town.check().rows)
    facts = json.loads(house.store.get(rows[0][0].facts or ""))
    return Page(house, town, rows, facts, y, other)


@pytest.fixture
def page(house: House, site: Site, factory: Factory) -> Page:
    found = looked_at(house, site, factory, NOWHERE)
    first, second = found.pictures
    assert first and second and first != second
    assert [row[0].page_picture for row in found.rows] == [first, second]
    return found


def test_each_booking_names_the_picture_that_it_was_seen_in(page: Page) -> None:
    """Where that is the look's own, nothing more is named."""
    own = [[said.page_picture for said, _ in row[2]] for row in page.rows]
    assert own == [[None, page.pictures[1]], [None]]


@pytest.mark.parametrize("style", [NOWHERE, FLOATS], ids=["in-the-page", "floating"])
def test_the_load_behind_a_stray_ad_of_a_rotation_is_kept(
    house: House, site: Site, factory: Factory, style: str
) -> None:
    """The others' loads are not; where the look itself is of that load, nothing more is named."""
    for path, content in (("/red.png", RED), ("/blue.png", BLUE), ("/green.png", GREEN)):
        site.file(path, content)
    town = Town(house, site, factory)
    town.page("", "/turn")

    def turn(asked: Asked) -> Answer:
        shown = ("/red.png", "/red.png", "/green.png", "/blue.png")[asked.visit % 4]
        body = f'<div id="ad" style="width:300px;{style}">{img(shown)}</div>'
        return Answer(PAGE.format(title="轮播", body=body).encode())

    site.routes["/turn"] = turn
    shared = town.slot(rotations=3)
    town.booking(shared, RED)
    town.booking(shared, BLUE)
    [(look, _, said)] = town.check().rows
    facts = json.loads(house.store.get(look.facts or ""))
    own = [one for one in facts["loads"] if one["is_screen"] is (style == FLOATS)]
    red, again, green, blue = (one["picture"] for one in own)
    assert [one.delivered for one, _ in said] == [Delivered.YES, Delivered.YES]
    assert "creative.wrong" in [one["code"] for one in look.findings]
    assert (look.stray_picture, again) == (green, None) and red and green and blue
    with house.database.read() as session:
        assert looks_with(session, green) == [look.id]
        assert session.exec(select(StoredFile).where(StoredFile.sha256 == green)).one()


def test_of_ads_that_float_the_first_screen_too(house: House, site: Site, factory: Factory) -> None:
    found = looked_at(house, site, factory, FLOATS)
    screens = [one["is_screen"] for one in found.facts["loads"]]
    assert screens == [True, False, True, False] and all(found.pictures)
    look, said = found.said(found.y)
    assert [look.first_screen, look.page_picture] == found.pictures[:2]
    assert [said.first_screen, said.page_picture] == found.pictures[2:]


def test_it_is_kept_when_the_look_of_another_slot_goes(page: Page, factory: Factory) -> None:
    """B's look named the same picture: it was a repeat, and went after 92 days."""
    database = page.house.database
    look, _ = page.said(page.other)
    with database.write() as session:
        factory.look(session, page.other, FRIDAY, captured_at=at(FRIDAY, 10))
        session.exec(
            update(SlotCheckBooking)
            .where(col(SlotCheckBooking.slot_check_id) == look.id)
            .values(delivered=Delivered.NO)
        )
    page.sweep(LATER)
    with database.read() as session:
        gone = session.get(SlotCheck, look.id)
        assert gone and gone.files_gone_at
    assert page.is_there(page.pictures) == [True, True]
    Easel(database, page.house.store).draw(one[0].id or 0 for one in page.rows)
    assert page.is_there([page.said(page.y)[1].proof]) == [True]


def test_its_time_is_over_with_the_look_s(page: Page) -> None:
    """Nobody else names it: it goes too."""
    with page.house.database.write() as session:
        look, _ = page.said(page.other)
        for table, column in (
            (SlotCheckBooking, col(SlotCheckBooking.slot_check_id)),
            (SlotCheck, col(SlotCheck.id)),
        ):
            session.exec(delete(table).where(column == look.id))
    page.sweep(OVER - timedelta(days=1))
    assert page.is_there(page.pictures) == [True, True]
    page.sweep(OVER + timedelta(days=3))
    assert page.is_there(page.pictures) == [False, False]


def test_what_rests_on_it_is_told(page: Page) -> None:
    second = page.pictures[1] or ""
    with page.house.database.write() as session:
        given = {"trouble": "lost", "trouble_at": at(FRIDAY, 10)}
        session.exec(update(StoredFile).where(col(StoredFile.sha256) == second).values(**given))
    with page.house.database.read() as session:
        (bad,) = bad_files(session)
        assert looks_with(session, second) == [row[0].id for row in page.rows]
    contracts = [contract.no for _, _, said in page.rows for _, contract in said]
    assert [(one.contract_no, one.part) for one in bad.rests] == [
        (contracts[1], "page_picture"),
        (contracts[2], "page_picture"),
    ]
