"""The READMEs tell the truth: tables, settings, commands and files they name are there."""

import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from sqlmodel import SQLModel

import adops.models  # noqa: F401
from adops.demo.orders import RUNNING
from adops.demo.studio import material
from adops.demo.workbooks import write_slots
from adops.main import COMMANDS
from adops.settings import Settings

ROOT = Path(__file__).parent.parent
BOTH = pytest.mark.parametrize("name", ["README.md", "README.zh-CN.md"])


def text_of(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def table_after(text: str, heading: str) -> list[list[str]]:
    rest = text.split(f"\n{heading}\n", 1)[1].split("\n## ", 1)[0]
    rows = [line for line in rest.splitlines() if line.startswith("| ")]
    return [[cell.strip() for cell in row.strip("|").split("|")] for row in rows[1:]]


@pytest.mark.parametrize(
    ("name", "heading"), [("README.md", "## Glossary"), ("README.zh-CN.md", "## 词汇表")]
)
def test_the_glossary_names_every_table_once(name: str, heading: str) -> None:
    rows = table_after(text_of(name), heading)
    named = [table for row in rows for table in re.findall(r"`(\w+)`", row[2])]
    assert sorted(named) == sorted(SQLModel.metadata.tables)


@pytest.mark.parametrize(
    ("name", "heading"), [("README.md", "## Settings"), ("README.zh-CN.md", "## 设置")]
)
def test_every_setting_is_named(name: str, heading: str) -> None:
    rows = table_after(text_of(name), heading)
    named = {re.findall(r"ADOPS_\w+", row[0])[0] for row in rows if "ADOPS_" in row[0]}
    assert named == {f"ADOPS_{field.upper()}" for field in Settings.model_fields}


@BOTH
def test_the_commands_named_are_there(name: str) -> None:
    for words in re.findall(r"bin/adops ((?:[a-z]+ ?){1,2})", text_of(name)):
        first, *rest = words.split()
        assert first in COMMANDS or f"{first} {rest[0]}" in COMMANDS, words


@BOTH
def test_the_files_named_are_there(name: str) -> None:
    for path in re.findall(r"`((?:adops|checks|config|docs)/[\w./]+)`", text_of(name)):
        assert (ROOT / path).exists(), path
    for path in re.findall(r"\]\(([\w./-]+)\)", text_of(name)):
        assert (ROOT / path).exists(), path


def own_home(name: str) -> list[str]:
    """The commands for one's own home, without what is said beside them."""
    block = next(one for one in text_of(name).split("```") if "ADOPS_SECRET_KEY" in one)
    return [re.sub(r" +#.*", "", line) for line in block.strip().splitlines()]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What a person has after `make demo`: the environment, the config, what the demo left."""
    monkeypatch.delenv("ADOPS_ENV")
    monkeypatch.delenv("ADOPS_HOME")
    (tmp_path / ".venv").symlink_to(Path(sys.executable).parents[1])
    (tmp_path / "config").symlink_to(ROOT / "config")
    left = tmp_path / "var" / "demo"
    for folder in ("in", "creatives"):
        (left / folder).mkdir(parents=True)
    write_slots(left / "in" / "slots.xlsx", portal="http://127.0.0.1:8901")
    for one in RUNNING:
        if one.code == "LJ-HOME-TL01":
            made = material(one)
            (left / "creatives" / made.name).write_bytes(made.body)
    return tmp_path


def test_the_commands_for_one_s_own_home_work_as_written(checkout: Path) -> None:
    commands = own_home("README.md")
    assert own_home("README.zh-CN.md") == commands
    *first, serve = commands
    assert serve == ".venv/bin/adops serve"
    script = "set -e\n" + "\n".join(first) + f"\nexec {serve}"
    with subprocess.Popen(
        ["sh", "-c", script], cwd=checkout, stderr=subprocess.PIPE, text=True
    ) as shell:
        assert shell.stderr is not None
        told = []
        for line in shell.stderr:
            told.append(line)
            if "已启动" in line:
                break
        found = re.search(r"http://[\w.:]+/", told[-1])
        assert found, "".join(told)
        transport = httpx.HTTPTransport(retries=5)
        with httpx.Client(transport=transport, trust_env=False, follow_redirects=True) as person:
            assert "首次设置" in person.get(found[0], timeout=60).text
        shell.terminate()
    assert (checkout / "slots.xlsx").is_file()
