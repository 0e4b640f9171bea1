"""Ending approvals that last no longer: measure the stored files, then one act (rules.md §6)."""

from collections.abc import Iterable
from datetime import datetime

import structlog

from adops.domain.creative import CreativeFacts
from adops.domain.people import SYSTEM
from adops.errors import AdopsError
from adops.flows.submit import Desk, measured_again
from adops.queries.lapses import lasting
from adops.services import lapses

log = structlog.get_logger(__name__)


def lapse_approvals(desk: Desk, *, now: datetime) -> dict[str, list[int]]:
    """What has lapsed by `now`, by act. A file that cannot be read is left for the next time."""
    with desk.database.read() as session:
        found = [one.standing[-1].id or 0 for one in lasting(session) if one.standing]
    files = measured_files(desk, found)
    with desk.database.write() as session:
        return lapses.lapse(session, files=files, by=SYSTEM, now=now, book=desk.book)


def measured_files(desk: Desk, creatives: Iterable[int]) -> dict[str, CreativeFacts]:
    """The stored files of those creatives, measured, by SHA-256. One that the store does not give
    is left out."""
    found: dict[str, CreativeFacts] = {}
    for creative_id in dict.fromkeys(creatives):
        try:
            files = measured_again(desk, creative_id)
        except AdopsError as error:
            log.warning("file.unread", creative=creative_id, why=str(error))
            continue
        found |= {facts.sha256: facts for facts in files.values()}
    return found
