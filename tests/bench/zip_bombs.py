"""ZIPs that ask for the machine: each refused in under 50 ms and 100 MB, measured in a process that
does nothing else."""

from typing import Any

from tests.adops.zip_bombs import BOMBS, looked

MOST_MS, MOST_MB = 50, 100


def run() -> dict[str, Any]:
    """Milliseconds (fastest of five) and MB (peak over the start) of each, and whether all hold."""
    seen = {name: looked(make(), rounds=5) for name, make in BOMBS.items()}
    held = [one["ms"] < MOST_MS and one["mb"] < MOST_MB for one in seen.values()]
    return {
        "ms": {name: round(one["ms"], 2) for name, one in seen.items()},
        "mb": {name: round(one["mb"], 2) for name, one in seen.items()},
        "budget": {"ms": MOST_MS, "mb": MOST_MB},
        "within": all(held),
    }
