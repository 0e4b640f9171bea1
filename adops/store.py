"""Stored files by content: `blobs/<aa>/<sha256>`, written once, never overwritten (checks.md).

A local folder or `s3://bucket/prefix` through obstore. A store knows no database and no reader's
rights: who may open a file is decided by the row that names its hash.
"""

import hashlib
from pathlib import Path

from obstore.exceptions import AlreadyExistsError, GenericError, NotFoundError
from obstore.store import LocalStore, ObjectStore, from_url

from adops.errors import MissingError, OutsideError
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
        try:
            self._backend.put(self._path(sha256), content, mode="create")
        except AlreadyExistsError:
            pass
        except (GenericError, OSError) as error:
            raise OutsideError("store.failed", why=str(error)) from error
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes. Raises MissingError `evidence.missing`, OutsideError `store.failed`."""
        try:
            return bytes(self._backend.get(self._path(sha256)).bytes())
        except (NotFoundError, FileNotFoundError) as error:
            raise MissingError("evidence.missing", sha256=sha256) from error
        except (GenericError, OSError) as error:
            raise OutsideError("store.failed", why=str(error)) from error

    def has(self, sha256: str) -> bool:
        """Whether the file is there. Raises OutsideError `store.failed`."""
        try:
            self._backend.head(self._path(sha256))
        except (NotFoundError, FileNotFoundError):
            return False
        except (GenericError, OSError) as error:
            raise OutsideError("store.failed", why=str(error)) from error
        return True


def open_store(settings: Settings) -> Store:
    """The store that the settings name: files in home, or S3."""
    if settings.store_url:
        return Store(from_url(settings.store_url))
    home: Path = settings.home.absolute()
    home.mkdir(parents=True, exist_ok=True)
    return Store(LocalStore(home, mkdir=True))
