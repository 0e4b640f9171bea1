"""A slot's life: tested, live, retired (rules.md §0, §8)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from adops.domain.creative import CreativeFacts
from adops.domain.facts import Look
from adops.domain.people import Actor
from adops.domain.period import ad_day_of
from adops.domain.rulebook import RuleBook
from adops.domain.slot import Device, SlotSpec, SlotState
from adops.domain.states import TrialState
from adops.errors import InputError, MissingError, RuleError
from adops.models import Page, Slot, SlotTrial
from adops.queries.bookings import spec_by, version_on, versions_of
from adops.queries.slot_trials import holders, trial_by_id, tried, waiting_trials
from adops.rules.permission import Thing, require
from adops.rules.review import review
from adops.rules.slot_life import outcome, require_fit, require_free, require_passed
from adops.rules.transitions import SLOT, move
from adops.services import acts
from adops.services.creatives import media_type
from adops.services.gone_slots import end_of_retired
from adops.services.stored import keep_stored


@dataclass(frozen=True)
class TrialCreative:
    """What a test render is to show: files by part as measured, stored already; link and words."""

    files: Mapping[str, CreativeFacts]
    click_url: str = ""
    copy: str = ""


def ask_trial(
    session: Session,
    *,
    slot_id: int,
    creative: TrialCreative,
    by: Actor,
    now: datetime,
    book: RuleBook,
) -> SlotTrial:
    """Asks for a test render of a slot; a draft is then testing. A live one may be tried again.

    Raises ForbiddenError, RuleError `slot.wrong_state`, `slot.by_hand` (no page to open),
    `slot.trial_waits`, `slot.trial_unfit` with the findings, InputError `part.unknown`.
    """
    slot = require_trial(session, slot_id=slot_id, creative=creative, by=by, now=now, book=book)
    before = slot.state
    if slot.state is SlotState.DRAFT:
        slot.state = move("slot", SLOT, slot.state, "test")
    trial = SlotTrial(
        slot_id=slot_id,
        item=spec_now(session, slot, now).item,
        page_id=slot.page_id,
        selector=slot.selector,
        files=[_row(part, facts) for part, facts in creative.files.items()],
        click_url=creative.click_url.strip(),
        copy_text=creative.copy.strip(),
        asked_by=by.staff_no,
        asked_at=now,
    )
    for facts in creative.files.values():
        keep_stored(session, facts.sha256, facts.size, media_type(facts), now)
    session.add_all([slot, trial])
    session.flush()
    told = {"trial": trial.id, "files": [one["sha256"] for one in trial.files]}
    _log(session, slot, "slot.test", by, now, before=before, **told)
    return trial


def require_trial(
    session: Session,
    *,
    slot_id: int,
    creative: TrialCreative,
    by: Actor,
    now: datetime,
    book: RuleBook,
) -> Slot:
    """Raises what `ask_trial` raises."""
    slot = slot_to_write(session, slot_id, by)
    if slot.state is SlotState.RETIRED:
        raise RuleError("slot.wrong_state", state=slot.state.value, act="test")
    page = session.get_one(Page, slot.page_id)
    if page.device is Device.APP or not page.url:
        raise RuleError("slot.by_hand", slot=slot.code)
    if any(trial_by_id(session, one).slot_id == slot_id for one in waiting_trials(session)):
        raise RuleError("slot.trial_waits", slot=slot.code)
    spec = spec_now(session, slot, now)
    parts = [part.part for part in spec.parts]
    for part in creative.files:
        if part not in parts:
            raise InputError("part.unknown", part=part, parts=parts)
    require_fit(review(creative.files, spec, copy=creative.copy, terms=book.review))
    return slot


def note_trial(
    session: Session,
    *,
    trial_id: int,
    look: Look | None,
    trouble: str = "",
    picture: str | None = None,
    files: Mapping[str, tuple[int, str]],
    by: Actor,
    now: datetime,
) -> SlotTrial | None:
    """What came of it; `look` None where nothing could be looked at, which passes nothing. None
    when it was noted before. `files` are stored already: SHA-256 → (bytes, type)."""
    trial = session.get_one(SlotTrial, trial_id, with_for_update=True, populate_existing=True)
    if trial.state is not TrialState.ASKED:
        return None
    trial.state = outcome(look.result) if look else TrialState.FAILED
    trial.done_at, trial.trouble, trial.picture = now, trouble[:300], picture
    if look is not None:
        trial.result, trial.page_picture = look.result, look.page_picture
        trial.findings = [one.as_data() for one in look.findings]
    for sha256, (size, kind) in sorted(files.items()):
        keep_stored(session, sha256, size, kind, now)
    slot = session.get_one(Slot, trial.slot_id)
    if trial.state is TrialState.PASSED:
        slot.tested_at = now
    session.add_all([trial, slot])
    session.flush()
    told = {"trial": trial_id, "outcome": trial.state.value, "picture": picture}
    _log(session, slot, "slot.tested", by, now, before=slot.state, **told)
    return trial


def go_live(session: Session, *, slot_id: int, by: Actor, now: datetime) -> Slot:
    """testing → live, once its last test render passed for the slot as it is.

    Raises ForbiddenError, RuleError `slot.wrong_state`, `slot.untested`, `slot.trial_failed`,
    `slot.trial_stale`.
    """
    slot = slot_to_write(session, slot_id, by)
    after = move("slot", SLOT, slot.state, "go_live")
    item = spec_now(session, slot, now).item
    require_passed(tried(session, slot_id), item=item, page_id=slot.page_id, selector=slot.selector)
    return _moved(session, slot, after, "slot.go_live", by, now)


def back_to_draft(session: Session, *, slot_id: int, by: Actor, now: datetime) -> Slot:
    """testing → draft. Raises ForbiddenError, RuleError `slot.wrong_state`."""
    slot = slot_to_write(session, slot_id, by)
    return _moved(session, slot, move("slot", SLOT, slot.state, "back"), "slot.back", by, now)


def retire(session: Session, *, slot_id: int, why: str, by: Actor, now: datetime) -> Slot:
    """Takes no bookings any more and keeps its history; its anomalies are over.

    Raises ForbiddenError, InputError `reason.missing`, RuleError `slot.wrong_state`, `slot.booked`
    naming what runs or comes.
    """
    if not why.strip():
        raise InputError("reason.missing", act="slot.retire")
    slot = slot_to_write(session, slot_id, by)
    after = move("slot", SLOT, slot.state, "retire")
    require_free(holders(session, slot_id, since=ad_day_of(now)))
    _moved(session, slot, after, "slot.retire", by, now, why=why.strip())
    end_of_retired(session, slot, by=by, now=now)
    return slot


def spec_now(session: Session, slot: Slot, now: datetime) -> SlotSpec:
    """The rate-card item of the running ad day. Raises RuleError `slot.no_version`."""
    on = ad_day_of(now)
    version = version_on(versions_of(session, slot.id or 0), on)
    if version is None:
        raise RuleError("slot.no_version", slot=slot.code, on=on.isoformat())
    return spec_by(slot, version)


def slot_and_page(session: Session, slot_id: int) -> tuple[Slot, Page]:
    """Raises MissingError `slot.unknown`."""
    slot = session.get(Slot, slot_id)
    if slot is None:
        raise MissingError("slot.unknown", slot=slot_id)
    return slot, session.get_one(Page, slot.page_id)


def mark_click(
    session: Session, *, slot_id: int, by_script: bool, by: Actor, now: datetime
) -> Slot:
    """Says whether a click in the slot works by script only: a check then reads where it leads from
    a real click (checks.md, Same link?). Raises ForbiddenError, RuleError `slot.wrong_state`."""
    slot = slot_to_write(session, slot_id, by)
    if slot.state is SlotState.RETIRED:
        raise RuleError("slot.wrong_state", state=slot.state.value, act="click")
    if slot.click_by_script is not by_script:
        slot.click_by_script = by_script
        session.add(slot)
        session.flush()
        _log(session, slot, "slot.click", by, now, before=slot.state, by_script=by_script)
    return slot


def slot_to_write(session: Session, slot_id: int, by: Actor) -> Slot:
    """Held for the act. Raises MissingError `slot.unknown`, ForbiddenError."""
    slot = session.get(Slot, slot_id, with_for_update=True)
    if slot is None:
        raise MissingError("slot.unknown", slot=slot_id)
    require(by, "slot.write", Thing(station_placed=slot.station))
    return slot


def _moved(
    session: Session,
    slot: Slot,
    after: SlotState,
    verb: str,
    by: Actor,
    now: datetime,
    **told: Any,
) -> Slot:
    before, slot.state = slot.state, after
    session.add(slot)
    session.flush()
    _log(session, slot, verb, by, now, before=before, **told)
    return slot


def _row(part: str, facts: CreativeFacts) -> dict[str, Any]:
    return {
        "part": part,
        "name": facts.name,
        "sha256": facts.sha256,
        "format": facts.format,
        "width": facts.width,
        "height": facts.height,
    }


def _log(
    session: Session,
    slot: Slot,
    verb: str,
    by: Actor,
    now: datetime,
    *,
    before: SlotState,
    **told: Any,
) -> None:
    acts.log(
        session,
        by=by,
        now=now,
        verb=verb,
        thing=f"slot:{slot.id}",
        station=slot.station,
        before={"state": before.value},
        after={"state": slot.state.value, "slot": slot.code, **told},
    )
