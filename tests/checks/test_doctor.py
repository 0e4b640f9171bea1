"""What `doctor` says of MantisBT (mantis.md): whether it is there, and knows where tickets go; and
of the queue of pages (checks.md, Speed and scale)."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from adops.settings import Settings
from checks.doctor import LOOKS, Answer, _asked
from checks.queue import PageQueue
from tests.adops.gateways.mantis_server import TOKEN, Desk, Stored, mantis_server
from tests.conftest import administer

LOOKS_BY_NAME = dict(LOOKS)
ASK = LOOKS_BY_NAME["工单"]
FILMS = LOOKS_BY_NAME["视频"]


@pytest.fixture
def desk() -> Iterator[Desk]:
    with mantis_server() as found:
        yield found


def asked(desk: Desk, tmp_path: Path, handlers: str = "{}", token: str = TOKEN) -> Answer:
    config = tmp_path / "config"
    shutil.copytree("config", config)
    path = config / "tickets.yaml"
    text = path.read_text(encoding="utf-8").replace("handlers: {}", f"handlers: {handlers}")
    path.write_text(text, encoding="utf-8")
    return ASK(Settings(env="test", config=config, mantis_url=desk.url, mantis_token=token))


def test_without_an_address_tickets_wait(settings: Settings) -> None:
    found = ASK(settings)
    assert found.ok and "在发件箱里等" in found.found


def test_all_is_there(desk: Desk, tmp_path: Path) -> None:
    found = asked(desk, tmp_path)
    assert (found.ok, found.found) == (True, "MantisBT 2.28.4，adops，地方站广告")


@pytest.mark.parametrize(
    ("given", "words"),
    [
        pytest.param({"project": "别的"}, "看不到项目“地方站广告”", id="project"),
        pytest.param({"categories": ("General",)}, "没有分类“广告异常”", id="category"),
        pytest.param({"once": [("GET users/me", "401")]}, "401 API token not found", id="token"),
        pytest.param({"once": [("GET users/me", "html")]}, "不是 MantisBT 的回答", id="html"),
    ],
)
def test_what_is_missing(desk: Desk, tmp_path: Path, given: dict[str, object], words: str) -> None:
    for name, value in given.items():
        setattr(desk, name, value)
    found = asked(desk, tmp_path)
    assert not found.ok and words in found.found and found.mend
    assert TOKEN not in found.found + found.mend


def test_a_browser_with_its_decoders_plays_films(settings: Settings) -> None:
    assert "能放 MP4" in FILMS(settings).found


@pytest.mark.parametrize(
    ("says", "words"), [("<html><body></body></html>", "放不了 MP4"), ("", "启动不了")]
)
def test_a_browser_without_decoders_is_told(
    settings: Settings, tmp_path: Path, says: str, words: str
) -> None:
    """It is no fault of the installation: other ads are looked at as well as ever."""
    browser = tmp_path / "chromium"
    browser.write_text(f"#!/bin/sh\necho '{says}'\n", encoding="utf-8")
    browser.chmod(0o755)
    found = FILMS(settings.model_copy(update={"chromium": browser}))
    assert found.ok and words in found.found


@pytest.mark.parametrize(("stored", "ok"), [("", False), ("hq001", True)])
def test_a_handler_that_was_dropped_is_told(
    desk: Desk, tmp_path: Path, stored: str, ok: bool
) -> None:
    desk.issues.append(Stored(1, "[A-1] 异常", "", "广告异常", "major", stored))
    found = asked(desk, tmp_path, "{HQ001: hq001}")
    assert found.ok is ok
    assert ok or "hq001" in found.found


def of_queue(settings: Settings) -> Answer:
    return _asked("队列", LOOKS_BY_NAME["队列"], settings)


@pytest.fixture
def queued(settings: Settings, postgres: str) -> Settings:
    """Of a queue without its tables."""
    administer(postgres, "DROP SCHEMA IF EXISTS procrastinate CASCADE")
    return settings.model_copy(update={"queue": "postgres", "database_url": postgres})


def test_without_a_queue_it_says_who_looks(settings: Settings) -> None:
    found = of_queue(settings)
    assert found.ok and "ADOPS_QUEUE=inline" in found.found


@pytest.mark.parametrize(
    ("url", "words"),
    [
        pytest.param(None, "ADOPS_DATABASE_URL=postgresql", id="sqlite"),
        pytest.param("postgresql+psycopg://127.0.0.1:1/none", "队列", id="away"),
    ],
)
def test_a_queue_that_cannot_be_asked(settings: Settings, url: str | None, words: str) -> None:
    told = settings.model_copy(update={"queue": "postgres", "database_url": url})
    found = of_queue(told)
    assert not found.ok and words in found.found and found.mend


WORKER = """INSERT INTO procrastinate.procrastinate_workers (last_heartbeat)
    VALUES (now() - interval '{seconds} s')"""
TAKEN = """SET search_path = procrastinate;
    UPDATE procrastinate_jobs SET status = 'doing', worker_id = (
    SELECT max(id) FROM procrastinate_workers) WHERE args ->> 'page_id' = '1'"""
LEFT = [
    pytest.param([], False, "没有 worker 报到（从没有过），2 页在等，0 页在看", id="no worker"),
    pytest.param([WORKER.format(seconds=600)], False, "（最近一次报到 ", id="long ago"),
    pytest.param([WORKER.format(seconds=5)], True, "1 个 worker，2 页在等，0 页在看", id="one"),
    pytest.param(
        [WORKER.format(seconds=5), TAKEN], True, "1 个 worker，1 页在等，1 页在看", id="in hand"
    ),
    pytest.param(
        [WORKER.format(seconds=5), WORKER.format(seconds=40), TAKEN],
        False,
        "2 个 worker，1 页在等，1 页在看，其中 1 页的 worker 没有了",
        id="stalled",
    ),
]


@pytest.mark.parametrize(("done", "ok", "words"), LEFT)
def test_who_takes_pages(
    queued: Settings, postgres: str, done: list[str], ok: bool, words: str
) -> None:
    queue = PageQueue(queued)
    queue.prepare()
    queue.put([(1, 1), (1, 2)])
    for statement in done:
        administer(postgres, statement)
    found = of_queue(queued)
    assert found.ok is ok and words in found.found
    assert bool(found.mend) is not ok


def test_tables_that_are_not_made_yet_are_told_and_not_made(queued: Settings) -> None:
    for _ in range(2):
        found = of_queue(queued)
        assert not found.ok and "还没有队列的表" in found.found and "adops worker" in found.mend
