"""Connections that are kept open cast no doubt on a slot that is empty; an ad that is slow to come
is waited for and not accused (checks.md, `missing`, `empty`)."""

import pytest

from checks.work import House
from tests.checks.town import BLUE, Town, at_slot, img
from tests.factories import Factory
from tests.site.server import Answer, Site

LONG_POLL = "fetch('/chat/poll?t=' + Math.random()).catch(() => 0)"
BY_XHR = "const x = new XMLHttpRequest(); x.open('POST', '/chat/poll'); x.send()"
AGAIN = "const again = () => fetch('/chat/turn').then(again, () => 0); again()"
ELSEWHERE = "fetch('/chat/' + (sessionStorage.n = +(sessionStorage.n || 0) + 1)).catch(() => 0)"
EVENTS = "new EventSource('/chat/poll'); new WebSocket(`ws://${location.host}/chat/poll`)"
COUNTER = "</script><script async src='/chat/poll'>"
FILL = f"ad.innerHTML = `{img('/blue.png')}`"


@pytest.fixture
def town(house: House, site: Site, factory: Factory) -> Town:
    site.file("/blue.png", BLUE)
    site.routes["/chat/poll"] = Answer(hang=True)
    site.routes["/chat/turn"] = Answer(b"[]", "application/json", wait=1.7)
    return Town(house, site, factory)


def result_of(town: Town, script: str, body: str = at_slot("")) -> tuple[str, int]:
    """What a look says of a booked slot on a page with that script, and how often it was loaded."""
    town.page(f"{body}<script>{script}</script>")
    town.booking(town.slot(), BLUE)
    result = town.check().rows[0][0].result.value
    return result, town.site.visits["/page"]


@pytest.mark.parametrize(
    "script", [LONG_POLL, AGAIN, COUNTER], ids=["long poll", "asked again", "counter"]
)
@pytest.mark.parametrize(("body", "result"), [(at_slot(""), "empty"), ("", "missing")])
def test_a_chat_excuses_no_empty_slot(town: Town, script: str, body: str, result: str) -> None:
    assert result_of(town, script, body) == (result, 3)


def frame_of(town: Town, host: str = "", path: str = "/chat/poll") -> str:
    """A frame of the page's site, or of another."""
    url = town.site.url(path, host) if host else town.site.url(path)
    return f'<iframe src="{url}" width="300" height="100"></iframe>'


@pytest.mark.parametrize(("host", "result"), [("localhost", "empty"), ("", "unsure")])
def test_a_frame_that_never_comes_excuses_no_slot_beside_it(
    town: Town, host: str, result: str
) -> None:
    """One of another site can't reach into the page; one of the page's own may yet write there."""
    assert result_of(town, "", at_slot("") + frame_of(town, host)) == (result, 3)


def test_what_a_frame_that_never_comes_is_in_is_not_judged(town: Town) -> None:
    assert result_of(town, "", at_slot(frame_of(town, "localhost")))[0] == "unsure"


def test_a_slow_frame_that_has_the_page_filled_is_waited_for(town: Town) -> None:
    """By a message to the page's own script."""
    said = b"<script>parent.postMessage('come', '*')</script>"
    town.site.routes["/slow"] = Answer(said, wait=3.0)
    body = at_slot("") + frame_of(town, "localhost", "/slow")
    assert result_of(town, f"onmessage = () => {{ {FILL} }}", body)[0] == "ok"


def test_a_chat_beside_an_ad_costs_nothing(town: Town) -> None:
    assert result_of(town, LONG_POLL, at_slot(img("/blue.png"))) == ("ok", 1)


def test_what_is_made_to_stay_open_is_not_waited_for(town: Town) -> None:
    assert result_of(town, EVENTS) == ("empty", 1)


@pytest.mark.parametrize("seconds", [1.8, 3.0])
def test_an_ad_that_a_slow_answer_brings(town: Town, seconds: float) -> None:
    """Beside a chat, and later than an empty slot is waited for."""
    town.site.routes["/ads"] = Answer(b"{}", "application/json", wait=seconds)
    result, _ = result_of(town, f"{LONG_POLL}; fetch('/ads?slot=1').then(() => {{ {FILL} }})")
    assert result == "ok"


def test_an_ad_that_takes_several_slow_answers(town: Town) -> None:
    for path in ("/ads", "/bids"):
        town.site.routes[path] = Answer(b"{}", "application/json", wait=1.6)
    script = f"fetch('/ads').then(() => fetch('/bids')).then(() => {{ {FILL} }})"
    assert result_of(town, script)[0] == "ok"


def test_an_ad_server_that_has_answered_is_no_chat(town: Town) -> None:
    """In the first load it said nothing, and another picture failed; afterwards it hangs."""
    answered = Answer(b"{}", "application/json")
    town.site.routes["/ads"] = lambda asked: Answer(hang=True) if asked.visit else answered
    town.site.routes["/news.png"] = lambda asked: Answer(status=404 if asked.visit else 503)
    body = at_slot("") + '<img src="/news.png">'
    assert result_of(town, "fetch('/ads').catch(() => 0)", body) == ("unsure", 3)


def test_what_hangs_elsewhere_in_each_load_stays_a_doubt(town: Town) -> None:
    for n in range(1, 4):
        town.site.routes[f"/chat/{n}"] = Answer(hang=True)
    assert result_of(town, ELSEWHERE) == ("unsure", 3)


def test_a_chat_with_ever_new_addresses_holds_no_page_up(town: Town) -> None:
    """Each answers soon and asks again elsewhere: the page is given up on, and stays a doubt."""
    for n in range(1, 200):
        town.site.routes[f"/chat/{n}"] = Answer(b"[]", "application/json", wait=0.9)
    script = "let n = 0; const next = () => fetch('/chat/' + ++n).then(next, () => 0); next()"
    assert result_of(town, script) == ("unsure", 3)
    last = max(n for n in range(1, 200) if town.site.visits[f"/chat/{n}"])
    assert town.site.visits["/chat/1"] == 3 and last < 20


def test_what_was_asked_for_at_last_is_waited_for(town: Town) -> None:
    """The chat hangs in every load; what comes after it brings the ad."""
    town.site.routes["/ads"] = Answer(b"{}", "application/json", wait=2.0)
    late = f"setTimeout(() => fetch('/ads').then(() => {{ {FILL} }}), 900)"
    assert result_of(town, f"{BY_XHR}; {late}")[0] == "ok"
