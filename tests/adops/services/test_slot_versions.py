"""A new version of a slot's item: who no longer fits, listed first; then the version, their reviews
anew, approvals void (rules.md §8)."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from adops.domain.finding import Verdict
from adops.domain.period import at
from adops.domain.slot import Item, PartSpec
from adops.domain.states import ApprovalState, CreativeState
from adops.domain.today import Step
from adops.errors import AdopsError, ForbiddenError, RuleError
from adops.models import Act, SlotVersion
from adops.queries.creative_gaps import creative_gaps
from adops.queries.slot_versions import slot_by_id
from adops.services import slot_versions
from adops.services.slot_versions import Change, Entry
from tests.adops.services.desk import DAY, LIMIT, MONDAY, SUNDAY, Desk, desk

__all__ = ["desk"]
THURSDAY = MONDAY + 3 * DAY
ITEM = Item((PartSpec("main", 950, 90, LIMIT),), ("jpg", "png", "gif", "webp"), max_seconds=15)
SMALLER = replace(ITEM, parts=(PartSpec("main", 950, 90, LIMIT - 1024),))
OTHER_SIZE = replace(ITEM, parts=(PartSpec("main", 1000, 90, LIMIT),))


def look(desk: Desk, entry: Entry, by: str = "console", **given: Any) -> Change:
    with desk.db.read() as session:
        return slot_versions.look(
            session,
            slot_id=desk.slot_id,
            entry=entry,
            files=given.get("files", desk.facts),
            by=desk.people[by],
            now=desk.now,
            book=desk.book,
        )


def add(desk: Desk, entry: Entry, *seen: int, by: str = "console") -> Change:
    with desk.db.write() as session:
        return slot_versions.add(
            session,
            slot_id=desk.slot_id,
            entry=entry,
            seen=seen,
            files=desk.facts,
            by=desk.people[by],
            now=desk.now,
            book=desk.book,
        )


def unfit(change: Change) -> dict[int, list[str]]:
    return {one.creative_id: [told.code for told in one.findings] for one in change.unfit}


def versions(desk: Desk) -> list[tuple[int, date | None, int]]:
    with desk.db.read() as session:
        found = slot_by_id(session, desk.slot_id).versions
        return [(one.number, one.valid_from, one.limit_bytes) for one in found]


def gaps(desk: Desk) -> list[tuple[date, Step, int | None]]:
    """What Today asks of the seller's AE: from which day on, how far it is, with which creative."""
    with desk.db.read() as session:
        found = creative_gaps(session, by=desk.people["ae"], now=desk.now)
    assert all(one.new_item for one in found)
    return [(one.first, one.step, one.creative_id) for one in found]


CHANGES = {
    "a smaller limit": (SMALLER, ["size.over_limit"]),
    "another size": (OTHER_SIZE, ["size.wrong"]),
    "no jpg any more": (replace(ITEM, formats=("png",)), ["format.not_allowed"]),
    "shorter words": (replace(ITEM, text_limit=3), ["text.too_long"]),
    "a wider limit": (replace(ITEM, parts=(PartSpec("main", 950, 90, 99_999),)), []),
    "one more format": (replace(ITEM, formats=(*ITEM.formats, "mp4")), []),
}


@pytest.mark.parametrize(("item", "codes"), CHANGES.values(), ids=CHANGES.keys())
def test_who_would_no_longer_fit(desk: Desk, item: Item, codes: list[str]) -> None:
    creative = desk.confirm(desk.submit(LIMIT))
    found = unfit(look(desk, Entry(item, THURSDAY)))
    assert found == ({creative: codes} if codes else {})
    assert versions(desk) == [(1, None, LIMIT)], "looking writes nothing"


def test_only_those_shown_in_its_days_are_listed(desk: Desk) -> None:
    gone = desk.confirm(desk.submit(LIMIT - 1))
    running = desk.confirm(desk.submit(LIMIT - 2))
    beside = desk.confirm(desk.submit(LIMIT - 3, rotates=True))
    until = desk.confirm(desk.submit(LIMIT - 4, go_live=THURSDAY))
    waits = desk.submit(LIMIT - 5)
    desk.reject(desk.submit(LIMIT - 6))
    assert desk.states(gone) == [CreativeState.REPLACED]
    assert set(unfit(look(desk, Entry(OTHER_SIZE, MONDAY)))) == {running, beside, until, waits}
    assert set(unfit(look(desk, Entry(OTHER_SIZE, THURSDAY)))) == {until, waits}
    assert unfit(look(desk, Entry(OTHER_SIZE, SUNDAY + DAY))) == {}


def test_a_version_counts_until_the_next_one(desk: Desk) -> None:
    creative = desk.confirm(desk.submit(LIMIT, go_live=THURSDAY))
    add(desk, Entry(OTHER_SIZE, THURSDAY), creative)
    assert unfit(look(desk, Entry(SMALLER, MONDAY))) == {}
    assert versions(desk) == [(1, None, LIMIT), (2, THURSDAY, LIMIT)]
    add(desk, Entry(SMALLER, MONDAY))
    assert [number for number, *_ in versions(desk)] == [1, 3, 2], "in order of their first day"
    again = add(desk, Entry(ITEM, THURSDAY))
    assert again.before.number == 2
    assert [number for number, *_ in versions(desk)] == [1, 3, 2, 4]


@pytest.mark.parametrize(
    ("entry", "code"),
    [
        pytest.param(Entry(SMALLER, date(2026, 11, 20)), "slot.version_past", id="running day"),
        pytest.param(Entry(SMALLER, date(2020, 1, 1)), "slot.version_past", id="long ago"),
        pytest.param(Entry(ITEM, MONDAY), "slot.version_unchanged", id="nothing changes"),
        pytest.param(
            Entry(replace(ITEM, parts=(PartSpec("left", 950, 90, 1),)), MONDAY),
            "slot.parts",
            id="another part",
        ),
        pytest.param(Entry(replace(ITEM, formats=()), MONDAY), "field.invalid", id="no format"),
        pytest.param(Entry(replace(ITEM, formats=("swf",)), MONDAY), "field.invalid", id="Flash"),
        pytest.param(Entry(replace(ITEM, max_loops=0), MONDAY), "field.invalid", id="0 loops"),
        pytest.param(
            Entry(replace(ITEM, parts=(PartSpec("main", 0, 90, 1),)), MONDAY),
            "field.invalid",
            id="no width",
        ),
    ],
)
def test_what_is_refused(desk: Desk, entry: Entry, code: str) -> None:
    for act in (look, add):
        with pytest.raises(AdopsError) as error:
            act(desk, entry)
        assert error.value.code == code
    assert versions(desk) == [(1, None, LIMIT)]


@pytest.mark.parametrize("person", ["sales", "ae", "other_ae", "hq_ae", "finance"])
def test_only_an_admin_or_who_places_enters_one(desk: Desk, person: str) -> None:
    """The slot is the head office's; its station's AE would be one of hq."""
    for act in (look, add):
        with pytest.raises(ForbiddenError):
            act(desk, Entry(SMALLER, MONDAY), by=person)


def test_it_is_written_only_once_the_list_was_seen(desk: Desk) -> None:
    creative = desk.confirm(desk.submit(LIMIT))
    entry = Entry(SMALLER, THURSDAY)
    for seen in ((), (creative, creative + 1)):
        with pytest.raises(RuleError) as error:
            add(desk, entry, *seen)
        assert error.value.code == "slot.creatives_unfit"
        assert error.value.facts == {"count": 1, "creatives": [creative]}
    newer = desk.submit(LIMIT - 1)
    with pytest.raises(RuleError, match=r"slot\.creatives_unfit"):
        add(desk, entry, creative)  # one more came in between
    add(desk, entry, creative, newer)
    with desk.db.read() as session:
        told = session.exec(select(Act).where(Act.verb == "slot.version")).one()
        row = session.exec(select(SlotVersion).where(SlotVersion.number == 2)).one()
    assert (told.before["number"], told.after["number"]) == (1, 2)
    assert told.after["unfit"] == [creative, newer]
    assert (row.valid_from, row.limit_bytes, row.parts[0]["limit_bytes"]) == (
        THURSDAY, LIMIT - 1024, LIMIT - 1024
    )  # fmt: skip


def test_reviews_are_kept_anew(desk: Desk) -> None:
    across = desk.confirm(desk.submit(LIMIT))
    ahead = desk.confirm(desk.submit(LIMIT - 1, go_live=THURSDAY, rotates=True))
    add(desk, Entry(OTHER_SIZE, THURSDAY), across, ahead)
    one, two = desk.creative(across), desk.creative(ahead)
    assert [(told["code"], told["measured"]) for told in one.findings] == [
        ("version.not_covered", "2026-11-26")
    ]
    assert (one.verdict, one.item[-2:]) == (Verdict.WARN, "#1")
    assert [told["code"] for told in two.findings] == ["size.wrong"]
    assert (two.verdict, two.state, two.item[-2:]) == (
        Verdict.REJECT,
        CreativeState.CONFIRMED,
        "#2",
    )


def test_a_booking_across_two_versions_needs_a_creative_for_each(desk: Desk) -> None:
    add(desk, Entry(OTHER_SIZE, THURSDAY))
    first = desk.submit(LIMIT)
    assert [one["code"] for one in desk.creative(first).findings] == ["version.not_covered"]
    assert desk.states(desk.confirm(first)) == [CreativeState.CONFIRMED]
    second = desk.submit(LIMIT - 1, go_live=THURSDAY, width=1000)
    assert desk.creative(second).findings == []
    desk.confirm(second)
    assert desk.shown(THURSDAY) == [second]
    wrong = desk.submit(LIMIT - 2, go_live=THURSDAY)
    assert [one["code"] for one in desk.creative(wrong).findings] == ["size.wrong"]


def test_today_asks_for_a_creative_for_a_version_to_come(desk: Desk) -> None:
    first = desk.confirm(desk.submit(LIMIT))
    assert gaps(desk) == []
    add(desk, Entry(OTHER_SIZE, THURSDAY), first)
    assert gaps(desk) == [(THURSDAY, Step.NOTHING, None)]
    wrong = desk.submit(LIMIT - 2, go_live=THURSDAY)
    assert gaps(desk) == [(THURSDAY, Step.REFUSED, wrong)]
    second = desk.submit(LIMIT - 1, go_live=THURSDAY, width=1000)
    assert gaps(desk) == [(THURSDAY, Step.READY, second)]
    desk.confirm(second)
    assert gaps(desk) == []


def test_today_asks_for_one_where_the_coming_one_no_longer_fits(desk: Desk) -> None:
    across = desk.confirm(desk.submit(LIMIT))
    ahead = desk.confirm(desk.submit(LIMIT - 1, go_live=THURSDAY, rotates=True))
    add(desk, Entry(OTHER_SIZE, THURSDAY), across, ahead)
    assert gaps(desk) == [(THURSDAY, Step.NOTHING, None)]


def test_what_fits_both_covers_its_booking(desk: Desk) -> None:
    add(desk, Entry(SMALLER, THURSDAY))
    assert desk.creative(desk.submit(LIMIT - 1024)).findings == []
    assert [one["code"] for one in desk.creative(desk.submit(LIMIT)).findings] == [
        "version.not_covered"
    ]


def test_an_approval_that_clears_nothing_any_more_is_void(desk: Desk) -> None:
    creative, number = desk.approved()
    desk.confirm(creative)
    add(desk, Entry(SMALLER, MONDAY), creative)
    assert desk.state(number) is ApprovalState.VOID


def test_an_approval_lasts_until_the_day_of_the_version(desk: Desk) -> None:
    creative, number = desk.approved()
    desk.confirm(creative)
    add(desk, Entry(SMALLER, THURSDAY), creative)
    assert desk.state(number) is ApprovalState.APPROVED
    desk.now = at(THURSDAY, 9)
    desk.lapse()
    assert desk.state(number) is ApprovalState.VOID


def test_a_file_that_could_not_be_looked_at_is_listed(desk: Desk) -> None:
    creative = desk.confirm(desk.submit(LIMIT))
    assert unfit(look(desk, Entry(SMALLER, MONDAY), files={})) == {creative: ["check.not_done"]}
