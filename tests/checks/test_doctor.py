"""What `doctor` says of MantisBT (mantis.md): whether it is there, and knows where tickets go."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from adops.settings import Settings
from checks.doctor import LOOKS, Answer
from tests.adops.gateways.mantis_server import TOKEN, Desk, Stored, mantis_server

ASK = dict(LOOKS)["工单"]


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


@pytest.mark.parametrize(("stored", "ok"), [("", False), ("hq001", True)])
def test_a_handler_that_was_dropped_is_told(
    desk: Desk, tmp_path: Path, stored: str, ok: bool
) -> None:
    desk.issues.append(Stored(1, "[A-1] 异常", "", "广告异常", "major", stored))
    found = asked(desk, tmp_path, "{HQ001: hq001}")
    assert found.ok is ok
    assert ok or "hq001" in found.found
