"""A test render of a slot in a real browser, and the slot's life around it (rules.md §8)."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from adops.catalog.book import load_book
from adops.catalog.review import load_bounds
from adops.clock import clock
from adops.domain.creative import CreativeFacts
from adops.domain.people import CONSOLE, Actor, Role
from adops.domain.rulebook import RuleBook
from adops.domain.slot import Device, SlotState
from adops.domain.states import LookResult, TrialState
from adops.errors import AdopsError, ForbiddenError, RuleError
from adops.inspect.creative import inspect
from adops.models import Slot, SlotTrial, SlotVersion
from adops.queries.slot_trials import trials_of, waiting_trials
from adops.services import slot_life
from adops.services.slot_life import TrialCreative
from checks.trial import carry_out_trial
from checks.work import House
from tests.checks.town import BLUE, RED, SIZE, Town, at_slot, img
from tests.conftest import FRIDAY
from tests.factories import Factory, actor_for
from tests.site import ads
from tests.site.server import Answer, Site

DRAFT = SlotState.DRAFT


class Bench:
    """One slot that is not live, on a page, and what is done with it."""

    def __init__(self, town: Town, house: House) -> None:
        self.town, self.house = town, house
        self.book: RuleBook = load_book(house.settings.config_dir)
        self.bounds = load_bounds(house.settings.config_dir)

    def shows(self, body: str, **given: Any) -> Slot:
        self.town.page(body)
        self.slot = self.town.slot(**({"state": DRAFT} | given))
        return self.slot

    def facts(self, content: bytes) -> CreativeFacts:
        self.house.store.put(content)
        return inspect(content, name="test.png", declared=None, bounds=self.bounds)

    def ask(self, content: bytes = BLUE, by: Actor = CONSOLE, **given: Any) -> int:
        creative = TrialCreative({"main": self.facts(content)}, **given)
        with self.house.database.write() as session:
            trial = slot_life.ask_trial(
                session,
                slot_id=self.slot.id or 0,
                creative=creative,
                by=by,
                now=self.house.now(),
                book=self.book,
            )
            return trial.id or 0

    def tried(self, content: bytes = BLUE, **given: Any) -> SlotTrial:
        done = carry_out_trial(self.house, self.ask(content, **given), by=CONSOLE)
        assert done is not None
        return done

    def act(self, name: str, **given: Any) -> SlotState:
        with self.house.database.write() as session:
            made: Slot = getattr(slot_life, name)(
                session, slot_id=self.slot.id, by=CONSOLE, now=self.house.now(), **given
            )
            return made.state

    def refused(self, name: str, **given: Any) -> AdopsError:
        with pytest.raises(AdopsError) as error:
            self.act(name, **given)
        return error.value

    @property
    def state(self) -> SlotState:
        with self.house.database.read() as session:
            return session.get_one(Slot, self.slot.id).state


@pytest.fixture
def bench(house: House, site: Site, factory: Factory) -> Bench:
    site.file("/blue.png", BLUE)
    site.file("/red.png", RED)
    return Bench(Town(house, site, factory), house)


def test_from_draft_to_live(bench: Bench) -> None:
    bench.shows(at_slot(img("/blue.png")))
    assert bench.refused("go_live").code == "slot.wrong_state"
    trial = bench.tried()
    assert (trial.state, trial.result, bench.state) == (
        TrialState.PASSED,
        LookResult.OK,
        SlotState.TESTING,
    )
    cut = bench.house.store.get(trial.picture or "")
    assert cut.startswith(b"\x89PNG")
    assert bench.act("go_live") is SlotState.LIVE
    with bench.house.database.read() as session:
        assert session.get_one(Slot, bench.slot.id).tested_at is not None


SHOWN = {
    "another ad": (at_slot(img("/red.png")), LookResult.WRONG_CREATIVE),
    "nothing": (at_slot(""), LookResult.EMPTY),
    "no such place": ("<p>改版了</p>", LookResult.MISSING),
    "half its size": (
        '<div id="ad" style="width:300px"><a href="/landing">'
        '<img src="/blue.png" width="150" height="50"></a></div>',
        LookResult.WRONG_SIZE,
    ),
}


@pytest.mark.parametrize("name", SHOWN)
def test_what_does_not_show_it_right_does_not_go_live(bench: Bench, name: str) -> None:
    body, result = SHOWN[name]
    bench.shows(body)
    trial = bench.tried()
    assert (trial.state, trial.result) == (TrialState.FAILED, result)
    assert bench.refused("go_live").code == "slot.trial_failed"
    assert bench.state is SlotState.TESTING


def test_where_it_leads_is_no_matter_of_a_test_render(bench: Bench) -> None:
    bench.shows(at_slot(img("/blue.png", link="/elsewhere")))
    assert bench.tried(click_url=bench.town.site.url("/landing")).state is TrialState.PASSED


def test_a_page_that_does_not_open_passes_nothing(bench: Bench) -> None:
    bench.shows(at_slot(img("/blue.png")))
    bench.town.site.routes["/page"] = Answer(b"broken", "text/plain", 503)
    trial = bench.tried()
    assert (trial.state, trial.result) == (TrialState.FAILED, LookResult.UNREACHABLE)


def test_only_a_test_render_of_the_slot_as_it_is_counts(bench: Bench) -> None:
    bench.shows(at_slot(img("/blue.png")))
    number = bench.ask()
    assert bench.refused("go_live").code == "slot.untested"  # it waits
    carry_out_trial(bench.house, number, by=CONSOLE)
    with bench.house.database.write() as session:
        slot = session.get_one(Slot, bench.slot.id)
        slot.selector = "#other"
        session.add(slot)
    assert bench.refused("go_live").code == "slot.trial_stale"


def test_a_new_item_wants_a_new_test_render(bench: Bench) -> None:
    bench.shows(at_slot(img("/blue.png")))
    bench.tried()
    with bench.house.database.write() as session:
        first = session.get_one(SlotVersion, 1)
        session.add(
            SlotVersion(
                **first.model_dump(exclude={"id", "number", "valid_from"}),
                number=2,
                valid_from=FRIDAY + timedelta(days=1),
            )
        )
    clock.move_to(bench.house.now() + timedelta(days=1))
    assert bench.refused("go_live").code == "slot.trial_stale"


UNFIT = {
    "another size": (ads.png((400, 100)), "slot.trial_unfit"),
    "no picture": (b"%PDF-1.7 words", "slot.trial_unfit"),
}


@pytest.mark.parametrize("name", UNFIT)
def test_a_test_creative_must_fit(bench: Bench, name: str) -> None:
    content, code = UNFIT[name]
    bench.shows(at_slot(img("/blue.png")))
    with pytest.raises(RuleError) as error:
        bench.ask(content)
    assert error.value.code == code and error.value.findings
    assert bench.state is SlotState.DRAFT


def test_one_at_a_time_and_each_once(bench: Bench) -> None:
    bench.shows(at_slot(img("/blue.png")))
    number = bench.ask()
    with pytest.raises(RuleError, match=r"slot\.trial_waits"):
        bench.ask()
    with bench.house.database.read() as session:
        assert waiting_trials(session) == [number]
    assert carry_out_trial(bench.house, number, by=CONSOLE) is not None
    assert carry_out_trial(bench.house, number, by=CONSOLE) is None
    with bench.house.database.read() as session:
        assert (waiting_trials(session), len(trials_of(session, bench.slot.id or 0))) == ([], 1)


@pytest.mark.parametrize(
    ("page", "code"),
    [
        pytest.param({"device": Device.APP}, "slot.by_hand", id="an app has no page"),
    ],
)
def test_what_has_no_page_is_not_rendered(bench: Bench, page: dict[str, Any], code: str) -> None:
    bench.town.page(at_slot(""), **page)
    bench.slot = bench.town.slot(state=DRAFT)
    with pytest.raises(RuleError) as error:
        bench.ask()
    assert error.value.code == code


def test_a_booked_slot_is_not_retired(bench: Bench) -> None:
    slot = bench.shows(at_slot(img("/blue.png")), state=SlotState.LIVE)
    bench.town.booking(slot, BLUE, first=date(2026, 12, 1), last=date(2026, 12, 2))
    refused = bench.refused("retire", why="改版")
    assert refused.code == "slot.booked"
    assert "12-01 至 12-02" in refused.facts["bookings"][0]
    assert bench.refused("retire", why=" ").code == "reason.missing"


def test_a_retired_slot_stays_so(bench: Bench) -> None:
    bench.shows(at_slot(img("/blue.png")))
    assert bench.act("retire", why="不用了") is SlotState.RETIRED
    for name, given in (("go_live", {}), ("back_to_draft", {}), ("retire", {"why": "再停"})):
        assert bench.refused(name, **given).code == "slot.wrong_state"
    with pytest.raises(RuleError, match=r"slot\.wrong_state"):
        bench.ask()


def test_back_to_draft_and_only_by_who_places(bench: Bench, factory: Factory) -> None:
    bench.shows(at_slot(img("/blue.png")))
    with bench.house.database.write() as session:
        sales = actor_for(factory.person(session, Role.SALES))
        other = replace(actor_for(factory.person(session, station="sh")))
    for person in (sales, other):
        with pytest.raises(ForbiddenError):
            bench.ask(by=person)
    bench.tried()
    assert bench.act("back_to_draft") is SlotState.DRAFT
    assert bench.refused("back_to_draft").code == "slot.wrong_state"
    assert SIZE == (300, 100)
