"""The composition root: adds up commands, routers and jobs. No logic; nobody imports it."""

import sys
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING

from adops.cli.context import context
from adops.cli.run import Command
from adops.cli.run import run as run_command

if TYPE_CHECKING:
    from fastapi import APIRouter, FastAPI

    from adops.db import Database
    from adops.domain.evidence import DrawEvidence
    from adops.domain.html5 import Renderer
    from adops.jobs import Job
    from adops.server.reader import Reader
    from adops.settings import Settings
    from adops.store import Store

COMMANDS = {
    "init": Command("adops.cli.house:init", "建库、迁移、写入 config；可重复执行"),
    "demo": Command("adops.demo.cli:demo", "演示一个完整的工作日，然后继续提供服务"),
    "serve": Command("adops.cli.house:serve", "启动网页、接口和定时任务"),
    "deadline": Command("adops.cli.deadline:deadline", "物料提交截止时间"),
    "template": Command("adops.cli.sheets:template", "生成导入用的 Excel 模板"),
    "import": Command("adops.cli.sheets:import_", "导入广告位、排期、人员"),
    "creative check": Command("adops.cli.creative:check", "审核创意文件，不入库"),
    "creative submit": Command("adops.cli.creative_acts:submit", "提交创意"),
    "creative confirm": Command("adops.cli.creative_acts:confirm", "确认创意"),
    "creative reject": Command("adops.cli.creative_acts:reject", "退回创意"),
    "approval request": Command("adops.cli.approval:request", "申请特批"),
    "approval register": Command("adops.cli.approval:register", "登记特批"),
    "approval approve": Command("adops.cli.approval:approve", "批准特批"),
    "approval refuse": Command("adops.cli.approval:refuse", "驳回特批"),
    "check run": Command("checks.cli:run", "巡检：用真实浏览器查看每个广告位"),
    "check cancel": Command("checks.cli:cancel", "停止一次巡检，已看到的保留"),
    "worker": Command("checks.worker_cli:worker", "从队列里取页面巡检，可开多个"),
    "slot find": Command("checks.find_cli:find", "打开页面，找出像广告的位置和稳定的选择器"),
    "ledger build": Command("reports.cli:ledger_build", "生成《地方站特殊审批记录表》"),
    "ledger send": Command("reports.cli:ledger_send", "发送《地方站特殊审批记录表》"),
    "month build": Command("reports.month_cli:build", "月度财务确认：查看各行"),
    "month confirm": Command("reports.month_cli:confirm", "月度财务确认：确认"),
    "month export": Command("reports.month_cli:export", "月度财务确认：导出"),
    "mail parse": Command("adops.cli.mail:parse", "读取包版投放邮件和特批申请邮件"),
    "mail fetch": Command("adops.cli.mail_fetch:fetch_mail", "收信：包版投放、特批申请"),
    "job list": Command("adops.cli.jobs:list_jobs", "定时任务一览"),
    "job run": Command("adops.cli.jobs:run_job", "立即执行一个定时任务"),
    "user add": Command("adops.cli.people:user_add", "新增人员"),
    "user password": Command("adops.cli.people:user_password", "设置密码"),
    "user close": Command("adops.cli.people:user_close", "关闭账号"),
    "token add": Command("adops.cli.people:token_add", "发放接口令牌"),
    "token revoke": Command("adops.cli.people:token_revoke", "吊销接口令牌"),
    "evidence sweep": Command(
        "adops.cli.evidence:sweep_", "过了保存期的证据文件：列出，--remove 才删除"
    ),
    "evidence verify": Command("adops.cli.evidence:verify", "核对存档文件是否完好"),
    "audit verify": Command("adops.cli.audit:verify", "核对操作日志是否完整"),
    "doctor": Command("checks.doctor:doctor", "检查浏览器、字体、数据库、存储、邮件、工单、日历"),
}


JOBS = ("adops.jobs", "reports.jobs", "checks.jobs")


def create_app() -> "FastAPI":
    """The web application of the process's settings (for uvicorn's `factory`)."""
    from functools import partial

    from adops import api, web
    from adops.db import Database
    from adops.flows.rendered import Remembering
    from adops.jobs import House, timed
    from adops.scheduler import Scheduler
    from adops.server.app import build
    from adops.settings import load
    from adops.store import open_store
    from checks.chromium import require_browser
    from reports import ledger, month, routes

    settings = load()
    database, store = Database(settings.database), open_store(settings)
    renderer = Remembering(renderer_of(settings))
    scheduler = Scheduler(House(database, store, settings, renderer), timed(jobs(), settings))
    reader = reader_of(settings, database, store, renderer)
    checker = checker_of(settings, database, store)
    routers = [*routers_of(api), *routes.ROUTERS]
    beside, pages = (scheduler, reader, checker), routers_of(web)
    app = build(routers, settings, database, store, pages=pages, beside=beside)
    app.state.reader, app.state.checker = reader, checker
    app.state.renderer, app.state.draw_evidence = renderer, artist(database, store)
    # what the pages of the month sign with, and those of the approvals send
    app.state.draw_month, app.state.draw_ledger = month.draw, ledger.draw
    app.state.probes = {"browser": partial(require_browser, settings)}  # what /readyz asks besides
    return app


def reader_of(
    settings: "Settings", database: "Database", store: "Store", renderer: "Renderer"
) -> "Reader":
    """Who reads pictures and landing pages as soon as they are handed in."""
    from functools import partial

    from adops.flows.desk import desk_of
    from adops.flows.words import read_waiting
    from adops.server.reader import Reader

    return Reader(partial(read_waiting, desk_of(settings, database, store, renderer)))


def checker_of(settings: "Settings", database: "Database", store: "Store") -> "Reader":
    """Who begins a run of the check as soon as somebody asks for it."""
    from functools import partial

    from adops.server.reader import Reader
    from checks.jobs import work_off_asked

    return Reader(partial(work_off_asked, database, store, settings), name="checker")


def artist(database: "Database", store: "Store") -> "DrawEvidence":
    """Who draws evidence that is asked for before the job has drawn it."""
    from checks.draw import Easel

    return Easel(database, store).draw


def routers_of(package: ModuleType) -> "list[APIRouter]":
    """Every `router` of the package's modules, in the order of their names."""
    names = sorted(found.name for found in iter_modules(package.__path__))
    modules = [import_module(f"{package.__name__}.{name}") for name in names]
    return [module.router for module in modules if hasattr(module, "router")]


def jobs() -> "tuple[Job, ...]":
    """Every package's jobs, in the order of `JOBS`."""
    found = [import_module(module).JOBS for module in JOBS if find_spec(module)]
    return tuple(job for some in found for job in some)


def renderer_of(settings: "Settings") -> "Renderer":
    """Who shows HTML5 packages: the browser that the checks use."""
    from functools import partial

    from adops.catalog.review import load_render
    from checks.chromium import require_browser
    from checks.renderer import ChildRenderer

    return ChildRenderer(load_render(settings.config_dir), partial(require_browser, settings))


def run() -> None:
    """The command `adops`."""
    context.jobs, context.artist, context.renderer = jobs, artist, renderer_of
    sys.exit(run_command(COMMANDS, sys.argv[1:]))
