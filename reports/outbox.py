"""The outbox as a workbook: a row a mail, with its state (rules.md §13). Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from adops.domain.period import local
from adops.domain.states import MailState
from adops.phrases.mails import MAIL_KINDS, trouble_words
from adops.phrases.words import STATES
from reports.columns import Block, Column, Format, Sheet, Tone
from reports.workbook import build

TITLE = "发件箱"
NOTHING = "没有符合的邮件"
TONES = {
    MailState.SENT: Tone.GOOD,
    MailState.IN_DOUBT: Tone.WARN,
    MailState.STOPPED: Tone.BAD,
    MailState.FAILED: Tone.BAD,
}


@dataclass(frozen=True, slots=True)
class MailRow:
    """A mail without what it says."""

    number: int
    kind: str
    subject: str
    to: Sequence[str]
    cc: Sequence[str]
    missing: Sequence[str]
    files: Sequence[str]
    state: MailState
    trouble: str | None
    attempts: int
    created_at: datetime
    sent_at: datetime | None
    message_id: str
    resent_as: int | None


@dataclass(frozen=True, slots=True)
class MailList:
    """What was looked for, in words, and what was found; `more`: older ones were left out."""

    about: str
    rows: Sequence[MailRow]
    as_of: datetime
    by: str
    more: bool = False


def draw(mails: MailList) -> bytes:
    """The workbook's bytes: the same list gives the same ones."""
    return build([sheet(mails)], title=TITLE, created=mails.as_of)


def sheet(mails: MailList) -> Sheet:
    """One sheet, newest first."""
    left_out = f"，只列最新的 {len(mails.rows)} 封，其余请分段导出" if mails.more else ""
    return Sheet(
        name=TITLE,
        title=TITLE,
        lines=[
            f"{mails.about}　{len(mails.rows)} 封{left_out}"
            f"　制表 {mails.by}　{local(mails.as_of):%Y-%m-%d %H:%M}"
        ],
        blocks=(Block(COLUMNS, mails.rows, empty=NOTHING),),
        frozen=3,
    )


def file_name(as_of: datetime) -> str:
    """发件箱_20261126-1530.xlsx."""
    return f"{TITLE}_{local(as_of):%Y%m%d-%H%M}.xlsx"


def _trouble(row: MailRow) -> str:
    said = trouble_words(row.trouble)
    again = f"已重发：第 {row.resent_as} 封" if row.resent_as else ""
    return "；".join(part for part in (said, again) if part)


def _lines(row: Sequence[str]) -> str:
    return "\n".join(row)


COLUMNS: tuple[Column[MailRow], ...] = (
    Column("编号", 6, lambda row: row.number, Format.COUNT),
    Column("类型", 13, lambda row: MAIL_KINDS[row.kind], Format.CENTER),
    Column("主题", 44, lambda row: row.subject),
    Column("收件人", 30, lambda row: _lines(row.to)),
    Column("抄送", 30, lambda row: _lines(row.cc)),
    Column("缺收件人", 14, lambda row: "、".join(row.missing)),
    Column(
        "状态",
        10,
        lambda row: STATES[row.state.value],
        Format.CENTER,
        tone=lambda row: TONES.get(row.state, Tone.PLAIN),
    ),
    Column("放入发件箱", 16, lambda row: row.created_at, Format.TIME),
    Column("发出", 16, lambda row: row.sent_at, Format.TIME),
    Column("已试次数", 9, lambda row: row.attempts, Format.COUNT),
    Column("附件", 34, lambda row: _lines(row.files)),
    Column("说明", 34, _trouble),
    Column("Message-ID", 46, lambda row: row.message_id),
)
