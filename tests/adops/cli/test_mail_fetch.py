"""`adops mail fetch` and its job: one JSON document, one line; off without a mailbox."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from adops import clock
from adops import settings as environment
from adops.cli.run import run as run_command
from adops.db import Database
from adops.flows.fetch_mail import LOCK
from adops.jobs import JOBS, House, job_named, run_now
from adops.main import COMMANDS
from adops.settings import Settings
from adops.store import Store
from tests.adops.flows.letters import ad, letter
from tests.adops.gateways.imap_box import ImapBox, imap_box


@pytest.fixture
def box(monkeypatch: pytest.MonkeyPatch) -> Iterator[ImapBox]:
    with imap_box() as found:
        monkeypatch.setenv("ADOPS_CONFIG", str(Path("config").absolute()))
        monkeypatch.setenv("ADOPS_IMAP_URL", found.url)
        environment.load.cache_clear()
        assert run_command(COMMANDS, ["init"]) == 0
        found.drop(letter(ad()), letter("开会", message_id="<2@x>", subject="开会"))
        yield found
        environment.load.cache_clear()


def test_json_and_words(box: ImapBox, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert run_command(COMMANDS, ["mail", "fetch", "--json"]) == 0
    told = capsys.readouterr()
    assert json.loads(told.out) == {
        "new": 2,
        "again": 0,
        "reread": 0,
        "package_ads": 1,
        "approval": 0,
        "not_ours": 1,
        "refused_sender": 0,
        "unread": 0,
        "handled": 1,
        "unmatched": 0,
        "failed": 0,
    }
    assert run_command(COMMANDS, ["mail", "fetch"]) == 0
    assert capsys.readouterr().out.startswith("新来信 0 封：")


def test_the_job_does_the_same(
    box: ImapBox, settings: Settings, sqlite: Database, store: Store
) -> None:
    job = job_named(JOBS, "fetch_mail")
    off = House(sqlite, store, settings.model_copy(update={"imap_url": None}))
    start = clock.now()
    first, second, third = (start + timedelta(seconds=n) for n in range(3))
    assert run_now(off, job, at=first) == {"": {"off": "ADOPS_IMAP_URL"}}
    with sqlite.alone(LOCK, 0):
        busy = run_now(House(sqlite, store, settings), job, at=second)
    assert busy[""] == {"busy": "incoming.busy"}
    on = House(sqlite, store, settings)
    assert settings.imap_url == box.url
    [outcome] = run_now(on, job, at=third).values()
    assert outcome is not None and (outcome["new"], outcome["handled"]) == (2, 1)
