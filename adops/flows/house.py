"""Making a home ready: schema, config into tables, secret (interfaces.md, `adops init`)."""

import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from adops import clock
from adops.catalog.stations import load_stations
from adops.db import Database
from adops.domain.people import Actor
from adops.errors import InputError, OutsideError
from adops.migrations import back_up_sqlite, head, known, upgrade
from adops.services.house import take_stations
from adops.settings import Settings


@dataclass(frozen=True)
class Made:
    """What `init` did."""

    home: Path
    database: str
    migrated: bool
    backup: Path | None
    stations: int


def make_home(settings: Settings, database: Database, *, by: Actor) -> Made:
    """Migrates (after a backup of a SQLite database that has an older schema), then brings the
    config into tables. Raises InputError `config.…` naming file and key, OutsideError
    `file.unwritable`, `database.…`."""
    items = load_stations(settings.config_dir)
    for folder in (settings.home, settings.out, settings.outbox):
        _make_folder(folder)
    backup = _backup(settings, database)
    migrated = upgrade(database)
    with database.write() as session:
        stations = take_stations(session, items=items, by=by, now=clock.now())
    return Made(settings.home, database.url, migrated, backup, stations)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutsideError("file.unwritable", file=str(folder), why=error.strerror) from error


def _backup(settings: Settings, database: Database) -> Path | None:
    here = known(database)
    if here in {None, head()} or not database.is_sqlite:
        return None
    stamp = clock.now().strftime("%Y%m%dT%H%M%S")
    return back_up_sqlite(database, settings.home / "backups" / f"{here}-{stamp}.sqlite")


def secret_key(settings: Settings) -> str:
    """`ADOPS_SECRET_KEY`; in demo and test one made once in the home (mode 600).

    Raises InputError `settings.secret_missing` in production.
    """
    if settings.secret_key:
        return settings.secret_key
    if settings.env == "production":
        raise InputError("settings.secret_missing")
    path = settings.home / "secret.key"
    settings.home.mkdir(parents=True, exist_ok=True)  # files in S3 have made none
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii")
    except OSError as error:
        raise OutsideError("file.unwritable", file=str(path), why=error.strerror) from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48))
    return path.read_text(encoding="ascii")
