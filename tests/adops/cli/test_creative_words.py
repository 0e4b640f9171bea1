"""`adops creative check` with the words in the pictures, read by the real OCR (interfaces.md)."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from adops import settings
from adops.cli.run import Command, run
from adops.demo.fonts import has_chinese
from tests.adops import files
from tests.adops.drawn.press import draw

COMMANDS = {"creative check": Command("adops.cli.creative:check", "")}
BANNER = "LJ-HOME-TL01"
SIZE = (950, 90)
BY_HAND = """
import sys
from adops.cli.run import Command, run
words = ["creative", "check", *sys.argv[1:]]
run({"creative check": Command("adops.cli.creative:check", "")}, words)
print(sorted({"rapidocr", "onnxruntime", "cv2"} & sys.modules.keys()))
"""

pytestmark = pytest.mark.skipif(not has_chinese(), reason="there is no Chinese font to draw with")


@pytest.fixture(scope="module")
def ads(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Paths of drawn ads by what they say."""
    folder, paths = tmp_path_factory.mktemp("ads"), {}
    for words in ("国家级生态住区", "云溪花园 临溪而居"):
        path = folder / f"{words[:3]}.jpg"
        path.write_bytes(draw((words,), SIZE, "white on red", 42).data)
        paths[words[:3]] = str(path)
    paths["none"] = str(folder / "none.jpg")
    Path(paths["none"]).write_bytes(files.jpg(SIZE))
    return paths


def check(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str]:
    settings.load.cache_clear()
    code = run(COMMANDS, ["creative", "check", *words, "--slot", BANNER])
    out, err = capsys.readouterr()
    assert err == ""
    return code, out


def test_the_words_in_a_picture_are_judged_with_their_box(
    ads: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = check(capsys, ads["国家级"], "--json")
    said = json.loads(out)
    assert (code, said["verdict"]) == (1, "needs_approval")
    [finding] = said["findings"]
    assert list(finding) == [
        "code",
        "severity",
        "message",
        "measured",
        "allowed",
        "where",
        "box",
    ]
    assert (finding["code"], finding["measured"], finding["where"]) == (
        "content.absolute",
        "国家级",
        "main",
    )
    left, top, right, bottom = finding["box"]
    assert 300 < left < right < 500 and 0 <= top < bottom <= 90


def test_several_are_read_by_one_engine_and_each_is_judged_alone(
    ads: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = check(capsys, ads["云溪花"], ads["国家级"], ads["none"], "--json")
    assert code == 1
    assert [one["verdict"] for one in json.loads(out)] == ["pass", "needs_approval", "pass"]


def test_people_are_told_where_on_the_picture(
    ads: dict[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out = check(capsys, ads["国家级"])
    assert code == 1
    assert "国家级" in out and "（图上 " in out


def test_pictures_are_left_out_where_asked_and_no_engine_is_loaded(ads: dict[str, str]) -> None:
    words = [ads["国家级"], "--slot", BANNER, "--no-ocr", "--copy", "云溪花园", "--json"]
    done = subprocess.run(
        [sys.executable, "-c", BY_HAND, *words], capture_output=True, text=True, check=True
    )
    said, loaded = done.stdout.splitlines()
    assert (json.loads(said)["verdict"], loaded) == ("pass", "[]")
