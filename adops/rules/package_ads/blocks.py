"""Labels one after another → the blocks they make, one an ad (rules.md §12)."""

from collections.abc import Sequence

from adops.domain.package_ad import Label
from adops.rules.package_ads.labels import Said

FIELDS: tuple[tuple[Label, ...], ...] = (
    (Label.CONTRACT_NAME, Label.PROJECT_NAME),
    (Label.CONTRACT_NO, Label.PROJECT_NO),
    (Label.SLOT,),
    (Label.PERIOD,),
    (Label.REGIONS,),
)
"""What an entry needs; where two labels fill a field, the first wins."""

LONGEST = len(Label) + 2
# a block that lacks a field, one label said again, a label by itself; then where a block begins
SHORT, AGAIN, LONE = 1_000_000, 900_000, 600_000
BEGINS = {0: 4, 1: 2, 2: 0}
OTHER_ORDER = 1


def blocks_of(said: Sequence[Said]) -> list[Sequence[Said]]:
    """The split that leaves the fewest blocks short of a field; of equal ones that which follows
    empty lines, line ends, and the label the first block begins with. Blocks of one label too.
    """
    best = [0]
    begins = [0]
    for end in range(1, len(said) + 1):
        costs = [
            (best[start] + _cost(said[start:end], said[0].label), start)
            for start in range(end - 1, max(-1, end - 1 - LONGEST), -1)
        ]
        cost, start = min(costs)
        best.append(cost)
        begins.append(start)
    return _walked(said, begins)


def lacking(block: Sequence[Said]) -> tuple[Label, ...]:
    """The labels that a block does not say, by the one that people know."""
    labels = {one.label for one in block}
    return tuple(field[0] for field in FIELDS if not labels.intersection(field))


def again(block: Sequence[Said]) -> list[Said]:
    """What a block says with a label it has said before."""
    seen: set[str] = set()
    twice = []
    for one in block:
        if one.label in seen:
            twice.append(one)
        seen.add(one.label)
    return twice


def _cost(block: Sequence[Said], usual: str) -> int:
    begins = BEGINS[block[0].gap] + OTHER_ORDER * (block[0].label != usual)
    if len(block) == 1:
        return LONE + begins
    return SHORT * bool(lacking(block)) + AGAIN * len(again(block)) + begins


def _walked(said: Sequence[Said], begins: list[int]) -> list[Sequence[Said]]:
    found = []
    end = len(said)
    while end:
        found.append(said[begins[end] : end])
        end = begins[end]
    return found[::-1]
