"""Asking for a test render: measure and store the files, then one act (rules.md §8)."""

from adops import clock
from adops.domain.people import Actor
from adops.errors import MissingError
from adops.flows.submit import Desk, Files, kept
from adops.models import Slot, SlotTrial
from adops.rules.permission import Thing, require
from adops.services import slot_life as acts
from adops.services.slot_life import TrialCreative


def ask_trial(
    desk: Desk, slot_id: int, files: Files, *, by: Actor, click_url: str = "", copy: str = ""
) -> SlotTrial:
    """Raises what `services.slot_life.ask_trial` raises; what is refused is not stored."""
    now = clock.now()
    with desk.database.read() as session:
        slot = session.get(Slot, slot_id)
        if slot is None:
            raise MissingError("slot.unknown", slot=slot_id)
        require(by, "slot.write", Thing(station_placed=slot.station))
        spec = acts.spec_now(session, slot, now)
    creative = TrialCreative(kept(desk, files, spec), click_url, copy)
    with desk.database.read() as session:
        acts.require_trial(
            session, slot_id=slot_id, creative=creative, by=by, now=now, book=desk.book
        )
    for _name, content, _declared in files.values():
        desk.store.put(content)
    with desk.database.write() as session:
        return acts.ask_trial(
            session, slot_id=slot_id, creative=creative, by=by, now=now, book=desk.book
        )
