"""What one load showed in one slot, as far as it was compared; values between look and judge."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from adops.domain.states import LookResult
from checks.frames import waits_in_a_row
from checks.probe import DOUBTED_LOADS, SlotFacts

CAME = frozenset(
    {
        LookResult.WRONG_CREATIVE,
        LookResult.WRONG_SIZE,
        LookResult.WRONG_LINK,
        LookResult.DEAD_LINK,
    }
)


@dataclass(frozen=True, slots=True)
class Match:
    """How much what shows is like one creative: 0 to 1, None where it can't be compared.

    `width` × `height` are the part's px; 0 for text.
    """

    creative_id: int
    booking_id: int
    similarity: float | None
    width: int = 0
    height: int = 0
    is_text: bool = False


@dataclass(frozen=True, slots=True)
class Sight:
    """One slot in one load. `matches` are of the expected creatives, `ended` of those whose time is
    over, best first. `flat`: nothing is painted. `house`: it is a house ad. `torn`: the
    file that was served can't be decoded. `pieces`: of an ad that
    shows several boxes at once, one for each part, which is its `part`. `lost`: why it could not be
    asked where its click leads.

    What casts doubt on it: `disturbed`, something that the page asked for did not come; `late`,
    what goes by itself may have been over; `unfinished`, scripts or documents were on their way;
    `unpainted`, the file that was served or the words are the creative's, and the picture does not
    show them. `amiss` names what `disturbed` and `unfinished` are about; `usual`: all of it was
    amiss in every load.
    """

    load: int
    facts: SlotFacts
    matches: tuple[Match, ...] = ()
    ended: tuple[Match, ...] = ()
    flat: bool = False
    house: bool = False
    torn: bool = False
    part: str = ""
    pieces: tuple["Sight", ...] = ()
    lost: str | None = None
    disturbed: bool = False
    late: bool = False
    unfinished: bool = False
    unpainted: bool = False
    amiss: frozenset[str] = frozenset()
    usual: bool = False

    @property
    def best(self) -> Match | None:
        """The expected creative that it is most like."""
        return _best(self.matches)

    @property
    def best_ended(self) -> Match | None:
        """The ended creative that it is most like."""
        return _best(self.ended)

    @property
    def is_doubtful(self) -> bool:
        """Whether a trouble in it is no more than a reason to look again."""
        return self.disturbed or self.unfinished or self.is_unclear

    @property
    def is_unclear(self) -> bool:
        """Whether it is doubtful whatever came or did not come by the net."""
        facts = self.facts
        return (
            self.late
            or self.unpainted
            or not facts.steady
            or bool(facts.unread)
            or waits_in_a_row(facts.tucked)
            or any(one.is_unclear for one in self.pieces)
        )

    def doubts(self, result: LookResult) -> bool:
        """Whether that is no more than a reason to look again. What fails in every load of a page
        excuses nothing that is wrong with an ad that came."""
        if result is LookResult.OK:
            return False
        return self.is_unclear if self.usual and result in CAME else self.is_doubtful

    @property
    def is_empty(self) -> bool:
        """Nothing in it could be an ad, and nothing is painted."""
        return not self.facts.holds and self.flat


def as_usual(sights: Sequence[Sight]) -> Sequence[Sight]:
    """Sights that know whether what went amiss in them did so in every load, as a counter of which
    the host is gone. Two loads tell nothing of what lasts."""
    if len(sights) <= DOUBTED_LOADS:
        return sights
    always = frozenset.intersection(*(one.amiss for one in sights))
    return [replace(one, usual=bool(one.amiss) and one.amiss <= always) for one in sights]


def covered(sight: Sight) -> Sight:
    """The same, and no reader sees it for what lies over it."""
    facts = replace(sight.facts, hidden_by="covered", shown=0.0)
    return replace(sight, facts=facts, pieces=tuple(covered(one) for one in sight.pieces))


def _best(matches: tuple[Match, ...]) -> Match | None:
    compared = [match for match in matches if match.similarity is not None]
    return max(compared, key=lambda match: match.similarity or 0.0, default=None)
