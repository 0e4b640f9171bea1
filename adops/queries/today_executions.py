"""What of Today is to be placed: the coming list, what is not live, swaps (rules.md §7)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlmodel import Session

from adops.domain.execution import STOPS, ExecutionState
from adops.domain.people import Actor
from adops.domain.rulebook import RuleBook
from adops.domain.today import Due, DueKind
from adops.queries.execution_lists import is_entered_ahead, to_do
from adops.queries.executions import Found
from adops.rules.execution import is_pressing, late_from, to_configure
from adops.rules.permission import may
from adops.rules.reach import may_somewhere

WRITE = "execution.write"


def placing_due(
    session: Session, *, by: Actor, now: datetime, book: RuleBook, names: Mapping[str, str]
) -> Iterator[Due]:
    """One item a station for what is to be entered, one each for what is not live, for swaps and
    for stops; only for who places. Nine queries."""
    if not may_somewhere(by, WRITE):
        return
    mine = [
        one for one in to_do(session, by=by, book=book, now=now) if may(by, WRITE, one.placed.thing)
    ]
    ahead: defaultdict[str, list[Found]] = defaultdict(list)
    for one in mine:
        if is_pressing(one.item, terms=book.execution, now=now):
            yield _pressing(one)
        elif is_entered_ahead(one.item) and to_configure(one.item, now=now, calendar=book.calendar):
            ahead[one.placed.booking.station_placed].append(one)
    for code, found in sorted(ahead.items()):
        yield _list(code, names.get(code, code), found, now)


def _pressing(one: Found) -> Due:
    item = one.item
    facts = {
        "contract_no": one.placed.contract.no,
        "contract_name": one.placed.contract.name,
        "slot_name": one.placed.slot.name,
        "item": item,
        "editor": one.placed.slot.editor_contact if one.placed.slot.editor_placed else None,
    }
    url = f"/executions#item-{item.id}"
    if item.swap is not None:
        kind = DueKind.STOP if item.kind in STOPS else DueKind.SWAP
        return Due(kind, url, item.due, facts=facts)
    at = None if item.reopened else late_from(item.day)
    return Due(DueKind.LIVE, url, at, facts=facts)


def _list(code: str, name: str, found: list[Found], now: datetime) -> Due:
    waiting = sum(one.item.state is ExecutionState.WAITING for one in found)
    at = min(one.item.due_now for one in found)
    facts = {
        "code": code,
        "station": name,
        "days": sorted({one.item.day for one in found}),
        "count": len(found),
        "waiting": waiting,
        "overdue": sum(one.item.due <= now for one in found if one.item.swap is None),
        "ahead": now <= at,
        "came_late": sum(one.item.binds is not None for one in found),
        "provisional": any(one.item.provisional for one in found),
    }
    return Due(DueKind.EXECUTION, f"/executions?station={code}", at, False, facts)
