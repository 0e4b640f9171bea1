"""Acts from the command line, as the console and as a person: words, JSON, exit codes."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import text

from adops import settings
from adops.cli.context import context
from adops.cli.run import run as run_command
from adops.db import Database
from adops.domain.booking import Route
from adops.domain.people import Role
from adops.domain.period import at
from adops.main import COMMANDS, jobs
from adops.models import JobRun
from tests.adops import files
from tests.adops.inspect.pictures import photo
from tests.factories import Factory

LIMIT = 30 * 1024


@dataclass
class Ran:
    """What a command left."""

    returncode: int
    stdout: str
    stderr: str


@dataclass
class Console:
    """A home with one booking that HQ places, 23 to 29 November, and the people around it."""

    home: Path
    db: Database
    monkeypatch: pytest.MonkeyPatch
    capsys: pytest.CaptureFixture[str]

    def run(self, *words: str, now: str = "2026-11-20T09:00", typed: str = "") -> Ran:
        """One command, in this process, with the settings of its own home and moment."""
        self.monkeypatch.setenv("ADOPS_HOME", str(self.home))
        self.monkeypatch.setenv("ADOPS_CONFIG", str(Path("config").absolute()))
        self.monkeypatch.setenv("ADOPS_NOW", now)
        self.monkeypatch.setattr("sys.stdin", StringIO(typed))
        self.monkeypatch.setattr(context, "staff_no", None)
        settings.load.cache_clear()
        self.capsys.readouterr()
        code = run_command(COMMANDS, words)
        settings.load.cache_clear()
        said = self.capsys.readouterr()
        return Ran(code, said.out, said.err)

    def file(self, size: int) -> str:
        buffer = BytesIO()
        Image.linear_gradient("L").resize((950, 90)).convert("RGB").save(buffer, "JPEG")
        path = self.home / f"{size}.jpg"
        path.write_bytes(buffer.getvalue() + b"\0" * (size - len(buffer.getvalue())))
        return str(path)

    def submit(self, size: int, *words: str, **given: str) -> Ran:
        return self.hand_in(self.file(size), *words, **given)

    def hand_in(self, path: str, *words: str, **given: str) -> Ran:
        order = ["--contract", "rlz99999", "--slot", "lj-t-900"]
        link = ["--click-url", "https://example.com/a", "--copy", "云溪花园"]
        return self.run("creative", "submit", path, *order, *link, *words, **given)


@pytest.fixture
def console(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Console]:
    home = tmp_path / "home"
    database = Database(f"sqlite:///{home / 'adops.sqlite'}")
    made = Console(home, database, monkeypatch, capsys)
    assert made.run("init").returncode == 0
    factory = Factory(at(date(2026, 11, 20), 8))
    with database.write() as session:
        factory.person(session, Role.AE, staff_no="BJ001")
        factory.person(session, Role.SALES, staff_no="BJ101", email="sales@example.com")
        factory.person(session, Role.HQ_AE, staff_no="HQ001", station="hq")
        slot = factory.slot(session, code="LJ-T-900", station="hq")
        contract = factory.contract(session, no="RLZ99999")
        factory.booking(
            session,
            date(2026, 11, 23),
            date(2026, 11, 29),
            slot,
            contract_id=contract.id,
            route=Route.HQ,
            station_placed="hq",
        )
    yield made
    database.close()


def test_a_good_file_is_submitted_and_confirmed_as_json(console: Console) -> None:
    done = console.submit(LIMIT, "--confirm", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["state"], answer["verdict"]) == ("confirmed", "pass")
    assert (answer["deadline"], answer["clause"]) == ("2026-11-20T15:00:00+08:00", 1)


def test_a_heavy_file_needs_its_approval(console: Console) -> None:
    first = console.submit(LIMIT + 1, "--confirm", "--json")
    assert (first.returncode, json.loads(first.stdout)["state"]) == (1, "submitted")
    assert "特批" in first.stderr
    asked = console.run("approval", "request", "1", "--why", "无法更换", "--as", "BJ101")
    assert (asked.returncode, asked.stdout) == (0, "特批 1：已申请\n")
    assert console.run("approval", "register", "1", "--as", "BJ001").returncode == 0
    own = console.run("approval", "approve", "1", "--as", "BJ101")
    assert (own.returncode, "没有权限" in own.stderr) == (1, True)
    assert console.run("approval", "approve", "1", "--as", "HQ001").returncode == 0
    assert console.run("creative", "confirm", "1").returncode == 0


def test_late_names_the_deadline_and_the_way_out(console: Console) -> None:
    late = console.submit(LIMIT, "--confirm", now="2026-11-20T15:01")
    assert late.returncode == 1
    assert "2026年11月20日" in late.stderr
    assert "2026年11月24日" in late.stderr
    accepted = console.run(
        "creative", "confirm", "1", "--late-reason", "客户改稿", "--as", "HQ001",
        now="2026-11-20T15:02",
    )  # fmt: skip
    assert accepted.returncode == 0, accepted.stderr


def test_a_refused_creative_is_sent_back(console: Console) -> None:
    console.submit(LIMIT)
    done = console.run("creative", "reject", "1", "--why", "链接不对", "--as", "HQ001")
    assert (done.returncode, done.stdout) == (0, "已退回创意 1\n")


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        pytest.param(["creative", "confirm", "7"], 2, "没有创意 7", id="no-creative"),
        pytest.param(["creative", "confirm", "x"], 2, "ID 要写成整数：x", id="no-number"),
        pytest.param(["creative", "confirm"], 2, "ID", id="missing-argument"),
        pytest.param(["creative", "nonsense"], 2, "adops", id="no-such-command"),
        pytest.param(["approval", "approve", "9"], 2, "没有特批 9", id="no-approval"),
        pytest.param(["creative", "confirm", "1", "--as", "NOBODY"], 2, "NOBODY", id="nobody"),
        pytest.param(["user", "close", "ZZ1"], 2, "ZZ1", id="no-person"),
        pytest.param(["token", "revoke", "5"], 2, "5", id="no-token"),
    ],
)
def test_wrong_use_is_named_and_is_2(
    console: Console, words: list[str], code: int, told: str
) -> None:
    done = console.run(*words)
    assert (done.returncode, done.stdout) == (code, "")
    assert told in done.stderr


def test_a_file_that_is_not_there_is_named(console: Console) -> None:
    order = ["--contract", "RLZ99999", "--slot", "LJ-T-900", "--click-url", "https://e.com/"]
    done = console.run("creative", "submit", "/nowhere/a.jpg", *order)
    assert (done.returncode, "/nowhere/a.jpg" in done.stderr) == (2, True)


def test_without_init_the_way_out_is_told(console: Console, tmp_path: Path) -> None:
    console.home = tmp_path / "new"
    done = console.run("creative", "confirm", "1")
    assert (done.returncode, "adops init" in done.stderr) == (3, True)


def test_people_and_tokens(console: Console) -> None:
    added = console.run(
        "user", "add", "bj200", "--name", "北京站备用AE", "--station", "bj", "--role", "备用AE"
    )
    assert (added.returncode, "可用的是" in added.stderr) == (2, True)
    added = console.run(
        "user", "add", "bj200", "--name", "北京站备用AE", "--station", "bj", "--role", "地方站AE"
    )
    assert (added.returncode, "/invitation/" in added.stdout) == (0, True)
    short = console.run("user", "password", "BJ200", "--stdin", typed="short\n")
    assert short.returncode == 2
    assert (
        console.run("user", "password", "BJ200", "--stdin", typed="long enough\n").returncode == 0
    )
    token = console.run("token", "add", "BJ200", "--label", "脚本")
    assert token.stdout.startswith("adops_")
    assert console.run("token", "revoke", "1").returncode == 0
    assert console.run("user", "close", "BJ200").returncode == 0
    assert console.run("token", "add", "BJ200").returncode == 1


def test_the_log_is_verified(console: Console) -> None:
    console.submit(LIMIT, "--confirm")
    assert console.run("audit", "verify").returncode == 0
    with console.db.write() as session:
        session.connection().execute(text("update act set verb = 'x' where id = 3"))
    broken = console.run("audit", "verify")
    assert (broken.returncode, "3" in broken.stdout) == (1, True)


def test_who_acts_is_typed_in_any_case(console: Console) -> None:
    console.submit(LIMIT + 1)
    asked = console.run("approval", "request", "1", "--why", "无法更换", "--as", " bj101")
    assert (asked.returncode, asked.stdout) == (0, "特批 1：已申请\n")


@pytest.mark.parametrize("words", [("--as",), ("--as", "--help"), ("job", "list", "--as", " ")])
def test_as_whom_is_asked_for(console: Console, words: tuple[str, ...]) -> None:
    refused = console.run(*words)
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "--as 后面的工号" in refused.stderr


@pytest.fixture
def heavy(console: Console) -> str:
    """A picture over the cap that can be mended."""
    path = console.home / "heavy.jpg"
    path.write_bytes(files.saved(photo((950, 90), grain=20), "JPEG", quality=95))
    return str(path)


def test_a_suggestion_is_taken_as_it_is_handed_in(console: Console, heavy: str) -> None:
    done = console.hand_in(heavy, "--take-suggestion", "--confirm", "--json")
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert (said["state"], said["verdict"], said["version"]) == ("confirmed", "pass", 1)
    assert said["suggestion"]["taken_as"] == said["creative"]
    assert said["suggestion"]["bytes"] <= LIMIT
    stored = {path.name: path for path in (console.home / "blobs").rglob("*") if path.is_file()}
    assert stored[said["suggestion"]["sha256"]].stat().st_size == said["suggestion"]["bytes"]
    assert Path(heavy).read_bytes() in [path.read_bytes() for path in stored.values()]


def test_without_it_the_file_is_refused_and_told_of_the_offer(console: Console, heavy: str) -> None:
    done = console.hand_in(heavy)
    assert done.returncode == 1
    assert "有改好的文件" in done.stdout and "在创意页面可直接采用" in done.stdout
    assert set(json.loads(console.hand_in(heavy, "--json").stdout)) == ANSWER


def test_where_nothing_is_to_be_mended_it_is_handed_in_as_it_is(console: Console) -> None:
    done = console.submit(LIMIT, "--take-suggestion", "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["verdict"], said["suggestion"]) == (0, "pass", None)


def test_the_same_file_again_is_told(console: Console) -> None:
    console.submit(LIMIT, "--confirm")
    told = console.submit(LIMIT).stdout
    assert "同一文件提交过：创意 1（RLZ99999 LJ-T-900）已确认，通过" in told


ANSWER = {
    "creative",
    "version",
    "state",
    "verdict",
    "findings",
    "deadline",
    "clause",
    "late",
    "taken_over",
    "earliest_go_live",
}


def test_the_list_of_jobs_says_how_the_last_run_ended(console: Console) -> None:
    with console.db.write() as session:
        for job, state, late in (("send_outbox", "done", False), ("weekly_ledger", "failed", True)):
            session.add(
                JobRun(
                    job=job,
                    period="x",
                    state=state,
                    late=late,
                    due_at=at(date(2026, 11, 20), 16),
                    started_at=at(date(2026, 11, 20), 16, 1),
                )
            )
    console.monkeypatch.setattr(context, "jobs", jobs)
    told = console.run("job", "list").stdout
    assert "上次：11月20日 周五 16:01 完成\n" in told
    assert "上次：11月20日 周五 16:01 失败（补跑）\n" in told
