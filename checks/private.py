"""Private addresses are opened only where `ADOPS_ALLOW_HOSTS` lists them (checks.md)."""

import asyncio
import ipaddress
import socket
from urllib.parse import urlsplit

PORTS = {"http": 80, "https": 443}


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
    if f"{host}:{port}" in allowed or host in allowed:
        return False
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError:
        return False
    return any(_is_private(str(address[4][0])) for address in found)


def _is_private(address: str) -> bool:
    parsed = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(parsed, "ipv4_mapped", None)
    return not (mapped or parsed).is_global
