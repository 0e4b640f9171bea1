"""What the review says of the corpus against its labels, as docs/review-corpus.md."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from adops.domain.finding import Verdict
from adops.phrases.words import VERDICTS
from tests.adops.corpus.row import Label, Row

PAGE = Path(__file__).parents[3] / "docs" / "review-corpus.md"
HEAD = """# The corpus of the creative review

Files that the tests generate, good and bad, with the verdict and the codes a person wrote down for
each; the review must say exactly these. `python -m tests.adops.corpus` writes this page, and a test
holds that it is what the review says now. Boundaries are to the byte, the px, the frame, the ms.
The rows themselves: `tests/adops/corpus/`.
"""


class Judged(NamedTuple):
    """A row and what came out."""

    row: Row
    got: Label


def judged(families: Mapping[str, Sequence[Row]]) -> dict[str, list[Judged]]:
    """Every row looked at once."""
    return {title: [Judged(row, row.judged()) for row in rows] for title, rows in families.items()}


def wrong(done: Mapping[str, Sequence[Judged]]) -> dict[str, str]:
    """What came out other than it was labelled, by row."""
    return {
        f"{title}：{one.row.name}": f"{' '.join((one.got.verdict, *one.got.codes))}"
        for title, rows in done.items()
        for one in rows
        if one.got != one.row.wanted
    }


def page(done: Mapping[str, Sequence[Judged]]) -> str:
    """The whole text."""
    rows = [one for family in done.values() for one in family]
    return "\n".join([HEAD, *_verdicts(rows), *_codes(rows), *_families(done), ""])


def _verdicts(rows: Sequence[Judged]) -> list[str]:
    counts = Counter((one.row.wanted.verdict, one.got.verdict) for one in rows)
    names = [verdict.value for verdict in Verdict]
    lines = [
        f"## Verdicts: {len(rows)} creatives, {sum(counts[a, b] for a, b in counts if a != b)} "
        "wrong",
        "",
        "| labelled ↓ given → | " + " | ".join(f"{VERDICTS[one]} `{one}`" for one in names) + " |",
        "|---|" + "---:|" * len(names),
    ]
    for label in names:
        cells = " | ".join(str(counts[label, given]) for given in names)
        lines.append(f"| {VERDICTS[label]} `{label}` | {cells} |")
    return [*lines, ""]


def _codes(rows: Sequence[Judged]) -> list[str]:
    labelled: Counter[str] = Counter()
    found: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    false: Counter[str] = Counter()
    for one in rows:
        wanted, got = Counter(one.row.wanted.codes), Counter(one.got.codes)
        labelled += wanted
        found += wanted & got
        missed += wanted - got
        false += got - wanted
    lines = [
        "## Codes",
        "",
        "| code | labelled | found | missed | false |",
        "|---|---:|---:|---:|---:|",
    ]
    lines += [
        f"| `{code}` | {labelled[code]} | {found[code]} | {missed[code]} | {false[code]} |"
        for code in sorted(labelled | false)
    ]
    return [*lines, ""]


def _families(done: Mapping[str, Sequence[Judged]]) -> list[str]:
    names = [verdict.value for verdict in Verdict]
    lines = [
        "## Families",
        "",
        "| family | creatives | " + " | ".join(VERDICTS[one] for one in names) + " |",
        "|---|---:|" + "---:|" * len(names),
    ]
    for title, rows in done.items():
        counts = Counter(one.row.wanted.verdict for one in rows)
        cells = " | ".join(str(counts[one]) for one in names)
        lines.append(f"| {title} | {len(rows)} | {cells} |")
    return lines
