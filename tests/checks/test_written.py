"""What pages say can always be written down: half a sign, and NUL, are of no text."""

from typing import Any

import pytest

from checks.browser.patience import trouble_of
from checks.har import Exchange, har_document
from checks.written import read_json, written


@pytest.mark.parametrize(
    ("said", "text"),
    [
        pytest.param("云溪🏠花园", "云溪🏠花园", id="whole signs"),
        pytest.param("看\ud83d房", "看�房", id="the first half"),
        pytest.param("看\udfe0房", "看�房", id="the second half"),
        pytest.param("\udfe0\ud83d", "��", id="both, the wrong way round"),
        pytest.param("a\0b", "a�b", id="NUL"),
        pytest.param({"a\ud83d": ["\ud83d", 1, None]}, {"a�": ["�", 1, None]}, id="inside"),
    ],
)
def test_what_can_be_written(said: Any, text: Any) -> None:
    assert written(said) == text


@pytest.mark.parametrize(
    ("told", "found"),
    [
        pytest.param(r'["\ud83d"]', ["�"], id="half a sign"),
        pytest.param(r'["\uD83D\uDFE0"]', ["🟠"], id="a whole one"),
        pytest.param(r'["\u0000"]', ["�"], id="NUL"),
        pytest.param(r'["\\ud83d"]', ["\\ud83d"], id="words about one"),
    ],
)
def test_what_a_document_of_a_page_says(told: str, found: Any) -> None:
    assert read_json(told) == found


def test_what_a_page_throws_and_asks_for_can_be_kept() -> None:
    assert trouble_of(ValueError("看\ud83d\nat line 1")).detail == "看�"
    one = Exchange("GET", "http://h/\ud83d", "image", 0.0, answered={"content-length": "9" * 5_000})
    assert b'"http://h/?"' in har_document([one], page_url="http://h/\ud83d", most=9_000)
