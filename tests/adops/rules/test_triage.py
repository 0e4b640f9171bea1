"""The three questions, answered with proof (rules.md §9)."""

from typing import Any

import pytest

from adops.domain.anomaly import Answer, Answered, Evidence, Outcome, Question
from adops.domain.states import LookResult
from adops.phrases.anomaly import fix, proof
from adops.rules.triage import answers, is_asked, joined, outcome, size_in

WANTED = {"main": "950×90"}
GOOD: dict[str, Any] = {
    "result": LookResult.EMPTY,
    "wanted": WANTED,
    "files": {"main": "950×90"},
    "booked": "https://a.example/x",
    "typed": {"main": "950×90"},
    "entered": True,
}
RIGHT, WRONG, UNKNOWN = Answer.RIGHT, Answer.WRONG, Answer.UNKNOWN


@pytest.mark.parametrize(
    ("given", "told", "come"),
    [
        pytest.param({}, "right right right", Outcome.TICKET, id="all-right"),
        pytest.param(
            {"rendered": ("950×60", "950×90")}, "wrong right right", Outcome.OURS, id="rendered"
        ),
        pytest.param(
            {"files": {"main": "950×60"}}, "wrong right right", Outcome.OURS, id="the-file"
        ),
        pytest.param({"files": {}}, "unknown right right", Outcome.ASK, id="no-creative"),
        pytest.param(
            {"links": (("link.wrong", "http://b/", "https://a.example/x"),)},
            "right wrong right",
            Outcome.OURS,
            id="links-elsewhere",
        ),
        pytest.param(
            {"links": (("link.dead", "timeout", "https://a.example/x"),)},
            "right wrong right",
            Outcome.OURS,
            id="dead-link",
        ),
        pytest.param(
            {"landing": "https://a.example/x", "entered": None},
            "right right right",
            Outcome.TICKET,
            id="a-click-went-there",
        ),
        pytest.param({"entered": None}, "right unknown right", Outcome.ASK, id="no-link-known"),
        pytest.param({"entered": False}, "right wrong right", Outcome.OURS, id="another-version"),
        pytest.param(
            {"typed": {"main": "950×60"}}, "right right wrong", Outcome.OURS, id="typed-otherwise"
        ),
        pytest.param(
            {"typed": {}, "ad_data": "950×90"},
            "right right right",
            Outcome.TICKET,
            id="the-page-says-it",
        ),
        pytest.param(
            {"ad_data": "300×250"}, "right right wrong", Outcome.OURS, id="the-page-differs"
        ),
        pytest.param({"typed": {}}, "right right unknown", Outcome.ASK, id="nothing-known"),
        pytest.param(
            {"is_text": True, "files": {}, "typed": {}, "wanted": {}},
            "right right right",
            Outcome.TICKET,
            id="text-link",
        ),
        pytest.param(
            {"typed": {}, "links": (("link.none", "", "https://a.example/x"),)},
            "right wrong unknown",
            Outcome.OURS,
            id="one-wrong-is-enough",
        ),
    ],
)
def test_the_three(given: dict[str, Any], told: str, come: Outcome) -> None:
    found = answers(Evidence(**(GOOD | given)))
    assert [one.question for one in found] == list(Question)
    assert " ".join(one.answer.value for one in found) == told
    assert outcome(found) is come
    for one in found:
        assert proof(one) != "人工核对"  # each has a proof in words
        assert bool(fix(one)) is (one.answer is WRONG)
        assert Answered.of_data(one.as_data()) == one


def test_a_person_s_answer_stands_in_the_machine_s_place() -> None:
    machine = answers(Evidence(**(GOOD | {"typed": {}})))
    said = Answered(Question.AD_MATCH, RIGHT, "said", by="BJ001")
    given = joined(machine, [machine[0], said])
    assert [one.answer for one in given] == [RIGHT, RIGHT, RIGHT]
    assert given[2].by == "BJ001"
    assert outcome(given) is Outcome.TICKET


@pytest.mark.parametrize(
    ("result", "booked", "asked"),
    [
        (LookResult.WRONG_CREATIVE, True, True),
        (LookResult.DEAD_LINK, True, True),
        (LookResult.MISSING, False, False),
        (LookResult.EXPIRED, False, False),
        (LookResult.UNREACHABLE, False, False),
    ],
)
def test_what_is_asked(result: LookResult, booked: bool, asked: bool) -> None:
    assert is_asked(result, has_booking=booked) is asked


@pytest.mark.parametrize(
    ("data", "size"),
    [
        ({"data-ad-size": "950*90"}, "950×90"),
        ({"data-ad-size": "950x090"}, "950×90"),
        ({"data-ad-width": "950px", "data-ad-height": "90"}, "950×90"),
        ({"data-ad-pdps": "PDPS000000056985", "data-ad-status": "done"}, ""),
        ({"data-ad-width": "950"}, ""),
        ({"data-ad-size": "auto"}, ""),
        ({}, ""),
    ],
)
def test_what_a_page_s_own_ad_data_says(data: dict[str, str], size: str) -> None:
    assert size_in(data) == size
