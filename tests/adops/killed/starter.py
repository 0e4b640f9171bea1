"""Starts the small process, kills it at a moment, and tells how it ended."""

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from adops import clock

PATIENCE_S = 600.0  # of a machine that does much else


class Starter:
    """One forking process (`python -m tests.adops.killed`); `pid` is the child that is on."""

    def __init__(self, forks: "subprocess.Popen[bytes]", home: Path, smtp: str) -> None:
        self.forks, self.home, self.smtp = forks, home, smtp
        self.pid = 0

    def start(self, case: str, url: str, instants: Sequence[datetime]) -> None:
        """A child begins."""
        asked = {
            "case": case,
            "url": url,
            "home": str(self.home),
            "config": str(Path("config").absolute()),
            "smtp": self.smtp,
            "instants": [one.isoformat() for one in instants],
        }
        assert self.forks.stdin is not None
        self.forks.stdin.write(json.dumps(asked).encode() + b"\n")
        pid = self._answer(PATIENCE_S)
        assert pid is not None, f"no child within {PATIENCE_S} s"
        assert pid, "the forking process is gone"
        self.pid = int(pid)

    def ended(self, within: float = PATIENCE_S) -> int | None:
        """How the child ended, None where it goes on after so many seconds."""
        answer = self._answer(within)
        return None if answer is None else int(answer)

    def kill(self) -> None:
        """With no last word; one that has just ended stays ended."""
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def _answer(self, within: float) -> bytes | None:
        assert self.forks.stdout is not None
        there, _, _ = select.select([self.forks.stdout], [], [], within)
        return self.forks.stdout.readline() if there else None


@contextmanager
def starter(home: Path, smtp_port: int, said: Path) -> Iterator[Starter]:
    """What the processes say is kept in the file `said`."""
    command = [sys.executable, "-m", "tests.adops.killed"]
    pipe = subprocess.PIPE
    with said.open("wb") as heard:
        forks = subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=heard, bufsize=0)
        try:
            yield Starter(forks, home, f"smtp://127.0.0.1:{smtp_port}")
        finally:
            forks.kill()
            forks.communicate()


def seconds_of(starter: Starter, case: str, url: str, instants: Sequence[datetime]) -> float:
    """How long the case takes when nobody kills it."""
    began = clock.stopwatch()
    starter.start(case, url, instants)
    assert starter.ended() == 0
    return clock.stopwatch() - began
