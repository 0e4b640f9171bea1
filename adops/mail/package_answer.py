"""The answer to package ads that came by mail, line by line (rules.md §12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from adops.domain.incoming import Line
from adops.domain.mail import MailKind, Words
from adops.mail.render import render
from adops.phrases.incoming import DONE, outcome_words
from adops.phrases.words import VERDICTS


@dataclass(frozen=True, slots=True)
class Answered:
    """What is answered. `files`: {name, code, facts, of, version, verdict}, `of` the place of its
    line among `lines`, None for one that belongs to none."""

    subject: str
    lines: Sequence[Line]
    files: Sequence[Mapping[str, Any]]


def package_answer(answered: Answered) -> Words:
    """Each line with what was made of it, and each file with where it went; nothing is left out.

    No line is written as ads are: the answer is never read as one.
    """
    lines = [
        _line(one, [file for file in answered.files if file["of"] == number])
        for number, one in enumerate(answered.lines)
    ]
    return render(
        MailKind.PACKAGE_ANSWER,
        about=answered.subject or "包版广告投放",
        lines=lines,
        made=sum(one["done"] for one in lines),
        left=[_file(one) for one in answered.files if one["of"] is None],
    )


def _line(line: Line, files: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "line": line.line,
        "said": line.said,
        "done": line.outcome in DONE,
        "words": outcome_words(line.outcome, line.facts),
        "booking": line.booking,
        "files": [_file(one) for one in files],
        "bare": bool(line.booking) and not files,
    }


def _file(file: Mapping[str, Any]) -> dict[str, str]:
    words = outcome_words(file["code"], file["facts"])
    if file.get("verdict"):
        words = f"{words}（第 {file['version']} 版），审核：{VERDICTS[file['verdict']]}"
    return {"name": file["name"], "words": words}
