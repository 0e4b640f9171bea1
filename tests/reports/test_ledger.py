"""《地方站特殊审批记录表》 opened again, cell by cell."""

import io
from dataclasses import replace

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from adops.domain.period import local
from reports.ledger import draw
from reports.ledger_answer import ledger_data
from tests.reports.ledgers import empty, full

HEAD = [
    *("序号", "登记时间", "业务类型", "合同号", "客户 / 项目", "编号", "名称", "投放周期"),
    *(
        "创意版本",
        "超出项（实测 / 允许）",
        "原因",
        "申请人",
        "登记人",
        "结果",
        "审批人",
        "审批时间",
    ),
]


def opened(content: bytes) -> Worksheet:
    (sheet,) = load_workbook(io.BytesIO(content)).worksheets
    return sheet


def lines(sheet: Worksheet) -> list[list[object]]:
    found: list[list[object]] = [
        [cell.value for cell in row if cell.value is not None] for row in sheet.iter_rows()
    ]
    return [line for line in found if line]


def test_every_column_of_an_entry() -> None:
    sheet = opened(draw(full()))
    heads = [
        str(sheet.cell(4, at).value or sheet.cell(3, at).value) for at in range(1, len(HEAD) + 1)
    ]
    assert heads == HEAD
    assert [cell.value for cell in sheet[5]][2:] == [
        "商广",
        "RLZ12345",
        "财富置业有限公司\n财富公馆",
        "LJ-FIN-TL01",
        "财经首页顶部通栏1000*90",
        "2026-11-21\n至 2026-11-27",
        "第1版",
        "大小 43,008 / 30,720 字节",
        "客户只提供了成品文件，压缩后楼盘名称看不清，上线日期不能推迟",
        "北京站销售",
        "北京站AE",
        "同意\n同意，下次请提前压缩",
        "北京站备用AE",
        local(full().entries[0].decided_at or full().as_of).replace(tzinfo=None),
    ]


def test_both_kinds_in_one_sheet_and_the_two_blocks_after() -> None:
    said = lines(opened(draw(full())))
    assert said[0] == ["地方站特殊审批记录表（北京站）"]
    assert [line[0] for line in said[4:7]] == [1, 2, 3]
    assert [line[2] for line in said[4:7]] == ["商广", "内广", "商广"]
    texts = [line[0] for line in said]
    results, corrections = (
        texts.index("前期结果（以前登记、本周作出决定）"),
        texts.index("更正（以前登记、本周更正）"),
    )
    assert (said[results + 2][0], results < corrections) == (1, True)
    old, new = said[corrections + 2][5:7]
    assert (old, new) == (
        "业务类型：商广\n原因：文件过大",
        "业务类型：内广\n原因：文件过大，客户无法重新导出",
    )


def test_an_empty_week() -> None:
    texts = [line[0] for line in lines(opened(draw(empty())))]
    assert "本周无特批" in texts
    assert texts.count("无") == 2


def test_a_running_week_and_a_provisional_calendar_say_so() -> None:
    ledger = full()
    running = replace(ledger, as_of=ledger.window.cut.replace(hour=3))
    assert "进行中，截至 11:00:00" in str(opened(draw(running))["A2"].value)
    assert "进行中" not in str(opened(draw(ledger))["A2"].value)
    unsure = replace(ledger, window=replace(ledger.window, provisional=True))
    assert "暂定日历" in str(opened(draw(unsure))["A3"].value)


def test_a_clients_formula_is_text() -> None:
    cells = [cell for row in opened(draw(full())).iter_rows() for cell in row]
    assert not [cell for cell in cells if cell.data_type == "f"]


def test_as_json() -> None:
    data = ledger_data(full())
    assert (data["week"], data["cut"]) == ("2026-W47", "2026-11-20T16:00:00+08:00")
    assert [one["kind"] for one in data["entries"]] == ["commercial", "internal", "commercial"]
    assert data["entries"][1]["findings"][1]["measured"] == "forever"
    assert data["corrections"][0]["after"]["kind"] == "internal"
