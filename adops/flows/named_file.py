"""Files that people name: read whole within a limit, written whole or not at all."""

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from adops.errors import AdopsError, InputError, TooLargeError


def read_named(path: Path, *, most: int) -> bytes:
    """The bytes of a file of at most `most` bytes; a pipe or a device is none, it may never end.

    Raises InputError `file.unreadable`, TooLargeError `file.too_large` before it is read.
    """
    try:
        known = path.stat()
        if stat.S_ISDIR(known.st_mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        if not stat.S_ISREG(known.st_mode):
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        if known.st_size > most:
            raise TooLargeError(
                "file.too_large", file=str(path), measured=known.st_size, allowed=most
            )
        return path.read_bytes()
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        why = getattr(error, "strerror", None) or str(error)
        raise InputError("file.unreadable", file=str(path), why=why) from error


@contextmanager
def whole_file(path: Path, *, trouble: type[AdopsError] = InputError) -> Iterator[BinaryIO]:
    """A file to write into: beside its place until the block ends well, then renamed.

    Its folder is made and its place tried before the block begins, so that a file that cannot be
    written stops an act that cannot be undone. Raises `trouble` `file.unwritable`.
    """
    beside = path.with_name(f".{path.name}.part") if path.name else path
    try:
        if path.is_dir():
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
        path.parent.mkdir(parents=True, exist_ok=True)
        with beside.open("wb") as file:
            yield file
        beside.replace(path)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise trouble("file.unwritable", file=str(path), why=why) from error
    finally:
        if beside.is_file() and beside != path:
            beside.unlink(missing_ok=True)
