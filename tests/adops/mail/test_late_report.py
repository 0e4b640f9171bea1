"""The report of a late placement: the words as they leave."""

from datetime import date

from adops.mail.late_report import LateReport, Line, late_report

REPORT = LateReport(
    contract_no="RLZ12345",
    contract_name="财富公馆",
    client="财富<公馆>置业",
    slot_code="LJ-HOME-TL01",
    slot_name="首页顶部通栏",
    page="北京房产首页",
    sold="北京站",
    placed="总部",
    day=date(2026, 11, 23),
    planned="11月23日 周一 10:00 前",
    actual="尚未上线",
    reason="系统",
    note="发布系统 09:30 起无法登录",
    by="王小明",
    line=[
        Line("11月16日 周一 10:00", "排期录入", "王小明"),
        Line("11月23日 周一 00:00", "投放截止", ""),
        Line("11月23日 周一 10:30", "晚投报告：发布系统 09:30 起无法登录", "王小明"),
    ],
)
TEXT = """\
合同：RLZ12345 财富公馆
客户：财富<公馆>置业
广告位：首页顶部通栏（LJ-HOME-TL01），北京房产首页
售出站点：北京站，投放方：总部
计划上线：11月23日 周一 10:00 前
实际上线：尚未上线
晚投原因：系统（发布系统 09:30 起无法登录）
报告人：王小明

责任时间线
- 11月16日 周一 10:00  排期录入（王小明）
- 11月23日 周一 00:00  投放截止
- 11月23日 周一 10:30  晚投报告：发布系统 09:30 起无法登录（王小明）
"""


def test_the_words_as_they_leave() -> None:
    words = late_report(REPORT)
    assert words.subject == "晚投报告：RLZ12345 首页顶部通栏 11月23日 周一"
    assert words.text == TEXT


def test_the_page_says_the_same_and_escapes_what_was_typed() -> None:
    html = late_report(REPORT).html
    for told in (
        "尚未上线",
        "财富&lt;公馆&gt;置业",
        "投放截止",
        "系统（发布系统 09:30 起无法登录）",
    ):
        assert told in html
    assert "<公馆>" not in html
