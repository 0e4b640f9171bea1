"""ZIPs that ask for the machine, by name; and a child that looks at one, alone.

python -m tests.adops.zip_bombs NAME: reads the bytes on stdin, prints what came of them.
"""

import json
import resource
import subprocess
import sys
import zlib
from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any

from tests.adops.packages import (
    INDEX,
    Line,
    bomb,
    many,
    overlapping,
    page,
    quine,
    written,
    zipped,
)

MB = 1024 * 1024
LIES = 0xFFFFFFFE


def lying(count: int = 16) -> bytes:
    """Entries of a few bytes that say 4 GB each."""
    lines = [Line(f"{n}.js".encode(), size=LIES) for n in range(count)]
    return written([INDEX, *lines])


def small_lies() -> bytes:
    """It says 10 bytes and unpacks to 128 MB."""
    machine = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = bytes(MB)
    packed = b"".join(machine.compress(zeros) for _ in range(128)) + machine.flush()
    body = Line(b"a.js", packed, method=0)
    data = bytearray(written([INDEX, body]))
    for sign, method, size in ((b"PK\3\4", 8, 22), (b"PK\1\2", 10, 24)):
        at = data.index(b"a.js", data.index(sign)) if sign == b"PK\3\4" else data.rindex(b"PK\1\2")
        start = data.rindex(sign, 0, at + 1) if sign == b"PK\3\4" else at
        data[start + method : start + method + 2] = b"\x08\0"
        data[start + size : start + size + 4] = (10).to_bytes(4, "little")
    return bytes(data)


def wordy() -> bytes:
    """2 MB of unfinished tags, which html.parser would be at for hours."""
    return zipped({"index.html": page() + "<a " * 600_000})


BOMBS: Mapping[str, Callable[[], bytes]] = {
    "42": lambda: bomb(16, 8),
    "quine": quine,
    "65,535 entries": many,
    "4 GB that are not there": lying,
    "128 MB behind 10 bytes": small_lies,
    "overlapping": lambda: overlapping(250, 16),
    "unfinished tags": wordy,
}


def looked(data: bytes, rounds: int = 3) -> dict[str, Any]:
    """Codes, the fastest of some rounds in milliseconds, and MB that the first one took, measured
    in a process that does nothing else."""
    command = [sys.executable, "-m", "tests.adops.zip_bombs", str(rounds)]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def main(rounds: int) -> None:
    """The child."""
    from tests.adops.cases import codes, found, measured

    data = sys.stdin.buffer.read()
    measured(INDEX.body, "a.zip")
    before = _peak()
    times, said = [], []
    for _ in range(rounds):
        begun = perf_counter()
        said = codes(found(measured(data, "a.zip")))
        times.append(perf_counter() - begun)
    print(json.dumps({"codes": said, "ms": min(times) * 1000, "mb": (_peak() - before) / MB}))


def _peak() -> int:
    """Bytes of memory at most so far."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


if __name__ == "__main__":
    main(int(sys.argv[1]))
