"""`adops approval request|register|approve|refuse` (interfaces.md, Commands)."""

from pathlib import Path
from typing import Annotated

import typer

from adops import clock
from adops.cli.context import context, opened
from adops.cli.options import MOST, Id
from adops.flows import approve as flow
from adops.flows.desk import desk_of
from adops.flows.named_file import read_named
from adops.models import Approval
from adops.phrases.words import STATES
from adops.services import approvals

MOST_MAIL = 20 * 1024 * 1024
CREATIVE = typer.Argument(metavar="创意ID", min=1, max=MOST)
Why = Annotated[str, typer.Option(help="原因")]


def request(creative: Annotated[int, CREATIVE], why: Why) -> None:
    """为一个创意申请特批；登记后才进台账。"""
    with opened() as home, home.database.write() as session:
        approval = approvals.request(
            session, creative_id=creative, reason=why, by=home.by, now=clock.now()
        )
        _show(approval)


def register(
    approval: Id,
    why: Annotated[str | None, typer.Option(help="原因（不写则用申请时的）")] = None,
    mail: Annotated[Path | None, typer.Option(help="销售申请特批的邮件 .eml")] = None,
) -> None:
    """特批登记：此刻计入台账。"""
    with opened() as home:
        desk = desk_of(home.settings, home.database, home.store)
        content = None if mail is None else read_named(mail, most=MOST_MAIL)
        _show(flow.register(desk, approval, by=home.by, mail=content, reason=why))


def approve(approval: Id, why: Annotated[str, typer.Option(help="意见")] = "") -> None:
    """批准：重新审核文件，不可特批的问题仍然不通过。"""
    with opened() as home:
        renderer = context.renderer(home.settings)
        desk = desk_of(home.settings, home.database, home.store, renderer)
        _show(flow.approve(desk, approval, by=home.by, why=why))


def refuse(approval: Id, why: Why) -> None:
    """驳回，写明原因。"""
    with opened() as home, home.database.write() as session:
        _show(approvals.refuse(session, approval_id=approval, why=why, by=home.by, now=clock.now()))


def _show(approval: Approval) -> None:
    print(f"特批 {approval.id}：{STATES[approval.state.value]}")
