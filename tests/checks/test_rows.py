"""Rows in which ads wait for their turn: how long for whom."""

from dataclasses import replace

import pytest

from adops.domain.slot import Device
from checks.browser.rows import LONGEST_ROW, Rows
from checks.frames import GAP, TUCKED
from checks.probe import Box, PageProbe, SlotFacts, SlotProbe

BOX = Box(0, 0, 300, 100)
TURN = 5.0
SHOWN = SlotFacts("S1", True, BOX, BOX)


def down(at: str) -> SlotFacts:
    return replace(SHOWN, hidden_by="display", tucked=at, unread=None if at == GAP else TUCKED)


class Case:
    """A page of one slot, and a clock."""

    def __init__(self, *, loads: int = 1) -> None:
        self.now = 100.0
        slot = SlotProbe(1, "S1", "#s", True, 0, loads)
        probe = PageProbe(1, "http://a/", Device.PC, (slot,))
        self.rows = Rows(probe, TURN, clock=lambda: self.now)

    def waits(self, seconds: float) -> bool:
        self.now += seconds
        return self.rows.may_come


@pytest.fixture
def case() -> Case:
    return Case()


def test_a_row_that_stands_still_is_given_its_turn(case: Case) -> None:
    case.rows.begin([down("a")])
    assert case.waits(TURN - 0.1) and not case.waits(0.2)


def test_one_that_moves_is_given_another(case: Case) -> None:
    case.rows.begin([down("a")])
    case.waits(TURN - 0.1)
    assert not case.rows.come([down("b")])
    assert case.waits(TURN - 0.1)


def test_one_that_came_round_is_not_waited_for(case: Case) -> None:
    case.rows.begin([down("a")])
    for at in ("b", "b", "c", "a"):
        assert case.waits(1)
        assert not case.rows.come([down(at)])
    assert not case.waits(0)


def test_one_that_never_comes_round_has_an_end(case: Case) -> None:
    case.rows.begin([down("a")])
    turns = 0
    while case.waits(TURN - 1):
        case.rows.come([down(str(turns))])
        turns += 1
    assert turns * (TURN - 1) <= LONGEST_ROW * TURN


@pytest.mark.parametrize(
    "one",
    [
        pytest.param(down(GAP), id="between two"),
        pytest.param(replace(SHOWN, hidden_by="opacity"), id="perhaps not up yet"),
        pytest.param(replace(SHOWN, found=False), id="taken out of the page"),
        pytest.param(replace(SHOWN, unread="loading"), id="on its way"),
    ],
)
def test_what_is_not_seen_has_not_come(case: Case, one: SlotFacts) -> None:
    case.rows.begin([down("a")])
    assert not case.rows.come([one])
    assert case.waits(0)


def test_what_is_hidden_in_its_own_turn_has_come(case: Case) -> None:
    covered = replace(SHOWN, hidden_by="covered")
    case.rows.begin([down("a")])
    found = [case.rows.come([one]) for one in (covered, down("b"), covered, covered)]
    assert found == [set(), set(), set(), {"S1"}]


def test_what_is_broken_in_its_turn_has_come(case: Case) -> None:
    case.rows.begin([down("a")])
    assert case.rows.come([replace(SHOWN, hidden_by="display", broken="/gone.png")])


def test_what_came_is_not_waited_for_again() -> None:
    for pictured in (replace(SHOWN, steady=False), down("b")):
        case = Case()
        for one in (pictured, SHOWN):
            case.rows.begin([down("a")])
            come = case.rows.come([SHOWN])
            assert come == {"S1"}
            case.rows.pictured(come, [one])
            assert not case.waits(0)
    case.rows.begin([down("a")])
    assert not case.waits(0)


def test_what_rotates_is_waited_for_in_every_load() -> None:
    case = Case(loads=8)
    for _ in range(5):
        case.rows.begin([down("a")])
        assert case.waits(0)
        case.rows.pictured(case.rows.come([SHOWN]), [SHOWN])


def test_what_has_not_come_in_two_loads_is_not_waited_for(case: Case) -> None:
    found = []
    for _ in range(3):
        case.rows.begin([down("a")])
        found.append(case.waits(0))
    assert found == [True, True, False]
