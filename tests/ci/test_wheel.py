"""The built wheel, installed away from this folder, starts and has its config with it."""

import os
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, folder: Path) -> str:
    environment = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [str(word) for word in command],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The bin folder of an environment with the wheel, and the locked packages beside it."""
    folder = tmp_path_factory.mktemp("elsewhere")
    pip = [sys.executable, "-m", "pip", "-qq", "--disable-pip-version-check"]
    alone = ["--no-deps", "--no-index"]
    run(*pip, "wheel", *alone, "--no-build-isolation", "-w", folder, ROOT, folder=folder)
    run(sys.executable, "-m", "venv", "--without-pip", folder / "venv", folder=folder)
    wheel = next(folder.glob("adops-*.whl"))
    python = folder / "venv" / "bin" / "python"
    run(*pip, "--python", python, "install", *alone, wheel, folder=folder)
    # a plain path, not a site folder: this checkout's own .pth must not be read
    site = sysconfig.get_path("purelib", vars={"base": str(folder / "venv")})
    Path(site, "locked.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return folder / "venv" / "bin"


def test_it_starts_and_imports_only_itself(installed: Path) -> None:
    assert "adops" in run(installed / "adops", "--help", folder=installed)
    where = run(
        installed / "python",
        "-c",
        "import adops, checks, reports; print(adops.__file__, checks.__file__, reports.__file__)",
        folder=installed,
    )
    assert str(ROOT) not in where


def test_it_answers_a_deadline_from_the_config_it_carries(installed: Path) -> None:
    said = run(installed / "adops", "deadline", "--on", "2026-11-21", folder=installed)
    assert "2026-11-20" in said and "15:00" in said


def test_every_file_that_is_not_code_came_along(installed: Path) -> None:
    site = next((installed.parent / "lib").glob("python*/site-packages"))
    here = [
        path.relative_to(ROOT)
        for package in ("adops", "checks", "reports")
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    ]
    assert [str(path) for path in here if not (site / path).exists()] == []
    for path in (ROOT / "config").rglob("*"):
        assert (site / "adops" / "config_default" / path.relative_to(ROOT / "config")).exists()
