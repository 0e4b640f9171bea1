"""Real films for the tests, by PyAV; made once a run."""

import os
import struct
import subprocess
import sys
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

import av
import numpy as np
from PIL import Image

Size = tuple[int, int]
# Of each: the quickest way its encoder knows.
QUICK: dict[str, dict[str, str]] = {
    "libx264": {"preset": "ultrafast"},
    "libx265": {"preset": "ultrafast", "x265-params": "log-level=none"},
    "libvpx": {"deadline": "realtime", "cpu-used": "8"},
    "libvpx-vp9": {"deadline": "realtime", "cpu-used": "8"},
    "libsvtav1": {"preset": "12"},
}
# Run as root, this encoder puts its whole process under real-time scheduling for good: browsers
# that a test starts later would starve the machine. It gets a process of its own.
AS_ROOT_REAL_TIME = "libsvtav1"
ROOT = Path(__file__).parents[2]
RATE = 48_000
# of the AV1 encoder only errors
os.environ.setdefault("SVT_LOG", "1")
TURNED = {0: (1, 0, 0, 1), 90: (0, 1, -1, 0), 180: (-1, 0, 0, -1), 270: (0, -1, 1, 0)}
STILL = struct.pack(">9i", 1 << 16, 0, 0, 0, 1 << 16, 0, 0, 0, 1 << 30)


@lru_cache(maxsize=64)
def film(
    kind: str = "mp4",
    *,
    size: Size = (320, 180),
    frames: int = 10,
    rate: int = 25,
    codec: str | None = None,
    pixels: str = "yuv420p",
    audio: str | None = None,
    fast: bool = True,
    flags: str = "",
) -> bytes:
    """`frames` at `rate` a second; `audio` names an encoder of sound; `fast`: moov first."""
    asked = (kind, size, frames, rate, codec, pixels, audio, fast, flags)
    if codec != AS_ROOT_REAL_TIME:
        return _made(*asked)
    words = (
        f"import sys; from tests.adops.films import _made; sys.stdout.buffer.write(_made(*{asked}))"
    )
    child = subprocess.run([sys.executable, "-c", words], cwd=ROOT, capture_output=True, check=True)
    return child.stdout


def _made(
    kind: str,
    size: Size,
    frames: int,
    rate: int,
    codec: str | None,
    pixels: str,
    audio: str | None,
    fast: bool,
    flags: str,
) -> bytes:
    if kind == "mp4":
        flags = "+".join(one for one in (flags, "faststart" if fast else "") if one)
    options = {"movflags": flags} if flags else {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"film.{kind}"
        with av.open(str(path), "w", options=options) as out:
            name = codec or {"mp4": "libx264", "webm": "libvpx"}[kind]
            _fill(out, name, size=size, frames=frames, rate=rate, pixels=pixels, audio=audio)
        return path.read_bytes()


@lru_cache(maxsize=1)
def sound_alone() -> bytes:
    """An MP4 without pictures."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "sound.mp4"
        with av.open(str(path), "w") as out:
            _fill_sound(out, out.add_stream("aac", rate=RATE))
        return path.read_bytes()


def turned(data: bytes, degrees: int) -> bytes:
    """The same MP4, to be shown turned clockwise by 90, 180 or 270 degrees."""
    a, b, c, d = (one << 16 for one in TURNED[degrees])
    matrix = struct.pack(">9i", a, b, 0, c, d, 0, 0, 0, 1 << 30)
    at = data.index(b"tkhd")
    return data[:at] + data[at:].replace(STILL, matrix, 1)


def open_ended(data: bytes) -> bytes:
    """The same WebM as if recorded live: its segment does not say how long it is."""
    at = data.index(b"\x18\x53\x80\x67") + 4
    return data[:at] + b"\x01" + b"\xff" * 7 + data[at + 8 :]


def claiming(data: bytes, size: Size) -> bytes:
    """The same MP4, its head and description saying that its pictures are of `size`."""
    at = data.index(b"tkhd") + 80
    head = data[:at] + struct.pack(">II", *(side << 16 for side in size)) + data[at + 8 :]
    at = data.index(b"avc1", data.index(b"stsd")) + 28
    return head[:at] + struct.pack(">HH", *size) + head[at + 4 :]


def _fill(
    out: Any, codec: str, *, size: Size, frames: int, rate: int, pixels: str, audio: str | None
) -> None:
    stream = out.add_stream(codec, rate=rate, options=QUICK.get(codec, {}))
    stream.width, stream.height = size
    stream.pix_fmt = pixels
    sound = out.add_stream(audio, rate=RATE) if audio else None
    for n in range(frames):
        image = Image.new("RGB", size, (n * 20 % 256, 80, 90))
        out.mux(stream.encode(av.VideoFrame.from_ndarray(np.asarray(image))))
    out.mux(stream.encode())
    if sound is not None:
        _fill_sound(out, sound)


def _fill_sound(out: Any, sound: Any) -> None:
    silence = np.zeros((1, 960 * 2), dtype=np.int16)
    for n in range(15):
        frame = av.AudioFrame.from_ndarray(silence, format="s16", layout="stereo")
        frame.sample_rate, frame.pts = RATE, n * 960
        out.mux(sound.encode(frame))
    out.mux(sound.encode())
