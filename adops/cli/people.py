"""`adops user add|password|close`, `adops token add|revoke` (interfaces.md, Commands)."""

import getpass
import sys
from typing import Annotated

import typer
from sqlmodel import select

from adops import clock
from adops.cli.context import opened
from adops.cli.options import MOST
from adops.domain.code import folded
from adops.domain.people import Role
from adops.errors import InputError
from adops.models import ApiToken
from adops.phrases.words import ROLES
from adops.services import accounts
from adops.services.accounts import NewPerson

StaffNo = Annotated[str, typer.Argument(metavar="工号")]


def user_add(
    staff_no: StaffNo,
    name: Annotated[str, typer.Option(help="姓名")],
    station: Annotated[str, typer.Option(help="站点代码，例如 bj")],
    role: Annotated[str, typer.Option(help="角色，例如 地方站AE 或 ae")],
    email: Annotated[str, typer.Option(help="邮箱")] = "",
) -> None:
    """新增一个人，并给出一次性登录链接（7 天内有效）。"""
    person = NewPerson(folded(staff_no), name, station, _role(role), email)
    with opened() as home, home.database.write() as session:
        accounts.add(session, person=person, by=home.by, now=clock.now())
        secret = accounts.invite(session, staff_no=person.staff_no, by=home.by, now=clock.now())
    print(f"已新增 {person.staff_no} {name}")
    print(f"登录链接（只能用一次）：/invitation/{secret}")


def user_password(
    staff_no: StaffNo,
    from_stdin: Annotated[bool, typer.Option("--stdin", help="从标准输入读一行")] = False,
) -> None:
    """设置密码；此人已登录的页面全部退出。"""
    password = sys.stdin.readline().rstrip("\n") if from_stdin else _ask_twice()
    hashed = accounts.hash_password(password)
    with opened() as home, home.database.write() as session:
        accounts.set_password(
            session,
            staff_no=folded(staff_no),
            password_hash=hashed,
            by=home.by,
            now=clock.now(),
        )
    print(f"已设置 {staff_no} 的密码")


def user_close(staff_no: StaffNo) -> None:
    """关闭账号：登录、链接、令牌立即失效。"""
    with opened() as home, home.database.write() as session:
        accounts.close(session, staff_no=folded(staff_no), by=home.by, now=clock.now())
    print(f"已关闭 {staff_no}")


def token_add(staff_no: StaffNo, label: Annotated[str, typer.Option(help="用途")] = "") -> None:
    """给一个人发接口令牌；只显示这一次。"""
    with opened() as home, home.database.write() as session:
        token = accounts.add_token(
            session, staff_no=folded(staff_no), label=label, by=home.by, now=clock.now()
        )
        number = session.exec(
            select(ApiToken.id).where(ApiToken.hash == accounts.hash_of(token))
        ).one()
    print(token)
    print(f"编号 {number}；吊销：adops token revoke {number}", file=sys.stderr)


def token_revoke(token_id: Annotated[int, typer.Argument(metavar="编号", min=1, max=MOST)]) -> None:
    """吊销接口令牌。"""
    with opened() as home, home.database.write() as session:
        accounts.revoke_token(session, token_id=token_id, by=home.by, now=clock.now())
    print(f"已吊销令牌 {token_id}")


def _role(word: str) -> Role:
    names = {zh: code for code, zh in ROLES.items()}
    try:
        return Role(names.get(word, word))
    except ValueError as error:
        raise InputError("role.unknown", role=word, roles="、".join(names)) from error


def _ask_twice() -> str:
    if not sys.stdin.isatty():
        raise InputError("password.no_terminal")
    first = getpass.getpass("密码（至少 10 个字符）：")
    if first != getpass.getpass("再输一次："):
        raise InputError("password.differs")
    return first
