"""The whole demo as a person runs it: killed half-way, then the same command again."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from adops.db import Database
from adops.demo.folder import MARKER
from adops.demo.orders import OCTOBER
from adops.queries.evidence import count_waiting

COMMAND = [str(Path(sys.executable).with_name("adops")), "demo", "--once"]
MINUTES_15 = 900


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


def test_killed_half_way_the_same_command_completes_the_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ADOPS_HOME", str(tmp_path / "var"))
    monkeypatch.delenv("ADOPS_ENV")
    home = tmp_path / "var" / "demo"

    first = subprocess.Popen(COMMAND, cwd=tmp_path, stdout=subprocess.DEVNULL)
    with pytest.raises(subprocess.TimeoutExpired):
        first.wait(timeout=12)
    first.kill()
    first.wait()
    assert (home / MARKER).is_file()

    with taken(8000):
        done = subprocess.run(
            COMMAND, cwd=tmp_path, capture_output=True, text=True, timeout=MINUTES_15, check=False
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "逐一对照，全部一致" in done.stdout
    assert "与预期不符" not in done.stdout
    assert "http://127.0.0.1:8000/" not in done.stdout
    assert "BJ001" in done.stdout

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
