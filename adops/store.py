"""Stored files by content: `blobs/<aa>/<sha256>`, written once, never overwritten (checks.md).

A local folder or `s3://bucket/prefix` through obstore. A store knows no database and no reader's
rights: who may open a file is decided by the row that names its hash.
"""

import hashlib
import os
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from dotenv import dotenv_values
from obstore.exceptions import AlreadyExistsError, BaseError, NotFoundError
from obstore.store import LocalStore, ObjectStore, S3Store

from adops.errors import InputError, MissingError, OutsideError
from adops.settings import Settings

if TYPE_CHECKING:
    from obstore.store import ClientConfig, RetryConfig

AWS = "AWS_"
FOLDER, ASIDE = "blobs", "aside"
REQUEST_SECONDS, CONNECT_SECONDS = 60, 5  # a video of 100 MB goes through in one request
RETRIES, RETRY_SECONDS = 4, 30
MOST_WORDS = 300


def sha256_of(content: bytes) -> str:
    """Hex SHA-256."""
    return hashlib.sha256(content).hexdigest()


class Store:
    """Files named by the SHA-256 of their bytes. A store that is away or silent is given up after
    about a minute."""

    def __init__(self, backend: ObjectStore) -> None:
        self._backend = backend

    @staticmethod
    def _path(sha256: str, folder: str = FOLDER) -> str:
        return f"{folder}/{sha256[:2]}/{sha256}"

    def put(self, content: bytes) -> str:
        """Writes once (temporary name, then rename) and gives the hash; the same bytes again are
        no second write. Raises OutsideError `store.failed`."""
        sha256 = sha256_of(content)
        try:
            self._backend.put(self._path(sha256), content, mode="create")
        except AlreadyExistsError:
            pass
        except (BaseError, OSError) as error:
            raise _failed(error) from error
        return sha256

    def get(self, sha256: str) -> bytes:
        """The bytes, also of a file that was put aside. Raises MissingError `evidence.missing`,
        OutsideError `store.failed`."""
        found = self._bytes(self._path(sha256))
        if found is None:
            found = self._bytes(self._path(sha256, ASIDE))
        if found is None:
            raise MissingError("evidence.missing", sha256=sha256)
        return found

    def _bytes(self, path: str) -> bytes | None:
        try:
            return bytes(self._backend.get(path).bytes())
        except (NotFoundError, FileNotFoundError):
            return None
        except (BaseError, OSError) as error:
            raise _failed(error) from error

    def has(self, sha256: str) -> bool:
        """Whether the file is there. Raises OutsideError `store.failed`."""
        try:
            self._backend.head(self._path(sha256))
        except (NotFoundError, FileNotFoundError):
            return False
        except (BaseError, OSError) as error:
            raise _failed(error) from error
        return True

    def put_aside(self, sha256: str) -> None:
        """Takes the file out of its place: the same bytes are written anew, and who found it there
        just before still gets it. One that is not there is no error. Only retention does this and
        the next three (checks.md, Evidence). They raise OutsideError `store.failed`."""
        self._move(self._path(sha256), self._path(sha256, ASIDE))

    def put_back(self, sha256: str) -> None:
        """A file that was put aside is in its place again."""
        self._move(self._path(sha256, ASIDE), self._path(sha256))

    def aside(self) -> list[str]:
        """Files that were put aside and are not removed yet, in order."""
        try:
            found = [str(one["path"]) for some in self._backend.list(ASIDE) for one in some]
        except (BaseError, OSError) as error:
            raise _failed(error) from error
        return sorted(path.rpartition("/")[2] for path in found)

    def remove(self, sha256: str) -> None:
        """Takes a file that was put aside away for good; one that is not there is no error."""
        try:
            self._backend.delete(self._path(sha256, ASIDE))
        except (NotFoundError, FileNotFoundError):
            pass
        except (BaseError, OSError) as error:
            raise _failed(error) from error

    def _move(self, here: str, there: str) -> None:
        try:
            self._backend.rename(here, there)
        except (NotFoundError, FileNotFoundError):
            pass
        except (BaseError, OSError) as error:
            raise _failed(error) from error


def open_store(settings: Settings, *, patience: int = REQUEST_SECONDS) -> Store:
    """The store that the settings name: files in home, or S3, whose keys, region and endpoint are
    the usual `AWS_…` names. `patience`: seconds for one request.

    Raises InputError `settings.invalid`, OutsideError `store.failed`.
    """
    if settings.store_url:
        return Store(_remote(settings.store_url, patience))
    home: Path = settings.home.absolute()
    try:
        home.mkdir(parents=True, exist_ok=True)
        return Store(LocalStore(home, mkdir=True))
    except OSError as error:
        raise OutsideError("store.failed", why=f"{home}: {error}") from error


def _remote(url: str, patience: int) -> ObjectStore:
    client: ClientConfig = {
        "allow_http": True,  # an endpoint that is written with http:// is meant
        "timeout": timedelta(seconds=patience),
        "connect_timeout": timedelta(seconds=CONNECT_SECONDS),
    }
    retries: RetryConfig = {
        "max_retries": RETRIES,
        "retry_timeout": timedelta(seconds=RETRY_SECONDS),
    }
    if not url.startswith("s3://"):
        raise InputError("settings.invalid", name="ADOPS_STORE_URL", why="s3://bucket/prefix")
    _read_env_file()
    try:
        return S3Store.from_url(url, client_options=client, retry_config=retries)
    except (BaseError, ValueError) as error:
        raise InputError("settings.invalid", name="ADOPS_STORE_URL", why=_words(error)) from error


def _read_env_file() -> None:
    """Puts `AWS_…` names of `.env` into the environment, where the library reads them; what stands
    there already counts, as for our own names."""
    for name, value in dotenv_values(".env").items():
        if name.startswith(AWS) and value is not None:
            os.environ.setdefault(name, value)


def _failed(error: Exception) -> OutsideError:
    return OutsideError("store.failed", why=_words(error))


def _words(error: Exception) -> str:
    """The first line of what was said: the rest is for those who write the library."""
    return str(error).partition("\n")[0][:MOST_WORDS]
