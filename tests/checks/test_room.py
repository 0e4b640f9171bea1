"""Pages side by side, or one alone."""

import asyncio

from checks.room import Room


async def visitor(room: Room, name: str, told: list[str], *, alone: bool = False) -> None:
    async with room.entered(alone=alone):
        told.append(f"{name}+")
        for _ in range(5):
            await asyncio.sleep(0)
        told.append(f"{name}-")


def told_of(*names: str) -> list[str]:
    """Who came and went, those in capitals alone."""

    async def all_of_them() -> list[str]:
        room, told = Room(), list[str]()
        async with asyncio.TaskGroup() as group:
            for name in names:
                group.create_task(visitor(room, name, told, alone=name.isupper()))
        return told

    return asyncio.run(all_of_them())


def test_side_by_side() -> None:
    assert told_of("a", "b") == ["a+", "b+", "a-", "b-"]


def test_who_is_alone_waits_for_those_inside_and_who_comes_later_waits() -> None:
    assert told_of("a", "b", "X", "c", "d") == (
        ["a+", "b+", "a-", "b-", "X+", "X-", "c+", "d+", "c-", "d-"]
    )


def test_two_that_want_to_be_alone() -> None:
    assert told_of("X", "Y", "a") == ["X+", "X-", "Y+", "Y-", "a+", "a-"]


def test_who_gives_up_waiting_keeps_nobody_out() -> None:
    async def given_up() -> list[str]:
        room, told = Room(), list[str]()
        inside = asyncio.create_task(visitor(room, "a", told))
        await asyncio.sleep(0)
        waits = asyncio.create_task(visitor(room, "X", told, alone=True))
        await asyncio.sleep(0)
        later = asyncio.create_task(visitor(room, "b", told))
        await asyncio.sleep(0)
        waits.cancel()
        await asyncio.gather(inside, waits, later, return_exceptions=True)
        return told

    assert sorted(asyncio.run(given_up())) == ["a+", "a-", "b+", "b-"]
