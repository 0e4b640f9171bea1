"""`/hand-checks`: the day's round, and a screenshot added (rules.md §9)."""

import io
from datetime import timedelta
from typing import Any

import pytest
from PIL import Image
from sqlmodel import update

from adops import clock
from adops.domain.slot import Device
from adops.models import SlotCheck, StoredFile
from tests.adops.api.conftest import House
from tests.conftest import FRIDAY


def png() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (390, 844), "#88aacc").save(out, "PNG")
    return out.getvalue()


SHOT = {"picture": ("shot.png", png(), "image/png")}


@pytest.fixture
def told(house: House) -> dict[str, Any]:
    """A slot of 北京 in the app, booked; gives what is said of it."""
    with house.db.write() as session:
        app = house.factory.page(session, url="", device=Device.APP).id
        slot = house.factory.slot(session, page_id=app)
        booking = house.factory.booking(session, FRIDAY - timedelta(1), FRIDAY, slot)
        return {"slot": slot.code, "booking_id": booking.id, "shows": "as_booked"}


def test_a_screenshot_is_a_look_like_any_other(house: House, told: dict[str, Any]) -> None:
    owed = house.ask("GET", "/hand-checks?station=bj", by="ae").json()
    assert [(one["slot"], one["owed"], one["why"]) for one in owed["items"]] == [
        (told["slot"], True, "app")
    ]
    assert house.ask("GET", "/hand-checks", by="sh_ae").json()["items"] == []
    answer = house.ask("POST", "/hand-checks", by="ae", data=told, files=SHOT)
    assert answer.status_code == 201, answer.text
    look = answer.json()
    assert (look["by"], look["looked_by"], look["result"]) == ("hand", "BJ001", "ok")
    assert look["expected"][0]["delivered"] == "yes"
    after = house.ask("GET", "/hand-checks?station=bj", by="ae").json()["items"]
    assert [one["owed"] for one in after] == [False]
    picture = house.ask("GET", f"/evidence/{look['page_picture']}", by="ae")
    assert picture.content == png() and picture.headers["content-type"] == "image/png"
    assert house.ask("GET", f"/evidence/{look['page_picture']}", by="sh_ae").status_code == 404
    proof = house.ask("GET", f"/slot-checks/{look['id']}/proofs/{told['booking_id']}", by="ae")
    assert proof.headers["content-type"] == "image/png"


def test_what_is_gone_says_when_and_why(house: House, told: dict[str, Any]) -> None:
    look = house.ask("POST", "/hand-checks", by="ae", data=told, files=SHOT).json()
    with house.db.write() as session:
        session.exec(update(SlotCheck).values(files_gone_at=clock.now()))
        session.exec(update(StoredFile).values(gone_at=clock.now(), gone_why="repeat"))
    answer = house.ask("GET", f"/evidence/{look['page_picture']}", by="ae")
    assert (answer.status_code, answer.json()["code"]) == (404, "evidence.gone")
    assert "2026年11月20日 删除（当天另有截图为凭，这是多看的一次）" in answer.json()["detail"]
    stranger = house.ask("GET", f"/evidence/{look['page_picture']}", by="sh_ae")
    assert stranger.json()["code"] == "evidence.missing"


@pytest.mark.parametrize("column", ["html", "har"])
def test_source_and_traffic_are_downloads_only(
    house: House, told: dict[str, Any], column: str
) -> None:
    look = house.ask("POST", "/hand-checks", by="ae", data=told, files=SHOT).json()
    kind = {"html": "text/html", "har": "application/har+json"}[column]
    store = house.client.app.state.store  # type: ignore[attr-defined]
    sha256 = store.put(b"<script>alert(1)</script>")
    with house.db.write() as session:
        session.exec(update(SlotCheck).values({column: sha256}))
        session.add(StoredFile(sha256=sha256, size=1, media_type=kind, stored_at=clock.now()))
    answer = house.ask("GET", f"/evidence/{sha256}", by="ae")
    headers = answer.headers
    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-disposition"].startswith("attachment;")
    assert headers["content-disposition"].endswith(f'.{column}"')
    assert "sandbox" in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert house.ask("GET", f"/evidence/{sha256}", by="sh_ae").status_code == 404
    assert look["id"]
