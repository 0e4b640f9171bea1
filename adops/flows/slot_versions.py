"""A new version of a slot's item: measure the stored files of those concerned, then one act
(rules.md §8)."""

from collections.abc import Collection

from adops import clock
from adops.domain.creative import CreativeFacts
from adops.domain.people import Actor
from adops.flows.lapse import measured_files
from adops.flows.submit import Desk
from adops.queries.slot_versions import concerned, slot_by_id, valid_until
from adops.rules.permission import Thing, require
from adops.services import slot_versions as acts
from adops.services.slot_versions import Change, Entry


def look(desk: Desk, slot_id: int, entry: Entry, *, by: Actor) -> Change:
    """Who would no longer fit; nothing is written. Raises what `services.slot_versions.look`
    raises."""
    files = _measured(desk, slot_id, entry, by)
    with desk.database.read() as session:
        return acts.look(
            session,
            slot_id=slot_id,
            entry=entry,
            files=files,
            by=by,
            now=clock.now(),
            book=desk.book,
        )


def add(desk: Desk, slot_id: int, entry: Entry, *, seen: Collection[int], by: Actor) -> Change:
    """Writes it, once those who no longer fit were seen. Raises what `services.slot_versions.add`
    raises."""
    files = _measured(desk, slot_id, entry, by)
    with desk.database.write() as session:
        return acts.add(
            session,
            slot_id=slot_id,
            entry=entry,
            seen=seen,
            files=files,
            by=by,
            now=clock.now(),
            book=desk.book,
        )


def _measured(desk: Desk, slot_id: int, entry: Entry, by: Actor) -> dict[str, CreativeFacts]:
    with desk.database.read() as session:
        case = slot_by_id(session, slot_id)
        require(by, "slot.write", Thing(station_placed=case.slot.station))
        acts.require_enterable(case, entry, now=clock.now())
        last = valid_until(case.versions, entry.valid_from)
        found = concerned(session, slot_id, first=entry.valid_from, last=last)
    return measured_files(desk, [one.creative.id or 0 for one in found])
