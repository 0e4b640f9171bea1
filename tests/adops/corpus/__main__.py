"""Writes docs/review-corpus.md; names what came out other than labelled, and then ends with 1."""

import sys

from tests.adops.corpus import families
from tests.adops.corpus.confusion import PAGE, judged, page, wrong

if __name__ == "__main__":
    done = judged(families())
    PAGE.write_text(page(done), encoding="utf-8")
    for name, got in wrong(done).items():
        print(f"{name}: {got}", file=sys.stderr)
    sys.exit(1 if wrong(done) else 0)
