"""One business day of a station's AE, from the first import to the month's signature.

October first, because its days are really looked at; then Friday 2026-11-20 from 08:50 to 16:05.
Every step goes through the product's own doors, and what it gives is compared with what it must.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import date, datetime, time
from pathlib import Path

from adops import settings as environment
from adops.clock import SHANGHAI
from adops.demo import closing, creatives, errands, looks, sheets
from adops.demo.folder import clean_folder
from adops.demo.fonts import has_chinese
from adops.demo.lock import alone
from adops.demo.orders import FRIDAY
from adops.demo.stage import PASSWORD, Stage, set_stage
from adops.demo.tale import Ending, Tale, print_summary

Step = Callable[[Stage, Tale, datetime], None]

STEPS: tuple[tuple[date, time, Step], ...] = (
    (date(2026, 10, 16), time(9, 30), sheets.open_house),
    (date(2026, 10, 16), time(10, 0), creatives.send_october),
    (date(2026, 10, 19), time(9, 20), looks.look_in_october),
    (FRIDAY, time(8, 50), sheets.import_bookings),
    (FRIDAY, time(8, 52), creatives.send_running),
    (FRIDAY, time(9, 5), looks.look_on_friday),
    (FRIDAY, time(10, 2), looks.triage_on_friday),
    (FRIDAY, time(10, 10), errands.run_errands),
    (FRIDAY, time(10, 30), creatives.send_in_time),
    (FRIDAY, time(11, 0), creatives.send_too_heavy),
    (FRIDAY, time(11, 20), creatives.approve_one),
    (FRIDAY, time(11, 40), creatives.register_another),
    (FRIDAY, time(15, 0, 1), creatives.confirm_too_late),
    (FRIDAY, time(15, 20), creatives.accept_late),
    (FRIDAY, time(16, 1), closing.send_ledger),
    (FRIDAY, time(16, 4), closing.close_october),
)
END = time(16, 5)
SHOWN_PEOPLE = (
    ("BJ001", "北京站AE"),
    ("BJ003", "北京站销售"),
    ("HQ001", "总部对接AE"),
    ("HQ006", "总部财务"),
    ("HQ007", "系统管理员"),
)


def play(*, once: bool, port: int) -> int:
    """Plays the day in `<home>/demo`, tells it, then serves until Ctrl-C (`once`: ends).

    Gives the exit code: 1 when a step did not give what it must. Raises InputError
    `demo.not_ours`, RuleError `demo.running`, OutsideError `browser.missing`.
    """
    home = environment.load().home / "demo"
    tale = Tale()
    with alone(home):
        clean_folder(home)
        with set_stage(home, port=port, start=_at(*STEPS[0][:2]), tale=tale) as stage:
            for day, when, step in STEPS:
                step(stage, tale, _at(day, when))
                if day == FRIDAY:  # from its first import on the scheduler's times count
                    stage.run_due_jobs()
            stage.go_on_from(_at(FRIDAY, END))
            print_summary(tale, _ending(stage, over=once))
            if not once:
                _serve(stage)
    return 1 if tale.unmet else 0


def _serve(stage: Stage) -> None:
    """The server and its scheduler go on until Ctrl-C."""
    print("服务继续运行，业务时间从 16:05 往下走；按 Ctrl-C 结束。", flush=True)
    with stage.scheduler(), suppress(KeyboardInterrupt):
        threading.Event().wait()


def _at(day: date, when: time) -> datetime:
    return datetime.combine(day, when, SHANGHAI)


def _ending(stage: Stage, *, over: bool) -> Ending:
    home = _short(stage.home)
    return Ending(
        files=(
            (f"{home}/in/", "导入的工作簿：人员、广告位，十月和全部的投放单"),
            (f"{home}/creatives/", "投放的全部创意文件"),
            (f"{home}/out/{closing.LEDGER_FILE}", "周五发出的《地方站特殊审批记录表》"),
            (f"{home}/out/{closing.MONTH_FILE}", "十月财务确认单（定稿）"),
            (f"{home}/out/{closing.PACK_FILE}", "十月证明包：逐日证明图"),
            (f"{home}/outbox/", f"发出的 {len(stage.mails())} 封邮件（.eml）"),
            (f"{home}/blobs/", "页面截图、证明图和全部存档，按 SHA-256 存放"),
        ),
        server=stage.server,
        portal=stage.portal,
        people=SHOWN_PEOPLE,
        password=PASSWORD,
        over=over,
        note="" if has_chinese() else "这台机器没有中文字体，图片里的汉字显示为方框",
    )


def _short(path: Path) -> str:
    """As a person would type it from here."""
    with suppress(ValueError):
        return str(path.absolute().relative_to(Path.cwd()))
    return str(path)
