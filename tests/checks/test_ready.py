"""`/readyz` of the whole application: which part is missing (interfaces.md, API)."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from adops.main import create_app
from adops.settings import load

WELL = {"database": "ok", "store": "ok", "browser": "ok"}


@pytest.fixture
def home(sqlite_template: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A home with its database."""
    home = Path(os.environ["ADOPS_HOME"])
    home.mkdir()
    shutil.copy(sqlite_template, home / "adops.sqlite")
    monkeypatch.setenv("ADOPS_CONFIG", str(Path("config").absolute()))
    load.cache_clear()
    yield home
    load.cache_clear()


@pytest.mark.parametrize(
    ("broken", "told"),
    [
        ("", {}),
        ("browser", {"browser": "browser.missing"}),
        ("store", {"store": "store.failed"}),
        ("database", {"database": "database.unreachable"}),
    ],
)
def test_each_part_is_named(
    home: Path, monkeypatch: pytest.MonkeyPatch, broken: str, told: dict[str, str]
) -> None:
    if broken == "browser":
        monkeypatch.setenv("ADOPS_CHROMIUM", "/no/such/browser")
    if broken == "store":
        (home / "blobs").write_text("a file where the folder belongs")
    if broken == "database":
        (home / "adops.sqlite").unlink()
        (home / "adops.sqlite").mkdir()
    answer = TestClient(create_app()).get("/readyz")
    assert answer.status_code == (503 if broken else 200)
    assert answer.json()["parts"] == WELL | told
