"""What a proof sheet says of the picture it shows, and whose ad it shows from near (checks.md,
Evidence)."""

import io
import json

import numpy as np
import pytest
from PIL import Image
from sqlmodel import col, select

from adops.models import Booking, SlotCheck, SlotCheckBooking
from checks.draw import Easel
from checks.evidence import Artist, _sheet
from checks.judged import Judgement
from checks.proof import MARGIN, Sheet, _rows
from checks.work import House
from tests.checks.judging import FIRST, SECOND, booking, judge_of, slot, turns
from tests.checks.town import BLUE, RED, Town, at_slot, img
from tests.factories import Factory
from tests.site.server import Site

FLOATS = "position:fixed;left:20px;top:300px;width:300px;"


def last_of(house: House, booking: Booking) -> tuple[SlotCheck, SlotCheckBooking]:
    """The latest look of a booking's slot, all of it drawn, and what it says of the booking."""
    query = (
        select(SlotCheck, SlotCheckBooking)
        .join(SlotCheckBooking, col(SlotCheckBooking.slot_check_id) == SlotCheck.id)
        .where(SlotCheckBooking.booking_id == booking.id)
        .order_by(col(SlotCheck.id).desc())
    )
    Easel(house.database, house.store).draw_waiting()
    with house.database.read() as session:
        return session.exec(query).all()[0]


def sheet_of(house: House, booking: Booking) -> Sheet:
    look, _ = last_of(house, booking)
    facts = json.loads(house.store.get(look.facts or ""))
    number = str(booking.id)
    (code, told), *_ = (one for one in facts["slots"].items() if number in one[1]["bookings"])
    of = told["bookings"][number]
    shown = Artist(house.store)._shown(facts, code, of["load"])
    assert shown is not None
    return _sheet(code, told, of, shown)


@pytest.mark.parametrize("style", [FLOATS, "width:300px"], ids=["floating", "in-the-page"])
def test_each_fingerprint_is_of_the_picture_that_it_names(
    house: House, site: Site, factory: Factory, style: str
) -> None:
    site.file("/blue.png", BLUE)
    town = Town(house, site, factory)
    town.page(at_slot(img("/blue.png"), style) + '<p style="height:2000px"></p>')
    booked = town.booking(town.slot(), BLUE)
    town.check()
    look, _ = last_of(house, booked)
    told = dict(_rows(sheet_of(house, booked)))
    assert told["整页原图指纹"] == (look.page_picture or "")[:16]
    assert told.get("首屏原图指纹") == (look.first_screen[:16] if look.first_screen else None)
    assert bool(look.first_screen) is (style == FLOATS)
    assert look.first_screen != look.page_picture


SIDE = '<div class="side" id="{}" style="position:fixed;top:90px;{}:0">'


def test_both_sides_of_a_couplet_are_cut_out_and_framed(
    house: House, site: Site, factory: Factory
) -> None:
    """And no more than its own sides, where its selector finds another's box too."""
    site.file("/blue.png", BLUE)
    site.file("/red.png", RED)
    town = Town(house, site, factory)
    left, right = SIDE.format("a", "left"), SIDE.format("b", "right")
    town.page(
        f"{left}{img('/blue.png')}</div>{right}{img('/red.png')}</div>"
        '<p style="height:2000px"></p><div class="side" id="c">别的</div>'
    )
    both = town.booking(town.slot("#a, #b", form="对联"), BLUE)
    more = town.booking(town.slot(".side", form="对联"), BLUE)
    town.check()
    sheet = sheet_of(house, both)
    boxes = [one for one in (sheet.box, *sheet.beside) if one]
    assert [(one.x, one.y) for one in boxes] == [(0, 90), (pytest.approx(1620, abs=60), 90)]
    look, said = last_of(house, both)
    near = house.store.get(look.picture or "")
    cut = Image.open(io.BytesIO(near)).convert("RGB")
    assert cut.size == (300 + 12 + 300, 100)
    sides = [Image.open(io.BytesIO(one)).convert("RGB") for one in (BLUE, RED)]
    for side, x in zip(sides, (0, 312), strict=True):
        assert np.array_equal(np.asarray(cut.crop((x, 0, x + 300, 100))), np.asarray(side))
    assert shows_near(house.store.get(said.proof or ""), near)
    assert sheet_of(house, more).beside == ()


def shows_near(proof: bytes, cut: bytes) -> bool:
    """Whether the sheet has those pixels as its cut-out."""
    sheet = np.asarray(Image.open(io.BytesIO(proof)).convert("RGB"))
    near = np.asarray(Image.open(io.BytesIO(cut)).convert("RGB"))
    high, wide = near.shape[:2]
    columns = sheet[:, MARGIN + 1 : MARGIN + 1 + wide]
    return any(np.array_equal(columns[y : y + high], near) for y in range(len(sheet) - high))


@pytest.mark.parametrize(
    ("client", "near"),
    [
        pytest.param("别的客户", False, id="another-s"),
        pytest.param("", True, id="its-own-client-s"),
    ],
)
def test_a_share_that_was_not_seen_has_no_close_up_of_another_client_s_ad(
    house: House, site: Site, factory: Factory, client: str, near: bool
) -> None:
    """The whole page is there, as it was seen, with the place framed; whose share was seen keeps
    its close-up."""
    site.file("/red.png", RED)
    town = Town(house, site, factory)
    town.page(at_slot(img("/red.png")))
    shared = town.slot(rotations=2)
    with house.database.write() as session:
        of = {"client": client} if client else {}
        theirs = factory.contract(session, no="RLZ-OTHER", **of).id
        mine = factory.contract(session, no="RLZ-MINE").id
    seen, unseen = (
        town.booking(shared, content, contract_id=contract)
        for content, contract in ((RED, theirs), (BLUE, mine))
    )
    town.check()
    look, said = last_of(house, unseen)
    proof, cut = house.store.get(said.proof or ""), house.store.get(look.picture or "")
    assert said.delivered.value == "unknown"
    assert shows_near(proof, cut) is near
    assert sheet_of(house, unseen).others_turn is not near
    assert (sheet_of(house, unseen).box is None) is False
    _, own = last_of(house, seen)
    assert shows_near(house.store.get(own.proof or ""), cut)


def test_what_is_seen_in_some_load_is_nobody_else_s() -> None:
    found: Judgement = judge_of(slot(booking(1), booking(2), rotations=2), turns(FIRST, SECOND))
    assert found.others == frozenset()
