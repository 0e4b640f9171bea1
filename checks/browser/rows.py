"""What waits for its turn in a row of others: which slots, and how long that is worth it."""

from collections import Counter
from collections.abc import Callable, Iterable

from adops.clock import stopwatch
from checks.frames import GAP, PERHAPS, TUCKED
from checks.probe import DOUBTED_LOADS, PageProbe, SlotFacts

LONGEST_ROW = 8


class Rows:
    """The rows of one page over all its loads. `turn`: seconds within which a row moves on; one
    that stands still for so long, or has come round, is not waited for, nor what has not come in
    two loads."""

    def __init__(
        self, probe: PageProbe, turn: float, *, clock: Callable[[], float] = stopwatch
    ) -> None:
        self._rotating = {one.code for one in probe.slots if one.loads > 1}
        self._turn, self._clock = turn, clock
        self._came: set[str] = set()
        self._vain = Counter[str]()
        self._hidden = Counter[str]()
        self._stood: dict[str, list[str]] = {}
        self._since = self._until = 0.0
        self.are_empty = False

    def begin(self, slots: Iterable[SlotFacts]) -> None:
        """A load of the page, whose slots look so now."""
        tucked = {one.code: one.tucked for one in slots if _waits(one)}
        self._stood = {code: [at] for code, at in tucked.items() if self._is_wanted(code)}
        self._vain.update(self._stood.keys())
        self._hidden.clear()
        self._since = self._clock()
        self._until = self._since + LONGEST_ROW * self._turn

    def _is_wanted(self, code: str) -> bool:
        if code in self._came:
            return code in self._rotating
        return self._vain[code] < DOUBTED_LOADS

    @property
    def awaited(self) -> frozenset[str]:
        """Codes of those that have not come yet in this load."""
        return frozenset(self._stood)

    @property
    def may_come(self) -> bool:
        """Whether one of them may still come."""
        return bool(self._stood) and self._clock() < min(self._since + self._turn, self._until)

    def come(self, slots: Iterable[SlotFacts]) -> frozenset[str]:
        """Codes of those that are seen now; where the rows stand is taken down."""
        come = set()
        for one in slots:
            stood = self._stood.get(one.code)
            if stood is None:
                continue
            if self._is_up(one):
                come.add(one.code)
            elif one.tucked not in {"", GAP, stood[-1]}:
                self._moved(one.code, stood, one.tucked)
        return frozenset(come)

    def _is_up(self, one: SlotFacts) -> bool:
        """Whether it is seen, or what is there now in its turn is broken or hidden: that twice, for
        it may be coming still."""
        if not one.found or one.unread or one.tucked:
            self._hidden.pop(one.code, None)
            return False
        if one.hidden_by is None or one.broken:
            return True
        self._hidden[one.code] += 1
        return self._hidden[one.code] > 1

    def _moved(self, code: str, stood: list[str], now: str) -> None:
        if now in stood:
            del self._stood[code]
        stood.append(now)
        self._since = self._clock()

    def pictured(self, come: frozenset[str], slots: Iterable[SlotFacts]) -> None:
        """These have been pictured in their turn, and looked so in the picture."""
        self._came |= {
            one.code for one in slots if one.code in come and one.steady and not one.tucked
        }
        self._stood = {code: stood for code, stood in self._stood.items() if code not in come}
        self._since = self._clock()


def _waits(one: SlotFacts) -> bool:
    return one.unread == TUCKED or one.tucked.startswith(PERHAPS)


def are_in_a_gap(slots: Iterable[SlotFacts]) -> bool:
    """Whether a row shows nothing between two of its ads."""
    return any(one.tucked == GAP for one in slots)
