"""Which mark on an item may be taken back: the last, while nothing rests on it (rules.md §7)."""

from collections.abc import Iterable
from datetime import datetime

from adops.domain.execution import ExecutionState, Item, ItemKind, Mark, MarkKind
from adops.domain.period import ad_day_of
from adops.rules.execution import report_until


def undoable(
    item: Item, marks: Iterable[Mark], *, looked_at: datetime | None, now: datetime
) -> Mark | None:
    """The mark that is undone, None where none may be. `looked_at` is the slot's last look.

    `configured` until it is live; `live`, or done, in the ad day of the click until a look says how
    it is, a late placement is reported, or, of a start, its day is decided at 24:00. **[decided]**
    """
    last = max(marks, key=lambda one: one.at, default=None)
    if last is None or item.report is not None or item.lift is not None:
        return None
    if last.kind is MarkKind.CONFIGURED:
        stands = item.state is ExecutionState.CONFIGURED and item.configured is not None
        return last if stands else None
    return last if _is_free(item, last, looked_at, now) else None


def _is_free(item: Item, mark: Mark, looked_at: datetime | None, now: datetime) -> bool:
    if looked_at is not None and looked_at >= mark.at:
        return False
    if item.live is None or item.live.at != mark.at or ad_day_of(now) != ad_day_of(mark.at):
        return False
    return item.kind is not ItemKind.START or now < report_until(item.day)
