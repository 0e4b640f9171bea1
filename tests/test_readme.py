"""The READMEs tell the truth: tables, settings, commands and files they name are there."""

import re
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import adops.models  # noqa: F401
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
