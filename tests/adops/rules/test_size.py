"""The four byte boundaries, on values and on real files (rules.md §4)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adops.domain.creative import Code
from adops.domain.slot import Owner
from adops.rules.size import weigh
from tests.adops import files
from tests.adops.cases import LIMIT, TERMS, codes, found, measured, slot

HALF_MORE = LIMIT * 3 // 2
MAKERS = {"jpg": files.jpg, "png": files.png, "gif": files.gif}
BOUNDARIES = [
    (LIMIT, [], []),
    (LIMIT + 1, ["size.over_limit"], ["size.sina_strict"]),
    (HALF_MORE, ["size.over_limit"], ["size.sina_strict"]),
    (HALF_MORE + 1, ["size.over_cap"], ["size.sina_strict"]),
]


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize(("weight", "leju", "sina"), BOUNDARIES)
def test_real_files_at_each_boundary(kind, weight, leju, sina):
    one = measured(MAKERS[kind](weight=weight), f"banner.{kind}")
    assert one.size == weight
    assert codes(found(one)) == leju
    assert codes(found(one, slot(owner=Owner.SINA))) == sina


@pytest.mark.parametrize(
    ("limit", "size", "code"),
    [
        (1, 1, None),
        (1, 2, Code.SIZE_OVER_CAP),
        (3, 4, Code.SIZE_OVER_LIMIT),
        (3, 5, Code.SIZE_OVER_CAP),
        (15 * 1024, 23_040, Code.SIZE_OVER_LIMIT),
        (15 * 1024, 23_041, Code.SIZE_OVER_CAP),
        (0, 10**9, None),
    ],
)
def test_an_odd_limit_is_not_rounded(limit, size, code):
    assert weigh(size, limit=limit, owner=Owner.LEJU, terms=TERMS) is code


@given(limit=st.integers(1, 10**9), size=st.integers(0, 10**10))
def test_a_size_is_in_exactly_one_row_of_the_table(limit, size):
    leju = weigh(size, limit=limit, owner=Owner.LEJU, terms=TERMS)
    sina = weigh(size, limit=limit, owner=Owner.SINA, terms=TERMS)
    assert (leju is None) == (sina is None) == (size <= limit)
    assert (leju is Code.SIZE_OVER_CAP) == (2 * size > 3 * limit and size > limit)
