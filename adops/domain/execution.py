"""What must be entered, swapped or taken down for a booking on a day, and what was marked of it
(rules.md §0, §7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum

from adops.domain.period import Period
from adops.domain.states import Delivered


@dataclass(frozen=True, slots=True)
class ExecutionTerms:
    """Wall clock of Shanghai: of the last workday before S by when it should be entered, and of S
    from when on what is not live is a warning."""

    advised_at: time
    warned_at: time


class ItemKind(StrEnum):
    """What is to be done."""

    START = "start"  # the booking goes on air
    SWAP = "swap"  # another version takes its place, or is shown in turn from a day on
    LINK = "link"  # the same files with another link
    PAUSE = "pause"  # 紧急下线
    RESUME = "resume"
    TAKE_DOWN = "take_down"  # the booking was cancelled from a day on: 下线


CHANGES = frozenset({ItemKind.SWAP, ItemKind.LINK})
STOPS = frozenset({ItemKind.PAUSE, ItemKind.RESUME, ItemKind.TAKE_DOWN})


class ExecutionState(StrEnum):
    """States of an item. `on_time` to `unverified` are of the first day of a booking alone."""

    WAITING = "waiting"  # no confirmed creative
    READY = "ready"
    CONFIGURED = "configured"
    LIVE = "live"
    ON_TIME = "on_time"
    LATE = "late"
    LATE_REPORTED = "late_reported"
    NOT_PLACED = "not_placed"
    UNVERIFIED = "unverified"  # every look was unreachable or unsure, and nobody marked


class SwapState(StrEnum):
    """States of a swap."""

    DUE = "due"
    DONE = "done"
    DONE_LATE = "done_late"
    DROPPED = "dropped"  # taken back, or replaced before it was done


class MarkKind(StrEnum):
    """What a person said of an item."""

    CONFIGURED = "configured"
    LIVE = "live"
    LATE_REPORT = "late_report"
    LIFT = "lift"


@dataclass(frozen=True, slots=True)
class Mark:
    """One act on an item. `entered` is what was to be entered then (`Entry.fingerprint`), `sizes`
    what was typed into the ad-match by part; `reason` is a code of `config/reasons.yaml` for a
    report, words for a lift."""

    kind: MarkKind
    at: datetime
    by: str
    sizes: Mapping[str, str] = field(default_factory=dict)
    entered: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one look said of the booking; `creative_id` is the version it saw or looked for."""

    at: datetime
    on: date
    delivered: Delivered
    creative_id: int | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A booking that is stopped: paused or resumed at `at`, or taken down from the ad day of `at`
    on. `what` names it within booking and day, `why` is what the person said who did it."""

    kind: ItemKind
    at: datetime
    what: str
    why: str = ""


@dataclass(frozen=True, slots=True)
class Size:
    """A part's size in px, as the ad-match wants it."""

    part: str
    width: int
    height: int

    @property
    def words(self) -> str:
        """`950×90`."""
        return f"{self.width}×{self.height}"


@dataclass(frozen=True, slots=True)
class Shown:
    """One version as it is entered: its files by name, its link."""

    creative_id: int
    version: int
    link: str
    files: tuple[str, ...] = ()
    replaced: bool = False


@dataclass(frozen=True, slots=True)
class Entry:
    """What the publishing system's form asks, in its order; several creatives are shown in turn."""

    slot_code: str
    slot_name: str
    creatives: tuple[Shown, ...]
    sizes: tuple[Size, ...]
    period: Period
    regions: tuple[str, ...]

    @property
    def fingerprint(self) -> tuple[str, ...]:
        """Changes when anything of it must be entered anew."""
        return (
            self.slot_code,
            *(f"{one.creative_id} {one.link}" for one in self.creatives),
            *(f"{one.part} {one.words}" for one in self.sizes),
            self.period.first.isoformat(),
            self.period.last.isoformat(),
            *self.regions,
        )


@dataclass(frozen=True, slots=True)
class Live:
    """Since when it is live; `by` is who marked it, None where a look saw it."""

    at: datetime
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One thing to do for a booking on the day S.

    `what` names it within booking and day: `start`, `v3` for the version 3. `due` binds, `shown`
    is the advice (18:00 of the last workday before S; None for what must be done at once),
    `provisional` where its calendar is (rules.md §2).
    `replaces` are the versions that go. `swap` is set for changes and stops. `suspended`: nothing
    need be there, since the slot or page is closed or the booking paused; it presses nobody,
    until a start's slot is open again (`reopened`). `why` is a stop's reason. `came_at`: when the
    booking was entered, or the version confirmed; where that was after the advice, `binds` is what
    is due instead.
    """

    booking_id: int
    day: date
    kind: ItemKind
    what: str
    due: datetime
    shown: datetime | None
    state: ExecutionState
    entry: Entry
    replaces: tuple[Shown, ...] = ()
    swap: SwapState | None = None
    configured: Mark | None = None
    live: Live | None = None
    report: Mark | None = None
    lift: Mark | None = None
    entered_late: bool = False
    suspended: bool = False
    reopened: bool = False
    why: str = ""
    provisional: bool = False
    came_at: datetime | None = None
    binds: datetime | None = None

    @property
    def id(self) -> str:
        """`17-2026-11-21-start`: the same as long as booking, day and thing are."""
        return f"{self.booking_id}-{self.day.isoformat()}-{self.what}"

    @property
    def place_by(self) -> datetime:
        """What lists sort by."""
        return self.shown or self.due

    @property
    def due_now(self) -> datetime:
        """The same, but for what came when that was over."""
        return self.binds or self.place_by

    @property
    def is_late(self) -> bool:
        """Whether it counts as a late placement (晚投)."""
        return self.state in LATE


OPEN = frozenset({ExecutionState.WAITING, ExecutionState.READY, ExecutionState.CONFIGURED})
LATE = frozenset({ExecutionState.LATE, ExecutionState.LATE_REPORTED, ExecutionState.NOT_PLACED})


class Step(StrEnum):
    """Steps of the line of responsibility (责任时间线)."""

    ENTERED = "entered"
    SUBMITTED = "submitted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    CONFIRMED = "confirmed"
    DEADLINE = "deadline"  # the creative's
    DUE = "due"  # the placer's: 24:00 of the day before
    CONFIGURED = "configured"
    LIVE = "live"
    DONE = "done"  # taken off, or put back
    SEEN = "seen"
    REPORTED = "reported"
    LIFTED = "lifted"


@dataclass(frozen=True, slots=True)
class Moment:
    """One step; `by` is a 工号, None for what nobody did. `version` is the creative's."""

    at: datetime
    step: Step
    by: str | None = None
    version: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Violation:
    """Late placements of a month by who sold, who placed, and why; `reason` "" is not reported."""

    station_sold: str
    station_placed: str
    month: str
    reason: str
    count: int
