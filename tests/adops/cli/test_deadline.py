"""`adops deadline`: its JSON, its words, its refusals, and what it leaves unloaded."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from adops import settings
from adops.cli.deadline import deadline
from adops.errors import InputError

app = typer.Typer(rich_markup_mode=None)
app.command()(deadline)


@pytest.fixture(autouse=True)
def fresh_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADOPS_CONFIG", str(Path("config").absolute()))
    settings.load.cache_clear()


def run(*words: str) -> Result:
    return CliRunner().invoke(app, [*words])


def test_json_of_one_day() -> None:
    result = run("--on", "2026-02-18", "--json")
    assert result.exit_code == 0
    found = json.loads(result.stdout)
    because = found.pop("because")
    assert found == {
        "on": "2026-02-18",
        "day": "holiday",
        "deadline": "2026-02-13T15:00:00+08:00",
        "clause": 3,
        "calendar": "official",
        "route": "hq",
        "binding": True,
    }
    assert "春节连休" in because
    assert "2026-02-13（周五）" in because


def test_json_of_a_range_is_a_list_of_every_day() -> None:
    result = run("--from", "2026-12-30", "--to", "2027-01-02", "--route", "local", "--json")
    found = json.loads(result.stdout)
    assert [one["on"] for one in found] == ["2026-12-30", "2026-12-31", "2027-01-01", "2027-01-02"]
    assert [one["calendar"] for one in found] == ["official"] * 2 + ["provisional"] * 2
    assert {one["binding"] for one in found} == {False}


def test_a_range_of_one_day_is_still_a_list() -> None:
    result = run("--from", "2026-11-21", "--to", "2026-11-21", "--json")
    assert len(json.loads(result.stdout)) == 1


def test_words_for_people() -> None:
    result = run("--on", "2026-11-21")
    assert "2026-11-20（周五） 15:00 第(2)款" in result.stdout
    assert "一(二)1(2)" in result.stdout


def test_a_provisional_answer_says_so_in_every_line() -> None:
    result = run("--from", "2027-03-01", "--to", "2027-03-03")
    assert result.stdout.count("暂定日历") == 3


@pytest.mark.parametrize(
    ("words", "code"),
    [
        pytest.param(["--on", "2026-02-30"], "input.date", id="impossible date"),
        pytest.param(["--on", "tomorrow"], "input.date", id="no date"),
        pytest.param(["--on", "2026-W08-3"], "input.date", id="day of a week"),
        pytest.param(["--on", "20260218"], "input.date", id="no hyphens"),
        pytest.param([], "deadline.options", id="nothing asked"),
        pytest.param(["--from", "2026-01-01"], "deadline.options", id="no end"),
        pytest.param(["--on", "2026-01-01", "--to", "2026-01-02"], "deadline.options", id="both"),
        pytest.param(
            ["--from", "2026-01-02", "--to", "2026-01-01"], "period.reversed", id="reversed"
        ),
        pytest.param(["--on", "1900-01-01"], "calendar.out_of_range", id="before calendars"),
        pytest.param(
            ["--from", "1960-01-01", "--to", "2026-01-01"], "period.too_long", id="too long"
        ),
    ],
)
def test_refusals(words: list[str], code: str) -> None:
    result = run(*words, "--json")
    assert isinstance(result.exception, InputError)
    assert result.exception.code == code
    assert result.stdout == ""


def test_an_unknown_route_is_wrong_use() -> None:
    assert run("--on", "2026-01-05", "--route", "sea").exit_code == 2


def test_a_wrong_year_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "calendar").mkdir()
    (tmp_path / "calendar" / "2027.yaml").write_text("year: 2027\n", "utf-8")
    monkeypatch.setenv("ADOPS_CONFIG", str(tmp_path))
    settings.load.cache_clear()
    result = run("--on", "2026-11-21")
    assert isinstance(result.exception, InputError)
    assert "2027.yaml" in str(result.exception)


def test_a_year_file_of_the_folder_is_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "calendar").mkdir()
    (tmp_path / "calendar" / "2027.yaml").write_text(
        "year: 2027\nnotice: 通知\nblocks: [{name: 元旦, first: 2027-01-01, last: 2027-01-03}]\n",
        "utf-8",
    )
    monkeypatch.setenv("ADOPS_CONFIG", str(tmp_path))
    settings.load.cache_clear()
    found = json.loads(run("--on", "2027-01-02", "--json").stdout)
    assert (found["calendar"], found["deadline"]) == ("official", "2026-12-30T15:00:00+08:00")


@pytest.mark.parametrize(
    ("on", "loaded"),
    [
        pytest.param("2026-11-21", [], id="official"),
        pytest.param("2027-05-03", ["holidays"], id="provisional"),
    ],
)
def test_nothing_heavy_is_loaded(on: str, loaded: list[str]) -> None:
    script = (
        "import sys, typer\n"
        "from adops.cli.deadline import deadline\n"
        f"deadline(on={on!r})\n"
        "heavy = {'sqlmodel', 'sqlalchemy', 'fastapi', 'rich', 'holidays', 'PIL', 'openpyxl'}\n"
        "heavy |= {'holidays.countries', 'holidays.financial'}\n"
        "print(sorted(heavy & sys.modules.keys()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == str(loaded)
