"""A slot's place searched for, taken and undone; steps of a page and house ads in a real look."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlmodel import col, select

from adops.clock import clock
from adops.domain.page_steps import PageStep, StepKind
from adops.domain.people import CONSOLE, Role
from adops.domain.place import place_of
from adops.domain.slot import Device, SlotState, Unit
from adops.domain.states import LookResult, SearchState
from adops.errors import AdopsError
from adops.flows.house_ad import add_house_ad
from adops.models import Act, HouseAd, Page, Slot, SlotCheck, SlotSearch
from adops.queries.slot_searches import (
    never_found,
    search_file_owner,
    shown_search,
    waiting_searches,
)
from adops.services import house_ads, page_steps, slot_searches
from checks.browser import steps as browser_steps
from checks.search import carry_out_search
from checks.work import House
from tests.checks.town import BLUE, RED, Town, at_slot, img
from tests.factories import Factory, actor_for
from tests.site.server import PAGE, Answer, Asked, Site

GATE = """<button id="agree" onclick="document.querySelector('#gate').remove();
document.querySelector('#ad').hidden = false">同意</button>"""


@pytest.fixture
def town(house: House, site: Site, factory: Factory) -> Town:
    site.file("/blue.png", BLUE)
    site.file("/red.png", RED)
    return Town(house, site, factory)


class Picker:
    """What is done with one slot's place."""

    def __init__(self, town: Town, slot: Slot) -> None:
        self.town, self.slot_id = town, slot.id or 0

    def ask(self, selector: str = "", by: Any = CONSOLE) -> int:
        with self.town.house.database.write() as session:
            search = slot_searches.ask_search(
                session,
                slot_id=self.slot_id,
                selector=selector,
                by=by,
                now=self.town.house.now(),
            )
            return search.id or 0

    def searched(self, selector: str = "") -> SlotSearch:
        found = carry_out_search(self.town.house, self.ask(selector))
        assert found is not None
        return found

    def act(self, name: str, **given: Any) -> None:
        with self.town.house.database.write() as session:
            values = {"slot_id": self.slot_id, "by": CONSOLE, "now": self.town.house.now()}
            getattr(slot_searches, name)(session, **(values | given))

    def refused(self, name: str, **given: Any) -> str:
        with pytest.raises(AdopsError) as error:
            self.act(name, **given)
        return error.value.code

    @property
    def selector(self) -> str:
        with self.town.house.database.read() as session:
            return session.get_one(Slot, self.slot_id).selector


@pytest.fixture
def picker(town: Town) -> Picker:
    """A slot whose selector is wrong, on a page that shows its ad."""
    town.page(at_slot(img("/blue.png")) + '<div class="x"></div><div class="x"></div>')
    return Picker(town, town.slot("#wrong"))


def test_searched_taken_undone(picker: Picker) -> None:
    search = picker.searched()
    assert (search.state, search.trouble) == (SearchState.FOUND, "")
    assert [one["selector"] for one in search.places] == ["#ad"]
    house = picker.town.house
    assert house.store.get(search.picture or "").startswith(b"\x89PNG")
    with house.database.read() as session:
        [owner] = search_file_owner(session, search.picture or "")
        assert (owner.station_placed, waiting_searches(session)) == ("bj", [])
    number = search.id or 0
    picker.act("take_place", search_id=number, number=1)
    assert picker.selector == "#ad"
    assert picker.refused("take_place", search_id=number, number=1) == "slot.selector_same"
    picker.act("undo_place", search_id=number)
    assert picker.selector == "#wrong"
    assert picker.refused("undo_place", search_id=number) == "slot.nothing_taken"
    with house.database.read() as session:
        told = {act.verb: (act.before, act.after) for act in session.exec(select(Act))}
    before, after = told["slot.selector"]
    assert (before["selector"], after["selector"]) == ("#wrong", "#ad")
    assert told["slot.selector_undo"][1]["selector"] == "#wrong"


def test_the_sides_of_a_couplet_are_taken_together_or_one_by_one(town: Town) -> None:
    """Of two elements; a third is one too many."""
    side = '<div class="side" id="{}" style="position:fixed;top:90px;{}:0">' + img("/blue.png")
    town.page((side + "</div>").format("a", "left") + (side + "</div>").format("b", "right"))
    picker = Picker(town, town.slot("#wrong", form="对联"))
    places = [place_of(one) for one in picker.searched().places]
    assert [(one.selector, one.wanted, one.is_fit) for one in places] == [
        ("#a", 2, False),
        ("#b", 2, False),
    ]
    assert places[0].is_beside(places[1]) and not places[0].is_beside(places[0])
    search = picker.searched("#a, #b")
    both = place_of(search.places[0])
    assert (both.count, both.stays, both.is_fit) == (2, True, True)
    picker.act("take_place", search_id=search.id, number=1)
    assert picker.selector == "#a, #b"
    search = picker.searched(".side, a")
    assert picker.refused("take_place", search_id=search.id, number=1) == "slot.place_unfit"


TYPED = {"several": (".x", 2), "none": ("#gone", 0), "unreadable": ("#[", -1)}


@pytest.mark.parametrize("name", TYPED)
def test_a_typed_selector_that_is_not_one_element_is_not_taken(picker: Picker, name: str) -> None:
    selector, count = TYPED[name]
    search = picker.searched(selector)
    assert (search.places[0]["selector"], search.places[0]["count"]) == (selector, count)
    code = picker.refused("take_place", search_id=search.id, number=1)
    assert (code, picker.selector) == ("slot.place_unfit", "#wrong")


def test_one_at_a_time_and_each_once(picker: Picker) -> None:
    number = picker.ask()
    assert picker.refused("ask_search") == "slot.search_waits"
    assert carry_out_search(picker.town.house, number) is not None
    assert carry_out_search(picker.town.house, number) is None


def states(picker: Picker) -> list[SearchState]:
    with picker.town.house.database.read() as session:
        return [one.state for one in session.exec(select(SlotSearch).order_by(col(SlotSearch.id)))]


def test_one_that_waits_is_cancelled_and_not_carried_out(picker: Picker) -> None:
    number = picker.ask()
    picker.act("cancel_search", search_id=number)
    assert picker.refused("cancel_search", search_id=number) == "slot.search_over"
    assert carry_out_search(picker.town.house, number) is None
    assert picker.town.site.visits["/page"] == 0 and states(picker) == [SearchState.CANCELLED]
    done = picker.searched()  # and another is asked for at once
    assert done.state is SearchState.FOUND
    assert picker.refused("cancel_search", search_id=done.id) == "slot.search_over"
    assert picker.refused("cancel_search", search_id=99) == "slot.search_unknown"
    with picker.town.house.database.read() as session:
        found = shown_search(session, picker.slot_id)
        [act] = session.exec(select(Act).where(Act.verb == "slot.search_cancel"))
    assert found and found.id == done.id and act.after["search"] == number


def test_one_that_is_under_way_stops_when_it_is_cancelled(picker: Picker) -> None:
    """The page never answers: the browser would wait for it three times."""
    number, site = picker.ask(), picker.town.site

    def never(asked: Asked) -> Answer:
        if not asked.visit:
            picker.act("cancel_search", search_id=number)
        return Answer(hang=True)

    site.routes["/page"] = never
    assert carry_out_search(picker.town.house, number) is None
    assert site.visits["/page"] == 1 and states(picker) == [SearchState.CANCELLED]


def test_what_was_found_just_before_it_was_cancelled_is_not_written(picker: Picker) -> None:
    number = picker.ask()
    picker.act("cancel_search", search_id=number)
    with picker.town.house.database.write() as session:
        noted = slot_searches.note_search(
            session,
            search_id=number,
            places=[],
            size=(1, 1),
            picture=None,
            files={},
            now=picker.town.house.now(),
        )
    assert noted is None and states(picker) == [SearchState.CANCELLED]


def test_what_changed_meanwhile_is_not_written_over(picker: Picker) -> None:
    search = picker.searched()
    assert picker.refused("take_place", search_id=search.id, number=9) == "slot.place_unknown"
    assert picker.refused("take_place", search_id=99, number=1) == "slot.search_unknown"
    picker.act("take_place", search_id=search.id, number=1)
    other = picker.town.slot("#else")
    assert Picker(picker.town, other).refused("undo_place", search_id=search.id) == (
        "slot.search_unknown"
    )
    with picker.town.house.database.write() as session:
        slot = session.get_one(Slot, picker.slot_id)
        slot.selector = "#third"
        session.add(slot)
    assert picker.refused("undo_place", search_id=search.id) == "slot.selector_changed"


def test_a_selector_belongs_to_one_slot_of_a_page(picker: Picker) -> None:
    picker.town.slot("#ad")
    search = picker.searched()
    code = picker.refused("take_place", search_id=search.id, number=1)
    assert code == "slot.selector_taken"


def test_only_who_places_and_only_pages(picker: Picker, factory: Factory) -> None:
    with picker.town.house.database.write() as session:
        sales = actor_for(factory.person(session, Role.SALES))
    assert picker.refused("ask_search", by=sales) == "permission.denied"
    picker.town.page("", path="/app", device=Device.APP)
    app = Picker(picker.town, picker.town.slot("#ad"))
    assert app.refused("ask_search") == "slot.by_hand"
    assert picker.refused("ask_search", selector="x" * 501) == "slot.selector_long"


def test_a_page_that_does_not_open_is_said_so(picker: Picker) -> None:
    picker.town.site.routes["/page"] = Answer(b"broken", "text/plain", 503)
    search = picker.searched()
    assert (search.state, search.trouble, search.detail) == (SearchState.FAILED, "status", "503")


def test_slots_that_no_look_found(picker: Picker) -> None:
    town = picker.town
    town.slot("#ad")
    unread, draft = town.slot("#["), town.slot("#draft", state=SlotState.DRAFT)
    none = town.slot("")

    def unfound() -> list[int]:
        with town.house.database.read() as session:
            return sorted(one.slot_id for one in never_found(session))

    assert unfound() == [none.id]  # nobody has looked for the others
    town.check()
    assert unfound() == sorted([picker.slot_id, unread.id or 0, none.id or 0])
    assert draft.id not in unfound()
    town.site.page("/page", at_slot(img("/blue.png")) + '<i id="wrong">文字</i>')
    town.check()
    assert picker.slot_id not in unfound()


def test_an_unsure_look_that_misses_the_slot_did_not_find_it(town: Town) -> None:
    """Of an ad that is sold by views, and of one that is aimed at another city."""
    town.page(at_slot(img("/blue.png")) + '<p id="others">别的</p>')
    by_views, elsewhere = town.slot("#gone", unit=Unit.CPM), town.slot("#away")
    shown = town.slot("#others", unit=Unit.CPM)
    town.booking(by_views, BLUE)
    town.booking(elsewhere, BLUE, regions=["广州"])
    town.booking(shown, BLUE)
    looks = {look.slot_id: look for look, _, _ in town.check().rows}
    assert {look.result for look in looks.values()} == {LookResult.UNSURE}
    with town.house.database.read() as session:
        unfound = [one.slot_id for one in never_found(session)]
    assert set(unfound) == {by_views.id, elsewhere.id}


def test_what_another_selector_found_is_no_longer_the_slot_s(picker: Picker) -> None:
    house = picker.town.house
    search = picker.searched()
    picker.act("take_place", search_id=search.id, number=1)
    clock.move_to(house.now() + timedelta(minutes=1))
    picker.town.check()

    def unfound() -> list[int]:
        with house.database.read() as session:
            return [one.slot_id for one in never_found(session)]

    assert unfound() == []
    clock.move_to(house.now() + timedelta(minutes=1))
    picker.act("undo_place", search_id=search.id)
    assert unfound() == []  # nobody has looked for it there
    clock.move_to(house.now() + timedelta(minutes=1))
    picker.town.check()
    assert unfound() == [picker.slot_id]


def gated(town: Town, steps: list[dict[str, str]], body: str = "") -> Slot:
    """A page that shows its ad after somebody agreed."""
    ad = at_slot(img("/blue.png")).replace('id="ad"', 'id="ad" hidden')
    page = town.page(body or f'<div id="gate">{GATE}</div>{ad}')
    with town.house.database.write() as session:
        page_steps.set_steps(
            session, page_id=page.id or 0, steps=steps, by=CONSOLE, now=town.house.now()
        )
    slot = town.slot()
    town.booking(slot, BLUE)
    return slot


def looked(town: Town) -> SlotCheck:
    [(look, _, _)] = town.check().rows
    return look


def codes(look: SlotCheck) -> list[str]:
    return [one["code"] for one in look.findings]


def test_steps_show_what_is_behind_a_consent_layer(town: Town) -> None:
    gated(town, [])
    assert looked(town).result is LookResult.HIDDEN
    with town.house.database.write() as session:
        page_steps.set_steps(
            session,
            page_id=1,
            steps=[{"wait": "#gate"}, {"click": "#agree"}],
            by=CONSOLE,
            now=town.house.now(),
        )
    assert looked(town).result is LookResult.OK


def test_what_was_agreed_to_is_not_asked_again_where_a_wait_comes_first(town: Town) -> None:
    """A cookie keeps it; what is waited for shows in every load."""
    town.site.routes["/chat"] = Answer(hang=True)
    script = """if (document.cookie) agree.remove(); else agree.onclick = () => {
document.cookie = "agreed=1"; agree.remove() }; fetch("/chat").catch(() => 0)"""
    body = f'<p id="news">新闻</p><button id="agree">好</button>{at_slot("")}'
    gated(town, [{"wait": "#news"}, {"click": "#agree"}], f"{body}<script>{script}</script>")
    assert looked(town).result is LookResult.EMPTY
    assert town.site.visits["/page"] == 3


def test_a_step_that_fails_is_the_page_s_and_blames_no_slot(town: Town) -> None:
    house = town.house
    seconds = house.config.seconds.model_copy(update={"step": 0.5})
    town.house = replace(house, config=house.config.model_copy(update={"seconds": seconds}))
    gated(town, [{"click": "#agree"}, {"click": "#not-there"}])
    look = looked(town)
    assert (look.result, codes(look)) == (LookResult.UNREACHABLE, ["page.steps"])
    assert look.findings[0]["measured"] == "2 (#not-there, 0.5 s)"


SIGN_IN = """<form onsubmit="document.querySelector('#ad').hidden =
document.querySelector('#pw').value !== 'open sesame'; return false"><input id="pw" type="password">
<button id="go">登录</button></form>"""


SECRET = "open sesame"
FILLS = [{"fill": "#pw", "secret": "ADOPS_STEP_PORTAL"}, {"click": "#go"}]


@pytest.mark.parametrize(
    ("secret", "at", "told"),
    [
        pytest.param(SECRET, "{here}", None, id="there"),
        pytest.param(SECRET, "https://login.example.com, {here}", None, id="one of two"),
        pytest.param(None, "{here}", "ADOPS_STEP_PORTAL?", id="not set"),
        pytest.param(SECRET, None, "ADOPS_STEP_PORTAL_AT?", id="no place set"),
        pytest.param(
            SECRET, "https://login.example.com", "ADOPS_STEP_PORTAL ≠ {host}", id="elsewhere"
        ),
    ],
)
def test_a_secret_is_named_and_never_told(
    town: Town,
    monkeypatch: pytest.MonkeyPatch,
    secret: str | None,
    at: str | None,
    told: str | None,
) -> None:
    words = {"here": f"http://{town.site.host}", "host": town.site.host}
    if secret:
        monkeypatch.setenv("ADOPS_STEP_PORTAL", secret)
    if at:
        monkeypatch.setenv("ADOPS_STEP_PORTAL_AT", at.format(**words))
    gated(town, FILLS, SIGN_IN + at_slot(img("/blue.png")).replace('id="ad"', 'id="ad" hidden'))
    look = looked(town)
    if told:
        assert look.result is LookResult.UNREACHABLE
        assert look.findings[0]["measured"] == f"1 (#pw, {told.format(**words)})"
    else:
        assert look.result is LookResult.OK
        assert SECRET.encode() not in town.house.store.get(look.facts or "")


LEADS_AWAY = {
    "a redirect": None,
    "a script": "location = '{away}'",
    "a script that lets the first step wait": "setTimeout(() => location = '{away}', 300)",
    "a frame": "document.write('<iframe src={away}></iframe>')",
}


@pytest.mark.parametrize("how", LEADS_AWAY)
def test_a_page_that_leads_elsewhere_gets_no_secret(
    town: Town, monkeypatch: pytest.MonkeyPatch, how: str
) -> None:
    """`localhost` is another host than the one the secret is for; it sends on what is typed."""
    house = town.house
    seconds = house.config.seconds.model_copy(update={"step": 2})
    settings = house.settings.model_copy(
        update={"allow_hosts": f"{town.site.host},localhost:{town.site.port}"}
    )
    config = house.config.model_copy(update={"seconds": seconds})
    town.house = replace(house, config=config, settings=settings)
    monkeypatch.setenv("ADOPS_STEP_PORTAL", SECRET)
    monkeypatch.setenv("ADOPS_STEP_PORTAL_AT", f"http://{town.site.host}")
    away = town.site.url("/away", "localhost")
    typed = "<input id=pw oninput=\"fetch('/typed?' + this.value)\"><button id=go>登录</button>"
    town.site.page("/away", typed)
    script = LEADS_AWAY[how]
    gated(town, FILLS, f"<script>{(script or '').format(away=away)}</script>")
    if script is None:
        town.site.routes["/page"] = Answer(status=302, headers={"Location": away})
    assert codes(looked(town)) == ["page.steps"]
    assert town.site.visits["/away"] and not town.site.visits["/typed"]


def test_a_fill_that_fails_does_not_tell_what_it_held(town: Town) -> None:
    house = town.house
    seconds = house.config.seconds.model_copy(update={"step": 0.5})
    town.house = replace(house, config=house.config.model_copy(update={"seconds": seconds}))
    steps = [{"fill": "#agree", "value": "open sesame"}]
    gated(town, steps)
    look = looked(town)
    assert "sesame" not in str(look.findings) and codes(look) == ["page.steps"]
    with town.house.database.read() as session:
        assert "sesame" not in str([act.after for act in session.exec(select(Act))])


def test_steps_that_lead_to_a_private_address_are_the_page_s(town: Town) -> None:
    town.site.page("/inner", "内部")
    inner = town.site.url("/inner", "localhost")
    settings = town.house.settings.model_copy(update={"allow_hosts": town.site.host})
    town.house = replace(town.house, settings=settings)
    gated(town, [{"click": "#go"}, {"wait": "h1"}], f'<a id="go" href="{inner}">去</a>')
    look = looked(town)
    assert (look.result, codes(look)) == (LookResult.UNREACHABLE, ["page.private"])


def test_a_layer_that_a_cookie_keeps_away_is_no_trouble_in_later_loads(town: Town) -> None:
    def page(asked: Asked) -> Answer:
        known = "agreed=1" in asked.cookie
        click = (
            "document.cookie='agreed=1';this.remove();document.querySelector('#ad').hidden=false"
        )
        button = "" if known else f'<button id="agree" onclick="{click}">同意</button>'
        ad = "/blue.png" if asked.visit % 2 == 0 else "/red.png"
        shown = at_slot(img(ad)).replace('id="ad"', "id='ad'" if known else "id='ad' hidden")
        return Answer(PAGE.format(title="页", body=button + shown).encode())

    made = town.page("")
    town.site.routes["/page"] = page
    with town.house.database.write() as session:
        row = session.get_one(Page, made.id)
        row.steps = [{"click": "#agree"}]
        session.add(row)
    slot = town.slot(rotations=2)
    town.booking(slot, BLUE)
    town.booking(slot, RED)
    assert looked(town).result is LookResult.OK


def test_what_is_said_to_be_a_house_ad_is_vacant_from_then_on(town: Town) -> None:
    town.page(at_slot(img("/red.png")))
    town.slot()
    look = looked(town)
    assert look.result is LookResult.UNSOLD
    ad = add_house_ad(town.house.database, town.house.store, look.id or 0, by=CONSOLE)
    assert ad.sha256 and ad.url is None
    again = add_house_ad(town.house.database, town.house.store, look.id or 0, by=CONSOLE)
    assert again.id == ad.id
    later = looked(town)
    assert (later.result, codes(later)) == (LookResult.VACANT, ["house_ad"])
    with town.house.database.write() as session:
        house_ads.remove_house_ad(session, house_id=ad.id or 0, by=CONSOLE, now=town.house.now())
    assert looked(town).result is LookResult.UNSOLD


def test_a_frame_is_remembered_by_its_whole_address(town: Town) -> None:
    drawn = """const c = document.querySelector("canvas").getContext("2d");
    for (let x = 0; x < 300; x += 7) {
    c.fillStyle = `hsl(${x} 80% 40%)`; c.fillRect(x, x % 60, 5, 40) }"""
    town.site.routes["/frame"] = Answer(
        b"<style>body{margin:0}</style><canvas width=300 height=100></canvas>"
        + f"<script>{drawn}</script>".encode()
    )
    town.page(at_slot('<iframe src="/frame?pos=1" width="300" height="100"></iframe>'))
    town.slot()
    look = looked(town)
    assert look.result is LookResult.UNSOLD
    ad = add_house_ad(town.house.database, town.house.store, look.id or 0, by=CONSOLE)
    assert (ad.sha256, ad.url) == (None, town.site.url("/frame?pos=1"))
    assert looked(town).result is LookResult.VACANT


REFUSED = {
    "a client's creative": (img("/blue.png"), "house.is_creative"),
    "nothing": ("", "house.nothing_shown"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_house_ad_is_not_made_one(town: Town, name: str) -> None:
    body, code = REFUSED[name]
    other = town.slot("#other")
    town.booking(other, BLUE)
    town.page(at_slot(body), path="/next")
    town.slot()
    [look] = [one for one, slot, _ in town.check().rows if slot.id != other.id]
    with pytest.raises(AdopsError) as error:
        add_house_ad(town.house.database, town.house.store, look.id or 0, by=CONSOLE)
    assert error.value.code == code
    with town.house.database.read() as session:
        assert list(session.exec(select(HouseAd))) == []


def test_a_secret_of_the_house_is_not_filled_in() -> None:
    step = PageStep(StepKind.FILL, "#pw", secret="ADOPS_SECRET_KEY")
    steps = browser_steps.Steps(
        None,  # type: ignore[arg-type]
        (step,),
        seconds=1,
        secrets={"ADOPS_SECRET_KEY": "x", "ADOPS_SECRET_KEY_AT": "https://example.com"},
    )
    with pytest.raises(KeyError):
        steps._secret_of(step)
