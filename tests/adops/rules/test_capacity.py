"""rules.md §8: a slot sells `rotations` shares a day."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adops.domain.period import Period
from adops.domain.slot import Unit
from adops.rules.capacity import Claim, over_booked, shares_per_day


def claim(first: int, last: int, shares: int = 1, label: str = "RLZ1") -> Claim:
    return Claim(label, Period(date(2026, 11, first), date(2026, 11, last)), shares)


@pytest.mark.parametrize(
    ("wanted", "others", "rotations", "days", "way"),
    [
        pytest.param(claim(1, 3), [], 1, [], [], id="free"),
        pytest.param(claim(1, 3), [claim(4, 5)], 1, [], [], id="the day after"),
        pytest.param(claim(1, 3), [claim(3, 5, label="A")], 1, [3], ["A"], id="one day in common"),
        pytest.param(claim(1, 3), [claim(1, 3)], 2, [], [], id="second share"),
        pytest.param(
            claim(1, 3, 2), [claim(2, 2, label="A")], 2, [2], ["A"], id="two shares wanted"
        ),
        pytest.param(claim(1, 2, 3), [], 2, [1, 2], [], id="more than there are"),
        pytest.param(
            claim(1, 9),
            [claim(1, 2, label="A"), claim(2, 3, label="B"), claim(7, 7, label="C")],
            2,
            [2],
            ["A", "B"],
            id="only the full day and who holds it",
        ),
    ],
)
def test_over_booked(
    wanted: Claim, others: list[Claim], rotations: int, days: list[int], way: list[str]
) -> None:
    found = over_booked(wanted, others, rotations=rotations)
    assert ([day.day for day in found.days] if found else []) == days
    assert ([one.label for one in found.in_the_way] if found else []) == way


@pytest.mark.parametrize(
    ("unit", "refused"),
    [(Unit.DAY, True), (Unit.MONTH, True), (Unit.HOUR, True), (Unit.CPM, False)],
)
def test_only_cpm_is_never_over_booked(unit: Unit, refused: bool) -> None:
    found = over_booked(claim(1, 1), [claim(1, 1)], rotations=1, unit=unit)
    assert (found is not None) is refused


CLAIMS = st.lists(
    st.tuples(st.integers(1, 20), st.integers(0, 9), st.integers(1, 3)).map(
        lambda one: claim(one[0], one[0] + one[1], one[2])
    ),
    max_size=12,
)


@given(claims=CLAIMS, rotations=st.integers(1, 4))
def test_taking_only_what_is_not_refused_never_over_books(
    claims: list[Claim], rotations: int
) -> None:
    taken: list[Claim] = []
    for one in claims:
        if over_booked(one, taken, rotations=rotations) is None:
            taken.append(one)
    whole = Period(date(2026, 11, 1), date(2026, 11, 1) + timedelta(40))
    assert all(shares <= rotations for shares in shares_per_day(taken, whole).values())
