"""Bytes by chance, and real files of every format that something happened to.

python -m tests.adops.spoilt COUNT → looks at so many of each in this process, and prints the most
memory it ever had, in MB.
"""

import sys
from collections.abc import Callable, Sequence

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.adops import files, films
from tests.adops.cases import measured
from tests.adops.peak import peak_mb

SMALL = (60, 40)
RUN = [100] * 6
SEEDS: Sequence[bytes] = (
    files.jpg(SMALL),
    files.jpg(SMALL, progressive=True),
    files.jpg(SMALL, mode="CMYK"),
    files.turned_jpg(SMALL),
    files.png(SMALL),
    files.gif(SMALL),
    files.webp(SMALL),
    files.webp(SMALL, lossless=True),
    files.avif(SMALL),
    files.moving(size=SMALL, delays=RUN),
    files.moving("PNG", size=SMALL, delays=RUN),
    files.moving("WEBP", size=SMALL, delays=RUN),
    files.moving("AVIF", size=SMALL, delays=RUN),
    films.film(size=(64, 36), audio="aac"),
    films.film(size=(64, 36), fast=False),
    films.film(size=(64, 36), fast=False, flags="frag_keyframe+empty_moov"),
    films.film("webm", size=(64, 36), audio="libopus"),
    films.film("webm", size=(64, 36), codec="libvpx-vp9"),
    films.film("webm", size=(64, 36), codec="libsvtav1"),
    files.html5(),
    files.SWF,
    files.MP4,
    "京西新盘，总价 300 万起".encode(),
)
STARTS = [seed[:length] for seed in SEEDS for length in (4, 12, 30)]
CALM = settings(
    deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None
)


def by_chance() -> st.SearchStrategy[bytes]:
    """Any bytes; some begin like a file."""
    begun = st.tuples(st.sampled_from(STARTS), st.binary(max_size=400)).map(b"".join)
    return st.binary(max_size=2000) | begun


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A real file with bits turned over, pieces left out, put in from another, said twice, or its
    end missing."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        until = draw(st.integers(at, min(len(data), at + draw(st.sampled_from([1, 4, 64, 4096])))))
        data[at:until] = draw(_instead(bytes(data[at:until])))
    cut = draw(st.integers(0, len(data))) if draw(st.integers(0, 4)) == 0 else len(data)
    return bytes(data[:cut])


def _instead(piece: bytes) -> st.SearchStrategy[bytes]:
    """What comes in the place of a piece."""
    turned = st.integers(1, 255).map(lambda bits: bytes(byte ^ bits for byte in piece))
    said_again = st.integers(0, 40).map(lambda times: piece * times)
    other = st.tuples(st.sampled_from(SEEDS), st.integers(0, 4000), st.integers(0, 64)).map(
        lambda cut: cut[0][cut[1] : cut[1] + cut[2]]
    )
    return st.binary(max_size=4) | turned | said_again | other | st.just(b"\xff" * len(piece))


def _hammer(count: int) -> None:
    def look(data: bytes) -> None:
        measured(data, "a.jpg", "image/png")

    for strategy in (by_chance(), spoilt()):
        run: Callable[[], None] = settings(CALM, max_examples=count)(given(strategy)(look))
        run()
    print(round(peak_mb(), 1))


if __name__ == "__main__":
    _hammer(int(sys.argv[1]))
