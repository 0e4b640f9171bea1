"""`adops ledger` and `adops job` from their arguments to files and exit codes (interfaces.md)."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlmodel import select

from adops import clock
from adops import settings as environment
from adops.cli import context
from adops.cli.run import run
from adops.db import Database
from adops.domain.people import Role
from adops.domain.period import at
from adops.main import COMMANDS, jobs
from adops.migrations import upgrade
from adops.models import LedgerWeek, Mail
from tests.factories import Factory

NAME = "地方站特殊审批记录表_北京站_2026-W47.xlsx"
WEEK = ("--week", "2026-W47", "--station", "bj")


@dataclass
class Shell:
    """A home on Friday 2026-11-20 at 16:05."""

    database: Database
    capsys: pytest.CaptureFixture[str]
    monkeypatch: pytest.MonkeyPatch

    def run(self, *words: str) -> tuple[int, str, str]:
        context.context.staff_no = None
        return run(COMMANDS, words), *self.capsys.readouterr()

    def mails(self) -> list[Mail]:
        with self.database.read() as session:
            return list(session.exec(select(Mail).order_by("id")))


@pytest.fixture
def shell(
    factory: Factory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Shell]:
    monkeypatch.setenv("ADOPS_CONFIG", str(Path("config").absolute()))
    monkeypatch.setattr(context.context, "jobs", jobs)
    environment.load.cache_clear()
    settings = environment.load()
    settings.home.mkdir(parents=True)
    upgrade(Database(settings.database))
    database = Database(settings.database)
    clock.clock.move_to(at(date(2026, 11, 20), 16, 5))
    with database.write() as session:
        hq = {"staff_no": "HQ001", "email": "hq001@example.com", "station": "hq"}
        factory.person(session, Role.HQ_AE, **hq)
    yield Shell(database, capsys, monkeypatch)
    database.close()
    environment.load.cache_clear()
    context.context.staff_no = None


def test_build_writes_the_file_and_sends_nothing(shell: Shell, tmp_path: Path) -> None:
    path = tmp_path / "new" / "l.xlsx"
    code, out, err = shell.run("ledger", "build", *WEEK, "-o", str(path))
    assert (code, err) == (0, "")
    assert "本周无特批" in out
    assert load_workbook(path).sheetnames == ["2026-W47"]
    assert [one.name for one in path.parent.iterdir()] == ["l.xlsx"]
    assert shell.mails() == []


def test_send_once_with_the_file_in_out(shell: Shell) -> None:
    code, out, _ = shell.run("ledger", "send", *WEEK, "--json")
    assert (code, json.loads(out)["state"]) == (0, "sent")
    path = environment.load().out / NAME
    sent = path.read_bytes()
    code, _, err = shell.run("ledger", "send", *WEEK)
    assert code == 1
    assert "[ledger.wrong_state]" in err
    assert shell.run("ledger", "build", *WEEK)[0] == 0
    assert path.read_bytes() == sent
    assert len(shell.mails()) == 1


WRONG = {
    "before the cut": (("send", "--week", "2026-W48", "--station", "bj"), 1, "ledger.before_cut"),
    "no week": (("build", "--week", "W47", "--station", "bj"), 2, "ledger.week"),
    "no station": (("build", "--week", "2026-W47", "--station", "x"), 2, "station.unknown"),
    "no ledger": (("build", "--week", "2026-W08", "--station", "bj"), 1, "ledger.no_ledger"),
    "no place to write": (("build", *WEEK, "-o", "/proc/no/l.xlsx"), 2, "file.unwritable"),
}


@pytest.mark.parametrize(("words", "code", "named"), WRONG.values(), ids=WRONG.keys())
def test_wrong(shell: Shell, words: tuple[str, ...], code: int, named: str) -> None:
    found, out, err = shell.run("ledger", *words)
    assert (found, out) == (code, "")
    assert f"[{named}]" in err
    assert shell.mails() == []


def test_jobs_are_listed_with_their_last_run(shell: Shell) -> None:
    code, out, _ = shell.run("job", "list", "--json")
    assert code == 0
    names = {row["name"]: row["last"] for row in json.loads(out)}
    assert names["weekly_ledger"] is None
    assert shell.run("job", "run", "weekly_ledger")[0] == 0
    listed = {row["name"]: row["last"] for row in json.loads(shell.run("job", "list", "--json")[1])}
    assert listed["weekly_ledger"]["state"] == "done"


def test_a_job_by_hand_for_every_station_then_the_mails(shell: Shell) -> None:
    code, out, _ = shell.run("job", "run", "weekly_ledger", "--json")
    assert code == 0
    assert json.loads(out) == {one: {"weeks": ["2026-W47"]} for one in ("bj", "gz", "sh", "tj")}
    assert json.loads(shell.run("job", "run", "send_outbox", "--json")[1])[""]["sent"] == 4
    files = list((environment.load().outbox).glob("*-approval_ledger-*.eml"))
    assert len(files) == 4
    assert shell.run("job", "run", "send_outbox", "--at", "2026-11-20T16:06")[0] == 0
    assert len(list((environment.load().outbox).glob("*.eml"))) == 4


def test_as_of_another_instant(shell: Shell) -> None:
    at_noon = ("job", "run", "weekly_ledger", "--at", "2026-11-20T12:00", "--json")
    assert json.loads(shell.run(*at_noon)[1])["bj"] == {"weeks": ["2026-W46"]}
    assert json.loads(shell.run(*at_noon)[1])["bj"] is None
    with shell.database.read() as session:
        assert {row.week for row in session.exec(select(LedgerWeek))} == {"2026-W46"}


BAD_JOBS = {
    "no such job": (("job", "run", "nothing"), 2, "job.unknown"),
    "no instant": (("job", "run", "weekly_ledger", "--at", "soon"), 2, "job.at"),
}


@pytest.mark.parametrize(("words", "code", "named"), BAD_JOBS.values(), ids=BAD_JOBS.keys())
def test_bad_jobs(shell: Shell, words: tuple[str, ...], code: int, named: str) -> None:
    found, out, err = shell.run(*words)
    assert (found, out) == (code, "")
    assert f"[{named}]" in err


def test_in_production_the_future_does_not_run(shell: Shell) -> None:
    shell.monkeypatch.setenv("ADOPS_ENV", "production")
    environment.load.cache_clear()
    words = ("job", "run", "weekly_ledger", "--at", "2026-11-27T16:05")
    code, _, err = shell.run(*words)
    assert (code, shell.mails()) == (2, [])
    assert "[job.at_future]" in err


def test_a_mail_server_that_is_away_fails_no_job(shell: Shell) -> None:
    shell.monkeypatch.setenv("ADOPS_SMTP_URL", "smtp://127.0.0.1:9")
    environment.load.cache_clear()
    shell.run("ledger", "send", *WEEK)
    code, out, _ = shell.run("job", "run", "send_outbox", "--json")
    assert (code, json.loads(out)[""]["trouble"]) == (0, 1)
    (mail,) = shell.mails()
    assert (mail.state.value, mail.attempts) == ("waiting", 1)
    assert "refused" in (mail.trouble or "").lower()
