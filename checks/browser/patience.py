"""Nothing a page does is waited for without end; what went wrong gets a name."""

import asyncio
import re
from collections.abc import Awaitable
from typing import Any

from playwright.async_api import Error
from playwright.async_api import TimeoutError as PlaywrightTimeout

from checks.written import written

CLOSING_SECONDS = 5.0
SCRIPT_SECONDS = 10.0
NET_TROUBLES = {
    "ERR_NAME_NOT_RESOLVED": "dns",
    "ERR_NAME_RESOLUTION_FAILED": "dns",
    "ERR_CONNECTION_REFUSED": "refused",
    "ERR_TIMED_OUT": "timeout",
    "ERR_CONNECTION_TIMED_OUT": "timeout",
    "ERR_CERT": "certificate",
    "ERR_BLOCKED": "blocked",
    "crashed": "crashed",
    "has been closed": "crashed",
}


def given_text(script: str) -> str:
    """A function of one argument as one that takes it as JSON: of a text the driver reads nothing
    by what a page may have named anew (`Map`)."""
    return f"(asked) => ({script.rstrip()})(JSON.parse(asked))"


def in_text(script: str) -> str:
    """The same, and it answers in JSON: by values of its own the driver takes ten times as long."""
    return f"""(asked) => {{
  const told = ({script.rstrip()})(JSON.parse(asked)), kept = window[Symbol.for("adops.kept")];
  return kept && kept.json ? kept.json(told) : JSON.stringify(told);
}}"""


class PageTrouble(Exception):
    """The page could not be looked at; `kind` as in `PageSeen.trouble`."""

    def __init__(self, kind: str, detail: str = "") -> None:
        super().__init__(kind)
        self.kind, self.detail = kind, written(detail)  # a page may have thrown it


async def within(seconds: float, work: Awaitable[Any]) -> Any:
    """What `work` gives. Raises PageTrouble `timeout` when it takes longer."""
    try:
        async with asyncio.timeout(seconds):
            return await work
    except TimeoutError as error:
        raise PageTrouble("timeout", f"{seconds:g} s") from error


async def quietly(closing: Awaitable[Any]) -> bool:
    """Closes what may be gone already or never answer; whether it did."""
    try:
        await within(CLOSING_SECONDS, closing)
    except (Error, PageTrouble):
        return False
    return True


def _named(message: str) -> str:
    """The browser's own name of a trouble of the net."""
    found = re.search(r"\bERR_\w+", message)
    return found.group() if found else ""


def trouble_of(error: Exception) -> PageTrouble:
    """The name of what Playwright said."""
    if isinstance(error, PageTrouble):
        return error
    if isinstance(error, PlaywrightTimeout):
        return PageTrouble("timeout", "navigation")
    message = str(error).splitlines()[0]
    for sign, kind in NET_TROUBLES.items():
        if sign in message:
            return PageTrouble(kind, _named(message) or sign)
    return PageTrouble("failed", message[:200])
