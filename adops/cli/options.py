"""Options and arguments that several commands share."""

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from adops.domain.period import parse_day
from adops.errors import InputError

MOST = 2**31 - 1
Id = Annotated[int, typer.Argument(metavar="ID", min=1, max=MOST)]
Json = Annotated[bool, typer.Option("--json", help="只输出一个 JSON 文档")]
Out = Annotated[Path | None, typer.Option("-o", "--out", help="工作簿写到这里")]
Station = Annotated[str, typer.Option(help="售出站点的代码，如 bj")]


def day_of(option: str, word: str) -> date:
    """A day as YYYY-MM-DD and nothing else. Raises InputError `input.date`."""
    try:
        return parse_day(word)
    except ValueError as error:
        raise InputError("input.date", option=option, value=word) from error
