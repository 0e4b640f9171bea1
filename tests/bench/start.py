"""How fast commands start, against importing what they cannot do without."""

import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

BARE = "import typer, pydantic_settings, yaml, chinese_calendar"
BUDGET = 1.5
ROUNDS = 15
OFFICIAL, PROVISIONAL = "2026-11-21", "2027-05-03"


def run() -> dict[str, Any]:
    """Medians of alternating runs over the bare imports: `adops --help`, `adops deadline` of a year
    that was announced and of one that was not."""
    adops = str(Path(sys.executable).parent / "adops")
    commands = {
        "bare": [sys.executable, "-c", BARE],
        "help": [adops, "--help"],
        "deadline": [adops, "deadline", "--on", OFFICIAL, "--json"],
        "deadline_provisional": [adops, "deadline", "--on", PROVISIONAL, "--json"],
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(ROUNDS + 1):
        for name, command in commands.items():
            begun = time.perf_counter()
            subprocess.run(command, check=True, capture_output=True)
            taken[name].append(time.perf_counter() - begun)
    median = {name: statistics.median(times[1:]) for name, times in taken.items()}
    ratios = {name: round(median[name] / median["bare"], 2) for name in median if name != "bare"}
    return {"ratios": ratios, "budget": BUDGET, "within": max(ratios.values()) < BUDGET}
