"""What may stand in the steps of a page, as a table."""

from typing import Any

import pytest

from adops.domain.page_steps import PageStep, StepKind
from adops.errors import InputError
from adops.rules.page_steps import as_data, steps_of

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
