"""Facts → a mail's subject, HTML and plain text, from `templates/` (rules.md §13).

Each kind has one `<kind>.txt` (its blocks `subject` and `body`) and one `<kind>.html`. A fact that
a template asks for and nobody gave is an error, never an empty place in a mail.
"""

from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from adops.domain.booking import LedgerKind
from adops.domain.ledger import Ledger, LedgerEntry
from adops.domain.mail import MailKind, Words
from adops.domain.period import local
from adops.phrases.ledger import KINDS, OUTCOMES, over

TEMPLATES = Path(__file__).parent / "templates"
WEEKDAYS = "一二三四五六日"
RESENT = "【重发】"


def day_words(day: date) -> str:
    """`11月20日 周五`."""
    return f"{day.month}月{day.day}日 周{WEEKDAYS[day.weekday()]}"


def instant_words(instant: datetime) -> str:
    """`11月20日 周五 16:00`, on Shanghai's wall clock."""
    here = local(instant)
    return f"{day_words(here.date())} {here:%H:%M}"


@cache
def _environment(html: bool) -> Environment:
    found = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=html,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
    )
    found.filters |= {"day": day_words, "instant": instant_words}
    return found


def render(kind: MailKind, **facts: Any) -> Words:
    """The words of one mail. Raises jinja2.UndefinedError when the template needs more facts."""
    plain = _environment(False).get_template(f"{kind.value}.txt")
    context = plain.new_context(facts)
    subject = " ".join("".join(plain.blocks["subject"](context)).split())
    text = "".join(plain.blocks["body"](context)).strip() + "\n"
    page = _environment(True).get_template(f"{kind.value}.html")
    return Words(subject, page.render(facts | {"subject": subject}), text)


def approval_ledger(ledger: Ledger) -> Words:
    """Friday's ledger; an empty week says so (本周无特批)."""
    return render(
        MailKind.APPROVAL_LEDGER,
        station=ledger.station_name,
        week=ledger.window.week,
        after=ledger.window.after,
        cut=ledger.window.cut,
        entries=[_line(number, one) for number, one in enumerate(ledger.entries, 1)],
        commercial=_count(ledger, LedgerKind.COMMERCIAL),
        internal=_count(ledger, LedgerKind.INTERNAL),
        results=len(ledger.results),
        corrections=len(ledger.corrections),
        provisional=ledger.window.provisional,
    )


def month_confirmed(
    *, station: str, month: str, revision: int, lines: int, executed: int, planned: int, by: str
) -> Words:
    """A confirmed month; `executed` and `planned` are days over all lines."""
    return render(
        MailKind.MONTH_CONFIRMED,
        station=station,
        month=month,
        revision=revision,
        lines=lines,
        executed=executed,
        planned=planned,
        by=by,
    )


def month_returned(*, station: str, month: str, revision: int, reason: str, by: str) -> Words:
    """A month that finance gave back; revision `revision` + 1 is open."""
    return render(
        MailKind.MONTH_RETURNED,
        station=station,
        month=month,
        revision=revision,
        reason=reason,
        by=by,
    )


def sign_in_link(*, name: str, staff_no: str, link: str, until: datetime) -> Words:
    """The one-time link with which an imported person sets a password."""
    return render(MailKind.ACCOUNT_INVITATION, name=name, staff_no=staff_no, link=link, until=until)


def resent(words: str) -> str:
    """A subject that says the mail went out before."""
    return words if words.startswith(RESENT) else RESENT + words


def _line(number: int, entry: LedgerEntry) -> dict[str, str | int]:
    return {
        "number": number,
        "kind": KINDS[entry.kind],
        "contract": f"{entry.contract_no} {entry.contract_name}".strip(),
        "slot": entry.slot_name or entry.slot_code,
        "over": over(entry.findings),
        "outcome": OUTCOMES[entry.outcome],
    }


def _count(ledger: Ledger, kind: LedgerKind) -> int:
    return sum(entry.kind is kind for entry in ledger.entries)
