"""One look at each of some files, in a process of its own: what it said, how long, and the most
memory that the process ever had.

python -m tests.adops.peak file … → one JSON line a file
"""

import json
import resource
import sys
from pathlib import Path
from time import process_time
from typing import Any

from adops.catalog.review import load_bounds
from adops.inspect.creative import inspect
from adops.settings import Settings

MB = 1024 * 1024
STATUS = Path("/proc/self/status")


def peak_mb() -> float:
    """The most this process had in memory, in MB; what it was before it became Python left out."""
    if STATUS.exists():
        (line,) = (one for one in STATUS.read_text().splitlines() if one.startswith("VmHWM"))
        return int(line.split()[1]) / 1024
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / MB


def look(path: Path) -> dict[str, Any]:
    """The file's facts in short, the processor's ms for them, and the peak so far."""
    data = path.read_bytes()
    bounds = load_bounds(Settings().config_dir)
    began = process_time()
    facts = inspect(data, name=path.name, bounds=bounds)
    ms = (process_time() - began) * 1000
    return {
        "file": path.name,
        "format": facts.format,
        "trouble": facts.trouble,
        "ms": round(ms, 2),
        "peak_mb": round(peak_mb(), 1),
    }


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(json.dumps(look(Path(name))), flush=True)
