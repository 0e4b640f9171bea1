"""HTML5 packages shown in a child process: the Renderer that main hands over (rules.md §5).

Whatever a package does to the browser, or the browser to its process, costs a few seconds and a
`check.not_done`, never the web server.
"""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from adops.domain.html5 import NotRendered, RenderLimits, RenderOrder, Shown
from adops.errors import OutsideError
from checks.render import answered, asked

GRACE_SECONDS = 3.0
VERSION = "1"
MODULE = "checks.render"
SECRETS = ("ADOPS_", "AWS_")
SHORT = Path("/tmp")  # a browser's socket lies in it, and its path may have about 100 letters


class ChildRenderer:
    """Starts a child for the packages of one creative; as many at once as the limits say.

    `find` names the browser and may raise OutsideError `browser.missing`; `command` starts the
    child, `folder` is where it may write meanwhile (both arguments for tests).
    """

    def __init__(
        self,
        limits: RenderLimits,
        find: Callable[[], Path],
        command: Sequence[str] = (sys.executable, "-m", MODULE),
        folder: Path = SHORT,
    ) -> None:
        self._limits, self._find, self._command, self._folder = limits, find, command, folder
        self._seats = threading.BoundedSemaphore(limits.at_once)

    @property
    def version(self) -> str:
        """Raised whenever it measures otherwise."""
        return VERSION

    def render(self, orders: Sequence[RenderOrder]) -> Sequence[Shown]:
        """One answer an order; never raises for what a package does or a browser lacks."""
        if not orders:
            return ()
        try:
            browser = self._find()
        except OutsideError:
            return _all(orders, "browser")
        if not self._seats.acquire(timeout=self._limits.seconds):
            return _all(orders, "busy")
        try:
            return self._asked(orders, asked(orders, self._limits, browser))
        finally:
            self._seats.release()

    def _asked(self, orders: Sequence[RenderOrder], document: bytes) -> Sequence[Shown]:
        try:
            said = self._child(document)
            shown = answered(said) if said is not None else _all(orders, "timeout")
        except (OSError, ValueError, KeyError, TypeError):
            return _all(orders, "failed")
        return shown if len(shown) == len(orders) else _all(orders, "failed")

    def _child(self, document: bytes) -> bytes | None:
        """What the child said, None when it took too long. Raises OSError."""
        seconds, folder = self._limits.seconds + GRACE_SECONDS, str(self._folder)
        with TemporaryDirectory(prefix="adops-", dir=folder, ignore_cleanup_errors=True) as own:
            return _run(self._command, document, seconds, own)


def _run(command: Sequence[str], document: bytes, seconds: float, folder: str) -> bytes | None:
    """What the child said; None when it had to be killed. Everything it started goes with it."""
    child = subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=_environment(folder),
        start_new_session=True,
    )
    try:
        said, _ = child.communicate(document, timeout=seconds)
    except subprocess.TimeoutExpired:
        return None
    finally:
        _kill(child.pid)  # leads its own group, as a new session does
        child.communicate()
        for pid in _browsers_in(folder):
            _kill(pid)
    return said


def _environment(folder: str) -> dict[str, str]:
    """The process's own, without the house's settings and keys: a page may break out of a browser
    and must find none."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(SECRETS)}
    return kept | {"TMPDIR": folder}


def _kill(leader: int) -> None:
    """A process that leads a group, and the group."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(leader, signal.SIGKILL)


def _browsers_in(folder: str) -> Iterator[int]:
    """Browsers with their profile in the folder: they lead groups of their own, and one that hangs
    does not see that nobody listens any more. (Where there is no /proc it is left to that.)"""
    mark = f"--user-data-dir={folder}".encode()
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if mark in process.joinpath("cmdline").read_bytes():
                yield int(process.name)


def _all(orders: Sequence[RenderOrder], why: str) -> Sequence[Shown]:
    return [Shown(NotRendered(why)) for _ in orders]
