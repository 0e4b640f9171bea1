"""What may stand in the steps of a page, as a table."""

from typing import Any

import pytest

from adops.domain.page_steps import PageStep, StepKind
from adops.errors import InputError
from adops.rules.page_steps import as_data, is_at, steps_of

GOOD: list[tuple[dict[str, str], PageStep]] = [
    ({"click": " #agree "}, PageStep(StepKind.CLICK, "#agree")),
    ({"wait": "main"}, PageStep(StepKind.WAIT, "main")),
    ({"fill": "#q", "value": " 房 "}, PageStep(StepKind.FILL, "#q", value=" 房 ")),
    ({"fill": "#q"}, PageStep(StepKind.FILL, "#q")),
    (
        {"fill": "#pw", "secret": "ADOPS_STEP_LEJU_2"},
        PageStep(StepKind.FILL, "#pw", secret="ADOPS_STEP_LEJU_2"),
    ),
]


@pytest.mark.parametrize(("row", "step"), GOOD, ids=lambda one: str(one)[:40])
def test_one_step(row: dict[str, str], step: PageStep) -> None:
    assert steps_of([row]) == (step,)
    assert steps_of(as_data([step])) == (step,)


BAD: list[tuple[Any, str]] = [
    ({}, "steps.kind"),
    ({"hover": "#a"}, "steps.kind"),
    ({"click": "#a", "wait": "#b"}, "steps.kind"),
    ({"click": "#a", "seconds": "3"}, "steps.unknown"),
    ({"click": "  "}, "steps.no_selector"),
    ({"click": "#a", "value": "x"}, "steps.value"),
    ({"wait": "#a", "secret": "ADOPS_STEP_X"}, "steps.value"),
    ({"fill": "#a", "value": "x", "secret": "ADOPS_STEP_X"}, "steps.both"),
    ({"fill": "#a", "secret": "ADOPS_SECRET_KEY"}, "steps.secret"),
    ({"fill": "#a", "secret": "AWS_SECRET_ACCESS_KEY"}, "steps.secret"),
    ({"fill": "#a", "secret": "ADOPS_STEP_"}, "steps.secret"),
    ({"fill": "#a", "secret": "ADOPS_STEP_x"}, "steps.secret"),
    ({"fill": "#a", "secret": "ADOPS_STEP_LEJU_AT"}, "steps.secret"),
    ({"fill": "#a", "value": "x" * 501}, "steps.too_long"),
    ({"click": 3}, "steps.too_long"),
]


@pytest.mark.parametrize(("row", "code"), BAD, ids=lambda one: str(one)[:50])
def test_what_is_wrong_names_the_step(row: dict[str, Any], code: str) -> None:
    with pytest.raises(InputError) as error:
        steps_of([{"click": "#first"}, row])
    assert (error.value.code, error.value.facts["step"]) == (code, 2)


def test_ten_are_enough() -> None:
    assert len(steps_of([{"click": "#a"}] * 10)) == 10
    with pytest.raises(InputError, match=r"steps\.too_many"):
        steps_of([{"click": "#a"}] * 11)


HOST, BOTH = "login.example.com", "login.example.com, http://127.0.0.1:8901"
PLACES: list[tuple[str, str, bool]] = [
    ("https://login.example.com/in?a=1#b", HOST, True),
    ("https://LOGIN.example.com./in", HOST, True),
    ("https://login.example.com:443/", HOST, True),
    ("https://login.example.com/", "https://login.example.com/deep", True),
    ("https://login.example.com:8443/", "login.example.com:8443", True),
    ("http://127.0.0.1:8901/page", BOTH, True),
    ("http://login.example.com/", HOST, False),
    ("https://login.example.com:8443/", HOST, False),
    ("https://example.com/", HOST, False),
    ("https://login.example.com.evil.example/", HOST, False),
    ("https://evil.example/login.example.com", HOST, False),
    ("https://login.example.com@evil.example/", HOST, False),
    ("blob:https://login.example.com/1", HOST, False),
    ("about:blank", HOST, False),
    ("data:text/html,login.example.com", HOST, False),
    ("", HOST, False),
    ("https://login.example.com/", "", False),
    ("https://login.example.com/", " , ,", False),
    ("https://login.example.com/", "https://[x", False),
    ("https://[x/", HOST, False),
]


@pytest.mark.parametrize(("url", "places", "there"), PLACES, ids=lambda one: str(one)[:45])
def test_a_secret_is_for_these_places_alone(url: str, places: str, there: bool) -> None:
    assert is_at(url, places) is there
