"""What a person looks at, of which station, and what can be said (rules.md §9)."""

import pytest

from adops.domain.booking import Category
from adops.domain.by_hand import ANSWERS, DELIVERED_OF, Shows, Why
from adops.domain.facts import BookingOnAir
from adops.domain.region import regions_named
from adops.domain.slot import Device
from adops.domain.states import Delivered, LookResult
from adops.phrases.by_hand import SHOWS, SHOWS_EN
from adops.rules.by_hand import answers_for, is_elsewhere, owed_by, why_by_hand
from checks.judge import _is_here

HERE = ("北京",)
CITIES = {"北京": "bj", "上海": "sh", "广州": "gz"}


@pytest.mark.parametrize(
    ("device", "url", "regions", "why"),
    [
        pytest.param(Device.PC, "http://a", ("北京",), None, id="here"),
        pytest.param(Device.PC, "http://a", (), None, id="anywhere"),
        pytest.param(Device.PC, "http://a", ("全国",), None, id="everywhere"),
        pytest.param(Device.PC, "http://a", ("全流量",), None, id="everywhere-as-packages-say"),
        pytest.param(Device.PC, "http://a", ("北京市",), None, id="here-in-full"),
        pytest.param(Device.PC, "http://a", ("上海市",), Why.GEO, id="another-city-in-full"),
        pytest.param(Device.PC, "http://a", ("上海", "北京"), None, id="here-too"),
        pytest.param(Device.PC, "http://a", ("上海",), Why.GEO, id="another-city"),
        pytest.param(Device.MOBILE, "http://a", ("上海", "广州"), Why.GEO, id="other-cities"),
        pytest.param(Device.APP, "http://a", ("北京",), Why.APP, id="app"),
        pytest.param(Device.APP, "", ("上海",), Why.APP, id="app-elsewhere"),
        pytest.param(Device.PC, "", ("北京",), Why.NO_PAGE, id="no-page"),
    ],
)
def test_why_a_person_looks(
    device: Device, url: str, regions: tuple[str, ...], why: Why | None
) -> None:
    assert why_by_hand(device, url, regions, HERE) is why


REGIONS: list[tuple[str, ...]] = [
    (),
    ("北京",),
    ("上海",),
    ("全国",),
    ("全流量",),
    ("上海", "北京"),
    ("北京市",),
    ("上海市",),
]


@pytest.mark.parametrize("regions", REGIONS)
@pytest.mark.parametrize("here", [(), ("北京",), ("北京市",), ("上海", "广州")])
def test_the_check_and_the_round_agree(regions: tuple[str, ...], here: tuple[str, ...]) -> None:
    booking = BookingOnAir(1, "RLZ1", "", "", Category.PAID, 1, regions, "bj", "bj", ())
    assert is_elsewhere(regions, here) is not _is_here(booking, here)
    assert is_elsewhere(regions, here) is is_elsewhere(regions_named(regions), regions_named(here))


@pytest.mark.parametrize(
    ("why", "regions", "station"),
    [
        pytest.param(Why.APP, ("上海",), "tj", id="who-places"),
        pytest.param(Why.NO_PAGE, ("上海",), "tj", id="who-places-without-page"),
        pytest.param(Why.GEO, ("上海",), "sh", id="an-ae-of-that-city"),
        pytest.param(Why.GEO, ("深圳", "广州"), "gz", id="the-first-with-a-station"),
        pytest.param(Why.GEO, ("深圳",), "bj", id="none-there-who-sold"),
        pytest.param(Why.GEO, ("上海市",), "sh", id="an-ae-of-that-city-in-full"),
    ],
)
def test_who_looks(why: Why, regions: tuple[str, ...], station: str) -> None:
    assert owed_by(why, regions, cities=CITIES, placed="tj", sold="bj") == station


def test_every_answer_has_words_and_one_meaning() -> None:
    assert set(SHOWS) == set(SHOWS_EN) == set(ANSWERS) == set(Shows)
    results = [result for result, _ in ANSWERS.values()]
    assert len(set(results)) == len(results)
    assert set(answers_for(booked=True)) | set(answers_for(booked=False)) == set(Shows)
    assert not set(answers_for(booked=True)) & set(answers_for(booked=False))
    assert DELIVERED_OF[LookResult.OK] is Delivered.YES


@pytest.mark.parametrize(
    ("shows", "delivered"),
    [
        (Shows.AS_BOOKED, Delivered.YES),
        (Shows.NOTHING, Delivered.NO),
        (Shows.HIDDEN, Delivered.NO),
        (Shows.WRONG_CREATIVE, Delivered.NO),
        (Shows.WRONG_SIZE, Delivered.NO),
        (Shows.WRONG_LINK, Delivered.NO),
        (Shows.UNCLEAR, Delivered.UNKNOWN),
        (Shows.VACANT, None),
        (Shows.UNSOLD, None),
        (Shows.EXPIRED, None),
    ],
)
def test_what_an_answer_means_for_the_booking_s_day(
    shows: Shows, delivered: Delivered | None
) -> None:
    assert ANSWERS[shows][1] is delivered
