"""Whatever is handed in, what is served of it can't run (rules.md §5; interfaces.md, API)."""

import hashlib
from datetime import date
from typing import Any

import pytest

from adops.domain.booking import Route
from tests.adops import disguised, files, films
from tests.adops.api.conftest import House
from tests.adops.disguised import Disguised

FORMATS = ["jpg", "png", "gif", "webp", "avif", "mp4", "webm"]
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@pytest.fixture
def booking(house: House) -> int:
    with house.db.write() as session:
        slot = house.factory.slot(
            session, station="hq", limit_bytes=1024 * 1024, version={"formats": FORMATS}
        )
        booked = house.factory.booking(
            session,
            date(2026, 11, 23),
            date(2026, 11, 29),
            slot,
            route=Route.HQ,
            station_placed="hq",
        )
        return booked.id or 0


def _handed_in(house: House, booking: int, name: str, content: bytes, declared: str) -> Any:
    data = {"booking_id": booking, "click_url": "https://example.com/a", "copy": "云溪花园"}
    given = {"main": (name, content, declared)}
    sent = house.ask("POST", "/creatives", by="sales", data=data, files=given)
    assert sent.status_code == 201, sent.text
    return sent.json()


def _troubles(house: House, booking: int, one: Disguised) -> list[str]:
    """What is not as it should be of a file's verdict and of how it is served."""
    answer = _handed_in(house, booking, one.name, one.content, "text/html")
    codes = [finding["code"] for finding in answer["findings"]]
    served = house.ask("GET", f"/evidence/{hashlib.sha256(one.content).hexdigest()}", by="sales")
    headers = served.headers
    place = "inline" if one.served.startswith("image/") else "attachment"
    # the declared type is never the bytes': that alone is a warning
    wanted = "warn" if one.verdict == "pass" else one.verdict
    asked = {
        f"verdict {answer['verdict']}": answer["verdict"] == wanted,
        f"codes {codes}": one.code is None or one.code in codes,
        f"status {served.status_code}": served.status_code == 200,
        "other bytes": served.content == one.content,
        f"served as {headers['content-type']}": headers["content-type"] == one.served,
        "guessed": headers["x-content-type-options"] == "nosniff",
        "no sandbox": headers["content-security-policy"] == SANDBOX,
        f"shown: {headers['content-disposition']}": headers["content-disposition"].startswith(
            f"{place};"
        ),
    }
    return [trouble for trouble, fine in asked.items() if not fine]


def test_disguised_files_are_judged_by_their_bytes_and_never_served_as_what_runs(
    house: House, booking: int
) -> None:
    troubles = {name: _troubles(house, booking, one) for name, one in disguised.ALL.items()}
    assert {name: found for name, found in troubles.items() if found} == {}
    assert len(troubles) > 20


@pytest.mark.parametrize(
    ("name", "content", "served"),
    [
        ("a.avif", files.avif(), "image/avif"),
        ("a.webp", files.webp(), "image/webp"),
        ("a.webm", films.film("webm", size=(950, 90)), "video/webm"),
    ],
)
def test_a_good_file_is_served_as_what_it_is(
    house: House, booking: int, name: str, content: bytes, served: str
) -> None:
    assert _handed_in(house, booking, name, content, served)["verdict"] == "pass"
    sha256 = hashlib.sha256(content).hexdigest()
    assert house.ask("GET", f"/evidence/{sha256}", by="ae").headers["content-type"] == served
