from dataclasses import replace
from datetime import date
from io import StringIO

import pytest
from rich.console import Console

from adops.demo.tale import Ending, Tale, print_summary
from adops.domain.period import at

ENDING = Ending(
    files=(("var/demo/out", "工作簿"),),
    server="http://127.0.0.1:8000",
    portal="http://127.0.0.1:8901",
    people=(("BJ001", "北京站AE"), ("HQ001", "总部对接AE")),
    password="secret-of-the-demo",
)


def told(tale: Tale, ending: Ending = ENDING) -> str:
    page = StringIO()
    print_summary(tale, ending, Console(file=page, width=120))
    return page.getvalue()


@pytest.mark.parametrize("over", [True, False], ids=["once", "served-on"])
def test_an_address_where_nobody_answers_any_more_is_told_as_that(over: bool) -> None:
    assert ("去掉 --once" in told(Tale(), replace(ENDING, over=over))) is over


def test_the_summary_names_steps_files_address_and_sign_in() -> None:
    tale = Tale()
    with tale.chapter(at(date(2026, 11, 20), 8, 50), "导入") as chapter:
        chapter.tell("新增 51")
        chapter.expect("新增", 51, 51)
    page = told(tale)
    for words in ("11-20 周五 08:50", "新增 51", "var/demo/out", "BJ001", "secret-of-the-demo"):
        assert words in page
    assert "http://127.0.0.1:8000/" in page
    assert "1 项预期逐一对照" in page
    assert not tale.unmet


def test_what_is_not_as_expected_is_named() -> None:
    tale = Tale()
    with tale.chapter(at(date(2026, 11, 20), 9, 5), "巡检") as chapter:
        chapter.expect("广告位数", 60, 59)
        chapter.expect("页面数", 12, 12)
    page = told(tale)
    assert "广告位数：应为 60，实为 59" in page
    assert [one.what for one in tale.unmet] == ["广告位数"]
    assert tale.expected == 2
