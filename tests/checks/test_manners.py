"""How gently a host is asked; time is a number, and whoever waits is let go by hand."""

import asyncio
from collections.abc import Sequence

import pytest

from adops.catalog.checks import Hosts
from checks.browser.manners import Manners

A, B = "http://a.example/1", "https://B.example:8443/2"


class Clock:
    """Seconds that pass when somebody waits."""

    def __init__(self) -> None:
        self.seconds = 100.0
        self.waited: list[float] = []

    async def pause(self, seconds: float) -> None:
        self.waited.append(seconds)
        self.seconds += seconds


async def most_open(manners: Manners, urls: Sequence[str]) -> dict[str, int]:
    """How many pages of each host were open at once, when none closes before all had a chance."""
    open_ones: dict[str, int] = {}
    most: dict[str, int] = {}

    async def page(url: str) -> None:
        host = url.split("/")[2]
        async with manners.at(url):
            open_ones[host] = open_ones.get(host, 0) + 1
            most[host] = max(most.get(host, 0), open_ones[host])
            for _ in urls:
                await asyncio.sleep(0)
            open_ones[host] -= 1

    async with asyncio.TaskGroup() as group:
        for url in urls:
            group.create_task(page(url))
    return most


@pytest.mark.parametrize(
    ("at_once", "a", "b"), [(0, 5, 3), (1, 1, 1), (2, 2, 2), (4, 4, 3)], ids=str
)
def test_so_many_pages_of_a_host_at_once(at_once: int, a: int, b: int) -> None:
    manners = Manners(Hosts(at_once=at_once, delay=0))
    found = asyncio.run(most_open(manners, [A] * 5 + [B] * 3))
    assert found == {"a.example": a, "B.example:8443": b}


@pytest.mark.parametrize(
    ("delay", "urls", "waited"),
    {
        "none": (0, [A, A, A], []),
        "the-first-does-not-wait": (2, [A], []),
        "one-after-the-other": (2, [A, A, A], [2, 2]),
        "by-host-and-port": (2, [A, B, A.upper(), "http://b.example/"], [2]),
    }.values(),
    ids=lambda given: "",
)
def test_a_pause_between_two_beginnings(
    delay: float, urls: Sequence[str], waited: Sequence[float]
) -> None:
    time = Clock()
    manners = Manners(Hosts(at_once=0, delay=delay), pause=time.pause, seconds=lambda: time.seconds)

    async def ask() -> None:
        for url in urls:
            async with manners.at(url):
                pass

    asyncio.run(ask())
    assert time.waited == waited


def test_time_that_passed_by_itself_is_not_waited_again() -> None:
    time = Clock()
    manners = Manners(Hosts(at_once=1, delay=5), pause=time.pause, seconds=lambda: time.seconds)

    async def ask() -> None:
        for seconds in (0, 3, 60):
            time.seconds += seconds
            async with manners.at(A):
                pass

    asyncio.run(ask())
    assert time.waited == [2]


def test_a_page_that_fails_gives_its_seat_back() -> None:
    manners = Manners(Hosts(at_once=1, delay=0))

    async def ask() -> None:
        with pytest.raises(RuntimeError):
            async with manners.at(A):
                raise RuntimeError
        async with asyncio.timeout(60), manners.at(A):
            pass

    asyncio.run(ask())
