"""Stored files: named by content, written once."""

from pathlib import Path

import pytest

from adops.errors import MissingError, OutsideError
from adops.settings import Settings
from adops.store import Store, open_store, sha256_of


@pytest.fixture
def kept(tmp_path: Path) -> Store:
    return open_store(Settings(env="test", home=tmp_path))


def test_bytes_come_back_under_their_hash(kept: Store) -> None:
    content = b"\x89PNG" + bytes(range(256)) * 4000
    sha256 = kept.put(content)
    assert sha256 == sha256_of(content)
    assert kept.put(content) == sha256
    assert kept.get(sha256) == content
    assert kept.has(sha256)


def test_what_is_not_there_is_named(kept: Store) -> None:
    with pytest.raises(MissingError) as error:
        kept.get("0" * 64)
    assert error.value.code == "evidence.missing"
    assert not kept.has("0" * 64)


def test_a_folder_holds_each_file_once_by_its_first_two_digits(tmp_path: Path) -> None:
    store = open_store(Settings(env="test", home=tmp_path))
    sha256 = store.put(b"x")
    before = (tmp_path / "blobs" / sha256[:2] / sha256).stat()
    store.put(b"x")
    after = (tmp_path / "blobs" / sha256[:2] / sha256).stat()
    assert (before.st_mtime_ns, before.st_ino) == (after.st_mtime_ns, after.st_ino)
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == [sha256]


def test_a_store_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("a file where the folder belongs")
    with pytest.raises(OutsideError) as error:
        open_store(Settings(env="test", home=tmp_path)).put(b"x")
    assert error.value.code == "store.failed"


def test_a_store_that_cannot_be_asked_says_so(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_text("a file where the folder belongs")
    with pytest.raises(OutsideError) as error:
        open_store(Settings(env="test", home=tmp_path)).has("0" * 64)
    assert error.value.code == "store.failed"
