"""`adops creative check` of HTML5 packages: with a real browser, and without one."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from adops import settings
from adops.cli.context import context
from adops.cli.run import Command, run
from adops.main import renderer_of
from tests.adops.packages import good

COMMANDS = {"creative check": Command("adops.cli.creative:check", "")}
SLOT = "LJ-HOME-TL01"
Check = Callable[[bytes], tuple[int, dict[str, Any]]]


@pytest.fixture
def check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Iterator[Check]:
    def checked(data: bytes) -> tuple[int, dict[str, Any]]:
        path = tmp_path / "ad.zip"
        path.write_bytes(data)
        code = run(COMMANDS, ["creative", "check", str(path), "--slot", SLOT, "--json"])
        return code, json.loads(capsys.readouterr().out)

    settings.load.cache_clear()
    before = context.renderer
    yield checked
    context.renderer = before
    settings.load.cache_clear()


def test_a_good_package_passes(check: Check) -> None:
    context.renderer = renderer_of
    code, said = check(good())
    assert (code, said["verdict"], said["format"], said["findings"]) == (0, "pass", "html5", [])


def test_what_only_a_browser_sees_refuses(check: Check) -> None:
    context.renderer = renderer_of
    script = "open(clickTag); new Image().src = 'http:/' + '/a.example/'"
    code, said = check(good(728, script=script))
    assert (code, said["verdict"]) == (1, "reject")
    found = {one["code"]: one["measured"] for one in said["findings"]}
    assert found == {
        "html5.external": "http://a.example/",
        "html5.forbidden": "popup",
        "html5.ad_size": "728×90",
        "html5.size": "728×90",
    }


def test_without_a_browser_it_is_no_pass(check: Check, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ADOPS_CHROMIUM", "/nowhere/chromium")
    settings.load.cache_clear()
    context.renderer = renderer_of
    code, said = check(good())
    assert (code, said["verdict"]) == (0, "warn")
    (finding,) = said["findings"]
    assert (finding["code"], finding["measured"]) == ("check.not_done", "html5.browser")
    assert "没有可用的浏览器" in finding["message"]
