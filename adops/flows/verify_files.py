"""The nightly sample: stored files are held against their hashes (checks.md, Evidence)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from adops.db import Database
from adops.domain.evidence import FileTrouble
from adops.domain.people import Actor
from adops.errors import MissingError
from adops.queries.stored_files import files_to_verify
from adops.services.verified_files import note_verified
from adops.store import Store, sha256_of

BATCH = 50
MB = 1_000_000


@dataclass
class Verified:
    """How many files were read, and those that are lost or broken; `fresh` ones since now."""

    files: int = 0
    bad: dict[str, FileTrouble] = field(default_factory=dict)
    fresh: list[str] = field(default_factory=list)

    def as_data(self) -> dict[str, Any]:
        """The JSON form."""
        bad = {sha256: trouble.value for sha256, trouble in self.bad.items()}
        return {"files": self.files, "bad": bad, "new": self.fresh}


def verify_files(
    database: Database,
    store: Store,
    *,
    files: int,
    megabytes: int,
    by: Actor,
    now: datetime,
    until: Callable[[], bool] = lambda: False,
) -> Verified:
    """Reads and hashes the next files in turn; nothing is changed in the store.

    A store that cannot be asked is no lost file: raises OutsideError `store.failed`, what was found
    until then is noted.
    """
    told = Verified()
    with database.read() as session:
        waiting = files_to_verify(session, files=files, size=megabytes * MB)
    for start in range(0, len(waiting), BATCH):
        if until():
            break
        found: dict[str, FileTrouble | None] = {}
        try:
            for sha256 in waiting[start : start + BATCH]:
                found[sha256] = trouble_of(store, sha256)
        finally:
            with database.write() as session:
                told.fresh += note_verified(session, found=found, by=by, now=now)
        told.files += len(found)
        told.bad |= {sha256: trouble for sha256, trouble in found.items() if trouble}
    return told


def trouble_of(store: Store, sha256: str) -> FileTrouble | None:
    """Whether the file is there with the bytes of its hash. Raises OutsideError `store.failed`."""
    try:
        content = store.get(sha256)
    except MissingError:
        return FileTrouble.LOST
    return None if sha256_of(content) == sha256 else FileTrouble.BROKEN
