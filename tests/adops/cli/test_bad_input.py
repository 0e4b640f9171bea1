"""Every command × what can be wrong with what it is given: its exit code, one Chinese sentence with
the error's name on stderr, nothing on stdout, and a home in which nothing has changed."""

import hashlib
import io
import os
import sqlite3
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import pytest
from PIL import Image

from adops import settings
from adops.cli.context import context
from adops.cli.run import Command
from adops.cli.run import run as run_command
from adops.main import COMMANDS, jobs
from tests.adops.sheets import booking, person, slot, workbook

LINK = ("--click-url", "https://example.com/a")
FRIDAY_16 = {"ADOPS_NOW": "2026-11-20T16:01"}
DECEMBER = {"ADOPS_NOW": "2026-12-01T10:00"}
AWAY = {"ADOPS_DATABASE_URL": "postgresql+psycopg://nobody@127.0.0.1:1/none"}


@dataclass
class House:
    """A home with people, slots, bookings, three creatives and an approval, and files beside it."""

    home: Path
    files: Path

    def run(
        self, *words: str, typed: str = "", env: Mapping[str, str] | None = None
    ) -> tuple[int, str, str]:
        """One command in this process: exit code, stdout, stderr."""
        said, out = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdin", io.StringIO(typed))
            patch.setattr(context, "staff_no", None)
            patch.setattr(context, "jobs", jobs)
            for name, value in self._environment(env or {}).items():
                patch.setenv(name, value)
            settings.load.cache_clear()
            with redirect_stdout(out), redirect_stderr(said):
                code = run_command(COMMANDS, [word.format(f=self.files) for word in words])
            settings.load.cache_clear()
        return code, out.getvalue(), said.getvalue()

    def _environment(self, more: Mapping[str, str]) -> dict[str, str]:
        given = {
            "ADOPS_ENV": "test",
            "ADOPS_HOME": str(self.home),
            "ADOPS_CONFIG": str(Path("config").absolute()),
            "ADOPS_NOW": "2026-11-20T09:00",
            **more,
        }
        return {name: value.format(f=self.files) for name, value in given.items()}

    def dump(self) -> dict[str, str]:
        """Every row, and every file by its hash."""
        with sqlite3.connect(self.home / "adops.sqlite") as connection:
            rows = "\n".join(connection.iterdump())
        connection.close()
        found = {"rows": rows}
        for path in self.home.rglob("*"):
            if path.is_file() and not path.name.startswith("adops.sqlite"):
                found[str(path)] = hashlib.sha256(path.read_bytes()).hexdigest()
        return found


PEOPLE = (
    person(),
    person(工号="HQ001", 姓名="总部AE", 邮箱="hq1@example.com", 站点="hq", 角色="总部对接AE"),
    person(工号="HQ301", 姓名="财务", 邮箱="fin@example.com", 站点="hq", 角色="财务"),
    person(工号="BJ101", 姓名="销售", 邮箱="sales@example.com", 角色="销售"),
    person(工号="SH001", 姓名="上海AE", 邮箱="sh1@example.com", 站点="sh"),
    person(工号="BJ009", 姓名="新AE", 邮箱="bj9@example.com", 考核通过日期=None),
    person(工号="BJ010", 姓名="已离职", 邮箱="bj10@example.com", 状态="离职"),
)
SLOTS = (
    slot(),
    slot(广告位编号="LJ-TL02", 选择器="#b"),
    slot(广告位编号="HQ-TL01", 站点="hq", 归属="新浪", 选择器="#c", 页面URL=None),
    slot(广告位编号="PAIR", 形式="对联", 宽=100, 高=300, 选择器="#d"),
)
BOOKINGS = (
    booking(),
    booking(
        合同号="RLZ2",
        广告位编号="LJ-TL02",
        投放开始=date(2026, 11, 20),
        投放结束=date(2026, 11, 26),
    ),
    booking(
        合同号="RLZ3",
        广告位编号="HQ-TL01",
        业务类型="新浪包版",
        定向地域="全国",
        投放方式="总部",
    ),
    booking(合同号="RLZ4", 广告位编号="PAIR"),
    booking(合同号="RLZ5", 广告位编号="LJ-TL02", 投放开始="2026-12-01", 投放结束="2026-12-02"),
    booking(合同号="RLZ5", 广告位编号="LJ-TL02", 投放开始="2026-12-08", 投放结束="2026-12-09"),
)


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> House:
    folder = tmp_path_factory.mktemp("bad-input")
    made = House(folder / "home", folder / "files")
    (made.files / "folder").mkdir(parents=True)
    for name, size in (("good.jpg", 20_000), ("heavy.jpg", 31 * 1024), ("heavier.jpg", 32 * 1024)):
        (made.files / name).write_bytes(picture(size))
    (made.files / "words.txt").write_text("不是邮件，也不是工作簿", "utf-8")
    (made.files / "empty").write_bytes(b"")
    os.mkfifo(made.files / "pipe")
    for kind, rows in (("people", PEOPLE), ("slots", SLOTS), ("bookings", BOOKINGS)):
        (made.files / f"{kind}.xlsx").write_bytes(workbook(*rows))
    short = [{k: v for k, v in row.items() if k != "广告位名称"} for row in SLOTS]
    (made.files / "short.xlsx").write_bytes(workbook(*short))
    (made.files / "broken.sqlite").write_bytes(b"no database" * 100)
    done = [
        ("init",),
        *(("import", kind, f"{{f}}/{kind}.xlsx") for kind in ("people", "slots", "bookings")),
        submit("good.jpg", "RLZ12345", "LJ-TL01"),
        submit("heavy.jpg", "RLZ2", "LJ-TL02"),
        submit("good.jpg", "RLZ3", "HQ-TL01"),
        ("approval", "request", "2", "--why", "无法更换", "--as", "BJ101"),
        ("token", "add", "BJ001"),
    ]
    for words in done:
        code, _, said = made.run(*words)
        assert code == 0, said
    return made


def picture(size: int) -> bytes:
    """A 950×90 JPEG of that many bytes."""
    buffer = io.BytesIO()
    Image.linear_gradient("L").resize((950, 90)).convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue() + b"\0" * (size - buffer.tell())


def submit(file: str, contract: str, code: str, *more: str) -> tuple[str, ...]:
    path = file if file.startswith(("/", "left=", "main=")) else f"{{f}}/{file}"
    order = ("--contract", contract, "--slot", code, *LINK)
    return ("creative", "submit", path, *order, "--copy", "云溪", *more)


@dataclass(frozen=True)
class Case:
    """A command line, how it ends, and the name of its error."""

    line: str
    code: int
    named: str
    typed: str = ""
    env: Mapping[str, str] = field(default_factory=dict)

    @property
    def words(self) -> list[str]:
        return [word.replace("␣", " ") for word in self.line.split(" ") if word != "∅"]


def order(file: str, contract: str, code: str, more: str = "") -> str:
    return " ".join(submit(file, contract, code)) + (f" {more}" if more else "")


CHECK = "creative check"
ADD = "user add X1 --name 甲 --station bj --role ae"
CASES = [
    # wrong files
    Case("import slots {f}/none.xlsx", 2, "file.unreadable"),
    Case("import slots {f}/folder", 2, "file.unreadable"),
    Case("import slots {f}/pipe", 2, "file.unreadable"),
    Case("import slots {f}/empty", 2, "workbook.unreadable"),
    Case("import people {f}/good.jpg --json", 2, "workbook.unreadable"),
    Case("template slots -o {f}/t.csv", 2, "file.not_xlsx"),
    Case("template slots -o /proc/none/t.xlsx", 2, "file.unwritable"),
    Case(f"{CHECK} {{f}}/none.jpg --slot LJ-TL01", 2, "file.unreadable"),
    Case(f"{CHECK} {{f}}/folder --slot LJ-TL01 --json", 2, "file.unreadable"),
    Case(f"{CHECK} {{f}}/pipe --slot LJ-TL01", 2, "file.unreadable"),
    Case(f"{CHECK} {{f}}/good.jpg {{f}}/none.jpg --slot LJ-TL01 --json", 2, "file.unreadable"),
    Case(order("none.jpg", "RLZ12345", "LJ-TL01"), 2, "file.unreadable"),
    Case(order("/dev/zero", "RLZ12345", "LJ-TL01"), 2, "file.unreadable"),
    Case("approval register 1 --mail {f}/none.eml", 2, "file.unreadable"),
    Case("approval register 1 --mail {f}/words.txt", 2, "mail.unreadable"),
    Case("approval register 1 --mail {f}/empty", 2, "mail.unreadable"),
    Case("mail parse {f}/none.eml", 2, "file.unreadable"),
    Case("mail parse {f}/folder --json", 2, "file.unreadable"),
    Case("mail parse {f}/empty", 2, "file.empty"),
    Case("mail parse", 2, "usage.missing"),
    Case("slot find", 2, "usage.missing"),
    Case("slot find http://127.0.0.1:9/ --size 1000", 2, "size.unreadable"),
    Case("slot find http://127.0.0.1:9/ --size 0x90", 2, "size.unreadable"),
    Case("slot find http://127.0.0.1:9/ --station xx", 2, "station.unknown"),
    Case("slot find http://127.0.0.1:9/ --device TV", 2, "usage.no_choice"),
    Case("slot find http://127.0.0.1:9/ --json", 3, "page.unseen"),
    Case("slot find file:///etc/passwd", 3, "page.unseen"),
    Case("mail fetch --json", 2, "imap.not_set"),
    Case("mail fetch", 2, "settings.invalid", env={"ADOPS_IMAP_URL": "imap://u:p@mail.com"}),
    Case("mail fetch", 3, "imap.failed", env={"ADOPS_IMAP_URL": "imap://u:p@127.0.0.1:9"}),
    Case("mail fetch --as BJ101", 1, "permission.denied"),
    Case("ledger build --week 2026-W47 --station bj -o {f}/folder", 2, "file.unwritable"),
    Case(
        "ledger send --week 2026-W47 --station bj -o /proc/none/l.xlsx",
        2,
        "file.unwritable",
        env=FRIDAY_16,
    ),
    Case("month build 2026-11 --station bj -o /proc/none/m.xlsx", 2, "file.unwritable"),
    Case("month export 2026-11 --station bj --pack {f}/folder", 2, "file.unwritable"),
    Case("month confirm 2026-10 --station bj -o /proc/none/m.xlsx", 2, "file.unwritable"),
    # unknown codes
    Case("import cars {f}/slots.xlsx", 2, "usage.no_choice"),
    Case("import slots {f}/slots.xlsx --as NOBODY", 2, "person.unknown"),
    Case("template cars -o {f}/t.xlsx", 2, "usage.no_choice"),
    Case("deadline --on 2026-11-20 --route moon", 2, "usage.no_choice"),
    Case(f"{CHECK} {{f}}/good.jpg --slot NONE --json", 2, "slot.unknown"),
    Case(f"{CHECK} middle={{f}}/good.jpg --slot PAIR", 2, "part.unknown"),
    Case(f"{CHECK} {{f}}/good.jpg --slot PAIR", 2, "part.not_said"),
    Case(order("good.jpg", "NONE", "LJ-TL01"), 2, "contract.unknown"),
    Case(order("good.jpg", "RLZ12345", "NONE"), 2, "slot.unknown"),
    Case(order("good.jpg", "RLZ5", "LJ-TL02", "--json"), 2, "booking.ambiguous"),
    Case(order("good.jpg", "RLZ5", "LJ-TL02", "--start 2026-12-03"), 2, "booking.unknown"),
    Case(order("good.jpg", "RLZ12345", "LJ-TL01", "{f}/heavy.jpg"), 2, "creative.several"),
    Case("creative confirm 99 --json", 2, "creative.unknown"),
    Case("creative confirm x", 2, "usage.no_number"),
    Case("creative confirm 99999999999999999999", 2, "usage.out_of_range"),
    Case("creative reject 99 --why x", 2, "creative.unknown"),
    Case("creative reject 1", 2, "usage.missing"),
    Case("creative reject 1 --why ␣", 2, "reason.missing"),
    Case("approval request 99 --why x", 2, "creative.unknown"),
    Case("approval register 99", 2, "approval.unknown"),
    Case("approval approve 99", 2, "approval.unknown"),
    Case("approval refuse 99 --why x", 2, "approval.unknown"),
    Case("approval refuse 1 --why ␣", 2, "reason.missing"),
    Case("check run --station moon", 2, "station.unknown"),
    Case("check run --slot NONE", 2, "slot.unknown"),
    Case("check cancel 99", 2, "check.unknown"),
    Case("check cancel 0", 2, "usage.out_of_range"),
    Case("check cancel", 2, "usage.missing"),
    Case("worker", 2, "queue.inline"),
    Case("worker --concurrency 65", 2, "usage.out_of_range"),
    Case("ledger build --week 2026-W47 --station moon", 2, "station.unknown"),
    Case("ledger send --week 2026-W47 --station moon", 2, "station.unknown"),
    Case("month build 2026-10 --station moon", 2, "station.unknown"),
    Case("month confirm 2026-10 --station moon", 2, "station.unknown"),
    Case("month export 2026-10 --station moon --json", 2, "station.unknown"),
    Case("job run none", 2, "job.unknown"),
    Case(f"{ADD.replace('bj', 'moon')}", 2, "station.unknown"),
    Case(f"{ADD.replace('ae', 'king')}", 2, "role.unknown"),
    Case(f"{ADD} --email nomail", 2, "person.invalid"),
    Case(ADD.replace("X1", "X␣1"), 2, "person.invalid"),
    Case(ADD.replace("X1", "X" * 33), 2, "person.invalid"),
    Case(ADD.replace("甲", "␣"), 2, "person.empty"),
    Case("user password NONE --stdin", 2, "person.unknown", typed="long enough\n"),
    Case("user password BJ001 --stdin", 2, "password.length", typed="short\n"),
    Case("user password BJ001 --stdin", 2, "password.length"),
    Case("user password BJ001", 2, "password.no_terminal"),
    Case("user close NONE", 2, "person.unknown"),
    Case("token add NONE", 2, "person.unknown"),
    Case(f"token add BJ001 --label {'x' * 201}", 2, "token.label"),
    Case("token revoke 99", 2, "token.unknown"),
    Case("token revoke 0", 2, "usage.out_of_range"),
    Case("serve --port 70000", 2, "usage.out_of_range"),
    Case("serve --host host.invalid", 2, "server.address"),
    Case("demo --port x", 2, "usage.no_number"),
    # impossible dates
    Case("deadline", 2, "deadline.options"),
    Case("deadline --on", 2, "usage.no_value"),
    Case("deadline --on 2026-02-30 --json", 2, "input.date"),
    Case("deadline --on 1949-12-31", 2, "calendar.out_of_range"),
    Case("deadline --from 2026-01-02 --to 2026-01-01", 2, "period.reversed"),
    Case(order("good.jpg", "RLZ5", "LJ-TL02", "--start 2026-02-30"), 2, "input.date"),
    Case(order("good.jpg", "RLZ12345", "LJ-TL01", "--go-live 明天"), 2, "input.date"),
    Case(
        order("heavier.jpg", "RLZ12345", "LJ-TL01", "--go-live 2027-01-01"),
        1,
        "creative.go_live_outside",
    ),
    Case("check run --on 2026-02-30", 2, "input.date"),
    Case("check run --on 2026-11-19", 1, "check.other_day"),
    Case("ledger build --week 2026-47 --station bj", 2, "ledger.week"),
    Case("ledger send --week 2026-W54 --station bj", 2, "ledger.week"),
    Case("month build 2026-13 --station bj", 2, "month.not_a_month"),
    Case("month export october --station bj", 2, "month.not_a_month"),
    Case("month confirm 2026-11 --station bj --json", 1, "month.not_over"),
    Case("month confirm 2026-11 --station bj", 1, "month.incomplete", env=DECEMBER),
    Case("job run send_outbox --at 2026-02-30T10:00", 2, "job.at"),
    # too early, too late, a second time, not in this state
    Case("creative confirm 2 --json", 1, "approval.open"),
    Case(
        "creative confirm 3 --as BJ001",
        1,
        "creative.late",
        env={"ADOPS_NOW": "2026-11-20T15:00:01"},
    ),
    Case("approval request 2 --why again", 1, "approval.open"),
    Case("approval request 1 --why x", 1, "approval.not_needed"),
    Case("ledger send --week 2026-W47 --station bj", 1, "ledger.before_cut"),
    Case(ADD.replace("X1", "BJ001"), 1, "person.exists"),
    Case(f"{ADD} --email sales@example.com", 1, "person.mail_taken"),
    Case("token add BJ010", 1, "account.closed"),
    # missing permission
    Case("import slots {f}/slots.xlsx --as HQ301", 1, "permission.denied"),
    Case("import bookings {f}/bookings.xlsx --as SH001 --json", 1, "permission.denied"),
    Case("import people {f}/people.xlsx --as BJ001", 1, "permission.denied"),
    Case(order("good.jpg", "RLZ12345", "LJ-TL01", "--as SH001"), 1, "permission.denied"),
    Case(order("good.jpg", "RLZ12345", "LJ-TL01", "--as BJ009"), 1, "permission.denied"),
    Case(order("good.jpg", "RLZ12345", "LJ-TL01", "--as BJ010"), 1, "permission.denied"),
    Case("creative confirm 1 --as HQ301", 1, "permission.denied"),
    Case("creative reject 1 --why x --as BJ101", 1, "permission.denied"),
    Case("approval request 2 --why x --as HQ301", 1, "permission.denied"),
    Case("approval register 1 --as BJ101", 1, "permission.denied"),
    Case("approval approve 1 --as SH001", 1, "permission.denied"),
    Case("approval refuse 1 --why x --as BJ101", 1, "permission.denied"),
    Case("check run --station bj --as SH001", 1, "permission.denied"),
    Case("ledger build --week 2026-W47 --station bj --as SH001", 1, "permission.denied"),
    Case("ledger send --week 2026-W46 --station bj --as HQ301", 1, "permission.denied"),
    Case("month build 2026-10 --station bj --as SH001", 1, "permission.denied"),
    Case("month confirm 2026-10 --station bj --as HQ301", 1, "permission.denied"),
    Case("month export 2026-10 --station bj --as SH001", 1, "permission.denied"),
    Case("job run send_outbox --as BJ001", 1, "permission.denied"),
    Case(f"{ADD} --as BJ001", 1, "permission.denied"),
    Case("user password BJ001 --stdin --as SH001", 1, "permission.denied", typed="long enough\n"),
    Case("user close BJ001 --as BJ101", 1, "permission.denied"),
    Case("user close BJ001 --as BJ001", 1, "permission.denied"),
    Case("token add BJ001 --as BJ101", 1, "permission.denied"),
    Case("token revoke 1 --as BJ101", 2, "token.unknown"),
    # the command itself
    Case("nonsense", 2, "usage.no_command"),
    Case("import slots {f}/slots.xlsx --dry-run=1", 2, "usage.flag"),
    Case("job list a b", 2, "usage.extra"),
    Case("import slots", 2, "usage.missing"),
    # settings
    Case("init", 2, "settings.invalid", env={"ADOPS_ENV": "moon"}),
    Case("job list", 2, "settings.invalid", env={"ADOPS_NOW": "yesterday"}),
    Case("deadline --on 2026-11-20", 2, "config.no_folder", env={"ADOPS_CONFIG": "/nowhere"}),
    Case("init", 2, "config.no_folder", env={"ADOPS_CONFIG": "/nowhere"}),
    Case("init", 2, "settings.invalid", env={"ADOPS_DATABASE_URL": "nonsense"}),
    Case("init", 2, "settings.invalid", env={"ADOPS_DATABASE_URL": "mysql://x/y"}),
    Case("job list", 2, "settings.invalid", env={"ADOPS_STORE_URL": "ftp://x/y"}),
    Case("serve", 2, "settings.secret_missing", env={"ADOPS_ENV": "production"}),
    # what is outside
    Case("init", 3, "file.unwritable", env={"ADOPS_HOME": "/proc/none"}),
    Case("init", 3, "file.unwritable", env={"ADOPS_HOME": "{f}/good.jpg"}),
    Case("job list", 3, "database.old_schema", env={"ADOPS_HOME": "/proc/none"}),
    Case("audit verify", 3, "database.old_schema", env={"ADOPS_HOME": "{f}/good.jpg"}),
    Case("evidence sweep", 3, "database.old_schema", env={"ADOPS_HOME": "{f}/good.jpg"}),
    Case("evidence verify", 3, "database.old_schema", env={"ADOPS_HOME": "{f}/good.jpg"}),
    Case(
        "init",
        3,
        "database.unreachable",
        env={"ADOPS_DATABASE_URL": "sqlite:////proc/none/a.sqlite"},
    ),
    Case(
        "audit verify",
        3,
        "database.unreachable",
        env={"ADOPS_DATABASE_URL": "sqlite:///{f}/broken.sqlite"},
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.line} {case.named}"[:90])
def test_is_refused_in_a_sentence_and_changes_nothing(house: House, case: Case) -> None:
    before = house.dump()
    code, out, said = house.run(*case.words, typed=case.typed, env=case.env)
    assert (code, out) == (case.code, ""), said
    sentence = said.splitlines()[-1]
    assert sentence.endswith(f"[{case.named}]")
    assert any("一" <= sign <= "鿿" for sign in sentence)
    assert "Traceback" not in said
    assert house.dump() == before


def test_every_command_is_in_the_table() -> None:
    lines = [case.line for case in CASES]
    answers = {"doctor"}  # names what is missing as its answer
    assert [
        name
        for name in COMMANDS
        if name not in answers and not any(line.startswith(name) for line in lines)
    ] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_no_command_takes_what_it_does_not_know(house: House, name: str) -> None:
    before = house.dump()
    code, out, said = house.run(*name.split(), "--nonsense")
    assert (code, out) == (2, "")
    assert said == f"没有选项 --nonsense；adops {name} --help 列出全部选项 [usage.no_option]\n"
    assert house.dump() == before


NEEDS_A_HOME = [
    "serve",
    "import slots {f}/slots.xlsx",
    order("good.jpg", "RLZ12345", "LJ-TL01"),
    "creative confirm 1",
    "creative reject 1 --why x",
    "approval request 2 --why x",
    "approval register 1",
    "approval approve 1",
    "approval refuse 1 --why x",
    "check run",
    "check cancel 1",
    "worker",
    "ledger build --week 2026-W47 --station bj",
    "ledger send --week 2026-W47 --station bj",
    "month build 2026-10 --station bj",
    "month confirm 2026-10 --station bj",
    "month export 2026-10 --station bj",
    "job list",
    "job run send_outbox",
    ADD,
    "user close BJ001",
    "token add BJ001",
    "token revoke 1",
    "audit verify",
    "evidence sweep",
    "evidence sweep --remove",
    "evidence verify",
]


@pytest.mark.parametrize("line", NEEDS_A_HOME)
def test_without_a_home_or_a_database_the_way_out_is_told(
    house: House, tmp_path: Path, line: str
) -> None:
    words = Case(line, 0, "").words
    code, out, said = house.run(*words, env={"ADOPS_HOME": str(tmp_path / "new")})
    assert (code, out, "adops init" in said) == (3, "", True)
    assert not (tmp_path / "new").exists()
    code, out, said = house.run(*words, env=AWAY)
    assert (code, out, "[database.unreachable]" in said) == (3, "", True)


@pytest.mark.parametrize(
    ("kind", "file", "code"),
    [
        pytest.param("slots", "short", "column.missing", id="missing-column"),
        pytest.param("slots", "people", "column.unknown", id="another-sheet"),
    ],
)
def test_a_sheet_of_other_columns_leaves_its_copy_alone(
    house: House, kind: str, file: str, code: str
) -> None:
    before = house.dump()
    done, out, said = house.run("import", kind, f"{{f}}/{file}.xlsx", "--json")
    assert (done, f'"code": "{code}"' in out) == (2, True)
    copy = house.home / "out" / f"{file}-错误.xlsx"
    assert str(copy) in said
    copy.unlink()
    assert house.dump() == before


def test_what_goes_wrong_inside_is_no_rule(capsys: pytest.CaptureFixture[str]) -> None:
    code = run_command({"break": Command("tests.adops.cli.test_bad_input:broken", "")}, ["break"])
    said = capsys.readouterr()
    assert (code, said.out, "Traceback" in said.err) == (3, "", True)
    assert said.err.splitlines()[-1].endswith("[program.failed]")


def broken() -> None:
    raise ZeroDivisionError
