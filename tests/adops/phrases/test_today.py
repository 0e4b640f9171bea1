"""An item of 今日 sends nobody to an act that would refuse them."""

from datetime import date
from typing import Any

import pytest

from adops.domain.booking import Route
from adops.domain.today import CreativeGap, Due, DueKind, Step
from adops.phrases.today import told

READER = {"submits": False, "confirms": False, "decides": False}
SALES = {"decides": False}
PLACER = {"submits": False, "confirms": False}
HQ_AE = READER | {"accepts_late": True}
DAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("step", "person", "late", "word"),
    [
        pytest.param(Step.NOTHING, {}, False, "提交创意", id="submitter"),
        pytest.param(Step.NOTHING, READER, False, "", id="nothing-to-look-at"),
        pytest.param(Step.REFUSED, {}, True, "重新提交", id="refused"),
        pytest.param(Step.REFUSED, READER, False, "看创意", id="refused-for-a-reader"),
        pytest.param(Step.READY, {}, False, "去确认", id="ready"),
        pytest.param(Step.READY, {}, True, "看创意", id="too-late-to-confirm"),
        pytest.param(Step.READY, READER, False, "看创意", id="ready-for-a-reader"),
        pytest.param(Step.READY, HQ_AE, False, "看创意", id="hq-ae-in-time"),
        pytest.param(Step.READY, HQ_AE, True, "去接收", id="hq-ae-late"),
        pytest.param(Step.NEEDS_APPROVAL, {}, False, "去处理", id="to-be-asked-for"),
        pytest.param(Step.NEEDS_APPROVAL, READER, False, "看创意", id="asked-for-by-others"),
        pytest.param(Step.UNDECIDED, {}, False, "去判定", id="words-to-decide-on"),
        pytest.param(Step.UNDECIDED, PLACER, True, "去判定", id="decided-by-the-placer"),
        pytest.param(Step.UNDECIDED, SALES, False, "去确认", id="sales-clicks-first"),
        pytest.param(Step.UNDECIDED, SALES, True, "看创意", id="sales-late"),
        pytest.param(Step.WORDS, SALES, False, "看创意", id="sales-never-decides"),
        pytest.param(Step.WORDS, READER, False, "看创意", id="clicked-for-a-reader"),
        pytest.param(Step.ASKED, READER, False, "看特批", id="approval-under-way"),
    ],
)
def test_the_step_is_the_person_s_own(
    step: Step, person: dict[str, Any], late: bool, word: str
) -> None:
    gap = CreativeGap(
        booking_id=7,
        contract_no="RLZ12345",
        contract_name="财富公馆",
        slot_name="通栏",
        first=DAY,
        last=DAY,
        route=Route.HQ,
        taken_over=False,
        step=step,
        creative_id=None if step is Step.NOTHING else 3,
        **person,
    )
    facts = {"gap": gap, "go_live": DAY, "late": late, "provisional": False, "came_late": False}
    assert told(Due(DueKind.CREATIVE, "", None, True, facts)).act == word


def test_a_creative_for_a_new_item_is_told_as_such() -> None:
    gap = CreativeGap(
        booking_id=7,
        contract_no="RLZ12345",
        contract_name="财富公馆",
        slot_name="通栏",
        first=DAY,
        last=DAY,
        route=Route.HQ,
        taken_over=False,
        new_item=True,
    )
    facts = {"gap": gap, "go_live": DAY, "late": False, "provisional": False, "came_late": False}
    item = told(Due(DueKind.CREATIVE, "", None, True, facts))
    assert "从 11月21日 周六 起换用新刊例，要另备一版，还没有提交创意" in item.title
    assert item.act == "提交创意"


def test_an_empty_post_names_the_station_and_what_to_do() -> None:
    facts = {"post": "地方站总经理", "code": "bj", "station": "北京", "mails": 2}
    found = told(Due(DueKind.POST, "/people", facts=facts))
    assert found.title == "北京站的“地方站总经理”没有人，或没有邮箱"
    assert "2 封" in found.detail


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({}, "最迟上线前一天 24:00，建议今天下班前完成", id="today"),
        pytest.param({"ahead": False}, "最迟上线前一天 24:00，建议的时间已过", id="after 18:00"),
        pytest.param(
            {"came_late": 2},
            "录入或确认时已过建议的时间，请马上配置；最迟上线前一天 24:00",
            id="entered after it",
        ),
        pytest.param(
            {"came_late": 1, "ahead": False},
            "其中 1 项录入或确认时已过建议的时间，请马上配置；最迟上线前一天 24:00，建议的时间已过",
            id="one entered after it",
        ),
        pytest.param(
            {"provisional": True},
            "最迟上线前一天 24:00，建议今天下班前完成（按暂定日历）",
            id="a calendar for the time being",
        ),
        pytest.param(
            {"overdue": 2}, "最迟上线前一天 24:00，已过：请马上配置", id="on their own day"
        ),
        pytest.param(
            {"overdue": 1, "ahead": False},
            "1 项已过上线前一天 24:00，请马上配置；其余最迟上线前一天 24:00，建议的时间已过",
            id="one of two",
        ),
    ],
)
def test_what_is_to_be_entered_and_by_when(given: dict[str, Any], words: str) -> None:
    facts = {
        "code": "bj",
        "station": "北京",
        "days": [DAY],
        "count": 2,
        "waiting": 0,
        "overdue": 0,
        "ahead": True,
        "provisional": False,
        "came_late": 0,
    }
    assert told(Due(DueKind.EXECUTION, "", None, True, facts | given)).detail == words
