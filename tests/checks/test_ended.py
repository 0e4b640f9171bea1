"""Which creatives whose time is over a look knows again (checks.md, Results: `expired`)."""

import hashlib
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from adops.catalog.checks import load_checks
from adops.domain.facts import ExpectedCreative, ExpectedPart, SlotOnPage
from adops.domain.period import at
from adops.domain.slot import Device, Unit
from checks.compare import MOST_LOOKED_AT, Comparer
from checks.library import Library
from checks.probe import Box, Holder, PageLoad, Served, SlotFacts
from tests.conftest import FRIDAY

SIZE, URL = (300, 100), "http://x/ad.png"
BOX = Box(0, 0, *SIZE)


def png(number: int, size: tuple[int, int] = SIZE) -> bytes:
    """A picture of its own for every number."""
    picture = Image.effect_noise(size, 90).convert("RGB")
    picture.paste((number * 37 % 256, number * 91 % 256, 40), (0, 0, 150, 100))
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


class Shelf:
    """Ended creatives, the latest at the end, and which of their files were read."""

    def __init__(self, count: int) -> None:
        self.files = [png(number) for number in range(count)]
        self.read: list[int] = []
        self.shas = [hashlib.sha256(one).hexdigest() for one in self.files]

    def fetch(self, sha256: str) -> bytes:
        self.read.append(self.shas.index(sha256))
        return self.files[self.read[-1]]

    def ended(self) -> tuple[ExpectedCreative, ...]:
        return tuple(
            ExpectedCreative(
                number,
                number,
                f"RLZ{number}",
                1,
                "",
                "",
                (ExpectedPart("main", sha, "png", *SIZE),),
            )
            for number, sha in enumerate(self.shas)
        )


def slot(ended: tuple[ExpectedCreative, ...]) -> SlotOnPage:
    return SlotOnPage(
        slot_id=1,
        code="S1",
        name="S1",
        station="bj",
        page_id=1,
        page_url="http://x/",
        device=Device.PC,
        selector="#a",
        form="通栏",
        width=SIZE[0],
        height=SIZE[1],
        rotations=1,
        unit=Unit.DAY,
        wait_seconds=0,
        bookings=(),
        ended=ended,
    )


def sighted(
    shelf: Shelf, shown: bytes, served: bytes, *more: ExpectedCreative
) -> list[tuple[int, bool]]:
    """Ended creatives by what shows, best first, and whether they are the same."""
    main = Holder("img", BOX, URL, "ok", SIZE, 1.0, True, BOX)
    facts = SlotFacts("S1", True, BOX, BOX, (main,), main)
    load = PageLoad(
        captured_at=at(FRIDAY, 9, 10),
        url="http://x/",
        status=200,
        seconds=0.1,
        width=SIZE[0],
        height=SIZE[1],
        scale=1.0,
        slots=(facts,),
        served=(Served(URL, 200, hashlib.sha256(served).hexdigest(), len(served), served),),
        picture=shown,
    )
    config = load_checks(Path("config"))
    seen = Comparer(load, Library(shelf.fetch), config).sight(
        0, slot((*shelf.ended(), *more)), facts
    )
    same = config.similarity.same
    return [(one.creative_id, (one.similarity or 0) >= same) for one in seen.ended]


def recompressed(content: bytes) -> bytes:
    out = io.BytesIO()
    Image.open(io.BytesIO(content)).save(out, "JPEG", quality=95)
    return out.getvalue()


def bytes_of(content: bytes) -> bytes:
    return content


@pytest.mark.parametrize(
    ("shows", "served", "known", "read"),
    [
        pytest.param(0, bytes_of, True, 0, id="the-oldest-by-its-bytes"),
        pytest.param(39, bytes_of, True, 0, id="the-latest-by-its-bytes"),
        pytest.param(39, recompressed, True, MOST_LOOKED_AT, id="the-latest-by-its-picture"),
        pytest.param(
            40 - MOST_LOOKED_AT, recompressed, True, MOST_LOOKED_AT, id="the-last-that-is-compared"
        ),
        pytest.param(0, recompressed, False, MOST_LOOKED_AT, id="the-oldest-is-not-looked-at"),
    ],
)
def test_bytes_are_compared_with_all_pictures_with_the_latest(
    shows: int, served: Callable[[bytes], bytes], known: bool, read: int
) -> None:
    shelf = Shelf(40)
    found = sighted(shelf, shelf.files[shows], served(shelf.files[shows]))
    assert ((shows, True) in found) is known
    assert len(set(shelf.read)) <= read and set(shelf.read) <= set(range(40 - MOST_LOOKED_AT, 40))


def test_of_the_same_file_twice_the_later_is_named() -> None:
    shelf = Shelf(3)
    again = replace(shelf.ended()[0], creative_id=9, contract_no="RLZ9")
    found = sighted(shelf, shelf.files[0], shelf.files[0], again)
    assert found[0] == (9, True)
