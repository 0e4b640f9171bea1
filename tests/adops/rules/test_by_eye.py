"""Where a person decides, and what it comes to (checks.md, Results, unsure)."""

import pytest

from adops.domain.finding import Finding, Severity
from adops.domain.states import Delivered, LookResult
from adops.rules.by_eye import is_by_eye, seen_by_eye

YES, NO, UNKNOWN = Delivered.YES, Delivered.NO, Delivered.UNKNOWN
SURE, UNSURE = LookResult.WRONG_LINK, LookResult.UNSURE


def geo(contract_no: str) -> list[Finding]:
    return [Finding("geo", Severity.WARN, where=contract_no)]


@pytest.mark.parametrize(
    ("delivered", "given", "allowed"),
    [
        pytest.param(UNKNOWN, {}, True, id="unsure"),
        pytest.param(UNKNOWN, {"page_seen": False}, False, id="page-not-seen"),
        pytest.param(YES, {}, False, id="sure-of-it"),
        pytest.param(NO, {}, False, id="sure-of-the-contrary"),
        pytest.param(YES, {"decided": True}, True, id="said-before"),
        pytest.param(NO, {"decided": True}, True, id="said-before-not-seen"),
        pytest.param(UNKNOWN, {"findings": geo("RLZ1")}, False, id="aimed-at-another-city"),
        pytest.param(UNKNOWN, {"findings": geo("RLZ2")}, True, id="another-contract-is"),
    ],
)
def test_what_is_open_to_the_eye(
    delivered: Delivered, given: dict[str, object], allowed: bool
) -> None:
    plain = {"contract_no": "RLZ1", "findings": (), "page_seen": True, "decided": False}
    assert is_by_eye(delivered, **(plain | given)) is allowed  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("result", "delivered", "seen"),
    [
        pytest.param(UNSURE, [YES, YES], True, id="all-seen"),
        pytest.param(UNSURE, [YES, NO], False, id="one-not-seen"),
        pytest.param(UNSURE, [YES, UNKNOWN], None, id="one-undecided"),
        pytest.param(UNSURE, [], None, id="nothing-booked"),
        pytest.param(SURE, [NO], None, id="the-machine-was-sure"),
    ],
)
def test_what_it_comes_to(
    result: LookResult, delivered: list[Delivered], seen: bool | None
) -> None:
    assert seen_by_eye(result, delivered) is seen
