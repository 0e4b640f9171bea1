"""`adops deadline`: by when a creative for a go-live day must be confirmed (rules.md §3).

Needs no home and no database; loads nothing that a calendar does not need.
"""

import json
from datetime import date
from typing import Annotated

import typer

from adops import settings
from adops.catalog.calendar import load
from adops.cli.options import Json, day_of
from adops.domain.booking import Route
from adops.domain.deadline import Deadline
from adops.errors import InputError
from adops.phrases.deadline import as_data, because, line
from adops.rules.deadline import days_asked
from adops.rules.deadline import deadline as deadline_of


def deadline(
    on: Annotated[str | None, typer.Option("--on", metavar="D", help="上线日 YYYY-MM-DD")] = None,
    first: Annotated[str | None, typer.Option("--from", metavar="D", help="区间首日")] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="D", help="区间末日")] = None,
    route: Annotated[Route, typer.Option(help="投放方式")] = Route.HQ,
    as_json: Json = False,
) -> None:
    """提交截止时间：某天（或某段时间每天）上线的创意，最晚何时提交并确认。"""
    days = _asked(on, first, last)
    house = load(settings.load().config_dir)
    answers = [
        deadline_of(day, route=route, calendar=house.calendar, terms=house.terms) for day in days
    ]
    typer.echo(_json(answers, single=on is not None) if as_json else _text(answers, on))


def _asked(on: str | None, first: str | None, last: str | None) -> list[date]:
    """Raises InputError for a wrong choice of options, an impossible date, a wrong period."""
    if on is not None and first is None and last is None:
        day = day_of("--on", on)
        return days_asked(day, day)
    if on is None and first is not None and last is not None:
        return days_asked(day_of("--from", first), day_of("--to", last))
    raise InputError("deadline.options", options="--on | --from, --to")


def _json(answers: list[Deadline], *, single: bool) -> str:
    data = [as_data(answer) for answer in answers]
    return json.dumps(data[0] if single else data, ensure_ascii=False, indent=2)


def _text(answers: list[Deadline], on: str | None) -> str:
    lines = [line(answer) for answer in answers]
    if on is not None:
        lines.append(because(answers[0]))
    return "\n".join(lines)
