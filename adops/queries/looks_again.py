"""What is looked at again in the same ad day (checks.md; rules.md §7)."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlmodel import Session, col, select

from adops.models import Slot, SlotCheck
from adops.queries.checks import slots_not_right
from adops.queries.first_looks import not_seen_yet

NOT_SEEN = frozenset({"rotation.not_seen", "rotation.cut"})


def not_right_or_not_seen(session: Session, *, on: date) -> dict[str, list[str]]:
    """Codes of slots, by station: those that were not right, and those of which the ad day's start
    or swap was not seen: a look that saw what leaves was right until the swap was due."""
    found: dict[str, set[str]] = defaultdict(set)
    for some in (slots_not_right(session, on=on), not_seen_yet(session, on=on)):
        for station, codes in some.items():
            found[station].update(codes)
    return {station: sorted(codes) for station, codes in sorted(found.items())}


def unseen_shares(session: Session, run_id: int) -> dict[str, list[str]]:
    """Codes of slots, by station, where the run did not see a share of a rotation that no look of
    the ad day before it had missed: one more look, and no third (checks.md, Results)."""
    looks = list(session.exec(select(SlotCheck).where(SlotCheck.run_id == run_id)))
    missed = _missed_shares(looks)
    if not missed:
        return {}
    before = session.exec(
        select(SlotCheck)
        .where(SlotCheck.on == looks[0].on, col(SlotCheck.slot_id).in_({one for one, _ in missed}))
        .where(col(SlotCheck.id) < min(one.id or 0 for one in looks))
    )
    new = {slot_id for slot_id, _ in missed - _missed_shares(before)}
    found: dict[str, list[str]] = defaultdict(list)
    query = select(Slot.station, Slot.code).where(col(Slot.id).in_(new)).order_by(Slot.code)
    for station, code in session.exec(query):
        found[station].append(code)
    return dict(found)


def _missed_shares(looks: Iterable[SlotCheck]) -> set[tuple[int, str]]:
    """Slots and contracts of shares not seen, whatever else was wrong: one booking's trouble is not
    the other's."""
    return {
        (look.slot_id, finding["where"])
        for look in looks
        for finding in look.findings
        if finding["code"] in NOT_SEEN
    }
