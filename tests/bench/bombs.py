"""Each bomb in a fresh process: the processor's ms until it is refused, and the process' peak of
memory, its start included.

The yardstick is what an honest file takes: reading and decoding one 1000×1000 JPEG with Pillow, in
a process like it. Refused in under 50 ms and under 100 MB.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.adops import files
from tests.adops.bombs import BOMBS

MOST_MS, MOST_MB = 50, 100
ROUNDS = 3
# Refused for what is in it, not for what it asks for.
LOOKED_INTO = {"zip in zip in zip"}
YARDSTICK = """
import io, sys, time
from PIL import Image
data = open(sys.argv[1], "rb").read()
Image.open(io.BytesIO(data)).load()
began = time.process_time()
for _ in range(20):
    Image.open(io.BytesIO(data)).load()
print((time.process_time() - began) * 1000 / 20)
"""


def run() -> dict[str, Any]:
    """Of each bomb its ms, their ratio to the yardstick's, its MB; and the worst of all."""
    with tempfile.TemporaryDirectory() as folder:
        plain = _written(folder, "plain.jpg", files.jpg((1000, 1000)))
        yardstick = min(float(_python("-c", YARDSTICK, plain)) for _ in range(ROUNDS))
        bombs = {name: _refused(folder, made()) for name, made in BOMBS.items()}
    ms = max(one["ms"] for one in bombs.values())
    peak = max(one["peak_mb"] for one in bombs.values())
    let_in = [name for name, one in bombs.items() if one["trouble"] is None]
    ratios = {name: round(one["ms"] / yardstick, 2) for name, one in bombs.items()}
    return {
        "yardstick_ms": round(yardstick, 2),
        "bombs": {
            name: {"ms": one["ms"], "ratio": ratios[name], "peak_mb": one["peak_mb"]}
            for name, one in bombs.items()
        },
        "let_in": let_in,
        "worst_ms": ms,
        "worst_peak_mb": peak,
        "budget": {"ms": MOST_MS, "peak_mb": MOST_MB},
        "within": ms < MOST_MS and peak < MOST_MB and set(let_in) <= LOOKED_INTO,
    }


def _refused(folder: str, content: bytes) -> dict[str, Any]:
    """The fastest of some rounds, each in a process of its own."""
    path = _written(folder, "bomb", content)
    rounds = [json.loads(_python("-m", "tests.adops.peak", path)) for _ in range(ROUNDS)]
    best: dict[str, Any] = min(rounds, key=lambda one: float(one["ms"]))
    return best


def _written(folder: str, name: str, content: bytes) -> str:
    path = Path(folder) / name
    path.write_bytes(content)
    return str(path)


def _python(*words: str) -> str:
    done = subprocess.run([sys.executable, *words], capture_output=True, text=True, check=True)
    return done.stdout
