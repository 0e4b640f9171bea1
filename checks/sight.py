"""What one load showed in one slot, as far as it was compared; values between look and judge."""

from dataclasses import dataclass

from checks.probe import SlotFacts


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
    over, best first. `flat`: nothing is painted. `house`: it is a house ad."""

    load: int
    facts: SlotFacts
    matches: tuple[Match, ...] = ()
    ended: tuple[Match, ...] = ()
    flat: bool = False
    house: bool = False

    @property
    def best(self) -> Match | None:
        """The expected creative that it is most like."""
        return _best(self.matches)

    @property
    def best_ended(self) -> Match | None:
        """The ended creative that it is most like."""
        return _best(self.ended)

    @property
    def is_empty(self) -> bool:
        """Nothing in it could be an ad, and nothing is painted."""
        return not self.facts.holds and self.flat


def _best(matches: tuple[Match, ...]) -> Match | None:
    compared = [match for match in matches if match.similarity is not None]
    return max(compared, key=lambda match: match.similarity or 0.0, default=None)
