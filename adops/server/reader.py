"""Work that begins at once, in a thread of its own: reading after a submission (rules.md §5), a run
of the check that somebody asked for.

What it does not get to, the jobs `read_words` and `asked_checks` do.
"""

import threading
from collections.abc import Callable

import structlog

log = structlog.get_logger(__name__)


class Reader:
    """Runs `read` each time it is woken, one run at a time; wakings during a run are one more."""

    def __init__(self, read: Callable[[], object], *, name: str = "reader") -> None:
        self._read, self._name = read, name
        self._woken = threading.Event()
        self._ended = False
        self._thread = threading.Thread(target=self._run, name=name, daemon=True)

    def __enter__(self) -> "Reader":
        self._thread.start()
        return self

    def __exit__(self, *_ended: object) -> None:
        self._ended = True
        self._woken.set()
        self._thread.join()

    def wake(self) -> None:
        """There is something to read."""
        self._woken.set()

    def _run(self) -> None:
        while True:
            self._woken.wait()
            self._woken.clear()
            if self._ended:
                return
            try:
                self._read()
            except Exception:  # a database that is away comes back; the job reads later
                log.exception("reader.failed", reader=self._name)
