"""How fast a run of frames is (rules.md §5, animation.too_fast)."""

import pytest

from adops.inspect.timing import fastest, played, shown


@pytest.mark.parametrize(
    ("delays", "plays", "fps"),
    [
        ([1000], 0, 1),
        ([70, 70, 60] * 5, 1, 15),
        ([70, 60, 70] * 10, 0, 15),
        ([60] * 17, 1, 1000 / 60),
        ([50] * 10, 1, 20),
        ([50] * 10, 0, 20),
        ([50] * 20 + [60_000], 1, 20),
        ([60_000] + [50] * 20, 0, 20),
        ([50] * 10 + [950], 1, 11 / 1.45),
    ],
    ids=[
        "one frame",
        "fifteen, unevenly",
        "fifteen, for ever",
        "a little over fifteen",
        "half a second, once",
        "half a second, for ever",
        "a fast second, then a hold",
        "a hold, then a fast second",
        "half a fast second, then a hold",
    ],
)
def test_the_most_frames_it_keeps_up_for_a_second(delays, plays, fps):
    assert fastest(delays, plays) == pytest.approx(fps)


def test_a_run_goes_on_across_its_seam():
    assert sum(played([50] * 5, 0)) >= 1250
    assert played([50] * 5, 2) == (50,) * 10
    assert played([2000], 1) == (2000,)


def test_too_short_a_delay_is_shown_longer():
    assert shown([0, 10, 11, 20, 500]) == (100, 100, 11, 20, 500)
