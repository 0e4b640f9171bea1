"""Looks by hand: what a person with a phone says shows (rules.md §9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from adops.domain.facts import ExpectedCreative
from adops.domain.states import Delivered, LookResult


class Shows(StrEnum):
    """What the screenshot shows of a booking; of a slot without one, the last three."""

    AS_BOOKED = "as_booked"
    NOTHING = "nothing"
    HIDDEN = "hidden"
    WRONG_CREATIVE = "wrong_creative"
    WRONG_SIZE = "wrong_size"
    WRONG_LINK = "wrong_link"
    UNCLEAR = "unclear"
    VACANT = "vacant"
    UNSOLD = "unsold"
    EXPIRED = "expired"


class Why(StrEnum):
    """Why a person looks and not the machine."""

    APP = "app"
    NO_PAGE = "no_page"
    GEO = "geo"


@dataclass(frozen=True, slots=True)
class HandLook:
    """A look by hand of the ad day; hashes name stored files."""

    look_id: int
    at: datetime
    result: LookResult
    delivered: Delivered | None
    who: str
    note: str
    picture: str | None
    proof: str | None
    waits: bool


@dataclass(frozen=True, slots=True)
class HandTask:
    """One place on the day's round: a slot, one booking of it (None: it has none), and the station
    whose AE looks. `on_air`: all bookings of the slot, where a person looks at every one (None: the
    check sees others). `by_views`: it is sold by CPM. `looks` are those of the ad day, the earliest
    first."""

    slot_id: int
    slot_code: str
    slot_name: str
    form: str
    size: str
    page_url: str
    placed: str
    owed_by: str
    why: Why
    booking_id: int | None = None
    contract_no: str = ""
    contract_name: str = ""
    regions: tuple[str, ...] = ()
    creatives: tuple[ExpectedCreative, ...] = ()
    on_air: frozenset[int] | None = None
    by_views: bool = False
    looks: tuple[HandLook, ...] = ()

    @property
    def is_owed(self) -> bool:
        """A booking that nobody looked at yet in the ad day: without a picture it is unverified."""
        return self.booking_id is not None and not self.looks


Answered = tuple[LookResult, Delivered | None]
ANSWERS: Mapping[Shows, Answered] = {
    Shows.AS_BOOKED: (LookResult.OK, Delivered.YES),
    Shows.NOTHING: (LookResult.EMPTY, Delivered.NO),
    Shows.HIDDEN: (LookResult.HIDDEN, Delivered.NO),
    Shows.WRONG_CREATIVE: (LookResult.WRONG_CREATIVE, Delivered.NO),
    Shows.WRONG_SIZE: (LookResult.WRONG_SIZE, Delivered.NO),
    Shows.WRONG_LINK: (LookResult.WRONG_LINK, Delivered.NO),
    Shows.UNCLEAR: (LookResult.UNSURE, Delivered.UNKNOWN),
    Shows.VACANT: (LookResult.VACANT, None),
    Shows.UNSOLD: (LookResult.UNSOLD, None),
    Shows.EXPIRED: (LookResult.EXPIRED, None),
}
DELIVERED_OF: Mapping[LookResult, Delivered | None] = dict(ANSWERS.values())
"""What a look by hand said of its booking, by its result."""
