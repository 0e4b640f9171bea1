"""`python -m checks.render`: shows packages in a process of its own, away from the web server.

One JSON document in on stdin, one out on stdout; files and pictures in base64. What the process and
its browser may take of the machine is bounded before anything starts.
"""

import asyncio
import json
import math
import os
import resource
import sys
from base64 import b64decode, b64encode
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from adops.domain.html5 import NotRendered, Rendering, RenderLimits, RenderOrder, Shown

ANSWER: TypeAdapter[Rendering | NotRendered] = TypeAdapter(Rendering | NotRendered)
MB = 1024 * 1024
LARGEST_FILE = 64 * MB


def asked(orders: Sequence[RenderOrder], limits: RenderLimits, executable: Path | None) -> bytes:
    """The document that is sent in."""
    data = {
        "executable": str(executable) if executable else None,
        "limits": {
            "seconds": limits.seconds,
            "settle": limits.settle,
            "memory_mb": limits.memory_mb,
            "at_once": limits.at_once,
        },
        "orders": [
            {
                "files": {name: b64encode(body).decode() for name, body in order.files.items()},
                "index": order.index,
                "width": order.width,
                "height": order.height,
            }
            for order in orders
        ],
    }
    return json.dumps(data).encode()


def answered(document: bytes) -> list[Shown]:
    """What came out. Raises ValueError for anything else."""
    rows = json.loads(document)
    return [
        Shown(ANSWER.validate_python(row["rendering"]), b64decode(row["picture"])) for row in rows
    ]


def main() -> None:
    """Reads, shows, answers."""
    given = json.load(sys.stdin)
    limits = RenderLimits(**given["limits"])
    bound(limits)
    from checks.browser.packages import show
    from checks.chromium import environment

    path = Path(given["executable"]) if given["executable"] else None
    orders = [_order(row) for row in given["orders"]]

    async def answer() -> None:
        shown = await show(orders, limits, path, environment())
        json.dump([_row(one) for one in shown], sys.stdout)
        sys.stdout.flush()
        os._exit(0)  # nothing that a page left behind holds the answer back

    asyncio.run(answer())


def bound(limits: RenderLimits) -> None:
    """Memory, seconds of the processor and size of a file, for this process and all it starts."""
    seconds = math.ceil(limits.seconds) * 2
    for kind, most in (
        (resource.RLIMIT_DATA, limits.memory_mb * MB),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, LARGEST_FILE),
        (resource.RLIMIT_CORE, 0),
    ):
        _, hard = resource.getrlimit(kind)
        lower = most if hard == resource.RLIM_INFINITY else min(most, hard)
        with suppress(OSError, ValueError):  # not every system knows every limit
            resource.setrlimit(kind, (lower, hard))


def _order(row: dict[str, Any]) -> RenderOrder:
    files = {name: b64decode(body) for name, body in row["files"].items()}
    return RenderOrder(files, row["index"], row["width"], row["height"])


def _row(shown: Shown) -> dict[str, Any]:
    return {
        "rendering": ANSWER.dump_python(shown.rendering, mode="json"),
        "picture": b64encode(shown.picture).decode(),
    }


if __name__ == "__main__":
    main()
