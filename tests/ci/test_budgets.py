"""What ruff does not count: the length of modules (architecture.md, 20) and what locks promise."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LONGEST = 400
LOCKS = ("core", "review", "queue", "test")
EXTRA = ("review", "queue", "test")


def product_modules() -> list[Path]:
    """Every module that people write; migrations are written by Alembic and never changed."""
    found = [ROOT / ".ci" / "bootstrap.py"]
    for package in ("adops", "checks", "reports"):
        found += (ROOT / package).rglob("*.py")
    return [path for path in found if path.parent.name != "versions"]


def wanted(names: list[str]) -> set[str]:
    """Requirements → bare lower-case names."""
    found = [re.match(r"[A-Za-z0-9._-]+", name) for name in names]
    return {match.group().lower() for match in found if match}


def entries(lock: str) -> list[str]:
    """The requirements of a lock, each with its hashes."""
    text = (ROOT / "requirements" / f"{lock}.txt").read_text("utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]


def test_no_module_is_longer_than_its_budget() -> None:
    lengths = {path: len(path.read_text("utf-8").splitlines()) for path in product_modules()}
    assert {path.name: n for path, n in lengths.items() if n > LONGEST} == {}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_has_exact_hashed_versions_and_names_no_host(lock: str) -> None:
    assert entries(lock)
    for entry in entries(lock):
        assert re.match(r"[a-z0-9.-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry), entry
        assert "://" not in entry


def test_the_locks_agree_on_every_version() -> None:
    versions: dict[str, set[str]] = {}
    for lock in LOCKS:
        pinned = [re.split(r"[ ;]", entry)[0] for entry in entries(lock)]
        for name in {line.split("==")[0] for line in pinned}:
            these = {line for line in pinned if line.startswith(name + "==")}
            assert versions.setdefault(name, these) == these


def test_every_dependency_is_locked_and_has_its_reasons() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    named = wanted(project["dependencies"])
    for name in EXTRA:
        lines = (ROOT / "requirements" / f"{name}.in").read_text("utf-8").splitlines()
        named |= wanted([line for line in lines if line[:1] not in "-#"])
    locked = {name for lock in LOCKS for name in wanted(entries(lock))}
    assert named - locked == set()
    reasons = (ROOT / "docs" / "decisions" / "0001-dependencies.md").read_text("utf-8").lower()
    assert {name for name in named if f"`{name}`" not in reasons} == set()
