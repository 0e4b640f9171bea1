"""`make bench`: ratios within one run, each against its budget; ends with 1 when one is over.

python -m tests.bench [name …]
"""

import json
import sys
from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any

BENCHES: Mapping[str, str] = {
    "start": "tests.bench.start",
    "creative": "tests.bench.creative",
    "content": "tests.bench.content",
    "bombs": "tests.bench.bombs",
    "zip_bombs": "tests.bench.zip_bombs",
    "checks": "tests.bench.checks",
    "pictures": "tests.bench.pictures",
    "many_slots": "tests.bench.many_slots",
    "workers": "tests.bench.workers",
    "memory": "tests.bench.memory",
}


def main(names: list[str]) -> int:
    """Runs the named benches, or all; prints one JSON line each."""
    over = 0
    for name in names or BENCHES:
        run: Callable[[], dict[str, Any]] = import_module(BENCHES[name]).run
        result = run()
        print(json.dumps({"bench": name, **result}, ensure_ascii=False), flush=True)
        over += not result["within"]
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
