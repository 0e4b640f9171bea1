"""Slots of a station → pages to open; pure (checks.md, Plan)."""

from collections.abc import Iterable, Sequence

from adops.domain.facts import ExpectedCreative, SlotOnPage
from adops.domain.form import Behaviour, Form
from adops.domain.page_steps import PageStep
from adops.domain.slot import Device
from checks.probe import PageProbe, SlotProbe

LOADS_A_ROTATION = 4
HTML5, TEXT = "html5", "text"


def is_by_hand(slot: SlotOnPage) -> bool:
    """A slot without a page or in an app is looked at by a person (rules.md §9)."""
    return slot.device is Device.APP or not slot.page_url


def plan(
    slots: Iterable[SlotOnPage], *, max_loads: int, forms: Sequence[Form] = ()
) -> tuple[PageProbe, ...]:
    """One probe for each page and device, in the order of the pages' first slots.

    A slot without a booking is looked at too. `max_loads` is raised to 4 × rotations, or 4 × the
    versions that turn where those are more; a form with a frequency cap is judged in the first
    load.
    """
    known = {form.name: form for form in forms}
    pages: dict[tuple[int, str, Device], list[SlotProbe]] = {}
    steps: dict[int, tuple[PageStep, ...]] = {}
    for slot in slots:
        if not is_by_hand(slot):
            key = (slot.page_id, slot.page_url, slot.device)
            pages.setdefault(key, []).append(_probe(slot, max_loads, known.get(slot.form)))
            steps[slot.page_id] = slot.steps
    return tuple(PageProbe(*key, tuple(probes), steps[key[0]]) for key, probes in pages.items())


def _probe(slot: SlotOnPage, max_loads: int, form: Form | None) -> SlotProbe:
    capped = form is not None and form.cap is not None
    versions = sum(max(1, len(one.in_turn)) for one in slot.bookings)
    in_turn = any(one.in_turn for one in slot.bookings)
    rotates = slot.rotations > 1 and (slot.bookings or slot.ended)
    turns = (rotates or in_turn) and not capped
    most = max(slot.rotations, versions)
    expected = [one for booking in slot.bookings for one in booking.creatives]
    return SlotProbe(
        slot_id=slot.slot_id,
        code=slot.code,
        selector=slot.selector,
        expected=bool(slot.bookings),
        wait_seconds=slot.wait_seconds,
        loads=max(max_loads, LOADS_A_ROTATION * most) if turns else 1,
        click_by_script=slot.click_by_script,
        pieces=max(1, len(form.together)) if form else 1,
        needs_close=slot.needs_close and bool(slot.bookings),
        packaged=_has_package((*expected, *slot.ended)),
        package_due=_has_package(expected),
        passing=capped,
        width=slot.width or 0,
        height=slot.height or 0,
        is_text=_is_text(expected),
        is_ground=form is not None and form.behaviour is Behaviour.BACKGROUND,
        turns=form is not None and form.turns,
    )


def _has_package(creatives: Iterable[ExpectedCreative]) -> bool:
    return any(part.format == HTML5 for one in creatives for part in one.parts)


def _is_text(creatives: Iterable[ExpectedCreative]) -> bool:
    formats = {part.format for one in creatives for part in one.parts}
    return formats == {TEXT}
