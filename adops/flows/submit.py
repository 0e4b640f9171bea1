"""Handing in a creative: measure and store the files, then one act (rules.md §5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import Any

from adops import clock
from adops.catalog.mail import MailFile
from adops.db import Database
from adops.domain.content import LandingLimits
from adops.domain.creative import CreativeFacts, InspectBounds
from adops.domain.html5 import Renderer, Rendering
from adops.domain.mending import MendTerms
from adops.domain.people import Actor
from adops.domain.rulebook import RuleBook
from adops.domain.slot import SlotSpec
from adops.flows import rendered
from adops.flows.mend import Made
from adops.flows.rendered import Looked, Size
from adops.inspect.creative import inspect
from adops.phrases.creative import as_data
from adops.queries.bookings import booking_case
from adops.queries.creatives import creative_case
from adops.queries.renderings import rendering_of
from adops.rules import text
from adops.rules.confirm import default_go_live
from adops.services import confirmations, creatives, package_mails, renderings, suggestions
from adops.services.creatives import Offer, Submitted, require_submitter
from adops.store import Store

PENDING = "pending"
"""The state that answers name for a creative whose confirmation waits (rules.md §3)."""
Files = Mapping[str, tuple[str, bytes, str | None]]
"""By part: name, bytes, declared media type."""


@dataclass(frozen=True)
class Desk:
    """Where creatives are handed in: database, store, rules, bounds of inspection, mails, how
    landing pages are fetched, the numbers of mending, and who shows packages in a browser (None:
    `check.not_done`)."""

    database: Database
    store: Store
    book: RuleBook
    bounds: InspectBounds
    mails: MailFile
    landing: LandingLimits
    mending: MendTerms
    renderer: Renderer | None = None


@dataclass(frozen=True)
class HandedIn:
    """What somebody hands in."""

    booking_id: int
    files: Files
    click_url: str
    copy: str = ""
    go_live: date | None = None
    key: str | None = None
    confirm: bool = False
    late_reason: str | None = None
    rotates: bool = False

    @property
    def contents(self) -> dict[str, bytes]:
        """The files' bytes by part."""
        return {part: content for part, (_name, content, _declared) in self.files.items()}


def hand_in(
    desk: Desk,
    given: HandedIn,
    *,
    by: Actor,
    mended: Sequence[Made] = (),
    told_after: timedelta = timedelta(0),
) -> Submitted:
    """Submits and, where asked, confirms: two acts, so that a refused confirmation leaves the
    submission. No transaction is open while files are measured and stored.

    `mended` files stand for those handed in, which are stored too. `told_after`: as of
    `services.creatives.submit`.

    Raises what `services.creatives.submit` and `services.confirmations.confirm` raise.
    """
    with desk.database.read() as session:
        case = booking_case(session, given.booking_id)
    require_submitter(case, by)
    day = given.go_live or default_go_live(period=case.period, now=clock.now())
    files = kept(desk, given.files, case.spec(day))
    offer = Offer(
        files={**files, **{one.file.part: one.file.facts for one in mended}},
        click_url=given.click_url.strip(),
        copy=text.copy_with(given.copy, files),
        go_live=given.go_live,
        key=given.key,
        rotates=given.rotates,
    )
    with desk.database.read() as session:
        creatives.require_acceptable(
            session,
            booking_id=given.booking_id,
            offer=offer,
            by=by,
            now=clock.now(),
            book=desk.book,
        )
    for content in (*given.contents.values(), *(one.content for one in mended)):
        desk.store.put(content)
    with desk.database.write() as session:
        submitted = creatives.submit(
            session,
            booking_id=given.booking_id,
            offer=offer,
            by=by,
            now=clock.now(),
            book=desk.book,
            mails=desk.mails,
            told_after=told_after,
        )
        if mended:
            suggestions.note_taken(
                session,
                creative_id=submitted.case.creative.id or 0,
                taken=[one.file for one in mended],
                originals=files,
                by=by,
                now=clock.now(),
            )
    return confirm_one(desk, submitted, given.late_reason, by=by) if given.confirm else submitted


def confirm_one(
    desk: Desk, submitted: Submitted, late_reason: str | None, *, by: Actor
) -> Submitted:
    """Confirms what was submitted."""
    return confirm(desk, submitted.case.creative.id or 0, by=by, late_reason=late_reason)


def confirm(
    desk: Desk,
    creative_id: int,
    *,
    by: Actor,
    late_reason: str | None = None,
    rotates: bool | None = None,
) -> Submitted:
    """Measures the stored files again, then confirms by what the bytes say now.

    Raises what `services.confirmations.confirm` raises.
    """
    files = measured_again(desk, creative_id)
    now = clock.now()
    with desk.database.write() as session:
        found = confirmations.confirm(
            session,
            creative_id=creative_id,
            files=files,
            by=by,
            now=now,
            book=desk.book,
            late_reason=late_reason,
            rotates=rotates,
        )
        package_mails.tell_placer(session, found.case, by=by, now=now, mails=desk.mails)
    return found


def measured_again(desk: Desk, creative_id: int) -> dict[str, CreativeFacts]:
    """The creative's stored files, measured from their bytes as they lie in the store."""
    with desk.database.read() as session:
        case = creative_case(session, creative_id)
    files = {part.part: (part.name, desk.store.get(part.sha256), None) for part in case.parts}
    return kept(desk, files, case.of.spec(case.creative.go_live))


def answer(submitted: Submitted) -> dict[str, Any]:
    """The JSON of interfaces.md, `creative submit`."""
    creative, clock15 = submitted.case.creative, submitted.clock
    return {
        "creative": creative.id,
        "version": creative.version,
        "state": PENDING if submitted.case.pending else creative.state.value,
        "verdict": submitted.verdict.value,
        "findings": [as_data(finding) for finding in submitted.findings],
        "deadline": clock15.deadline.at.isoformat(),
        "clause": int(clock15.deadline.clause),
        "late": clock15.late,
        "taken_over": submitted.case.of.booking.taken_over,
        "earliest_go_live": clock15.earliest_go_live and clock15.earliest_go_live.isoformat(),
    }


def looked_at(desk: Desk, files: Files, spec: SlotSpec, *, anew: bool = False) -> Looked:
    """The files' facts for that slot, packages shown in a browser; nothing is kept.

    No transaction may be open. `anew` asks the browser whatever was seen before.
    """
    facts = {part: measured(desk, *file) for part, file in files.items()}
    return rendered.shown(
        facts,
        {part: content for part, (_, content, _) in files.items()},
        spec,
        renderer=desk.renderer,
        bounds=desk.bounds,
        known=rendered.nothing_known if anew else partial(_seen_before, desk),
    )


def kept(desk: Desk, files: Files, spec: SlotSpec) -> dict[str, CreativeFacts]:
    """The facts; what a browser showed is kept with its picture, so that it is not asked twice."""
    looked = looked_at(desk, files, spec)
    for size, one in looked.fresh.items():
        if desk.renderer is not None and isinstance(one.rendering, Rendering):
            desk.store.put(one.picture)
            with desk.database.write() as session:
                renderings.keep(
                    session,
                    sha256=size.sha256,
                    width=size.width,
                    height=size.height,
                    renderer=desk.renderer.version,
                    rendering=one.rendering,
                    picture_bytes=len(one.picture),
                    now=clock.now(),
                )
    return looked.files


def _seen_before(desk: Desk, size: Size) -> Rendering | None:
    if desk.renderer is None:
        return None
    with desk.database.read() as session:
        return rendering_of(
            session,
            size.sha256,
            width=size.width,
            height=size.height,
            renderer=desk.renderer.version,
        )


def measured(desk: Desk, name: str, content: bytes, declared: str | None = None) -> CreativeFacts:
    """One file's facts, within the bounds of inspection."""
    return inspect(content, name=name, declared=declared, bounds=desk.bounds)
