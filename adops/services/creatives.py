"""Submitting, refusing and withdrawing creatives (rules.md §5; 一(一)1, 一(二)3)."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlmodel import Session

from adops.catalog.mail import MailFile
from adops.domain.booking import BookingState
from adops.domain.creative import CreativeFacts
from adops.domain.finding import Finding, Verdict, verdict_of
from adops.domain.people import Actor
from adops.domain.period import Period, ad_day_of
from adops.domain.rulebook import RuleBook
from adops.domain.slot import SlotSpec, SlotState
from adops.domain.states import CreativeState
from adops.errors import InputError, RuleError
from adops.models import Booking, Creative, CreativePart, IdempotencyKey
from adops.queries.bookings import BookingCase, booking_case
from adops.queries.creatives import CreativeCase, creative_case, creative_to_write, next_version
from adops.queries.keys import keyed
from adops.rules.approval import not_about_words
from adops.rules.confirm import (
    Clock15,
    clock_of,
    default_go_live,
    left_of,
    require_go_live,
    require_running,
)
from adops.rules.permission import require, submit_act
from adops.rules.review import review
from adops.rules.slot_version import not_covered
from adops.rules.transitions import CREATIVE, move
from adops.services import acts, reading
from adops.services.contents import found_in_words, keep_findings, lexicon_for
from adops.services.refusals import tell_sales
from adops.services.stored import keep_stored
from adops.services.succession import give_back

MEDIA_TYPES = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "webp": "image/webp",
    "avif": "image/avif",
    "mp4": "video/mp4",
    "webm": "video/webm",
    "text": "text/plain",
}
CLOSED_BOOKINGS = frozenset({BookingState.CANCELLED, BookingState.ENDED})


@dataclass(frozen=True)
class Offer:
    """What somebody hands in: files by part as measured and stored, link, words, day.

    `rotates`: to be shown in turn with what is there; `link_of` the creative whose files these are.
    `key` is the caller's Idempotency-Key; `request_sha256` tells whether it is the same request.
    """

    files: Mapping[str, CreativeFacts]
    click_url: str
    copy: str = ""
    go_live: date | None = None
    key: str | None = None
    rotates: bool = False
    link_of: int | None = None

    @property
    def fingerprint(self) -> str:
        """One SHA-256 over the parts' names and hashes; of one file `main` its own hash."""
        if set(self.files) == {"main"}:
            return self.files["main"].sha256
        named = "\n".join(f"{part}={self.files[part].sha256}" for part in sorted(self.files))
        return hashlib.sha256(named.encode()).hexdigest()

    @property
    def request_sha256(self) -> str:
        """Over everything that was asked."""
        asked = [self.fingerprint, self.click_url, self.copy, str(self.go_live)]
        asked += ["rotates"] * self.rotates
        return hashlib.sha256("\n".join(asked).encode()).hexdigest()


@dataclass(frozen=True)
class Submitted:
    """A creative as it stands after an act, with what binds it."""

    case: CreativeCase
    findings: tuple[Finding, ...]
    verdict: Verdict
    clock: Clock15


def submit(
    session: Session,
    *,
    booking_id: int,
    offer: Offer,
    by: Actor,
    now: datetime,
    book: RuleBook,
    mails: MailFile,
    told_after: timedelta = timedelta(0),
) -> Submitted:
    """Records a creative with its verdict; a refused file is recorded too, and goes back to sales
    with the findings as text (rules.md §5), `told_after` the submission at the latest.

    Raises ForbiddenError, MissingError `booking.unknown`, RuleError `booking.closed`,
    `slot.retired`, `creative.go_live_outside`, InputError `part.unknown`, `idempotency.mismatch`.
    """
    session.get(Booking, booking_id, with_for_update=True)  # one version number at a time
    case = booking_case(session, booking_id)
    require_submitter(case, by)
    known = _same_request(session, booking_id, offer, by)
    if known is not None:
        return standing(session, known, now=now, book=book)
    go_live, findings = _judged(session, case, offer, now=now, book=book)
    creative = Creative(
        booking_id=booking_id,
        version=next_version(session, booking_id),
        fingerprint=offer.fingerprint,
        click_url=offer.click_url,
        copy_text=offer.copy,
        go_live=go_live,
        verdict=verdict_of(findings),
        findings=[finding.as_data() for finding in findings],
        item=case.spec(go_live).item,
        list_version=lexicon_for(case, book).version,
        submitted_at=now,
        submitted_by=by.staff_no,
        rotates=offer.rotates,
        link_of=offer.link_of,
    )
    session.add(creative)
    session.flush()
    assert creative.id is not None
    _keep_files(session, creative.id, offer, now)
    _keep_key(session, creative.id, offer, by)
    named = {part: (facts.sha256, facts.format or "") for part, facts in offer.files.items()}
    troubles = {one.sha256: one.trouble.value for one in offer.files.values() if one.trouble}
    reading.ask(session, files=named, click_url=offer.click_url, now=now, troubles=troubles)
    _log(session, case, creative, "creative.submit", by, now, verdict=creative.verdict.value)
    done = standing(session, creative.id, now=now, book=book)
    if verdict_of(not_about_words(findings)) is Verdict.REJECT:
        tell_sales(
            session,
            done.case,
            findings=findings,
            why="",
            by=by,
            now=now,
            mails=mails,
            not_before=now + told_after,
        )
    return done


def require_acceptable(
    session: Session, *, booking_id: int, offer: Offer, by: Actor, now: datetime, book: RuleBook
) -> None:
    """What `submit` would refuse, asked before the files are stored. Raises what it raises."""
    case = booking_case(session, booking_id)
    require_submitter(case, by)
    if _same_request(session, booking_id, offer, by) is None:
        _judged(session, case, offer, now=now, book=book)


def _judged(
    session: Session, case: BookingCase, offer: Offer, *, now: datetime, book: RuleBook
) -> tuple[date, tuple[Finding, ...]]:
    """The go-live day, and what is found of the files."""
    _require_open(case, now)
    go_live = offer.go_live or default_go_live(period=case.period, now=now)
    still = Period(max(case.period.first, ad_day_of(now)), case.period.last)
    require_go_live(go_live=go_live, period=still)
    found = judge(session, case, offer.files, offer.click_url, offer.copy, go_live, book)
    return go_live, found


def judge(
    session: Session,
    case: BookingCase,
    files: Mapping[str, CreativeFacts],
    click_url: str,
    copy: str,
    go_live: date,
    book: RuleBook,
) -> tuple[Finding, ...]:
    """The review by the version of the slot that binds on `go_live`, and what the words say that
    are known by now; later versions in the booking that the creative does not fit are warnings
    (rules.md §8).

    Raises InputError `part.unknown` for a file that the form has no place for.
    """
    spec = case.spec(go_live)
    parts = [part.part for part in spec.parts]
    for part in files:
        if part not in parts:
            raise InputError("part.unknown", part=part, parts=parts)

    def judged_by(item: SlotSpec) -> tuple[Finding, ...]:
        return review(files, item, click_url, copy, book.allow_hosts, terms=book.review)

    found = judged_by(spec)
    later = [(day, one.item, judged_by(one)) for day, one in case.later_specs(go_live)]
    words = found_in_words(session, case, files=files, click_url=click_url, copy=copy, book=book)
    return (*found, *not_covered(found, later), *words)


def judge_stored(
    session: Session, case: CreativeCase, files: Mapping[str, CreativeFacts], *, book: RuleBook
) -> tuple[Finding, ...]:
    """The same of a stored creative."""
    creative = case.creative
    return judge(
        session, case.of, files, creative.click_url, creative.copy_text, creative.go_live, book
    )


def review_again(
    session: Session, case: CreativeCase, files: Mapping[str, CreativeFacts], *, book: RuleBook
) -> tuple[Finding, ...]:
    """Judges the stored files against the slot as it is now, and keeps what was found.

    Raises RuleError `creative.other_bytes`.
    """
    creative = case.creative
    require_same_bytes(case, files)
    findings = judge_stored(session, case, files, book=book)
    creative.item = case.of.spec(creative.go_live).item
    keep_findings(session, creative, findings, lexicon_for(case.of, book).version)
    return findings


def require_same_bytes(case: CreativeCase, files: Mapping[str, CreativeFacts]) -> None:
    """Raises RuleError `creative.other_bytes` when the files are not the ones submitted."""
    submitted = {part.part: part.sha256 for part in case.parts}
    if submitted != {part: facts.sha256 for part, facts in files.items()}:
        raise RuleError("creative.other_bytes", creative=case.creative.id)


def standing(session: Session, creative_id: int, *, now: datetime, book: RuleBook) -> Submitted:
    """How a creative stands at `now`: what approvals and decisions have left, and its deadline."""
    case = creative_case(session, creative_id)
    left = left_of(case.findings, approved=case.approved, rulings=case.rulings)
    return Submitted(case, case.findings, verdict_of(left), clock_for(case, now=now, book=book))


def clock_for(case: CreativeCase, *, now: datetime, book: RuleBook) -> Clock15:
    """The creative's deadline, worked out anew, as if confirmed now."""
    booking = case.of.booking
    return clock_of(
        go_live=case.creative.go_live,
        period=case.of.period,
        route=booking.route,
        taken_over=booking.taken_over,
        now=case.creative.clicked_at or now,
        book=book,
    )


def reject(
    session: Session, *, creative_id: int, why: str, by: Actor, now: datetime, mails: MailFile
) -> CreativeCase:
    """The placer refuses it, with a reason, confirmed or not; that reopens the booking's creative
    (rules.md §3, Confirm) and goes back to sales; what it replaced comes back, unless it is live.

    Raises RuleError `creative.wrong_state`, `creative.on_air`, InputError `reason.missing`.
    """
    case = creative_to_write(session, creative_id)
    require(by, "creative.reject", case.of.thing)
    closed = _close(session, case, "reject", why, by, now)
    tell_sales(session, closed, findings=case.findings, why=why, by=by, now=now, mails=mails)
    return closed


def withdraw(
    session: Session, *, creative_id: int, why: str, by: Actor, now: datetime
) -> CreativeCase:
    """The submitting side takes it back likewise. Raises RuleError `creative.wrong_state`,
    `creative.on_air`."""
    case = creative_to_write(session, creative_id)
    require(by, "creative.withdraw", case.of.thing)
    return _close(session, case, "withdraw", why.strip() or "撤回", by, now)


def _close(
    session: Session, case: CreativeCase, act: str, why: str, by: Actor, now: datetime
) -> CreativeCase:
    if not why.strip():
        raise InputError("reason.missing", act=f"creative.{act}")
    creative = case.creative
    before = creative.state
    if before is CreativeState.LIVE:
        raise RuleError("creative.on_air", creative=creative.id)
    creative.state = move("creative", CREATIVE, creative.state, act)
    creative.closed_at, creative.closed_by, creative.closed_why = now, by.staff_no, why.strip()
    session.add(creative)
    session.flush()
    _log(session, case.of, creative, f"creative.{act}", by, now, was=before.value, why=why)
    if not case.is_live(now):
        give_back(session, case, by=by, now=now)
    return case


def require_submitter(case: BookingCase, by: Actor) -> None:
    """Raises ForbiddenError `permission.denied` (rules.md §3)."""
    require(by, submit_act(taken_over=case.booking.taken_over), case.thing)


def _require_open(case: BookingCase, now: datetime) -> None:
    require_running(period=case.period, now=now)
    if case.booking.state in CLOSED_BOOKINGS:
        raise RuleError("booking.closed", booking=case.booking.id, state=case.booking.state.value)
    if case.slot.state is SlotState.RETIRED:
        raise RuleError("slot.retired", slot=case.slot.code)


def _same_request(session: Session, booking_id: int, offer: Offer, by: Actor) -> int | None:
    if offer.key is None:
        return None
    known = keyed(session, by.staff_no, offer.key)
    if known is None:
        return None
    creative = session.get(Creative, known.creative_id)
    same_booking = creative is not None and creative.booking_id == booking_id
    if known.request_sha256 != offer.request_sha256 or not same_booking:
        raise InputError("idempotency.mismatch", key=offer.key)
    return known.creative_id


def _keep_key(session: Session, creative_id: int, offer: Offer, by: Actor) -> None:
    if offer.key is not None:
        session.add(
            IdempotencyKey(
                staff_no=by.staff_no,
                key=offer.key,
                request_sha256=offer.request_sha256,
                creative_id=creative_id,
            )
        )
        session.flush()


def media_type(facts: CreativeFacts) -> str:
    """By the bytes; what is not one of ours is never served as anything that could run."""
    return MEDIA_TYPES.get(facts.format or "", "application/octet-stream")


def _keep_files(session: Session, creative_id: int, offer: Offer, now: datetime) -> None:
    for part, facts in offer.files.items():
        keep_stored(session, facts.sha256, facts.size, media_type(facts), now)
        session.add(
            CreativePart(
                creative_id=creative_id,
                part=part,
                sha256=facts.sha256,
                name=facts.name,
                size=facts.size,
                format=facts.format or "",
                width=facts.width or 0,
                height=facts.height or 0,
                frames=facts.frames,
                seconds=facts.seconds,
            )
        )
    session.flush()


def _log(
    session: Session,
    case: BookingCase,
    creative: Creative,
    verb: str,
    by: Actor,
    now: datetime,
    **after: str,
) -> None:
    acts.log(
        session,
        by=by,
        now=now,
        verb=verb,
        thing=f"creative:{creative.id}",
        station=case.booking.station_sold,
        before={"state": after.pop("was", None)},
        after={
            "state": CreativeState(creative.state).value,
            "contract": case.contract.no,
            "slot": case.slot.code,
            "version": creative.version,
            "sha256": creative.fingerprint,
            **after,
        },
    )
