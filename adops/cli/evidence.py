"""`adops evidence sweep|verify` (checks.md, Evidence)."""

import json
from typing import Annotated

import typer

from adops.cli.context import opened
from adops.cli.jobs import require_admin

Json = Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档")]


def sweep_(
    remove: Annotated[bool, typer.Option("--remove", help="真的删除；不写只列出")] = False,
    as_json: Json = False,
) -> None:
    """过了保存期、没有记录再用到的证据文件：只列出；加 --remove 才删除。"""
    from adops import clock
    from adops.flows.sweep import sweep
    from adops.phrases import dates
    from adops.phrases.evidence import GONE

    with opened() as home:
        if remove:
            require_admin(home)
        told = sweep(
            home.settings, home.database, home.store, by=home.by, now=clock.now(), dry=not remove
        )
    if as_json:
        print(json.dumps(told.as_data() | {"removed": remove}, ensure_ascii=False))
        return
    for why, many in sorted(told.looks.items()):
        print(f"{GONE[why]}：{many} 次查看")
    if told.days:
        print(f"广告日 {dates.period(*told.days)}")
    done = "已删除" if remove else "可以删除（没有动，加 --remove 才删除）"
    print(
        f"{done} {told.files} 个文件，{told.size / 1_000_000:.1f} MB；另有 {told.kept} 次查看留着"
    )


def verify(
    files: Annotated[
        int | None, typer.Option(min=1, help="至多这么多个；不写按 config/evidence.yaml")
    ] = None,
    every: Annotated[bool, typer.Option("--all", help="全部核对一遍")] = False,
    as_json: Json = False,
) -> None:
    """核对存档文件：最久没有核对的先核对。有丢失或损坏的，退出码 1。"""
    from adops import clock
    from adops.catalog.evidence import load_evidence
    from adops.flows.verify_files import verify_files
    from adops.phrases.evidence import bad_words
    from adops.queries.stored_files import bad_files

    with opened() as home:
        sample = load_evidence(home.settings.config_dir).verify
        told = verify_files(
            home.database,
            home.store,
            files=10**9 if every else files or sample.files,
            megabytes=10**9 if every or files else sample.megabytes,
            by=home.by,
            now=clock.now(),
        )
        with home.database.read() as session:
            bad = [one for one in bad_files(session) if one.sha256 in told.bad]
    if as_json:
        print(json.dumps(told.as_data(), ensure_ascii=False))
    else:
        print(f"核对了 {told.files} 个文件，{len(told.bad)} 个丢失或损坏")
        for one in bad:
            print(bad_words(one, one.rests))
    raise typer.Exit(1 if told.bad else 0)
