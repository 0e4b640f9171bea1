"""Writes docs/review-words.md and prints precision and recall."""

from tests.adops.drawn.ads import BAD, HARMLESS
from tests.adops.drawn.page import PAGE, counted, looked, page

if __name__ == "__main__":
    done = looked((*BAD, *HARMLESS))
    PAGE.write_text(page(done), encoding="utf-8")
    print(f"precision={counted(done).precision:.4f} recall={counted(done).recall:.4f}")
