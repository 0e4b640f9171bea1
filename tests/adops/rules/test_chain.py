"""The links of a booking, and the first broken one."""

from dataclasses import replace

import pytest

from adops.domain.booking import BookingState
from adops.domain.states import ApprovalState, CreativeState, Delivered
from adops.phrases.chain import GLYPHS, LINKS, NOT_SOLD, STEPS, WHY_BROKEN
from adops.rules.chain import SOLD, ChainFacts, Link, Step, chain

WELL = ChainFacts(
    state=BookingState.RUNNING,
    creative=CreativeState.CONFIRMED,
    seen=True,
    configured=True,
    should_be_live=True,
    last=Delivered.YES,
)


@pytest.mark.parametrize(
    ("given", "broken"),
    [
        pytest.param({}, None, id="all is well"),
        pytest.param({"state": BookingState.HELD}, Step.BOOKING, id="a hold"),
        pytest.param({"state": BookingState.PAUSED}, Step.BOOKING, id="paused"),
        pytest.param({"creative": None}, Step.CREATIVE, id="no creative"),
        pytest.param({"creative": CreativeState.REJECTED}, Step.CREATIVE, id="a refused one"),
        pytest.param(
            {"creative": CreativeState.SUBMITTED, "needs_approval": True},
            Step.APPROVAL,
            id="an approval comes before the creative",
        ),
        pytest.param(
            {"needs_approval": True, "approval": ApprovalState.REGISTERED}, Step.APPROVAL, id="open"
        ),
        pytest.param(
            {"needs_approval": True, "approval": ApprovalState.APPROVED}, None, id="approved"
        ),
        pytest.param({"seen": False}, Step.LIVE, id="not seen by ten"),
        pytest.param(
            {"seen": False, "configured": False, "should_be_configured": True},
            Step.CONFIGURED,
            id="not configured the day before",
        ),
        pytest.param(
            {"configured": False, "should_be_configured": True}, None, id="it shows all the same"
        ),
        pytest.param({"seen": False, "should_be_live": False, "last": None}, None, id="not yet"),
        pytest.param({"last": Delivered.NO}, Step.CHECKED, id="gone"),
        pytest.param({"last": Delivered.UNKNOWN}, None, id="unsure is not gone"),
        pytest.param({"creative": None, "last": Delivered.NO}, Step.CREATIVE, id="the first alone"),
    ],
)
def test_the_first_broken_link(given: dict[str, object], broken: Step | None) -> None:
    links = chain(replace(WELL, **given))  # type: ignore[arg-type]
    assert [step for step, _ in links] == list(Step)
    assert [step for step, link in links if link is Link.BROKEN] == ([broken] if broken else [])


def test_what_was_cancelled_whole_has_none() -> None:
    assert chain(replace(WELL, state=BookingState.CANCELLED)) == ()


def test_every_link_has_words() -> None:
    assert set(STEPS) == {one.value for one in Step}
    assert set(LINKS) == set(GLYPHS) == {one.value for one in Link}
    able = set(Step) - {Step.BOOKING}
    assert set(WHY_BROKEN) == {one.value for one in able}
    assert set(NOT_SOLD) == {
        one.value for one in set(BookingState) - SOLD - {BookingState.CANCELLED}
    }
