"""Ending approvals that last no longer: measure the stored files, then one act (rules.md §6)."""

from collections.abc import Mapping
from datetime import datetime

import structlog

from adops.domain.creative import CreativeFacts
from adops.domain.people import SYSTEM
from adops.errors import AdopsError
from adops.flows.submit import Desk, measured
from adops.queries.lapses import lasting
from adops.services import lapses

log = structlog.get_logger(__name__)


def lapse_approvals(desk: Desk, *, now: datetime) -> dict[str, list[int]]:
    """What has lapsed by `now`, by act. A file that cannot be read is left for the next time."""
    with desk.database.read() as session:
        named = {part.sha256: part.name for one in lasting(session) for part in one.parts}
    files = measured_files(desk, named)
    with desk.database.write() as session:
        return lapses.lapse(session, files=files, by=SYSTEM, now=now, book=desk.book)


def measured_files(desk: Desk, named: Mapping[str, str]) -> dict[str, CreativeFacts]:
    """Stored files by SHA-256, measured; `named` are their names. One that the store does not give
    is left out."""
    found: dict[str, CreativeFacts] = {}
    for sha256, name in named.items():
        try:
            found[sha256] = measured(desk, name, desk.store.get(sha256))
        except AdopsError as error:
            log.warning("file.unread", sha256=sha256, why=str(error))
    return found
