"""A creative's words held against the law, and the decisions on what was found (rules.md §5,
Content)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from adops.catalog.mail import MailFile
from adops.domain.content import OCR, Lexicon, ReadState, Ruling
from adops.domain.creative import Code, CreativeFacts
from adops.domain.finding import Finding, Severity, verdict_of
from adops.domain.people import Actor
from adops.domain.rulebook import RuleBook
from adops.domain.states import CreativeState
from adops.errors import InputError, MissingError, RuleError
from adops.models import ContentDecision, Creative
from adops.queries.bookings import BookingCase
from adops.queries.contents import HOLDS, WordsKnown, words_known, words_of_parts
from adops.queries.creatives import CreativeCase, creative_case, creative_to_write
from adops.rules.approval import CONTENT
from adops.rules.content import MustShow, findings_of_hits, must_show, not_read, scan
from adops.rules.permission import HEAD_OFFICE, may, require
from adops.rules.text import copy_with
from adops.services import acts
from adops.services.refusals import tell_sales
from adops.services.stored import keep_stored

GOOD = range(200, 400)
MEND_WORDS = "“{words}”要改掉，请修改后重新提交。"


@dataclass(frozen=True)
class Proof:
    """The file of a 举证放行, as stored."""

    sha256: str
    size: int
    media_type: str
    name: str


@dataclass(frozen=True)
class Decided:
    """A decision as a person gives it: on which hit, how, and what it rests on."""

    key: str
    ruling: Ruling
    item: str = ""
    why: str = ""
    proof: Proof | None = None


def lexicon_for(case: BookingCase, book: RuleBook) -> Lexicon:
    """The list of the city where the ad is shown; the seller's for slots of the head office."""
    booking = case.booking
    placed = booking.station_placed
    return book.lexicon(booking.station_sold if placed == HEAD_OFFICE else placed)


def found_in_words(
    session: Session,
    case: BookingCase,
    *,
    files: Mapping[str, CreativeFacts],
    click_url: str,
    copy: str,
    book: RuleBook,
) -> tuple[Finding, ...]:
    """What the words say that are known by now: copy, pictures read before, landing page. Two
    queries."""
    named = {part: (facts.sha256, facts.format or "") for part, facts in files.items()}
    whole = copy_with(copy, files)
    known = words_known(session, files=named, click_url=click_url, copy=whole)
    said = any(facts.text for facts in files.values())
    return found_in_known(case, known, book, said=said)


def scan_again(session: Session, *, creative_id: int, book: RuleBook) -> CreativeCase:
    """Holds its words against the list as it is now and keeps what was found, beside what the
    files' review said. Nothing but words is judged anew. Nobody else may write on it meanwhile."""
    case = creative_case(session, creative_id)
    known = words_of_parts(session, case.creative, case.parts)
    text = any(part.format == "text" for part in case.parts)
    others = [one for one in case.findings if not _is_about_words(one)]
    found = (*others, *found_in_known(case.of, known, book, said=text))
    keep_findings(session, case.creative, found, lexicon_for(case.of, book).version)
    return creative_case(session, creative_id)


def keep_findings(
    session: Session, creative: Creative, findings: Iterable[Finding], list_version: str
) -> None:
    """Stores what the last review found."""
    found = tuple(findings)
    creative.findings = [finding.as_data() for finding in found]
    creative.verdict = verdict_of(found)
    creative.list_version = list_version
    session.add(creative)
    session.flush()


def decide(
    session: Session,
    *,
    creative_id: int,
    decided: Decided,
    by: Actor,
    now: datetime,
    book: RuleBook,
    mails: MailFile,
) -> ContentDecision:
    """Records 改, 举证放行, 例外 or 误报 on a hit, by the placer or the booking's AE, never sales;
    改 goes back to sales with the findings as text.

    Raises ForbiddenError, RuleError `creative.wrong_state`, MissingError `content.hit_unknown`,
    InputError `content.item_unknown` (例外 names one of the list's), `content.proof_missing`
    (举证放行 needs the file), RuleError `content.proof_useless` (what the law forbids as such).
    """
    case = creative_to_write(session, creative_id)
    require(by, "creative.decide", case.of.thing)
    creative = case.creative
    if creative.state not in HOLDS:
        raise RuleError("creative.wrong_state", state=creative.state.value, act="decide")
    hit = next((one for one in case.findings if decided.key in {one.key, one.also}), None)
    if hit is None:
        raise MissingError("content.hit_unknown", creative=creative_id, key=decided.key[:16])
    _require_grounds(decided, hit, lexicon_for(case.of, book))
    decision = ContentDecision(
        hit_key=decided.key,
        list_version=creative.list_version,
        creative_id=creative_id,
        station=case.of.booking.station_sold,
        ruling=decided.ruling,
        term=hit.code,
        words=str(hit.measured or ""),
        item=decided.item,
        why=decided.why.strip(),
        by=by.staff_no,
        at=now,
    )
    if decided.proof is not None:
        _keep_proof(session, decision, decided.proof, now)
    session.add(decision)
    session.flush()
    _log_decision(session, case, decision, by, now)
    if decided.ruling is Ruling.MEND and creative.state is CreativeState.SUBMITTED:
        why = decided.why.strip() or MEND_WORDS.format(words=decision.words)
        tell_sales(session, case, findings=case.findings, why=why, by=by, now=now, mails=mails)
    return decision


def set_copy(
    session: Session,
    *,
    creative_id: int,
    copy: str | None,
    by: Actor,
    now: datetime,
    book: RuleBook,
) -> CreativeCase:
    """The copy as typed, or (None) the words that were read in the pictures, of a creative that is
    not confirmed yet.

    Raises ForbiddenError, RuleError `creative.wrong_state`, `content.nothing_read`, InputError
    `field.missing`.
    """
    case = creative_to_write(session, creative_id)
    _require_writer(case, by)
    creative = case.creative
    if creative.state is not CreativeState.SUBMITTED:
        raise RuleError("creative.wrong_state", state=creative.state.value, act="copy")
    words = _read_copy(session, case) if copy is None else copy.strip()
    if not words:
        raise InputError("field.missing", field="copy")
    before, creative.copy_text = creative.copy_text, words
    session.add(creative)
    session.flush()
    acts.log(
        session,
        by=by,
        now=now,
        verb="creative.copy",
        thing=f"creative:{creative_id}",
        station=case.of.booking.station_sold,
        before={"copy": before},
        after={"copy": creative.copy_text},
    )
    return scan_again(session, creative_id=creative_id, book=book)


def _read_copy(session: Session, case: CreativeCase) -> str:
    """Raises RuleError `content.nothing_read`."""
    read = words_of_parts(session, case.creative, case.parts).read_text.strip()
    if not read:
        raise RuleError("content.nothing_read", creative=case.creative.id)
    return read


def _require_writer(case: CreativeCase, by: Actor) -> None:
    if not may(by, "creative.decide", case.of.thing):
        require(by, "creative.submit", case.of.thing)


def _require_grounds(decided: Decided, hit: Finding, lexicon: Lexicon) -> None:
    if decided.ruling is Ruling.EXCEPTION and decided.item not in lexicon.exceptions:
        items = "、".join(lexicon.exceptions.values())
        raise InputError("content.item_unknown", item=decided.item or "—", items=items)
    if decided.ruling is Ruling.PROOF and hit.severity is Severity.REJECT:
        raise RuleError("content.proof_useless", words=str(hit.measured or ""))
    if decided.ruling is Ruling.PROOF and decided.proof is None:
        raise InputError("content.proof_missing")


def _keep_proof(session: Session, decision: ContentDecision, proof: Proof, now: datetime) -> None:
    keep_stored(session, proof.sha256, proof.size, proof.media_type, now)
    decision.proof_sha256, decision.proof_name = proof.sha256, proof.name


def found_in_known(
    case: BookingCase, known: WordsKnown, book: RuleBook, *, said: bool
) -> tuple[Finding, ...]:
    """Hits, copy and must-show items that are missing, and what could not be read. `said`: a file
    of the creative is words itself, so no copy is asked for."""
    item = f"{case.slot.code}"
    hits = findings_of_hits(scan(known.passages, lexicon_for(case, book)))
    missing = _copy_missing(known, item) if not said else ()
    return (*hits, *missing, *_must_show(case, known), *_could_not(known))


def _copy_missing(known: WordsKnown, item: str) -> tuple[Finding, ...]:
    if known.copy.strip() or known.has_none:
        return ()
    return (Finding(Code.COPY_MISSING.value, Severity.WARN, where="copy", item=item),)


def _must_show(case: BookingCase, known: WordsKnown) -> tuple[Finding, ...]:
    """Asked once everything was read that can be: before, it may still turn up."""
    if not (known.pictures_ended and known.landing_ended):
        return ()
    booking = case.booking
    asked = MustShow(booking.developer, booking.agent, booking.permit_no)
    shown = f"{known.copy}\n{known.read_text}"
    return must_show(asked, shown, known.landing.first_screen if known.landing else "")


def _could_not(known: WordsKnown) -> tuple[Finding, ...]:
    """`check.not_done` for a picture that could not be read; `link.unreachable` for a landing page
    that did not answer well. Neither is a pass, neither blocks."""
    found = [
        not_read(part)
        for part, words in known.pictures.items()
        if words is not None and words.state is ReadState.FAILED
    ]
    page = known.landing
    if page is not None and page.state is ReadState.FAILED:
        why = page.why or "broken"
        found.append(Finding(Code.LINK_UNREACHABLE.value, Severity.WARN, why, where="click_url"))
    elif page is not None and page.status is not None and page.status not in GOOD:
        found.append(
            Finding(Code.LINK_UNREACHABLE.value, Severity.WARN, page.status, where="click_url")
        )
    return tuple(found)


def _is_about_words(finding: Finding) -> bool:
    """Whether it came from words that were read, and not from the files' review."""
    if finding.code == Code.CHECK_NOT_DONE:
        return finding.measured == OCR
    return finding.code.startswith(CONTENT) or finding.code == Code.LINK_UNREACHABLE


def _log_decision(
    session: Session, case: CreativeCase, decision: ContentDecision, by: Actor, now: datetime
) -> None:
    acts.log(
        session,
        by=by,
        now=now,
        verb="creative.decide",
        thing=f"creative:{decision.creative_id}",
        station=decision.station,
        before={},
        after={
            "hit": decision.hit_key,
            "words": decision.words,
            "term": decision.term,
            "ruling": decision.ruling.value,
            "item": decision.item,
            "why": decision.why,
            "proof": decision.proof_sha256,
            "list": decision.list_version,
            "contract": case.of.contract.no,
        },
    )
