"""Mails in words: nothing empty, nothing of a client's taken for markup."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pytest
from jinja2 import UndefinedError

from adops.domain.creative import Code
from adops.domain.finding import Finding, Severity
from adops.domain.mail import MailKind, Words
from adops.domain.period import at
from adops.mail.creative_refused import Answer, creative_refused
from adops.mail.render import (
    approval_ledger,
    instant_words,
    month_confirmed,
    month_returned,
    render,
    resent,
    sign_in_link,
)
from tests.reports.ledgers import empty, full

TOO_HEAVY = Finding(Code.SIZE_OVER_CAP, Severity.REJECT, 61_441, 30_720, "main")


def refused() -> Words:
    return creative_refused(
        Answer(
            contract_no="RLZ12345",
            contract_name="财富公馆<b>",
            slot_code="LJ-FIN-TL01",
            slot_name="财经首页顶部通栏1000*90",
            version=2,
            findings=[TOO_HEAVY],
            why="字太小",
        )
    )


MAILS: dict[str, tuple[Words, str, tuple[str, ...]]] = {
    "ledger": (
        approval_ledger(full()),
        "北京站 地方站特殊审批记录表 2026-W47",
        ("商广 2 条，内广 1 条", "大小 43,008 / 30,720 字节", "前期结果：1 条", "更正：1 条"),
    ),
    "empty ledger": (
        approval_ledger(empty()),
        "北京站 地方站特殊审批记录表 2026-W47（本周无特批）",
        ("本周无特批。", "11月13日 周五 16:00"),
    ),
    "refused": (
        refused(),
        "创意未通过：RLZ12345 财经首页顶部通栏1000*90 第2版",
        ("61,441 字节", "字太小"),
    ),
    "month confirmed": (
        month_confirmed(
            station="北京",
            month="2026-10",
            revision=2,
            lines=3,
            executed=9,
            planned=10,
            by="北京站AE",
        ),
        "北京站 2026-10 月度财务确认（第2稿）",
        ("计划 10 天，执行 9 天", "北京站AE"),
    ),
    "month returned": (
        month_returned(station="北京", month="2026-10", revision=1, reason="少一天", by="财务"),
        "北京站 2026-10 月度财务确认被退回（第1稿）",
        ("原因：少一天", "第2稿已打开"),
    ),
    "invitation": (
        sign_in_link(
            name="北京站AE",
            staff_no="BJ001",
            link="https://adops.example.com/sign-in/abc",
            until=at(date(2026, 11, 27), 18),
        ),
        "投放台账号：请设置密码（BJ001）",
        ("https://adops.example.com/sign-in/abc", "11月27日 周五 18:00"),
    ),
}


@pytest.mark.parametrize(("words", "subject", "said"), MAILS.values(), ids=MAILS.keys())
def test_a_mail_says_the_same_in_both_forms(
    words: Words, subject: str, said: tuple[str, ...]
) -> None:
    assert words.subject == subject
    for one in said:
        assert one in words.text
        plain = words.html.replace("<b>", "").replace("</b>", "")
        assert one.rstrip("。") in plain


def test_a_clients_words_are_no_markup() -> None:
    assert "财富公馆&lt;b&gt;" in refused().html
    assert "财富公馆<b>" in refused().text


def test_a_provisional_calendar_is_told() -> None:
    ledger = replace(full(), window=replace(full().window, provisional=True))
    words = approval_ledger(ledger)
    assert "暂定日历" in words.text
    assert "暂定日历" in words.html


def test_a_missing_fact_is_an_error() -> None:
    with pytest.raises(UndefinedError, match="reason"):
        render(MailKind.MONTH_RETURNED, station="北京", month="2026-10", revision=1, by="财务")


def test_a_subject_is_one_line() -> None:
    facts: dict[str, Any] = {"station": "北\r\n京", "month": "m", "revision": 1, "reason": "r"}
    assert "\n" not in render(MailKind.MONTH_RETURNED, by="财务", **facts).subject


def test_resent_says_so_once() -> None:
    assert resent(resent("题目")) == "【重发】题目"


def test_instants_on_shanghais_wall_clock() -> None:
    instant = datetime.fromisoformat("2026-11-22T18:30:00+00:00")
    assert instant_words(instant) == "11月23日 周一 02:30"
