"""Days, spans, money and refusals as the pages say them."""

from datetime import UTC, date, datetime, timedelta

import pytest

from adops.errors import RuleError
from adops.phrases import dates
from adops.phrases.errors import ZH
from adops.phrases.refusals import OTHERWISE, refusal


def test_a_day_names_its_weekday() -> None:
    assert dates.day(date(2026, 11, 22)) == "11月22日 周日"
    assert dates.short_day(date(2026, 1, 2)) == "1月2日"


def test_an_instant_stands_on_shanghais_clock() -> None:
    assert dates.moment(datetime(2026, 11, 20, 16, 30, tzinfo=UTC)) == "11月21日 周六 00:30"
    assert dates.clock_time(datetime(2026, 11, 20, 1, 5, tzinfo=UTC)) == "09:05"
    assert dates.moment(None) == dates.clock_time(None) == ""


@pytest.mark.parametrize(
    ("length", "words"),
    [
        pytest.param(timedelta(seconds=59), "不到 1 分", id="under-a-minute"),
        pytest.param(timedelta(minutes=1), "1 分", id="a-minute"),
        pytest.param(timedelta(hours=1), "1 小时", id="a-whole-hour"),
        pytest.param(timedelta(hours=7, minutes=10, seconds=59), "7 小时 10 分", id="cut-down"),
        pytest.param(timedelta(days=2), "2 天", id="whole-days"),
        pytest.param(timedelta(days=2, hours=3, minutes=59), "2 天 3 小时", id="two-units"),
        pytest.param(-timedelta(minutes=5), "5 分", id="backwards"),
    ],
)
def test_a_span_has_its_two_largest_units(length: timedelta, words: str) -> None:
    assert dates.span(length) == words


def test_until_turns_over_at_the_instant() -> None:
    at = datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert dates.until(at, at - timedelta(hours=1)) == "还有 1 小时"
    assert dates.until(at, at) == "还有 不到 1 分"
    assert dates.until(at, at + timedelta(hours=1)) == "已过 1 小时"


def test_periods_and_money() -> None:
    first, last = date(2026, 11, 22), date(2026, 12, 1)
    assert dates.period(first, last) == "11月22日至12月1日"
    assert dates.period(first, first) == "11月22日"
    assert dates.money(1_280_005) == "12,800.05 元"


def test_a_refusal_has_no_code_names_in_it() -> None:
    said = refusal(RuleError("month.closed", month="2026-10"))
    assert said == "2026年10月 已确认，不能再改；财务退回后才能修改"
    state = refusal(RuleError("approval.wrong_state", state="approved", act="approve"))
    assert state == "特批现在的状态（已批准）不能这样操作"
    cut = datetime(2026, 11, 20, 8, tzinfo=UTC)
    assert "2026年11月20日 16:00" in refusal(
        RuleError("ledger.before_cut", week="2026-W47", cut=cut)
    )
    assert refusal(RuleError("no.such_code")) == OTHERWISE


@pytest.mark.parametrize("code", sorted(ZH))
def test_every_code_is_told_without_itself(code: str) -> None:
    assert f"[{code}]" not in refusal(RuleError(code))
