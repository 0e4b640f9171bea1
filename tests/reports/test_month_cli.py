"""`adops month` from its arguments to files and exit codes (interfaces.md)."""

import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

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
from adops.main import COMMANDS, artist
from adops.migrations import upgrade
from adops.models import Act, DayReason, MonthClose
from adops.store import open_store
from tests.factories import Factory
from tests.recorded import record

FIRST = date(2026, 10, 12)
GAP = FIRST + timedelta(days=1)


@dataclass
class Shell:
    """A home with one line of two days, the second not looked at; 2026-11-02 10:00."""

    database: Database
    factory: Factory
    booking: int
    capsys: pytest.CaptureFixture[str]

    def run(self, *words: str) -> tuple[int, str, str]:
        context.context.staff_no = None
        code = run(COMMANDS, ["month", *words, "--station", "bj"])
        return code, *self.capsys.readouterr()

    def explain(self) -> None:
        with self.database.write() as session:
            row = DayReason(
                booking_id=self.booking,
                day=GAP,
                reason="system",
                given_by="BJ001",
                given_at=clock.now(),
            )
            session.add(row)


@pytest.fixture
def shell(
    factory: Factory, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Shell]:
    monkeypatch.setenv("ADOPS_CONFIG", str(Path("config").absolute()))
    environment.load.cache_clear()
    settings = environment.load()
    settings.home.mkdir(parents=True)
    upgrade(Database(settings.database))
    database = Database(settings.database)
    clock.clock.move_to(at(date(2026, 11, 2), 10))
    with database.write() as session:
        booking = factory.booking(session, FIRST, GAP)
        factory.look(session, booking, FIRST, captured_at=at(FIRST, 9, 30))
        factory.person(session, Role.FINANCE, staff_no="FIN1", station="hq")
        number = booking.id or 0
    yield Shell(database, factory, number, capsys)
    database.close()
    environment.load.cache_clear()
    context.context.staff_no = None


def data(out: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(out)
    return found


def test_build_shows_lines_and_gaps_and_changes_nothing(shell: Shell) -> None:
    code, out, _ = shell.run("build", "2026-10")
    assert code == 0
    assert "缺原因" in out
    assert "1 行缺资料" in out
    with shell.database.read() as session:
        assert session.exec(select(MonthClose)).all() == []
        assert session.exec(select(Act)).all() == []


def test_build_as_json(shell: Shell) -> None:
    code, out, err = shell.run("build", "2026-10", "--json")
    month = data(out)
    assert (code, err) == (0, "")
    assert (month["state"], month["revision"], month["complete"]) == ("open", 1, False)
    assert month["opens"] == "2026-11-01T09:00:00+08:00"
    assert month["due"] == "2026-11-04T18:00:00+08:00"
    (line,) = month["lines"]
    assert [day["state"] for day in line["days"]] == ["executed", "unverified"]
    assert line["missing"][0]["days"] == ["2026-10-13"]


def test_build_writes_a_draft_and_a_pack(shell: Shell, tmp_path: Path) -> None:
    sheet, archive = tmp_path / "new" / "m.xlsx", tmp_path / "m.zip"
    code, _, _ = shell.run("build", "2026-10", "-o", str(sheet), "--pack", str(archive))
    assert code == 0
    assert "草稿" in str(load_workbook(sheet)["明细"]["A1"].value)
    assert ZipFile(archive).namelist() == ["清单.csv"]
    assert sorted(one.name for one in tmp_path.iterdir() if one.is_file()) == ["m.zip"]


def test_confirm_refused_names_the_line_on_stderr(shell: Shell) -> None:
    code, out, err = shell.run("confirm", "2026-10")
    assert (code, out) == (1, "")
    assert "缺原因：10-13" in err
    assert "[month.incomplete]" in err


def test_confirm_freezes_and_writes_the_workbook(shell: Shell) -> None:
    shell.explain()
    code, out, _ = shell.run("confirm", "2026-10", "--json")
    assert (code, data(out)["state"]) == (0, "confirmed")
    path = environment.load().out / "月度财务确认-北京站-2026-10-第1稿.xlsx"
    signed = path.read_bytes()
    assert load_workbook(io.BytesIO(signed))["明细"]["A1"].value == "北京站 2026年10月 月度财务确认"
    code, _, err = shell.run("confirm", "2026-10")
    assert code == 1
    assert "[month.wrong_state]" in err
    path.unlink()
    assert shell.run("export", "2026-10")[0] == 0
    assert path.read_bytes() == signed


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        pytest.param(("build", "2026-13"), 2, "month.not_a_month", id="no-month"),
        pytest.param(("confirm", "2026-11"), 1, "month.not_over", id="not-over"),
        pytest.param(("build", "2026-10", "--as", "BJ999"), 2, "person.unknown", id="nobody"),
        pytest.param(("confirm", "2026-10", "--as", "FIN1"), 1, "permission.denied", id="finance"),
        pytest.param(
            ("export", "2026-10", "-o", "/proc/x/m.xlsx"), 2, "file.unwritable", id="path"
        ),
    ],
)
def test_what_is_refused(shell: Shell, words: tuple[str, ...], code: int, told: str) -> None:
    got, out, err = shell.run(*words)
    assert (got, out) == (code, "")
    assert f"[{told}]" in err


def test_an_unknown_station_is_named(shell: Shell) -> None:
    assert run(COMMANDS, ["month", "build", "2026-10", "--station", "xx"]) == 2
    assert "[station.unknown]" in shell.capsys.readouterr().err


def test_a_pack_draws_what_is_not_drawn(
    shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(context.context, "artist", artist)
    record(shell.database, open_store(environment.load()), at(GAP, 9, 30))
    archive = tmp_path / "m.zip"
    code, _, said = shell.run("build", "2026-10", "--pack", str(archive))
    assert code == 0, said
    (sheet,) = [name for name in ZipFile(archive).namelist() if name.endswith("已执行.png")]
    assert str(GAP) in sheet
