"""The whole labelled set in a real Chromium against its two thresholds, and what one comparison
costs: its seconds over those of decoding the same cut-out (checks.md, Same picture?)."""

import io
from pathlib import Path
from time import perf_counter
from typing import Any

from PIL import Image

from adops.catalog.checks import load_checks
from checks.picture import read_creative, similarity
from tests.checks.calibrate import measured, outcome
from tests.checks.pairs import COUNT, pair
from tests.site.ads import encoded

TIMED = 40
MOST = 40.0


def run() -> dict[str, Any]:
    """`ratio` is a comparison's seconds over those of decoding; at most 40."""
    config = load_checks(Path("config"))
    rows = measured(range(COUNT), config)
    found = outcome([row for row in rows if row.held_out], config.similarity)
    ours, decoding = _timed()
    ratio = round(ours / decoding, 1)
    return {
        "pairs": len(rows),
        "held_out": found.same + found.other,
        "false_alarms": found.false_alarms,
        "called_the_same": found.missed,
        "caught": round(found.caught, 4),
        "milliseconds": round(ours / TIMED * 1000, 1),
        "ratio": ratio,
        "at_most": MOST,
        "within": found.holds and ratio <= MOST,
    }


def _timed() -> tuple[float, float]:
    """Seconds of comparing, and of decoding, as many pairs at their own size."""
    ours = decoding = 0.0
    for number in range(TIMED):
        one = pair(number)
        creative = read_creative(one.creative)
        with Image.open(io.BytesIO(one.served)) as served:
            png = encoded(served.convert("RGB"))
        began = perf_counter()
        seen = Image.open(io.BytesIO(png)).convert("RGB")
        between = perf_counter()
        if creative:
            similarity(creative, seen)
        ours += perf_counter() - between
        decoding += between - began
    return ours, decoding
