"""Any bytes give facts, never an exception, in bounded memory, and the review has words for
whatever they are."""

import subprocess
import sys

from hypothesis import given, settings

from adops.domain.creative import Code
from adops.phrases.creative import lines
from tests.adops.cases import found, measured, slot
from tests.adops.spoilt import CALM, by_chance, spoilt

TROUBLES = {None, Code.FILE_EMPTY, Code.FILE_BROKEN, Code.FILE_BOMB}
EVERYTHING = slot(formats=("jpg", "png", "gif", "webp", "avif", "html5", "mp4", "webm"))
STEADY = settings(CALM, max_examples=400)
MOST_MB = 200


def judged(data: bytes) -> None:
    facts = measured(data, "a.jpg", "image/png")
    assert facts.size == len(data)
    assert facts.trouble in TROUBLES
    assert (facts.width is None) == (facts.height is None)
    findings = found(facts, EVERYTHING)
    assert len(lines(findings)) == len(lines(findings, "en")) == len(findings)


@STEADY
@given(by_chance())
def test_bytes_by_chance(data):
    judged(data)


@STEADY
@given(spoilt())
def test_spoilt_files(data):
    judged(data)


def test_whatever_it_is_it_takes_less_than_200_mb():
    done = subprocess.run(
        [sys.executable, "-m", "tests.adops.spoilt", "400"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert float(done.stdout.split()[-1]) < MOST_MB
    assert "Traceback" not in done.stderr
