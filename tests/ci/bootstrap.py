"""A small project for the set-up to work on: a lock of one local wheel, a backend of its own."""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / ".ci" / "bootstrap.py"
BACKEND = """
import os
from tests_ci_wheel import write


def build_editable(folder, config_settings=None, metadata_directory=None):
    return os.path.basename(write(folder, "house", "1"))


def build_wheel(folder, config_settings=None, metadata_directory=None):
    return build_editable(folder)
"""
PYPROJECT = """
[project]
name = "house"
version = "1"

[build-system]
requires = []
build-backend = "backend"
backend-path = ["."]
"""
STARTS = "#!/bin/sh\necho '<html><head></head><body><p>adops</p></body></html>'\n"
ONLY_BARE = '#!/bin/sh\ncase "$*" in *--no-sandbox*) echo "<p>adops</p>" ;; esac\n'
REFUSES = "#!/bin/sh\nexit 1\n"
SNAP = "#!/bin/sh\nexec /snap/bin/chromium\n"


def write_wheel(folder: Path | str, name: str, version: str) -> str:
    """A wheel of one module `name.py` that holds VERSION; its path."""
    info = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"VERSION = {version!r}\n",
        f"{info}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{info}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = ""
    for path, text in files.items():
        digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=")
        record += f"{path},sha256={digest.decode()},{len(text)}\n"
    files[f"{info}/RECORD"] = record + f"{info}/RECORD,,\n"
    target = Path(folder) / f"{name}-{version}-py3-none-any.whl"
    with zipfile.ZipFile(target, "w") as wheel:
        for path, text in files.items():
            wheel.writestr(zipfile.ZipInfo(path), text)
    return str(target)


def program(folder: Path, name: str, text: str) -> Path:
    """An executable script of that name."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)
    return path


class House:
    """A folder with `.ci/bootstrap.py`, and a machine (PATH) with a browser and a font."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "house 屋"
        self.wheels = folder / "wheels"
        self.path = folder / "bin"
        for made in (self.folder / ".ci", self.folder / "requirements", self.wheels, self.path):
            made.mkdir(parents=True)
        shutil.copy(SCRIPT, self.folder / ".ci" / "bootstrap.py")
        shutil.copy(ROOT / "Makefile", self.folder)
        shutil.copy(__file__, self.folder / "tests_ci_wheel.py")
        (self.folder / "backend.py").write_text(BACKEND.replace("write", "write_wheel"))
        (self.folder / "pyproject.toml").write_text(PYPROJECT)
        self.lock("1.0")
        (self.path / "python3").symlink_to(os.path.realpath(sys.executable))
        for tool in ("sh", "make"):
            (self.path / tool).symlink_to(shutil.which(tool) or tool)
        self.browser = program(self.path, "chromium", STARTS)
        program(self.path, "fc-list", "#!/bin/sh\necho font.ttc\n")

    def lock(self, version: str) -> None:
        """The core lock: the one package `brick` in that version, from the local wheels."""
        wheel = Path(write_wheel(self.wheels, "brick", version))
        digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
        lock = self.folder / "requirements" / "core.txt"
        lock.write_text(f"brick=={version} \\\n    --hash=sha256:{digest}\n")
        (self.folder / "requirements" / "review.txt").write_text("# nothing heavy\n")

    @property
    def environment(self) -> dict[str, str]:
        """Only the local wheels, as a user's mirror would be set."""
        return {
            "PATH": str(self.path),
            "HOME": str(self.folder),
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(self.wheels),
            "PIP_NO_CACHE_DIR": "1",
        }

    def start(self, *arguments: str) -> "subprocess.Popen[str]":
        command = [sys.executable, str(self.folder / ".ci" / "bootstrap.py"), *arguments]
        pipe = subprocess.PIPE
        return subprocess.Popen(command, env=self.environment, stdout=pipe, stderr=pipe, text=True)

    def set_up(self) -> tuple[int, str]:
        """(exit code, what it said)."""
        process = self.start("setup")
        said = process.communicate()[1]
        return process.returncode, said

    def brick(self) -> str:
        """The version of the locked package that the made environment has."""
        python = self.folder / ".venv" / "bin" / "python"
        ask = [str(python), "-c", "import brick, house; print(brick.VERSION)"]
        return subprocess.run(ask, capture_output=True, text=True, check=True).stdout.strip()
