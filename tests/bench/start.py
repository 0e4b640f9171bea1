"""How fast commands start, against importing what they cannot do without."""

import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

BARE = "import typer, pydantic_settings, yaml, chinese_calendar"
BUDGET = 1.5
ROUNDS = 9


def run() -> dict[str, Any]:
    """Medians of paired runs: `adops --help` and `adops deadline` over the bare imports."""
    adops = str(Path(sys.executable).parent / "adops")
    commands = {
        "bare": [sys.executable, "-c", BARE],
        "help": [adops, "--help"],
        "deadline": [adops, "deadline", "--on", "2026-11-21", "--json"],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS + 1):
        for name, command in commands.items():
            begun = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            taken[name].append(time.perf_counter() - begun)
    median = {name: statistics.median(times[1:]) for name, times in taken.items()}
    ratios = {name: round(median[name] / median["bare"], 2) for name in ("help", "deadline")}
    return {"ratios": ratios, "budget": BUDGET, "within": max(ratios.values()) < BUDGET}
