"""`adops evidence sweep|verify`, and what `doctor` says of the store (checks.md, Evidence)."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from adops import settings as environment
from adops.cli.run import run as run_command
from adops.db import Database
from adops.domain.people import CONSOLE
from adops.domain.states import LookResult
from adops.flows.house import make_home
from adops.main import COMMANDS
from adops.models import SlotCheck
from adops.services.stored import keep_stored
from adops.settings import Settings
from adops.store import Store, open_store
from checks.doctor import _evidence
from tests.conftest import FRIDAY
from tests.factories import Factory


@pytest.fixture
def old(settings: Settings, factory: Factory, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A home with a look of a slot without a booking, 100 days ago; gives its picture."""
    monkeypatch.setenv("ADOPS_CONFIG", str(settings.config_dir))
    monkeypatch.setenv("ADOPS_NOW", "2027-02-28T10:00")
    environment.load.cache_clear()
    database, store = Database(settings.database), open_store(settings)
    make_home(settings, database, by=CONSOLE)
    sha256 = _look(database, store, factory)
    database.close()
    yield sha256
    environment.load.cache_clear()


def _look(database: Database, store: Store, factory: Factory) -> str:
    then = datetime.fromisoformat("2026-11-20T09:20:00+08:00")
    sha256 = store.put(b"a page")
    with database.write() as session:
        keep_stored(session, sha256, 6, "image/png", then)
        slot = factory.slot(session)
        look = SlotCheck(
            slot_id=slot.id or 0,
            station="bj",
            on=FRIDAY,
            result=LookResult.VACANT,
            page_url="",
            captured_at=then + timedelta(minutes=1),
            findings=[],
            page_picture=sha256,
            drawn_at=then,
        )
        session.add(look)
    return sha256


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    code = run_command(COMMANDS, list(words))
    return code, capsys.readouterr().out


def file_of(settings: Settings, sha256: str) -> Path:
    return settings.home / "blobs" / sha256[:2] / sha256


def test_it_lists_and_removes_only_when_told(
    old: str, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = run(capsys, "evidence", "sweep")
    assert code == 0 and "可以删除（没有动，加 --remove 才删除） 1 个文件" in said
    assert "广告位当天没有排期：1 次查看" in said
    assert file_of(settings, old).exists()
    code, said = run(capsys, "evidence", "sweep", "--remove", "--json")
    told = json.loads(said)
    assert (code, told["files"], told["removed"]) == (0, 1, True)
    assert not file_of(settings, old).exists()


def test_a_broken_file_is_told_and_doctor_says_so(
    old: str, settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(capsys, "evidence", "verify") == (0, "核对了 1 个文件，0 个丢失或损坏\n")
    assert _evidence(settings).ok
    file_of(settings, old).write_bytes(b"a pagE")
    code, said = run(capsys, "evidence", "verify", "--all")
    assert code == 1 and f"损坏 {old[:16]}…：11月20日 周五" in said and "整页截图" in said
    answer = _evidence(settings)
    assert not answer.ok and "整页截图" in answer.found and "adops evidence verify" in answer.mend
    file_of(settings, old).write_bytes(b"a page")
    code, said = run(capsys, "evidence", "verify", "--json")
    assert (code, json.loads(said)["bad"]) == (0, {})
    assert _evidence(settings).ok
