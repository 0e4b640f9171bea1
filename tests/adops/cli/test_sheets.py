"""`adops import` and `adops template` as a person runs them, in a home of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.adops.sheets import booking, slot, workbook

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def run(tmp_path: Path) -> Run:
    """Runs `adops …` in an initialised home; the business clock stands at 2026-11-20 08:50."""
    environment = {
        **os.environ,
        "ADOPS_ENV": "test",
        "ADOPS_HOME": str(tmp_path / "home"),
        "ADOPS_CONFIG": str(Path("config").absolute()),
        "ADOPS_NOW": "2026-11-20T08:50",
    }
    start = "import sys; from adops.main import run; sys.argv[0] = 'adops'; run()"

    def ran(*words: str | Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", start, *(str(word) for word in words)],
            capture_output=True,
            text=True,
            env=environment,
            check=False,
        )

    assert ran("init").returncode == 0
    return ran


def file(folder: Path, *rows: dict[str, Any], name: str = "f.xlsx") -> Path:
    path = folder / name
    path.write_bytes(workbook(*rows))
    return path


def test_import_twice_then_a_refusal(run: Run, tmp_path: Path) -> None:
    slots = file(tmp_path, slot())
    first = run("import", "slots", slots, "--json")
    assert first.returncode == 0, first.stderr
    assert json.loads(first.stdout) == {
        "rows": 1,
        "created": 1,
        "updated": 0,
        "unchanged": 0,
        "errors": [],
        "warnings": [],
    }
    assert json.loads(run("import", "slots", slots, "--json").stdout)["unchanged"] == 1
    both = file(tmp_path, booking(), booking(合同号="RLZ2"))
    refused = run("import", "bookings", both, "--json")
    assert refused.returncode == 1
    (error,) = json.loads(refused.stdout)["errors"]
    assert (error["row"], error["column"], error["code"]) == (3, "占用轮播", "booking.over_booked")
    assert (tmp_path / "home" / "out" / "f-错误.xlsx").exists()


def test_a_row_that_cannot_be_read_ends_with_2(run: Run, tmp_path: Path) -> None:
    wrong = run("import", "slots", file(tmp_path, slot(宽="九百", 站点="成都")))
    assert wrong.returncode == 2
    assert "第 2 行 宽：不是数字" in wrong.stderr
    assert "第 2 行 站点：没有站点 成都" in wrong.stderr
    assert "什么也没有写入" in wrong.stderr
    dry = run("import", "slots", file(tmp_path, slot()), "--dry-run")
    assert (dry.returncode, "新增 1" in dry.stdout, "没有写入" in dry.stdout) == (0, True, True)
    assert "新增 1" in run("import", "slots", file(tmp_path, slot())).stdout


@pytest.mark.parametrize(
    ("words", "told"),
    [
        pytest.param(["slots", "no.xlsx"], "file.unreadable", id="no such file"),
        pytest.param(["slots", "README.md"], "workbook.unreadable", id="no workbook"),
        pytest.param(["cars", "no.xlsx"], "cars", id="no such kind"),
        pytest.param(["slots"], "F.xlsx", id="no file named"),
    ],
)
def test_wrong_use_ends_with_2_and_says_why(run: Run, words: list[str], told: str) -> None:
    if words[-1] == "README.md":
        words = ["slots", str(Path("config/calendar/README.md").absolute())]
    done = run("import", *words)
    assert done.returncode == 2
    assert told in done.stderr
    assert done.stdout == ""


def test_template_needs_no_home(run: Run, tmp_path: Path) -> None:
    target = tmp_path / "t.xlsx"
    assert run("template", "people", "-o", target).returncode == 0
    assert target.stat().st_size > 5_000
    empty = run("import", "people", target)
    assert (empty.returncode, empty.stdout) == (2, "")
    assert "t.xlsx" in empty.stderr
    assert "workbook.no_rows" in empty.stderr
    refused = run("template", "people", "-o", tmp_path / "t.csv")
    assert (refused.returncode, "file.not_xlsx" in refused.stderr) == (2, True)
