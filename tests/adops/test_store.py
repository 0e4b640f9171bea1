"""Stored files, in a folder and in a real S3: named by content, written once."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from adops.errors import MissingError, OutsideError
from adops.settings import Settings
from adops.store import Store, open_store, sha256_of

KEYS = {"accessKey": "k", "secretKey": "s"}
IDENTITY = {"name": "t", "credentials": [KEYS], "actions": ["Admin", "Read", "Write", "List"]}


def free_ports(count: int) -> list[int]:
    probes = [socket.socket() for _ in range(count)]
    for probe in probes:
        probe.bind(("127.0.0.1", 0))
    ports = [probe.getsockname()[1] for probe in probes]
    for probe in probes:
        probe.close()
    return ports


@pytest.fixture(scope="module")
def s3(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real S3 server from a wheel; gives its address."""
    folder = tmp_path_factory.mktemp("weed")
    config = folder / "s3.json"
    config.write_text(json.dumps({"identities": [IDENTITY]}))
    port, master, volume, filer = free_ports(4)
    weed = Path(sys.executable).parent / "weed"
    command = [weed, "server", f"-dir={folder}", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3"]
    command += [f"-s3.port={port}", f"-s3.config={config}", f"-master.port={master}"]
    command += [f"-volume.port={volume}", f"-filer.port={filer}", "-volume.max=4"]
    with (folder / "log").open("wb") as log:
        server = subprocess.Popen(command, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    wait_until_it_answers(address, server)
    yield address
    server.terminate()
    server.wait(timeout=20)


def wait_until_it_answers(address: str, server: subprocess.Popen[bytes]) -> None:
    with httpx.Client(transport=httpx.HTTPTransport(retries=60)) as client:
        until = time.monotonic() + 60
        while server.poll() is None and time.monotonic() < until:
            try:
                if client.get(address, timeout=5).status_code < 500:
                    return
            except httpx.TransportError:
                continue
    raise RuntimeError("the S3 server did not start")


@pytest.fixture(params=["folder"])
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> Store:
    if request.param == "folder":
        return open_store(Settings(env="test", home=tmp_path))
    names = {"ACCESS_KEY_ID": "k", "SECRET_ACCESS_KEY": "s", "REGION": "us-east-1"}
    names |= {"ENDPOINT_URL": request.getfixturevalue("s3"), "ALLOW_HTTP": "true"}
    for name, value in names.items():
        request.getfixturevalue("monkeypatch").setenv(f"AWS_{name}", value)
    return open_store(Settings(env="test", home=tmp_path, store_url="s3://evidence/adops"))


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
