"""Private addresses are opened only where `ADOPS_ALLOW_HOSTS` lists them (checks.md)."""

import asyncio
import socket
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from urllib.parse import urlsplit

from adops.rules.landing import is_private

PORTS = {"http": 80, "https": 443}
OWN_MACHINE = "localhost"  # a browser asks nobody for it, nor for what ends with it
ANY_PORT = 0
LOOK_UPS = ThreadPoolExecutor(16, "look-up")
"""Of their own: a name server that does not answer holds a thread for long."""


async def is_refused(url: str, allowed: frozenset[str]) -> bool:
    """Whether an address must not be opened: no web address, or one that leads to a private host.

    A name that can't be resolved is not refused: opening it will say so. `allowed` holds
    `host:port` or `host`.
    """
    try:
        parts = urlsplit(url)
        host, port = (parts.hostname or "").lower(), parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        return True
    if not host or not port:
        return True
    if allowed & {host, f"{host}:{port}", f"[{host}]", f"[{host}]:{port}"}:
        return False
    if host.rstrip(".").rpartition(".")[2] == OWN_MACHINE:
        return True
    return any(is_private(address) for address in await _addresses(host, port))


async def private_and_listed(allowed: Iterable[str]) -> tuple[str, ...]:
    """The private ones of the listed places as `address:port` (0: any), names looked up now."""
    found = set[str]()
    for host, port in map(_place, sorted(allowed)):
        for address in await _addresses(host, port):
            if is_private(address):
                found.add(f"[{address}]:{port}" if ":" in address else f"{address}:{port}")
    return tuple(sorted(found))


async def _addresses(host: str, port: int) -> list[str]:
    """What the system's resolver says; nothing where it knows of none."""
    loop = asyncio.get_running_loop()
    try:
        asked = partial(socket.getaddrinfo, host, port, type=socket.SOCK_STREAM)
        found = await loop.run_in_executor(LOOK_UPS, asked)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(one[4][0]).partition("%")[0] for one in found))


def _place(listed: str) -> tuple[str, int]:
    """Host and port of an entry of the list."""
    name, _, port = listed.rpartition(":")
    if name and port.isdecimal() and (":" not in name or name.endswith("]")):
        return name.strip("[]"), int(port)
    return listed.strip("[]"), ANY_PORT
