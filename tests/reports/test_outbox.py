"""The outbox as a workbook, over the API, opened again, cell by cell."""

import io
from collections.abc import Sequence
from datetime import date
from typing import Any
from urllib.parse import unquote

import pytest
from httpx2 import Response
from openpyxl import load_workbook

from adops.domain.period import at
from adops.domain.states import MailState
from adops.models import Mail
from reports import outbox_routes
from tests.adops.api.conftest import House, house

__all__ = ["house"]
HEAD = 3
DAY = date(2026, 11, 20)


def table(answer: Response) -> tuple[str, list[dict[str, Any]]]:
    """The line below the title, and the rows by their heads."""
    assert answer.status_code == 200, answer.text
    (sheet,) = load_workbook(io.BytesIO(answer.content)).worksheets
    rows: list[Sequence[Any]] = list(sheet.iter_rows(values_only=True))
    heads = rows[HEAD - 1]
    return str(rows[1][0]), [dict(zip(heads, row, strict=True)) for row in rows[HEAD:]]


@pytest.fixture
def mails(house: House) -> House:
    """北京 with a late report in doubt and one sent, 上海 with one that failed."""
    given: list[dict[str, Any]] = [
        {
            "station": "bj",
            "state": MailState.IN_DOUBT,
            "trouble": "interrupted",
            "attempts": 1,
            "attachments": [{"name": "=表.xlsx", "sha256": "0" * 64, "media_type": "x"}],
        },
        {"station": "bj", "state": MailState.SENT, "sent_at": at(DAY, 10, 7), "attempts": 2},
        {"station": "sh", "state": MailState.FAILED, "trouble": "550 no such user"},
    ]
    with house.db.write() as session:
        for number, one in enumerate(given, 1):
            values: dict[str, Any] = {
                "kind": "late_report",
                "key": f"booking/{number}",
                "to": ["a@example.com", "b@example.com"],
                "cc": ["c@example.com"],
                "missing": ["站长"] if number == 2 else [],
                "subject": f"=晚投报备 {number}",
                "html": "",
                "text": "",
                "message_id": f"<{number}@adops>",
                "created_at": at(DAY, 10, 5),
            }
            session.add(Mail(**values | one))
    return house


def test_a_row_a_mail_of_one_s_own_stations(mails: House) -> None:
    answer = mails.ask("GET", "/outbox.xlsx", by="ae")
    about, rows = table(answer)
    assert about.startswith("全部邮件　2 封　制表 ")
    assert [one["编号"] for one in rows] == [2, 1]
    sent, doubtful = rows
    assert (sent["类型"], sent["主题"], sent["状态"]) == ("晚投报备", "=晚投报备 2", "已发送")
    assert (sent["收件人"], sent["抄送"]) == ("a@example.com\nb@example.com", "c@example.com")
    assert (sent["缺收件人"], sent["已试次数"]) == ("站长", 2)
    assert f"{sent['放入发件箱']:%Y-%m-%d %H:%M}" == "2026-11-20 10:05"
    assert f"{sent['发出']:%H:%M}" == "10:07" and doubtful["发出"] is None
    assert doubtful["说明"] == "发送时中断，不知道对方是否收到"
    assert (doubtful["附件"], doubtful["Message-ID"]) == ("=表.xlsx", "<1@adops>")
    assert unquote(answer.headers["content-disposition"]).endswith("发件箱_20261120-0900.xlsx")


def test_what_is_looked_for_is_said_above(mails: House) -> None:
    query = "state=failed&from=2026-11-20&recipient=a@example&q=晚投&station=sh"
    about, rows = table(mails.ask("GET", f"/outbox.xlsx?{query}", by="admin"))
    said = "上海站，发送失败，2026-11-20 起，收件人含“a@example”，含“晚投”　1 封"
    assert about.startswith(said)
    assert [(one["编号"], one["说明"]) for one in rows] == [(3, "550 no such user")]


def test_the_newest_where_there_are_too_many(mails: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(outbox_routes, "MOST", 1)
    about, rows = table(mails.ask("GET", "/outbox.xlsx", by="ae"))
    assert "只列最新的 1 封，其余请分段导出" in about and [one["编号"] for one in rows] == [2]


def test_nothing_found_is_said(mails: House) -> None:
    _, rows = table(mails.ask("GET", "/outbox.xlsx?q=nothing", by="ae"))
    assert [one["编号"] for one in rows] == ["没有符合的邮件"]


def test_the_api_finds_the_same(mails: House) -> None:
    told = mails.ask("GET", "/outbox?recipient=b@EXAMPLE&to=2026-11-20&state=sent", by="ae").json()
    assert [one["id"] for one in told["items"]] == [2]
