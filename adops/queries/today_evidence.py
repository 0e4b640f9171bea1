"""Stored files that are lost or broken, for Today (checks.md, Evidence)."""

from collections.abc import Iterator

from sqlmodel import Session

from adops.domain.evidence import Resting
from adops.domain.people import Actor
from adops.domain.today import Due, DueKind
from adops.queries.stored_files import bad_files, count_bad
from adops.rules.permission import Thing, may
from adops.rules.reach import reach


def evidence_due(session: Session, *, by: Actor) -> Iterator[Due]:
    """One item with every bad file on which something rests that the person may read; who reads
    everything is told of all."""
    seen = reach(by, "check.read")
    if seen.nothing or not count_bad(session):
        return
    found = []
    for one in bad_files(session):
        mine = tuple(rest for rest in one.rests if seen.everything or _may(by, rest))
        if mine or seen.everything:
            found.append((one, mine))
    if found:
        yield Due(DueKind.EVIDENCE, "/", facts={"bad": found})


def _may(by: Actor, rest: Resting) -> bool:
    thing = Thing(rest.station_sold, rest.station)
    return rest.on is not None and may(by, "check.read", thing)
