"""The other versions of a creative's booking, as its page tells of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from adops.models import Creative
from adops.queries.creatives import CURRENT


@dataclass(frozen=True)
class Kin:
    """`old`: the version whose files it shows with another link; `current`: the other confirmed
    ones, of which `turns` are shown in turn with it; `replaced`: those whose place it took;
    `comes_back`: of these what stands again when it is taken back now."""

    old: Creative | None
    current: tuple[Creative, ...]
    turns: tuple[Creative, ...]
    replaced: tuple[Creative, ...]
    comes_back: tuple[Creative, ...]

    @property
    def takes_the_place_of_old(self) -> bool:
        """Whether a change of link takes the place of a version that is confirmed now."""
        return self.old is not None and self.old.state in CURRENT


def kin_of(creative: Creative, booking: Sequence[Creative], *, live: bool) -> Kin:
    """`booking`: every version of its booking."""
    others = [one for one in booking if one.id != creative.id]
    current = tuple(one for one in others if one.state in CURRENT)
    stands = creative.state in CURRENT
    mine = creative.rotation or creative.id
    replaced = tuple(one for one in others if one.replaced_by == creative.id)
    return Kin(
        old=next((one for one in others if one.id == creative.link_of), None),
        current=current,
        turns=tuple(one for one in current if stands and (one.rotation or one.id) == mine),
        replaced=replaced,
        comes_back=() if live else replaced,
    )


def numbered(creatives: Sequence[Creative]) -> str:
    """第 1 版、第 2 版."""
    return "、".join(f"第 {one.version} 版" for one in creatives)
