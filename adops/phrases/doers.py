"""Those who act without being people, as pages name them."""

from collections.abc import Mapping

from adops.domain.people import CONSOLE, SYSTEM

DOERS: Mapping[str, str] = {CONSOLE.staff_no: "命令行", SYSTEM.staff_no: "系统"}


def doer(name: str | None) -> str:
    """命令行 and 系统; anybody else by their own name."""
    return DOERS.get(name or "", name or "")
