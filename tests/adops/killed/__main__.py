"""Forks a process for each line of its input, so that a start costs milliseconds, not imports.

In: `{"case", "home", "config", "smtp", "url", "instants"}`; out: the process id, then its status.
The first is done without a fork: what is read and compiled once, each child then has. It must store
no file: the store's threads would not live on in a child.
"""

import json
import os
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from adops.settings import Settings
from tests.adops.killed.cases import work


def main() -> None:
    """Until the input ends; one process at a time."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # what the jobs log is no answer
    _work(json.loads(sys.stdin.readline()))
    print(os.getpid(), 0, sep="\n", file=answers, flush=True)
    for line in sys.stdin:
        pid = os.fork()
        if pid == 0:
            _child(json.loads(line))
        print(pid, file=answers, flush=True)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), file=answers, flush=True)


def _child(asked: dict[str, Any]) -> None:
    """Never returns."""
    code = 1
    try:
        _work(asked)
        code = 0
    finally:
        os._exit(code)


def _work(asked: dict[str, Any]) -> None:
    settings = Settings(
        env="test",
        home=Path(asked["home"]),
        config=Path(asked["config"]),
        smtp_url=asked["smtp"],
    )
    instants = [datetime.fromisoformat(one) for one in asked["instants"]]
    work(settings, asked["url"], asked["case"], instants)


if __name__ == "__main__":
    main()
