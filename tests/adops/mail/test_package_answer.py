"""The answer to package ads: every line and file in it, and never an order itself."""

from datetime import date
from email import message_from_bytes

from adops.domain.incoming import Line
from adops.domain.mail import Outgoing, Sender
from adops.domain.period import at
from adops.mail.incoming import read_envelope
from adops.mail.mime import letter_of
from adops.mail.package_answer import Answered, package_answer
from adops.mail.reading import reading_of_mail

SAID = "RLZ12345 财富公馆<b>，财经首页顶部通栏 1000×90，2026-12-01 至 2026-12-17，全国"
LINES = (
    Line(3, SAID, "draft.made", {"slot": "HQ-TL01"}, booking=7),
    Line(3, SAID, "booking.there", {"slot": "HQ-TL02"}, booking=8),
    Line(9, "合同号:RLZ1 投放周期:", "unreadable", {"message": "“投放周期”后面没有内容"}),
)
FILE = {"facts": {}, "version": 2, "verdict": "needs_approval", "of": 0}
FILES = (
    {**FILE, "name": "a.png", "code": "file.taken"},
    {**FILE, "name": "logo.png", "code": "file.no_ad", "of": None, "verdict": None},
)


def test_every_line_and_file_is_told() -> None:
    words = package_answer(Answered("包版投放", LINES, FILES))
    assert words.subject == "回复：包版投放（3 条，收下 2 条）"
    for said in (
        "第 3 行",
        "已建草稿排期（广告位 HQ-TL01），待AE核对预订（排期 7）",
        "文件 a.png：作为这条广告的创意（第 2 版），审核：需特批",
        "还没有创意文件",
        "第 9 行",
        "没有收下",
        "“投放周期”后面没有内容",
        "logo.png：看不出是哪条广告的",
    ):
        assert said in words.text, said
    assert "财富公馆<b>" in words.text and "财富公馆&lt;b&gt;" in words.html


def test_it_is_never_read_as_an_order_and_answers_by_itself() -> None:
    words = package_answer(Answered("包版投放", LINES[:2], FILES))
    row = Outgoing(
        id=1,
        kind="package_answer",
        message_id="<1@adops.invalid>",
        to=("a@example.com",),
        cc=(),
        subject=words.subject,
        html=words.html,
        text=words.text,
        attachments=(),
        created_at=at(date(2026, 11, 20), 9),
        attempt=1,
    )
    content = letter_of(row, Sender("台", "adops@example.com"), ()).content
    reading = reading_of_mail(content)
    assert (reading.ads.entries, reading.ads.problems, reading.approvals) == ((), (), ())
    assert read_envelope(content).automatic
    assert message_from_bytes(content)["Auto-Submitted"] == "auto-replied"
