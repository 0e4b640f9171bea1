"""The whole demo as a person runs it: ended in several steps, then the same command again."""

import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from adops.db import Database
from adops.demo.orders import OCTOBER
from adops.queries.evidence import count_waiting

# Ctrl-C is heard as on a terminal, also where the tests run in the background (SIGINT ignored).
START = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from adops.main import run
run()
"""
COMMAND = [sys.executable, "-c", START, "demo", "--once"]
MINUTES_15 = 900
MOMENT = 0.05  # s between two looks at the folder


@contextmanager
def taken(port: int) -> Iterator[None]:
    """Somebody else's server on that port; it may be there already."""
    with socket.socket() as door:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            door.bind(("127.0.0.1", port))
            door.listen()
        except OSError:
            pass
        yield


def drawing(home: Path) -> bool:
    """The fifth creative is drawn."""
    return len(list((home / "creatives").glob("*"))) > 4


def looking(home: Path) -> bool:
    """More is stored than October's three creatives: a page was looked at, the browser is open."""
    return sum(one.is_file() for one in (home / "blobs").rglob("*")) > 3


def importing(home: Path) -> bool:
    """Friday's bookings lie there to be imported."""
    return (home / "in" / "bookings.xlsx").is_file()


# In their order: what the end before left behind shows none of the signs that follow.
ENDS: tuple[tuple[Callable[[Path], bool], signal.Signals, int], ...] = (
    (drawing, signal.SIGKILL, -signal.SIGKILL),
    (looking, signal.SIGKILL, -signal.SIGKILL),
    (importing, signal.SIGINT, 130),
)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the command is given."""
    monkeypatch.setenv("ADOPS_HOME", "var")
    monkeypatch.delenv("ADOPS_ENV")
    return tmp_path


@pytest.fixture
def profiles(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the demo's browsers have their profiles, by which they are known; a short path, or
    Chromium does not start."""
    with tempfile.TemporaryDirectory(prefix="demo-", ignore_cleanup_errors=True) as made:
        monkeypatch.setenv("TMPDIR", made)
        yield made


def ended(folder: Path, sign: Callable[[Path], bool], how: signal.Signals) -> int:
    """Begins the demo and ends it at the sign; its exit code. A Ctrl-C that strikes where Python
    calls back by itself (a weak reference) is lost: then people press it again. One that strikes on
    the way out ends it by the signal, which a shell shows as 130 too."""
    demo = subprocess.Popen(COMMAND, cwd=folder, stdout=subprocess.DEVNULL)
    while not sign(folder / "var" / "demo"):
        with suppress(subprocess.TimeoutExpired):
            pytest.fail(f"ended by itself: {demo.wait(MOMENT)}")
    for _ in range(3):
        os.kill(demo.pid, how)
        with suppress(subprocess.TimeoutExpired):
            return _as_shown(demo.wait(20))
    return _as_shown(demo.wait(60))


def _as_shown(code: int) -> int:
    return 128 + signal.SIGINT if code == -signal.SIGINT else code


def browsers(profiles: str) -> list[str]:
    """Command lines of those that still run."""
    lines = subprocess.run(["ps", "-Ao", "args"], capture_output=True, text=True, check=True)
    return [line for line in lines.stdout.splitlines() if f"{profiles}/" in line]


def test_ended_in_any_step_the_same_command_completes_the_day(folder: Path, profiles: str) -> None:
    for sign, how, code in ENDS:
        assert ended(folder, sign, how) == code

    with taken(8000):
        done = subprocess.run(
            COMMAND, cwd=folder, capture_output=True, text=True, timeout=MINUTES_15, check=False
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "逐一对照，全部一致" in done.stdout
    assert "与预期不符" not in done.stdout
    assert "http://127.0.0.1:8000/" not in done.stdout
    assert "BJ001" in done.stdout
    assert browsers(profiles) == []

    home = folder / "var" / "demo"
    ledger = load_workbook(home / "out" / "地方站特殊审批记录表_北京站_2026-W47.xlsx")
    words = {str(cell.value) for row in ledger.worksheets[0] for cell in row if cell.value}
    assert any("RLZ20006" in one for one in words)
    month = load_workbook(home / "out" / "月度财务确认-北京站-2026-10-第1稿.xlsx")
    words = {str(cell.value) for row in month.worksheets[0] for cell in row if cell.value}
    assert any("漏播" in one for one in words)
    assert len(list((home / "outbox").glob("*-approval_ledger-*.eml"))) == 4
    assert len(list((home / "creatives").iterdir())) == 51
    every_picture_is_there(home)


def every_picture_is_there(home: Path) -> None:
    """A proof sheet for each day of October's pack, and nothing waits to be drawn."""
    with ZipFile(home / "out" / "月度财务确认-北京站-2026-10-第1稿.zip") as pack:
        sheets = [name for name in pack.namelist() if name.endswith(".png")]
    assert len(sheets) == sum(order.days.length for order in OCTOBER)
    database = Database(f"sqlite:///{home / 'adops.sqlite'}")
    with database.read() as session:
        assert count_waiting(session) == 0
    database.close()
