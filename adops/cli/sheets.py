"""`adops template` and `adops import` (interfaces.md, Commands and Sheets to import)."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from adops.cli.options import Json
from adops.domain.sheet import SheetKind

if TYPE_CHECKING:
    from adops.flows.import_sheet import Imported

Kind = Annotated[
    SheetKind,
    typer.Argument(metavar="slots|bookings|people", help="广告位 | 排期 | 人员"),
]
NAMES = {SheetKind.SLOTS: "广告位", SheetKind.BOOKINGS: "排期", SheetKind.PEOPLE: "人员"}


def template(
    kind: Kind,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="F.xlsx", help="写到哪里")],
) -> None:
    """生成导入用的 Excel 模板（表头、下拉选项、填写说明）。"""
    from adops import settings
    from adops.flows.sheet_template import write_template

    written = write_template(kind, output, config=settings.load().config_dir)
    print(f"已生成{NAMES[kind]}模板：{written}")


def import_(
    kind: Kind,
    file: Annotated[Path, typer.Argument(metavar="F.xlsx", help="要导入的工作簿")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False,
    as_json: Json = False,
) -> None:
    """导入广告位、排期或人员：有一行不对就一行也不写入；同一文件可重复导入。"""
    from adops import clock
    from adops.cli.context import opened
    from adops.flows.desk import desk_of
    from adops.flows.import_sheet import import_file

    with opened() as home:
        done = import_file(
            kind,
            file,
            desk=desk_of(home.settings, home.database, home.store),
            config=home.settings.config_dir,
            out=home.settings.out,
            by=home.by,
            now=clock.now(),
            dry_run=dry_run,
        )
    if as_json:
        print(json.dumps(told(done), ensure_ascii=False, indent=2))
    else:
        _print(done)
    if done.errors:
        told_all = f"{len(done.errors)} 处错误，什么也没有写入；逐行说明见 {done.copy}"
        print(told_all, file=sys.stderr)
        raise typer.Exit(2 if done.unreadable else 1)


def told(done: "Imported") -> dict[str, Any]:
    """The JSON of interfaces.md, `import`; `warnings` have the shape of `errors`."""
    from adops.phrases.sheet import as_data

    return {
        "rows": done.rows,
        "created": done.created,
        "updated": done.updated,
        "unchanged": done.unchanged,
        "errors": [as_data(error) for error in done.errors],
        "warnings": [as_data(warning) for warning in done.warnings],
    }


def _print(done: "Imported") -> None:
    from adops.phrases.sheet import message

    for mark, found in (("错误", done.errors), ("提醒", done.warnings)):
        for one in found:
            where = f"第 {one.row} 行 {one.column}".rstrip()
            print(f"{mark} {where}：{message(one)}", file=sys.stderr)
    if done.errors:
        return
    head = "试运行，没有写入：" if done.dry_run else ""
    print(
        f"{head}{NAMES[done.kind]} {done.rows} 行：新增 {done.created}，"
        f"更新 {done.updated}，无变化 {done.unchanged}"
    )
