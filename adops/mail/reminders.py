"""Reminders to sales: a deadline that comes near, and those that a break moves (rules.md §13)."""

from collections.abc import Sequence
from typing import Any

from adops.domain.deadline import Deadline
from adops.domain.mail import MailKind, Words
from adops.domain.reminder import Morning, Moved, Rehearsal, Start
from adops.mail.render import render
from adops.phrases.deadline import because
from adops.phrases.reminder import break_words, missing_words


def deadline_near(start: Start, answer: Deadline, morning: Morning) -> Words:
    """What is missing, by when, why then, and what comes of it if it is missed."""
    return render(
        MailKind.DEADLINE_NEAR,
        start=start,
        answer=answer,
        today=morning is Morning.DAY,
        missing=missing_words(start),
        because=because(answer),
    )


def holiday_notice(rehearsal: Rehearsal, lines: Sequence[tuple[Start, Moved]]) -> Words:
    """Each booking with its day, its deadline, and the one it would have without the break; by
    deadline."""
    return render(
        MailKind.HOLIDAY_NOTICE,
        name=lines[0][0].sales_name,
        off=break_words(rehearsal.off),
        names="、".join(rehearsal.off.names),
        lines=[_line(*one) for one in lines],
        provisional=rehearsal.provisional,
    )


def _line(start: Start, moved: Moved) -> dict[str, Any]:
    return {
        "start": start,
        "at": moved.deadline.at,
        "usual": moved.usual,
        "missing": missing_words(start),
    }
