"""Where a click may lead (rules.md §5, `link.unsafe`). Pure: no name is looked up."""

import re
import unicodedata
from collections.abc import Iterator
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import SplitResult, unquote, urlsplit

from adops.domain.creative import Code, LinkTrouble, ReviewCase
from adops.domain.finding import Finding, Severity

CLICK_URL = "click_url"
PORTS = {"http": 80, "https": 443}
SHOWN = 200
LOCAL_ENDINGS = frozenset(
    {"localhost", "local", "localdomain", "internal", "intranet", "lan", "home", "corp", "arpa"}
)
# What a browser strips or takes for a slash, so that two readers see two hosts.
DOUBTFUL = re.compile(r"[\x00-\x20\x7f-\xa0\\\u2028\u2029\u3000]")
NOT_IN_HOST = re.compile(r"[\x00-\x20<>\"'`{}|^#%/?@\[\]]")
NUMBER = re.compile(r"0[xX][0-9a-fA-F]*|[0-9]+")
TRANSLATED = tuple(map(IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::ffff:0:0:0/96")))
COMPATIBLE = IPv6Network("::/96")
SITE_LOCAL = IPv6Network("fec0::/10")


def link(case: ReviewCase) -> Iterator[Finding]:
    """`link.unsafe` with the address as measured and what it should have been as allowed."""
    if case.click_url is None:
        return
    trouble = unsafe(case.click_url, allow_hosts=case.allow_hosts)
    if trouble is not None:
        yield case.finding(
            Code.LINK_UNSAFE,
            Severity.REJECT,
            measured=case.click_url[:SHOWN],
            allowed=trouble.value,
            where=CLICK_URL,
        )


def unsafe(url: str, *, allow_hosts: frozenset[str] = frozenset()) -> LinkTrouble | None:
    """What is wrong with a click address, None when it is an absolute http(s) one to the public.

    A private, loopback or link-local address counts in every way of writing it (decimal, octal,
    hexadecimal, short, mapped into IPv6, full-width); a name without a dot or under `localhost`,
    `local`, `internal` … is private too. `allow_hosts` lists `host` or `host:port`.
    """
    address = url.strip(" ")
    try:
        split = urlsplit(address)
        port = split.port
        host = split.hostname
    except ValueError:
        return LinkTrouble.WELL_FORMED
    if split.scheme not in PORTS or not host:
        return LinkTrouble.ABSOLUTE
    if DOUBTFUL.search(address) or not address.lower().startswith(f"{split.scheme}://"):
        return LinkTrouble.WELL_FORMED
    if "@" in split.netloc:
        return LinkTrouble.CREDENTIALS
    return _host_trouble(host, port or PORTS[split.scheme], split, allow_hosts)


def _host_trouble(
    host: str, port: int, split: SplitResult, allow_hosts: frozenset[str]
) -> LinkTrouble | None:
    folded = fold_host(host)
    named = folded if ":" not in folded else f"[{folded}]"
    allowed = {entry.strip().lower().rstrip("/") for entry in allow_hosts}
    if allowed & {folded, named, f"{named}:{port}"}:
        return None
    if split.netloc.startswith("["):
        return LinkTrouble.PUBLIC if is_private(folded) else None
    if not folded or NOT_IN_HOST.search(folded) or ".." in folded or len(folded) > 253:
        return LinkTrouble.WELL_FORMED
    return LinkTrouble.PUBLIC if is_private(folded) else None


def fold_host(host: str) -> str:
    """A host as a browser reads it: percent signs undone, full-width folded, lower case."""
    plain = unicodedata.normalize("NFKC", unquote(host)).replace("。", ".").lower()
    return plain.removesuffix(".")


def is_private(host: str) -> bool:
    """Whether a folded host is an address that is not public, or a name of the own machine."""
    if ":" in host:
        return _private_v6(host)
    labels = host.split(".")
    if NUMBER.fullmatch(labels[-1]):
        number = _v4(labels)
        return number is None or not _is_public(number)
    return len(labels) < 2 or labels[-1] in LOCAL_ENDINGS


def _v4(labels: list[str]) -> IPv4Address | None:
    """The address a browser makes of 1–4 numbers, each decimal, octal or hexadecimal."""
    if len(labels) > 4 or not all(NUMBER.fullmatch(label) for label in labels):
        return None
    try:
        numbers = [_number(label) for label in labels]
    except ValueError:
        return None
    *front, last = numbers
    if any(number > 255 for number in front) or last >= 256 ** (5 - len(numbers)):
        return None
    value = last
    for place, number in enumerate(front):
        value += number * 256 ** (3 - place)
    return IPv4Address(value)


def _number(label: str) -> int:
    if label.startswith("0x"):
        return int(label[2:] or "0", 16)
    return int(label, 8) if label.startswith("0") else int(label)


def _private_v6(host: str) -> bool:
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return True
    if isinstance(address, IPv4Address):
        return not _is_public(address)
    inner = _carried(address)
    if inner is not None:
        return not _is_public(inner)
    return "%" in host or address in SITE_LOCAL or not _is_public(address)


def _carried(address: IPv6Address) -> IPv4Address | None:
    """The IPv4 address inside a mapped, 6to4, translated or compatible IPv6 one."""
    inner = address.ipv4_mapped or address.sixtofour
    if inner is not None:
        return inner
    if any(address in network for network in (*TRANSLATED, COMPATIBLE)):
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return None


def _is_public(address: IPv4Address | IPv6Address) -> bool:
    return address.is_global and not address.is_multicast
