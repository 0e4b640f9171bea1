"""What comes first today, and how near it is."""

from datetime import date, datetime, timedelta

import pytest

from adops.catalog.book import load_book
from adops.domain.booking import Route
from adops.domain.period import at
from adops.domain.rulebook import RuleBook
from adops.domain.today import CreativeGap, Due, DueKind, Step, Urgency
from adops.rules.today import closing_today, creative_due, in_order, near, urgency
from adops.settings import Settings

FRIDAY = date(2026, 11, 20)
NOW = at(FRIDAY, 8, 50)


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load_book(Settings().config_dir)


def gap(first: date, **given: object) -> CreativeGap:
    values: dict[str, object] = {
        "booking_id": 7,
        "contract_no": "RLZ12345",
        "contract_name": "财富公馆",
        "slot_name": "通栏",
        "first": first,
        "last": first + timedelta(days=9),
        "route": Route.HQ,
        "taken_over": False,
    }
    return CreativeGap(**(values | given))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "due", "binding", "url"),
    [
        pytest.param({}, at(FRIDAY, 15), True, "/creatives/new?booking=7", id="saturday-by-hq"),
        pytest.param(
            {"route": Route.LOCAL}, at(FRIDAY, 15), False, "/creatives/new?booking=7", id="advice"
        ),
        pytest.param({"taken_over": True}, None, True, "/creatives/new?booking=7", id="taken-over"),
        pytest.param(
            {"step": Step.READY, "creative_id": 3}, at(FRIDAY, 15), True, "/creatives/3", id="ready"
        ),
        pytest.param(
            {"step": Step.REFUSED, "creative_id": 3},
            at(FRIDAY, 15),
            True,
            "/creatives/new?booking=7",
            id="refused-anew",
        ),
        pytest.param(
            {"step": Step.REFUSED, "creative_id": 3, "submits": False},
            at(FRIDAY, 15),
            True,
            "/creatives/3",
            id="refused-anew-by-others",
        ),
    ],
)
def test_a_missing_creative_is_due_at_its_deadline(
    book: RuleBook, given: dict[str, object], due: datetime | None, binding: bool, url: str
) -> None:
    found = creative_due(gap(date(2026, 11, 21), **given), now=NOW, book=book)
    assert (found.at, found.binding, found.url) == (due, binding, url)


@pytest.mark.parametrize(
    ("given", "when", "late"),
    [
        pytest.param({}, at(FRIDAY, 15), False, id="at-15"),
        pytest.param({}, at(FRIDAY, 15, 1), True, id="after-15"),
        pytest.param({"route": Route.LOCAL}, at(FRIDAY, 16), False, id="advice"),
        pytest.param({"taken_over": True}, at(FRIDAY, 16), False, id="taken-over"),
    ],
)
def test_late_is_what_binds_and_is_past(
    book: RuleBook, given: dict[str, object], when: datetime, late: bool
) -> None:
    found = creative_due(gap(date(2026, 11, 21), **given), now=when, book=book)
    assert found.facts["late"] is late


def test_a_running_booking_is_due_for_the_running_ad_day(book: RuleBook) -> None:
    found = creative_due(gap(date(2026, 11, 16)), now=at(FRIDAY, 10), book=book)
    assert found.facts["go_live"] == FRIDAY
    assert found.at == at(date(2026, 11, 19), 15)


@pytest.mark.parametrize(
    ("hour", "minute", "how"),
    [
        pytest.param(15, 0, Urgency.TODAY, id="hours-ahead"),
        pytest.param(11, 50, Urgency.HOURS, id="three-hours"),
        pytest.param(8, 50, Urgency.HOURS, id="this-second"),
        pytest.param(8, 49, Urgency.PAST, id="past"),
    ],
)
def test_how_near_a_deadline_is(hour: int, minute: int, how: Urgency) -> None:
    assert urgency(at(FRIDAY, hour, minute), now=NOW) is how


def test_deadlines_of_other_days_and_none() -> None:
    assert urgency(at(date(2026, 11, 23), 9), now=NOW) is Urgency.LATER
    assert urgency(None, now=NOW) is Urgency.NONE


def test_the_order_is_the_deadline_then_what_binds_then_the_day() -> None:
    def one(name: str, when: datetime | None, binding: bool = True, day: date = FRIDAY) -> Due:
        return Due(DueKind.CREATIVE, name, when, binding, {"go_live": day})

    late, soon = at(FRIDAY, 15), at(FRIDAY, 10)
    items = [
        one("none", None),
        one("advice", late, binding=False),
        one("later day", late, day=date(2026, 11, 23)),
        one("binds", late),
        one("first", soon),
    ]
    assert [due.url for due in in_order(items)] == [
        "first",
        "binds",
        "later day",
        "advice",
        "none",
    ]


def test_what_is_far_is_not_shown_yet() -> None:
    far = Due(DueKind.CREATIVE, "/", NOW + timedelta(days=4, seconds=1))
    edge = Due(DueKind.CREATIVE, "/", NOW + timedelta(days=4))
    assert near([far, edge], now=NOW) == (edge,)


@pytest.mark.parametrize(
    ("day", "closes"),
    [
        pytest.param(FRIDAY, [21, 22, 23], id="friday-for-the-weekend-and-monday"),
        pytest.param(date(2026, 11, 21), [], id="saturday-nothing"),
        pytest.param(date(2026, 11, 18), [19], id="wednesday"),
    ],
)
def test_which_days_close_today(book: RuleBook, day: date, closes: list[int]) -> None:
    found = closing_today(at(day, 9), book=book)
    assert [one.day for one in (found[1] if found else ())] == closes
    assert found is None or found[0] == at(day, 15)
