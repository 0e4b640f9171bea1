"""`adops doctor`: what is missing, and how to mend it (interfaces.md, Commands). Needs no home."""

import json
import os
import shutil
import smtplib
import subprocess
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import islice
from typing import Annotated
from urllib.parse import urlsplit

import typer

from adops import clock
from adops.catalog.calendar import load
from adops.catalog.checks import load_checks
from adops.catalog.tickets import TicketsFile, load_tickets
from adops.db import Database
from adops.domain.period import ad_day_of
from adops.domain.ticket import TicketTrouble
from adops.errors import AdopsError
from adops.gateways.imap import imap_server
from adops.gateways.mantis import Mantis, Project, mantis_of
from adops.migrations import require_current
from adops.phrases import dates
from adops.phrases.errors import sentence
from adops.phrases.evidence import bad_words
from adops.queries.failed_pages import failed_pages
from adops.queries.slot_searches import never_found
from adops.queries.stored_files import bad_files, count_verified
from adops.rules.deadline import missing_years
from adops.settings import Settings
from adops.settings import load as load_settings
from adops.store import open_store
from checks.chromium import ARGUMENTS, environment, find_chromium

TIMEOUT_S = 20
NEWEST = 5  # tickets that are read back
MOST_NAMED = 5
SHOWN_PLACES = 10
PROBABLY = "<body>probably"
PLAYS = (
    "data:text/html,<script>document.write(document.createElement('video')"
    """.canPlayType('video/mp4; codecs="avc1.42E01E"'))</script>"""
)


@dataclass(frozen=True)
class Answer:
    """One thing looked at: whether it is well, what was found, how to mend it."""

    name: str
    ok: bool
    found: str
    mend: str = ""


def doctor(as_json: Annotated[bool, typer.Option("--json")] = False) -> None:
    """检查浏览器、字体、数据库、存储、邮件、工单、日历、巡检、选择器、队列：缺什么，怎么补。"""
    settings = load_settings()
    answers = [_asked(name, look, settings) for name, look in LOOKS]
    if as_json:
        print(json.dumps([asdict(answer) for answer in answers], ensure_ascii=False))
    else:
        for answer in answers:
            print(f"{'好' if answer.ok else '缺'}  {answer.name}：{answer.found}")
            if answer.mend:
                print(f"    → {answer.mend}")
    raise typer.Exit(0 if all(answer.ok for answer in answers) else 3)


def _asked(name: str, look: Callable[[Settings], Answer], settings: Settings) -> Answer:
    try:
        return look(settings)
    except AdopsError as error:
        return Answer(name, ok=False, found=sentence(error), mend="按上面的说明处理后再运行一次")


def _browser(settings: Settings) -> Answer:
    found = find_chromium(settings)
    mend = "make setup，或安装 Chromium 后用 ADOPS_CHROMIUM 指明路径"
    if found is None:
        return Answer("浏览器", ok=False, found="没有找到", mend=mend)
    told = _said([str(found), "--version"])
    return Answer(
        "浏览器", ok=bool(told), found=told or f"{found} 启动不了", mend="" if told else mend
    )


def _films(settings: Settings) -> Answer:
    """Chromium as it is given away lacks the decoders of MP4, which a reader's browser has."""
    name, found = "视频", find_chromium(settings)
    if found is None:
        return Answer(name, ok=True, found="没有浏览器，看不了")
    boxed = [] if os.geteuid() else ["--no-sandbox"]
    page = _said([str(found), "--headless", *boxed, *ARGUMENTS, "--dump-dom", PLAYS])
    if not page:
        return Answer(name, ok=True, found="浏览器启动不了，看不了")
    if PROBABLY in page:
        return Answer(name, ok=True, found="能放 MP4（H.264）和 WebM")
    told = "放不了 MP4（H.264）：投 MP4 的广告位只能判为“待人工看”"
    return Answer(name, ok=True, found=told, mend="用带解码器的浏览器，以 ADOPS_CHROMIUM 指明路径")


def _fonts(settings: Settings) -> Answer:
    mend = "安装中文字体，例如 fonts-noto-cjk；没有字体时截图里的中文是方块"
    if shutil.which("fc-list") is None:
        return Answer("中文字体", ok=False, found="没有 fontconfig", mend=mend)
    fonts = [line for line in _said(["fc-list", ":lang=zh", "family"]).splitlines() if line]
    found = f"{len(fonts)} 种，例如 {fonts[0]}" if fonts else "一种也没有"
    return Answer("中文字体", ok=bool(fonts), found=found, mend="" if fonts else mend)


def _database(settings: Settings) -> Answer:
    if not settings.database_url and not (settings.home / "adops.sqlite").exists():
        return Answer("数据库", ok=False, found=f"{settings.home} 里还没有", mend="adops init")
    database = Database(settings.database)
    try:
        require_current(database)
    finally:
        database.close()
    return Answer("数据库", ok=True, found="SQLite" if database.is_sqlite else "PostgreSQL")


def _store(settings: Settings) -> Answer:
    open_store(settings).has("0" * 64)
    return Answer("文件存储", ok=True, found=settings.store_url or str(settings.home / "blobs"))


def _evidence(settings: Settings) -> Answer:
    """What the nightly sample found (checks.md, Evidence)."""
    name = "存档文件"
    if not settings.database_url and not (settings.home / "adops.sqlite").exists():
        return Answer(name, ok=True, found="还没有")
    database = Database(settings.database)
    try:
        require_current(database)
        with database.read() as session:
            bad = bad_files(session)
            files, verified = count_verified(session)
    finally:
        database.close()
    if not bad:
        return Answer(name, ok=True, found=f"{files} 个，其中 {verified} 个核对过，没有丢失或损坏")
    told = "；".join(bad_words(one, one.rests) for one in bad[:MOST_NAMED])
    more = f" 等 {len(bad)} 个" if len(bad) > MOST_NAMED else ""
    mend = "从备份恢复同名文件到存储里，再运行 adops evidence verify"
    return Answer(name, ok=False, found=told + more, mend=mend)


def _mail(settings: Settings) -> Answer:
    if settings.smtp_url is None:
        return Answer(
            "邮件", ok=True, found=f"没有设邮件服务器，邮件写成 {settings.outbox} 里的 .eml"
        )
    parts = urlsplit(settings.smtp_url)
    kind = smtplib.SMTP_SSL if parts.scheme == "smtps" else smtplib.SMTP
    try:
        with kind(parts.hostname or "", parts.port or 0, timeout=TIMEOUT_S) as server:
            server.noop()
    except OSError as error:
        return Answer("邮件", ok=False, found=str(error), mend="检查 ADOPS_SMTP_URL 和网络")
    return Answer("邮件", ok=True, found=parts.hostname or "")


def _mailbox(settings: Settings) -> Answer:
    if settings.imap_url is None:
        return Answer("收信", ok=True, found="没有设收信的邮箱（ADOPS_IMAP_URL），不收信")
    server = imap_server(settings.imap_url)
    with server.opened():
        return Answer("收信", ok=True, found=server.name)


def _tickets(settings: Settings) -> Answer:
    """Whether MantisBT is there, and knows project, category and handlers."""
    terms = load_tickets(settings.config_dir)
    mantis = mantis_of(settings.mantis_url, settings.mantis_token)
    if mantis is None:
        return Answer(
            "工单", ok=True, found="没有设 MantisBT（ADOPS_MANTIS_URL），工单在发件箱里等"
        )
    try:
        who = mantis.me()
        project = mantis.project_named(terms.project)
        lost = _lost_handlers(mantis, project, terms) if project else []
    except TicketTrouble as error:
        mend = "检查 ADOPS_MANTIS_URL、ADOPS_MANTIS_TOKEN 和网络"
        return Answer("工单", ok=False, found=str(error), mend=mend)
    mend = "在 MantisBT 里建好，或改 config/tickets.yaml"
    if project is None:
        return Answer("工单", ok=False, found=f"看不到项目“{terms.project}”", mend=mend)
    if terms.category not in project.categories:
        found = f"项目“{terms.project}”没有分类“{terms.category}”"
        return Answer("工单", ok=False, found=found, mend=mend)
    if lost:
        found = f"MantisBT 没有采用处理人：{'、'.join(lost)}"
        return Answer("工单", ok=False, found=found, mend=mend)
    return Answer("工单", ok=True, found=f"MantisBT {who.version}，{who.user}，{terms.project}")


def _lost_handlers(mantis: Mantis, project: Project, terms: TicketsFile) -> list[str]:
    """The handlers that no newest ticket of ours has, where ours are without one: MantisBT drops an
    unknown name in silence, and there is no call that tells who it knows."""
    if not terms.handlers:
        return []
    ours = (one for one in mantis.newest(project.number, pages=1) if one.summary[:3] == "[A-")
    handlers = [mantis.read(one.number).handler for one in islice(ours, NEWEST)]
    return sorted(set(terms.handlers.values()) - set(handlers)) if "" in handlers else []


def _calendar(settings: Settings) -> Answer:
    days = load(settings.config_dir)
    missing = missing_years(clock.today(), calendar=days.calendar, terms=days.terms)
    if not missing:
        return Answer("日历", ok=True, found="本年和该有的下一年都有放假通知")
    years = "、".join(str(year) for year in missing)
    mend = f"把国务院办公厅的放假通知录入 config/calendar/{missing[0]}.yaml"
    return Answer("日历", ok=False, found=f"{years} 年没有放假通知，截止时间是暂定的", mend=mend)


def _round(settings: Settings) -> Answer:
    """Pages of the running ad day that we failed at five times; nobody else is told whose."""
    name = "巡检"
    if not settings.database_url and not (settings.home / "adops.sqlite").exists():
        return Answer(name, ok=True, found="还没有数据库")
    database = Database(settings.database)
    try:
        require_current(database)
        with database.read() as session:
            failed = failed_pages(session, on=ad_day_of(clock.now()))
    finally:
        database.close()
    if not failed:
        return Answer(name, ok=True, found="今天没有本机没能检查的页面")
    told = "；".join(f"{url}（{why}）" for url, why in islice(failed.items(), MOST_NAMED))
    more = f" 等 {len(failed)} 个" if len(failed) > MOST_NAMED else ""
    mend = "是本机的故障：把括号里的错误报给维护 adops 的人，改好后再运行 adops check run"
    return Answer(name, ok=False, found=f"本机没能检查：{told}{more}", mend=mend)


def _places(settings: Settings) -> Answer:
    """Slots that no look ever found: their selectors are wrong."""
    name = "选择器"
    if not settings.database_url and not (settings.home / "adops.sqlite").exists():
        return Answer(name, ok=True, found="还没有数据库")
    database = Database(settings.database)
    try:
        require_current(database)
        with database.read() as session:
            unfound = never_found(session)
    finally:
        database.close()
    if not unfound:
        return Answer(name, ok=True, found="上线的广告位都找得到，或还没有巡检过")
    ways = "；".join(f"{one.code} /slots/{one.slot_id}/place" for one in unfound[:SHOWN_PLACES])
    more = f"；其余 {len(unfound) - SHOWN_PLACES} 个见“广告位”页" if unfound[SHOWN_PLACES:] else ""
    return Answer(
        name,
        ok=False,
        found=f"{len(unfound)} 个上线的广告位从来没有在页面上找到过",
        mend=f"在网页上打开“在页面上选位置”：{ways}{more}",
    )


def _queue(settings: Settings) -> Answer:
    """Who takes the pages of a check (`ADOPS_QUEUE`)."""
    name = "队列"
    if settings.queue == "inline":
        return Answer(name, ok=True, found="没有另设（ADOPS_QUEUE=inline），巡检在本机做")
    from checks.queue import PageQueue  # an extra

    terms = load_checks(settings.config_dir).queue
    state = PageQueue(settings).state(stalled=terms.stalled)
    if state is None:
        mend = "运行 adops worker，第一个 worker 启动时会建"
        return Answer(name, ok=False, found="PostgreSQL 里还没有队列的表", mend=mend)
    found = f"{state.waiting} 页在等，{state.in_hand} 页在看"
    if not state.workers:
        seen = f"最近一次报到 {dates.moment(state.last_seen)}" if state.last_seen else "从没有过"
        mend = "在至少一台机器上运行 adops worker；没有它，巡检的页面没人看"
        told = f"一分钟内没有 worker 报到（{seen}），{found}"
        return Answer(name, ok=False, found=told, mend=mend)
    found = f"{state.workers} 个 worker，{found}"
    if not state.stalled:
        return Answer(name, ok=True, found=found)
    mend = f"其他 worker 在 {terms.stalled:g} 秒左右接手；再运行一次，还在就重启 worker"
    told = f"{found}，其中 {state.stalled} 页的 worker 没有了"
    return Answer(name, ok=False, found=told, mend=mend)


def _said(command: list[str]) -> str:
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=TIMEOUT_S,
            env=environment(),
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip()


LOOKS: tuple[tuple[str, Callable[[Settings], Answer]], ...] = (
    ("浏览器", _browser),
    ("视频", _films),
    ("中文字体", _fonts),
    ("数据库", _database),
    ("文件存储", _store),
    ("存档文件", _evidence),
    ("邮件", _mail),
    ("收信", _mailbox),
    ("工单", _tickets),
    ("日历", _calendar),
    ("巡检", _round),
    ("选择器", _places),
    ("队列", _queue),
)
