"""`adops mail parse` (interfaces.md, Commands): needs no home, opens nothing but the file."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adops.cli.options import Json
from adops.errors import InputError
from adops.flows.named_file import read_named
from adops.mail.incoming import is_words, looks_like_mail
from adops.mail.reading import MailReading, reading_of_mail, reading_of_text
from adops.phrases.package_ads import ask_data, entry_data, problem_data

if TYPE_CHECKING:
    from rich.table import Table

MOST_MAIL = 20 * 1024 * 1024
OUTLOOK = bytes.fromhex("d0cf11e0a1b11ae1")
NARROW = 120


def parse(
    file: Annotated[Path, typer.Argument(metavar="F.eml|F.txt", help="邮件，或存成文字的邮件")],
    as_json: Json = False,
) -> None:
    """读取包版投放邮件：每条广告一行，读不出的逐行说明；特批申请邮件也读。"""
    content = read_named(file, most=MOST_MAIL)
    if not content:
        raise InputError("file.empty", file=str(file))
    if content.startswith(OUTLOOK):
        raise InputError("mail.unreadable", why="邮件头，这是 Outlook 的 .msg")
    if not (looks_like_mail(content) or is_words(content)):
        raise InputError("mail.no_words", file=str(file))
    text = file.suffix.lower() == ".txt" or not looks_like_mail(content)
    found = reading_of_text(content) if text else reading_of_mail(content)
    if as_json:
        print(json.dumps(told(found), ensure_ascii=False, indent=2))
    else:
        _show(found)
    if found.ads.problems:
        raise typer.Exit(2)


def told(found: MailReading) -> dict[str, Any]:
    """The JSON of interfaces.md; `approvals` only where the mail asks for some."""
    data: dict[str, Any] = {
        "entries": [entry_data(one) for one in found.ads.entries],
        "problems": [problem_data(one) for one in found.ads.problems],
    }
    if found.approvals:
        data["approvals"] = [ask_data(one) for one in found.approvals]
    return data


def _show(found: MailReading) -> None:
    from rich.console import Console

    console = Console(file=sys.stdout, highlight=False)
    if not console.is_terminal:
        console.width = NARROW
    ads = found.ads
    for table in (_entries(found), _asks(found), _problems(found)):
        if table.row_count:
            console.print(table)
    counts = f"读出广告 {len(ads.entries)} 条，读不出 {len(ads.problems)} 处"
    asked = f"，申请特批 {len(found.approvals)} 件" if found.approvals else ""
    console.print(counts + asked)


def _entries(found: MailReading) -> "Table":
    from adops.phrases.package_ads import days

    table = _table("行", "合同号", "合同名称", "广告位名称", "尺寸", "投放周期", "定向地域")
    for ad in found.ads.entries:
        size = f"{ad.width}×{ad.height}"
        said = (ad.contract_no, ad.contract_name, ad.slot_name, size)
        _row(table, ad.line, *said, days(ad.start, ad.end), "、".join(ad.regions))
    return table


def _asks(found: MailReading) -> "Table":
    table = _table("行", "特批：合同号", "广告位名称", "业务类型", "原因", "邮件里的编号")
    for ask in found.approvals:
        said = (ask.contract_no, ask.slot_name, ask.kind, ask.reason, "、".join(ask.codes))
        _row(table, ask.line, *(one or "—" for one in said))
    return table


def _problems(found: MailReading) -> "Table":
    table = _table("行", "读不出的", "原因")
    for problem in map(problem_data, found.ads.problems):
        _row(table, problem["line"], problem["text"], problem["message"])
    return table


def _table(*columns: str) -> "Table":
    from rich.table import Table

    table = Table(box=None, padding=(0, 2, 0, 0))
    for column in columns:
        table.add_column(column, overflow="fold")
    return table


def _row(table: "Table", *cells: object) -> None:
    from rich.markup import escape

    table.add_row(*(escape(str(cell)) for cell in cells))
