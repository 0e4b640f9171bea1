"""Stored files by content: `blobs/<aa>/<sha256>`, written once, never overwritten (checks.md).

A local folder or `s3://bucket/prefix` through obstore. A store knows no database and no reader's
rights: who may open a file is decided by the row that names its hash.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, from_url

from adops.errors import InputError, MissingError, OutsideError
from adops.settings import Settings


def sha256_of(content: bytes) -> str:
    """Hex SHA-256."""
    return hashlib.sha256(content).hexdigest()


class Store:
    """Files named by the SHA-256 of their bytes."""

    def __init__(self, backend: ObjectStore) -> None:
        self._backend = backend

    @staticmethod
    def _path(sha256: str) -> str:
        return f"blobs/{sha256[:2]}/{sha256}"

    def put(self, content: bytes) -> str:
        """Writes once (temporary name, then rename) and gives the hash; the same bytes again are
        no second write. Raises OutsideError `store.failed`."""
        sha256 = sha256_of(content)
        with _named_trouble(), suppress(AlreadyExistsError):
            self._backend.put(self._path(sha256), content, mode="create")
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes. Raises MissingError `evidence.missing`, OutsideError `store.failed`."""
        try:
            with _named_trouble():
                return bytes(self._backend.get(self._path(sha256)).bytes())
        except (NotFoundError, FileNotFoundError) as error:
            raise MissingError("evidence.missing", sha256=sha256) from error

    def has(self, sha256: str) -> bool:
        """Whether the file is there. Raises OutsideError `store.failed`."""
        try:
            with _named_trouble():
                self._backend.head(self._path(sha256))
        except (NotFoundError, FileNotFoundError):
            return False
        return True


@contextmanager
def _named_trouble() -> Iterator[None]:
    """What a store answers but "not there": its first line, the rest is its programmer's."""
    try:
        yield
    except (NotFoundError, FileNotFoundError):
        raise
    except (BaseError, OSError) as error:
        raise OutsideError("store.failed", why=str(error).partition("\n")[0]) from error


def open_store(settings: Settings) -> Store:
    """The store that the settings name: files in home, or S3.

    Raises InputError `settings.invalid`, OutsideError `store.failed`.
    """
    if settings.store_url:
        try:
            return Store(from_url(settings.store_url))
        except (BaseError, ValueError) as error:
            kinds = "s3://bucket/prefix"
            raise InputError("settings.invalid", name="ADOPS_STORE_URL", why=kinds) from error
    home: Path = settings.home.absolute()
    try:
        home.mkdir(parents=True, exist_ok=True)
        return Store(LocalStore(home, mkdir=True))
    except OSError as error:
        raise OutsideError("store.failed", why=f"{home}: {error}") from error
