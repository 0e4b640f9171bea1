"""A creative's words on its page: what was read, what was met, the decisions (rules.md §5)."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request, UploadFile
from fastapi.responses import Response
from sqlmodel import Session

from adops.domain.content import Hit, Level, ReadState, Ruling
from adops.domain.people import Actor
from adops.domain.rulebook import RuleBook
from adops.domain.states import CreativeState
from adops.flows import words as flow
from adops.models import ContentDecision, CreativePart
from adops.phrases.content import CATEGORIES
from adops.phrases.creative import place
from adops.phrases.reading import LANDING_TROUBLES, LEVELS, READING, RULINGS
from adops.queries.contents import HOLDS, WordsKnown, decisions_of, words_of_parts
from adops.queries.creative_lists import require_readable
from adops.queries.creatives import CreativeCase, creative_case
from adops.queries.people import names_of
from adops.rules.content import scan
from adops.rules.permission import may
from adops.server.access import CurrentActor
from adops.server.desk import TheDesk
from adops.server.limits import take
from adops.server.pages import done, render
from adops.services.contents import lexicon_for

router = APIRouter(prefix="/creatives/{creative_id}")
TONES = {Level.HIGH: "bad", Level.MEDIUM: "warn", Level.LOW: "plain"}
TO_DECIDE = frozenset({Level.HIGH, Level.MEDIUM})
BUSY = frozenset({ReadState.WAITING, ReadState.READING})
GOOD = range(200, 400)
Words = Annotated[str, Form(max_length=1000)]
Copy = Annotated[str, Form(alias="copy", max_length=5000)]


@dataclass(frozen=True, slots=True)
class HitRow:
    """One hit as the page lists it; `number` stands on the picture too."""

    number: int
    hit: Hit
    tone: str
    level: str
    category: str
    where: str
    decision: ContentDecision | None
    ruling: str
    decided_by: str
    open: bool


@dataclass(frozen=True, slots=True)
class BoxedPicture:
    """A picture with the numbered boxes of the hits in it."""

    part: CreativePart
    name: str
    rows: tuple[HitRow, ...]


@dataclass(frozen=True)
class WordsRows:
    """All that the card of words shows."""

    known: WordsKnown
    reading: tuple[tuple[str, str, str], ...]
    rows: tuple[HitRow, ...]
    pictures: tuple[BoxedPicture, ...]
    exceptions: dict[str, str]
    may_decide: bool
    may_write: bool
    copy_missing: bool
    busy: bool
    list_changed: bool

    @property
    def undecided(self) -> int:
        """How many hits wait for a decision."""
        return sum(row.open for row in self.rows)


@router.get("/words")
def words_part(request: Request, desk: TheDesk, by: CurrentActor, creative_id: int) -> Response:
    """The card alone: the page asks for it while something is being read."""
    with desk.database.read() as session:
        require_readable(session, creative_id, by)
        case = creative_case(session, creative_id)
        rows = words_rows(session, case, by=by, book=desk.book)
    return render(request, "_creative_words.html", case=case, words=rows, rulings=RULINGS)


@router.post("/decisions")
def decide(
    request: Request,
    desk: TheDesk,
    by: CurrentActor,
    creative_id: int,
    key: Annotated[str, Form(max_length=64)],
    ruling: Annotated[Ruling, Form()],
    item: Annotated[str, Form(max_length=80)] = "",
    why: Words = "",
    proof: UploadFile | None = None,
) -> Response:
    """改, 举证放行, 例外 or 误报 on one hit."""
    given = (proof.filename, take(proof)) if proof is not None and proof.filename else None
    flow.decide(desk, creative_id, key=key, ruling=ruling, by=by, item=item, why=why, proof=given)
    return done(request, f"/creatives/{creative_id}", "words_decided")


@router.post("/copy")
def set_copy(
    request: Request, desk: TheDesk, by: CurrentActor, creative_id: int, copy_text: Copy = ""
) -> Response:
    """The copy as typed."""
    flow.set_copy(desk, creative_id, by=by, copy=copy_text)
    return done(request, f"/creatives/{creative_id}", "copy")


@router.post("/copy-read")
def take_read_copy(request: Request, desk: TheDesk, by: CurrentActor, creative_id: int) -> Response:
    """What was read in the pictures becomes the copy."""
    flow.set_copy(desk, creative_id, by=by)
    return done(request, f"/creatives/{creative_id}", "copy")


def words_rows(session: Session, case: CreativeCase, *, by: Actor, book: RuleBook) -> WordsRows:
    """The hits as they stand under today's list, each with its decision; five queries."""
    known = words_of_parts(session, case.creative, case.parts)
    lexicon = lexicon_for(case.of, book)
    hits = scan(known.passages, lexicon)
    decisions = decisions_of(session, [(hit.key, hit.also) for hit in hits], lexicon.version)
    names = names_of(session, [one.by for one in decisions.values()])
    rows = tuple(
        _row(number, hit, decisions.get(hit.key), names) for number, hit in enumerate(hits, 1)
    )
    open_state = case.creative.state in HOLDS
    decides = open_state and may(by, "creative.decide", case.of.thing)
    writes = may(by, "creative.submit", case.of.thing) or may(by, "creative.decide", case.of.thing)
    return WordsRows(
        known=known,
        reading=tuple(_reading(known)),
        rows=rows,
        pictures=tuple(_pictures(case, rows)),
        exceptions=dict(lexicon.exceptions),
        may_decide=decides,
        may_write=writes and case.creative.state is CreativeState.SUBMITTED,
        copy_missing=any(one.code == "content.copy_missing" for one in case.findings),
        busy=open_state and _is_busy(known),
        list_changed=open_state and case.creative.list_version != lexicon.version,
    )


def _row(number: int, hit: Hit, decision: ContentDecision | None, names: dict[str, str]) -> HitRow:
    return HitRow(
        number=number,
        hit=hit,
        tone=TONES[hit.level],
        level=LEVELS[hit.level],
        category=CATEGORIES.get(hit.category, hit.category),
        where=place(hit.part),
        decision=decision,
        ruling=RULINGS[decision.ruling] if decision else "",
        decided_by=names.get(decision.by, decision.by) if decision else "",
        open=decision is None and hit.level in TO_DECIDE,
    )


def _reading(known: WordsKnown) -> list[tuple[str, str, str]]:
    """(what, tone, how far) of each picture and of the landing page."""
    found = []
    for part, words in known.pictures.items():
        state = words.state if words is not None else ReadState.WAITING
        tone, said = READING[state]
        none = state is ReadState.DONE and words is not None and not words.lines
        found.append((f"{place(part)}图中文字", tone, "图中没有文字" if none else said))
    page = known.landing
    if page is not None:
        found.append(("落地页", *_landing(page)))
    return found


def _landing(page: Any) -> tuple[str, str]:
    if page.state is ReadState.FAILED:
        return "warn", LANDING_TROUBLES["zh"].get(page.why, "打不开")
    if page.state is ReadState.DONE and page.status not in GOOD:
        return "warn", f"打不开（{page.status}）"
    return READING[page.state]


def _is_busy(known: WordsKnown) -> bool:
    states = [one.state for one in known.pictures.values() if one is not None]
    states += [known.landing.state] if known.landing is not None else []
    return any(state in BUSY for state in states)


def _pictures(case: CreativeCase, rows: tuple[HitRow, ...]) -> list[BoxedPicture]:
    found = []
    for part in case.parts:
        mine = tuple(row for row in rows if row.hit.part == part.part and row.hit.box)
        if mine:
            found.append(BoxedPicture(part, place(part.part), mine))
    return found
