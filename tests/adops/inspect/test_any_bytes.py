"""Any bytes give facts, never an exception, and the review has words for whatever they are."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adops.domain.creative import Code
from adops.phrases.creative import lines
from tests.adops import files
from tests.adops.cases import found, measured

SEEDS = [
    files.jpg((60, 40)),
    files.jpg((60, 40), progressive=True),
    files.turned_jpg((60, 40)),
    files.png((60, 40)),
    files.gif((60, 40)),
    files.webp((60, 40)),
    files.moving(size=(60, 40), delays=[100] * 6),
    files.moving("PNG", size=(60, 40), delays=[100] * 6),
    files.moving("WEBP", size=(60, 40), delays=[100] * 6),
    files.html5(),
    files.SWF,
    files.MP4,
]
STARTS = [seed[:length] for seed in SEEDS for length in (4, 12, 30)]
TROUBLES = {None, Code.FILE_EMPTY, Code.FILE_BROKEN, Code.FILE_BOMB}
STEADY = settings(
    deadline=None, max_examples=300, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A real file with some bytes changed, left out or put in."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        until = draw(st.integers(at, min(len(data), at + 4)))
        data[at:until] = draw(st.binary(max_size=4))
    return bytes(data)


def judged(data: bytes) -> None:
    facts = measured(data, "a.jpg", "image/png")
    assert facts.size == len(data)
    assert facts.trouble in TROUBLES
    assert (facts.width is None) == (facts.height is None)
    findings = found(facts)
    assert len(lines(findings)) == len(findings)


@STEADY
@given(st.binary(max_size=2000))
def test_bytes_by_chance(data):
    judged(data)


@STEADY
@given(st.sampled_from(STARTS), st.binary(max_size=400))
def test_bytes_that_begin_like_a_file(start, rest):
    judged(start + rest)


@STEADY
@given(spoilt())
def test_spoilt_files(data):
    judged(data)
