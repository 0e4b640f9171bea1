"""`adops mail parse`: its JSON, its table, its exit codes, and what it leaves unloaded."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from adops.cli.run import run as run_command
from adops.main import COMMANDS
from tests.adops.flows.letters import picture

GOLDEN = Path("tests/adops/mail/golden").absolute()
FORM = (
    "合同名称:财富公馆xxxx 合同号:RLZ12345 广告位名称:财经首页顶部通栏1000*90 "
    "投放周期:2014.1.1-2014.1.17 定向地域:全国"
)


def parse(*words: str) -> int:
    return run_command(COMMANDS, ["mail", "parse", *words])


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder without home and config."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("ADOPS_HOME", str(tmp_path / "home"))
    return tmp_path


def test_json_as_the_interfaces_say_and_no_home(
    nowhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = nowhere / "a.txt"
    file.write_text(FORM, encoding="utf-8")
    assert parse(str(file), "--json") == 0
    assert json.loads(capsys.readouterr().out) == {
        "entries": [
            {
                "contract_name": "财富公馆xxxx",
                "contract_no": "RLZ12345",
                "slot_name": "财经首页顶部通栏",
                "width": 1000,
                "height": 90,
                "start": "2014-01-01",
                "end": "2014-01-17",
                "regions": ["全国"],
                "line": 1,
            }
        ],
        "problems": [],
    }
    assert list(nowhere.iterdir()) == [file]


@pytest.mark.parametrize(("name", "code"), [("package_ads", 2), ("approval", 0)])
def test_the_golden_mails(name: str, code: int, capsys: pytest.CaptureFixture[str]) -> None:
    assert parse(str(GOLDEN / f"{name}.eml"), "--json") == code
    expected = json.loads((GOLDEN / f"{name}.json").read_text(encoding="utf-8"))
    assert json.loads(capsys.readouterr().out) == expected


def test_for_people_a_table_and_every_problem_with_its_line(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert parse(str(GOLDEN / "package_ads.eml")) == 2
    out = capsys.readouterr().out
    assert "新闻内页两轮播 画中画01  300×250" in out and "2026-12-20 至 2027-01-10" in out
    assert "缺少“投放周期”" in out and "\n23 " in out
    assert out.splitlines()[-1] == "读出广告 3 条，读不出 3 处"
    assert parse(str(GOLDEN / "approval.eml")) == 0
    out = capsys.readouterr().out
    assert "RLZ12345" in out and "LJ-HOME-TL01" in out
    assert out.splitlines()[-1] == "读出广告 0 条，读不出 0 处，申请特批 1 件"


def test_a_mail_without_ads_is_done(nowhere: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (nowhere / "a.txt").write_text("您好\n电话：1 [b]", encoding="utf-8")
    assert parse("a.txt") == 0
    assert capsys.readouterr().out == "读出广告 0 条，读不出 0 处\n"


def test_brackets_of_a_mail_are_shown_as_they_are(
    nowhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (nowhere / "a.txt").write_text(FORM.replace("xxxx", "[red]"), encoding="utf-8")
    assert parse("a.txt") == 0
    assert "财富公馆[red]" in capsys.readouterr().out


def test_an_eml_without_headers_is_read_as_text(
    nowhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (nowhere / "a.eml").write_bytes(FORM.encode("gb18030"))
    assert parse("a.eml", "--json") == 0
    assert len(json.loads(capsys.readouterr().out)["entries"]) == 1


@pytest.mark.parametrize(
    ("content", "code"),
    [
        pytest.param(None, "file.unreadable", id="no-file"),
        pytest.param(b"", "file.empty", id="empty"),
        pytest.param(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 512, "mail.unreadable", id="msg"),
        pytest.param(picture(), "mail.no_words", id="png"),
        pytest.param(b"GIF89a" + bytes(20), "mail.no_words", id="gif"),
        pytest.param(b"%PDF-1.4\n%\xe2\xe3\n1 0 obj", "mail.no_words", id="pdf"),
        pytest.param(b"PK\x03\x04\x14\0" + bytes(90), "mail.no_words", id="workbook"),
        pytest.param(b"\x7fELF\x02\x01\x01" + bytes(9), "mail.no_words", id="program"),
    ],
)
@pytest.mark.parametrize("ending", ["eml", "txt"])
def test_what_is_no_mail_is_refused_by_name(
    content: bytes | None,
    code: str,
    ending: str,
    nowhere: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    name = f"a.{ending}"
    if content is not None:
        (nowhere / name).write_bytes(content)
    assert parse(name, "--json") == 2
    told = capsys.readouterr()
    assert told.out == "" and f"[{code}]" in told.err
    assert name in told.err or code == "mail.unreadable"


CHARSETS = {
    "gb18030": "gb18030",
    "UTF-16 with its mark": "utf-16",
    "UTF-8 with its mark": "utf-8-sig",
    "ISO-2022-JP has escapes": "iso2022_jp",
}


@pytest.mark.parametrize("charset", CHARSETS.values(), ids=CHARSETS.keys())
def test_a_text_of_any_charset_is_a_text(
    charset: str, nowhere: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (nowhere / "a.txt").write_bytes("合同\f\n".encode(charset))
    assert parse("a.txt") == 0
    assert "读出广告 0 条" in capsys.readouterr().out


def test_nothing_heavy_is_loaded() -> None:
    script = (
        "import sys\n"
        "from pathlib import Path\n"
        "from adops.cli.mail import parse\n"
        f"parse(Path({str(GOLDEN / 'approval.eml')!r}), as_json=True)\n"
        "heavy = {'sqlmodel', 'sqlalchemy', 'fastapi', 'rich', 'yaml', 'PIL', 'openpyxl'}\n"
        "print(sorted(heavy & sys.modules.keys()))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout.splitlines()[-1] == "[]"
