"""`python -m tests.checks.calibrate`: measures the labelled set in a real Chromium, chooses the two
thresholds on one half, holds them against the other, and writes docs/same-picture.md and its curve.
"""

import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10
from pathlib import Path

from adops.catalog.checks import CheckConfig, Similarity, load_checks
from tests.checks.pair_looks import seen
from tests.checks.pairs import COUNT, pairs
from tests.site.server import Site

DOCS = Path("docs")
AT_ONCE = 240
MARGIN = 0.1
BURNED = "mark-in-file"  # what can't be read in a corner counts as the thresholds say
CAUGHT = 0.995


@dataclass(frozen=True, slots=True)
class Measured:
    """One pair's label and what the comparison said."""

    number: int
    same: bool
    kind: str
    held_out: bool
    similarity: float


@dataclass(frozen=True, slots=True)
class Outcome:
    """What two thresholds make of pairs."""

    same: int
    other: int
    false_alarms: int
    same_unsure: int
    missed: int
    other_unsure: int

    @property
    def caught(self) -> float:
        """The part of the wrong ones that is called wrong."""
        return 1 - (self.missed + self.other_unsure) / self.other if self.other else 1.0

    @property
    def holds(self) -> bool:
        """No false alarm, no wrong one called right, at least 99.5 % of the wrong ones caught."""
        return not self.false_alarms and not self.missed and self.caught >= CAUGHT


def measured(numbers: Iterable[int], config: CheckConfig) -> list[Measured]:
    """The pairs of these numbers, shown and compared."""
    wanted, found = list(numbers), []
    with Site() as site:
        for first in range(0, len(wanted), AT_ONCE):
            for one in seen(pairs(wanted[first : first + AT_ONCE]), site, config):
                pair = one.pair
                told = pair.number, pair.same, pair.kind, pair.is_held_out
                found.append(Measured(*told, one.similarity))
            site.routes.clear()
    return found


def chosen(rows: Sequence[Measured]) -> Similarity:
    """Both thresholds from one half: under every pair that is the same, over every one that is not;
    each with a margin."""
    least = min(row.similarity for row in rows if row.same)
    most = max(row.similarity for row in rows if not row.same)
    other = floor((least - MARGIN) * 100) / 100
    return Similarity(same=max(other, ceil((most + MARGIN) * 100) / 100), other=other)


def outcome(rows: Iterable[Measured], at: Similarity) -> Outcome:
    """Counts of what is right and wrong at these thresholds."""
    same = [row.similarity for row in rows if row.same]
    other = [row.similarity for row in rows if not row.same]
    return Outcome(
        same=len(same),
        other=len(other),
        false_alarms=sum(one < at.other for one in same),
        same_unsure=sum(at.other <= one < at.same for one in same),
        missed=sum(one >= at.same for one in other),
        other_unsure=sum(at.other <= one < at.same for one in other),
    )


def document(rows: Sequence[Measured], at: Similarity) -> str:
    """docs/same-picture.md."""
    halves = (("chosen on", False), ("held out", True))
    lines = [
        "# Same picture: the labelled set and the two thresholds",
        "",
        f"{len(rows)} pairs of `tests/checks/pairs.py`: an approved file, and what a page shows "
        "for it or instead of it. Chinese ads of the",
        "rate card's sizes with 12 px type and up, each shown by a real Chromium and compared as a "
        "check does where bytes tell nothing: the file that was served, px by px, else the page's "
        "picture. The thresholds",
        f"(`config/checks.yaml`, `similarity`: seen from {at.same:g}, another one under "
        f"{at.other:g}) lie {MARGIN:g} from the worst of either label of one half, marks burned "
        "into the file left out of the choice, and are held against all of the other.",
        "`python -m tests.checks.calibrate` makes this page and its picture anew (half an hour); "
        "`make bench ARGS=pictures` holds the numbers, and",
        "`tests/checks/test_same_picture.py` a part of the held-out half.",
        "",
        "![Shares of pairs by similarity](pictures/same-picture.svg)",
        "",
        "| half | same | called another | unsure | other | called the same | unsure | caught |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for name, held_out in halves:
        one = outcome([row for row in rows if row.held_out is held_out], at)
        lines.append(
            f"| {name} | {one.same} | {one.false_alarms} | {one.same_unsure} | {one.other} "
            f"| {one.missed} | {one.other_unsure} | {one.caught:.2%} |"
        )
    lines += ["", "| shown | label | pairs | least | middle | most |", "|---|---|---|---|---|---|"]
    for same in (True, False):
        for kind in sorted({row.kind for row in rows if row.same is same}):
            found = sorted(r.similarity for r in rows if r.same is same and r.kind == kind)
            numbers = " | ".join(f"{one:.3f}" for one in _marks(found))
            label = "same" if same else "other"
            lines.append(f"| {kind} | {label} | {len(found)} | {numbers} |")
    return "\n".join((*lines, ""))


def _marks(found: Sequence[float]) -> tuple[float, float, float]:
    return found[0], found[len(found) // 2], found[-1]


def curve(rows: Sequence[Measured], at: Similarity) -> str:
    """An SVG: for every threshold the part of same pairs under it (called another by mistake), and
    of other pairs from it on (called the same by mistake); parts on a log scale from 0.05 %."""
    same = [row.similarity for row in rows if row.same]
    other = [row.similarity for row in rows if not row.same]
    steps = [n / 200 for n in range(201)]
    under = [sum(one < step for one in same) / len(same) for step in steps]
    over = [sum(one >= step for one in other) / len(other) for step in steps]
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" width="760" height="400" '
        'font-family="sans-serif" font-size="13">',
        '<rect width="760" height="400" fill="#fff"/>',
    ]
    for part in (1, 0.1, 0.01, 0.001):
        y = _y(part)
        parts.append(f'<path d="M70 {y}H730" stroke="#ddd"/>')
        parts.append(f'<text x="62" y="{y + 4}" text-anchor="end">{part:.4g}</text>')
    for n in range(0, 11, 2):
        parts.append(f'<text x="{_x(n / 10)}" y="370" text-anchor="middle">{n / 10:g}</text>')
    for value, name in ((at.other, "other"), (at.same, "same")):
        parts.append(f'<path d="M{_x(value)} 20V350" stroke="#555" stroke-dasharray="4 3"/>')
        shift, anchor = (-4, "end") if name == "other" else (4, "start")
        place = f'x="{_x(value) + shift}" y="32" text-anchor="{anchor}"'
        parts.append(f"<text {place}>{name} {value:g}</text>")
    parts.append(_line(steps, under, "#0b6e4f") + _line(steps, over, "#b3261e"))
    parts.append('<text x="90" y="300" fill="#0b6e4f">same picture, under the threshold</text>')
    parts.append('<text x="90" y="320" fill="#b3261e">another picture, over it</text>')
    parts.append('<text x="400" y="392" text-anchor="middle">similarity</text></svg>')
    return "\n".join((*parts, ""))


def _x(similarity: float) -> float:
    return round(70 + 660 * similarity, 1)


def _y(part: float) -> float:
    return round(20 + 330 * min(1.0, -log10(max(part, 0.0005)) / 3.3), 1)


def _line(steps: Sequence[float], parts: Sequence[float], colour: str) -> str:
    points = " ".join(f"{_x(x)},{_y(y)}" for x, y in zip(steps, parts, strict=True))
    return f'<polyline points="{points}" fill="none" stroke="{colour}" stroke-width="2"/>'


def main() -> int:
    """Writes both files; 1 where the thresholds of config/checks.yaml do not hold."""
    config = load_checks(Path("config"))
    rows = measured(range(COUNT), config)
    best = chosen([row for row in rows if not row.held_out and row.kind != BURNED])
    print(f"chosen on one half: same {best.same:g}, other {best.other:g}")
    at = config.similarity
    (DOCS / "same-picture.md").write_text(document(rows, at), "utf-8")
    (DOCS / "pictures" / "same-picture.svg").write_text(curve(rows, at), "utf-8")
    held_out = outcome([row for row in rows if row.held_out], at)
    print(held_out)
    return 0 if held_out.holds else 1


if __name__ == "__main__":
    sys.exit(main())
