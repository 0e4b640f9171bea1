"""The page 今日: what must not be forgotten, what comes first first."""

from collections import Counter

from fastapi import APIRouter, Request
from fastapi.responses import Response

from adops import clock
from adops.catalog.book import load_book
from adops.catalog.checks import load_checks
from adops.catalog.evidence import load_evidence
from adops.catalog.ledger import load_ledger
from adops.catalog.month import load_month_terms
from adops.domain.period import ad_day_of, local_day
from adops.phrases.today import KINDS, URGENCY, closing, told
from adops.queries.month import MonthCatalog
from adops.queries.today import TodayCatalog, due_for
from adops.queries.today_by_hand import HandTerms
from adops.rules.today import closing_today, urgency
from adops.server.access import CurrentActor, CurrentDatabase, CurrentSettings
from adops.server.pages import render
from adops.settings import Settings

router = APIRouter()


@router.get("/")
def today_page(
    request: Request, database: CurrentDatabase, settings: CurrentSettings, by: CurrentActor
) -> Response:
    """Everything due for the person who asks."""
    now, catalog = clock.now(), _catalog(settings)
    with database.read() as session:
        items = due_for(session, by=by, now=now, catalog=catalog)
    rows = [
        {"due": due, "told": told(due), "tone": URGENCY[urgency(due.at, now=now)]} for due in items
    ]
    counts = Counter(KINDS[due.kind] for due in items)
    closes = closing_today(now, book=catalog.book)
    return render(
        request,
        "today.html",
        rows=rows,
        counts=list(counts.items()),
        kinds=KINDS,
        today=local_day(now),
        ad_day=ad_day_of(now),
        closes=(closes[0], closing(closes[1])) if closes else None,
    )


def _catalog(settings: Settings) -> TodayCatalog:
    book = load_book(settings.config_dir, settings.allowed_hosts)
    month = MonthCatalog(book.calendar, load_month_terms(settings.config_dir))
    here = load_checks(settings.config_dir).regions
    by_hand = HandTerms(here, load_evidence(settings.config_dir).by_hand_until)
    return TodayCatalog(book, load_ledger(settings.config_dir), month, by_hand)
