"""What a person says by eye where a look was unsure (checks.md, Results, unsure)."""

from enum import StrEnum

from adops.domain.states import Delivered


class Decision(StrEnum):
    """Whether the booking is seen on the picture."""

    SEEN = "seen"
    NOT_SEEN = "not_seen"

    @property
    def delivered(self) -> Delivered:
        """What it makes of the booking's day."""
        return Delivered.YES if self is Decision.SEEN else Delivered.NO
