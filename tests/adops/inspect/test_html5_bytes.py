"""Any ZIP gives facts and findings, never an exception, and never asks for the machine."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from adops.domain.creative import Code
from adops.inspect import behaviour, markup, references
from adops.inspect.header import TooMany
from adops.phrases.creative import lines
from tests.adops.cases import found, measured
from tests.adops.packages import INDEX, Line, ad, good, written, zipped
from tests.adops.zip_bombs import BOMBS, looked

SEEDS = [
    good(),
    written([INDEX._replace(streamed=True)]),
    written([INDEX, Line(b"a.js", b"x" * 99), Line("图.css".encode())]),
]
TROUBLES = {None, Code.FILE_EMPTY, Code.FILE_BROKEN, Code.FILE_BOMB}
REFUSED = {
    "42": "html5.nested",
    "quine": "html5.nested",
    "65,535 entries": "file.bomb",
    "4 GB that are not there": "file.bomb",
    "128 MB behind 10 bytes": "html5.unsafe_archive",
    "overlapping": "file.bomb",
    "unfinished tags": "file.bomb",
}
STEADY = settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
WORDS = st.sampled_from(
    (
        *("<", ">", "</", "<!--", "-->", "<script>", "</script>", "<style>", "<img src=", "style="),
        *('"', "'", "=", " ", "\n", "\0", "url(", ")", "@import ", "/*", "*/", "//", "data:"),
        *("http://a.example/", "srcset=", "fetch(", "open('GET',", "clickTag", "top.location"),
        *("alert(", "é", "a"),
    )
)
PIECES = (
    *(
        "<!--a>",
        "<!",
        "<a ",
        '<a b="',
        "<?",
        "</a",
        "<script></scrip",
        "<style></style",
        "<script ",
    ),
    *("fetch(", 'fetch("http://', "x('//", "url(", 'url("', "/*", "@import ", "window.", "import "),
    *("clickTag=", "eval(a.resp", "<a b=&#", "<p style=url(", "srcset=a,", "url(  "),
)


@st.composite
def spoilt(draw: st.DrawFn) -> bytes:
    """A real ZIP with some bytes changed, left out or put in."""
    data = bytearray(draw(st.sampled_from(SEEDS)))
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        until = draw(st.integers(at, min(len(data), at + 4)))
        data[at:until] = draw(st.binary(max_size=4))
    return bytes(data)


def judged(data: bytes) -> None:
    facts = measured(data, "ad.zip")
    assert facts.trouble in TROUBLES
    findings = found(facts)
    assert len(lines(findings)) == len(findings)


@STEADY
@given(spoilt())
def test_spoilt_zips(data):
    judged(data)


@STEADY
@given(st.lists(st.tuples(st.binary(max_size=12), st.binary(max_size=60)), max_size=6))
def test_any_names_and_files(content):
    judged(written([Line(name, body) for name, body in content]))


@STEADY
@given(st.lists(WORDS, max_size=60).map("".join), st.sampled_from(["index.html", "a.css", "a.js"]))
def test_any_words_in_a_file(text, name):
    judged(zipped({**ad(), name: text}))


@pytest.mark.parametrize("piece", PIECES)
def test_no_piece_that_is_said_again_and_again_makes_it_slow(piece):
    """Each takes milliseconds; reading that looks back would take minutes and end the test run."""
    text = piece * (400_000 // len(piece))
    try:
        for tag in markup.tags(text):
            list(references.of_tag(tag))
            list(behaviour.of_tag(tag))
    except TooMany:
        pass
    list(references.of_css(text))
    list(references.of_script(text))
    list(behaviour.of_script(text))


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_is_refused_and_takes_no_memory(name):
    data = BOMBS[name]()
    seen = looked(data, rounds=1)
    assert REFUSED[name] in seen["codes"]
    assert seen["mb"] < 100
