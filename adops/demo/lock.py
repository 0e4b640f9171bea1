"""One demo at a time in one folder: the second would remove what the first shows."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adops.errors import RuleError


@contextmanager
def alone(home: Path) -> Iterator[None]:
    """Holds `<home>.lock`, which ends with the process, killed or not.

    Raises RuleError `demo.running` while another demo holds it.
    """
    home.parent.mkdir(parents=True, exist_ok=True)
    with open(home.with_name(f"{home.name}.lock"), "w", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RuleError("demo.running", path=str(home)) from error
        yield
