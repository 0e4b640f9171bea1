"""`adops mail fetch` (interfaces.md, Commands): takes new mails of the mailbox and handles them."""

import json

from adops.cli.context import Home, context, opened
from adops.cli.options import Json
from adops.errors import ForbiddenError
from adops.flows.desk import desk_of
from adops.flows.fetch_mail import fetch, server_of
from adops.rules.reach import may_somewhere

SETTLE = "incoming.settle"


def fetch_mail(as_json: Json = False) -> None:
    """收信：包版投放建草稿排期并逐条回复，特批申请对上创意；邮箱里的信不删、不移、不标已读。"""
    with opened() as home:
        _require(home)
        server = server_of(home.settings)
        renderer = context.renderer(home.settings)
        fetched = fetch(desk_of(home.settings, home.database, home.store, renderer), server)
    told = fetched.as_data()
    if as_json:
        print(json.dumps(told, ensure_ascii=False, indent=2))
        return
    print(
        f"新来信 {told['new']} 封：包版投放 {told['package_ads']}，申请特批 {told['approval']}，"
        f"与投放无关 {told['not_ours']}，发件人不在允许的域名 {told['refused_sender']}，"
        f"没有读 {told['unread']}；处理好 {told['handled']} 封，待人工 {told['unmatched']} 封"
        + (f"；原先不收、现在允许的 {told['reread']} 封已重读" if told["reread"] else "")
        + (f"，出错待重试 {told['failed']} 封" if told["failed"] else "")
    )


def _require(home: Home) -> None:
    if not may_somewhere(home.by, SETTLE):
        raise ForbiddenError("permission.denied", act=SETTLE, staff_no=home.by.staff_no)
