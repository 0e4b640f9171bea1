"""Mended files of real pictures: offered once, taken once, the original kept (rules.md §5)."""

import os
import signal
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import date, timedelta
from multiprocessing import get_context
from pathlib import Path
from threading import Barrier

import pytest
from sqlmodel import col, select

from adops import clock
from adops.db import Database
from adops.domain.finding import Verdict
from adops.domain.people import Actor, Role
from adops.domain.period import at
from adops.domain.states import CreativeState, MailState
from adops.errors import ForbiddenError, InputError, MissingError, OutsideError, RuleError
from adops.flows import suggest
from adops.flows.desk import desk_of
from adops.flows.submit import Desk, HandedIn
from adops.models import Act, Creative, CreativePart, Mail, StoredFile, Suggestion
from adops.services import outbox
from adops.services.creatives import Submitted
from adops.settings import Settings
from adops.store import Store, open_store, sha256_of
from tests.adops import files
from tests.adops.inspect.pictures import cmyk, photo, turned
from tests.factories import Factory, actor_for

FRIDAY, MONDAY, SUNDAY = date(2026, 11, 20), date(2026, 11, 23), date(2026, 11, 29)
SIZE = (950, 90)
LIMIT = 30 * 1024
CAP = LIMIT * 3 // 2
LINK = "https://example.com/landing"
HEAVY = files.saved(photo(SIZE, grain=20), "JPEG", quality=95)
HOPELESS = files.moving(size=SIZE, delays=[500] * 3, frames=[photo(SIZE, seed=n) for n in range(3)])
LIGHT = files.jpg(SIZE)
SIDES = [
    {"part": "left", "width": 120, "height": 270, "limit_bytes": 15_360},
    {"part": "right", "width": 120, "height": 270, "limit_bytes": 15_360},
]


@dataclass
class Counter:
    """A desk, a booking, and who stands around it."""

    desk: Desk
    booking_id: int
    blobs: Path
    sales: Actor
    stranger: Actor

    def give(self, content: bytes = HEAVY, **given: object) -> HandedIn:
        handed = HandedIn(self.booking_id, {"main": ("tl.jpg", content, None)}, LINK, "云溪花园")
        return replace(handed, **given)  # type: ignore[arg-type]

    def hand_in(self, content: bytes = HEAVY, *, take: bool = False, **given: object) -> Submitted:
        return suggest.hand_in(self.desk, self.give(content, **given), by=self.sales, take=take)

    def take(self, sent: Submitted) -> Submitted:
        return suggest.take_suggestion(self.desk, number(sent), by=self.sales)

    def offers(self) -> list[Suggestion]:
        with self.desk.database.read() as session:
            return list(session.exec(select(Suggestion).order_by(col(Suggestion.id))))

    def files_of(self, creative_id: int) -> dict[str, str]:
        with self.desk.database.read() as session:
            query = select(CreativePart).where(CreativePart.creative_id == creative_id)
            return {one.part: one.sha256 for one in session.exec(query)}

    def creatives(self) -> list[Creative]:
        with self.desk.database.read() as session:
            return list(session.exec(select(Creative).order_by(col(Creative.id))))

    def acts(self, verb: str) -> list[Act]:
        with self.desk.database.read() as session:
            return list(session.exec(select(Act).where(Act.verb == verb)))

    def mails(self) -> list[Mail]:
        with self.desk.database.read() as session:
            return list(session.exec(select(Mail)))

    def stored(self) -> set[str]:
        """Names of the stored files, each of which has the bytes it is named after."""
        found = {path.name: path for path in self.blobs.rglob("*") if path.is_file()}
        assert {name: sha256_of(path.read_bytes()) for name, path in found.items()} == {
            name: name for name in found
        }
        return set(found)


def number(sent: Submitted) -> int:
    return sent.case.creative.id or 0


def codes(sent: Submitted) -> list[str]:
    return [one.code for one in sent.findings]


@pytest.fixture
def counter(db: Database, settings: Settings, store: Store, factory: Factory) -> Counter:
    clock.clock.move_to(at(FRIDAY, 9))
    with db.write() as session:
        booking = factory.booking(session, MONDAY, SUNDAY)
        sales = factory.person(session, Role.SALES, email="sales@example.com")
        stranger = factory.person(session, Role.AE, station="sh")
    people = actor_for(sales), actor_for(stranger)
    desk = desk_of(settings, db, store)
    return Counter(desk, booking.id or 0, settings.home / "blobs", *people)


# offered


def test_a_picture_that_is_too_heavy_is_offered_mended(counter: Counter) -> None:
    sent = counter.hand_in()
    assert (sent.verdict, codes(sent)) == (Verdict.REJECT, ["size.over_cap"])
    (offer,) = counter.offers()
    content = counter.desk.store.get(offer.sha256)
    assert offer.size == len(content) <= LIMIT
    assert (offer.creative_id, offer.part, offer.mends[0]) == (number(sent), "main", "weight")
    assert counter.desk.mending.floor <= offer.similarity < 1
    assert counter.stored() == {sha256_of(HEAVY), offer.sha256}
    assert counter.files_of(number(sent)) == {"main": sha256_of(HEAVY)}
    (act,) = counter.acts("creative.offer_mended")
    assert act.after["files"] == {"main": offer.sha256}


@pytest.mark.parametrize(
    ("content", "verdict", "mends"),
    [
        pytest.param(cmyk(photo(SIZE, grain=0), quality=60), Verdict.REJECT, ["cmyk"], id="cmyk"),
        pytest.param(
            turned(photo(SIZE, grain=0), 3, quality=70), Verdict.PASS, ["orientation"], id="turned"
        ),
        pytest.param(
            cmyk(photo(SIZE, grain=20), quality=97),
            Verdict.REJECT,
            ["weight", "cmyk"],
            id="cmyk-and-heavy",
        ),
    ],
)
def test_so_are_cmyk_and_what_its_exif_turns(
    counter: Counter, content: bytes, verdict: Verdict, mends: list[str]
) -> None:
    assert counter.hand_in(content).verdict is verdict
    (offer,) = counter.offers()
    assert [one for one in offer.mends if one != "format"] == mends


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(LIGHT, id="nothing-is-wrong"),
        pytest.param(HOPELESS, id="an-animation"),
        pytest.param(files.avif(SIZE, weight=CAP + 1), id="an-avif"),
        pytest.param(files.jpg((960, 90), weight=CAP + 1), id="a-wrong-size"),
        pytest.param(HEAVY[: len(HEAVY) // 2], id="broken"),
        pytest.param(b"", id="empty"),
        pytest.param(files.html5(), id="a-package"),
    ],
)
def test_what_a_machine_does_not_mend_is_offered_nothing(counter: Counter, content: bytes) -> None:
    sent = counter.hand_in(content)
    assert counter.offers() == []
    assert len(counter.stored()) == 1
    with pytest.raises(RuleError, match=r"suggestion\.none"):
        counter.take(sent)
    assert [one.version for one in counter.creatives()] == [1]


def test_asked_again_there_is_one_offer(counter: Counter) -> None:
    sent = counter.hand_in()
    first = counter.offers()
    for _ in range(2):
        again = suggest.offer_mended(counter.desk, number(sent), by=counter.sales)
        assert [one.id for one in again] == [one.id for one in first]
    assert len(counter.offers()) == len(counter.acts("creative.offer_mended")) == 1


def test_the_same_request_again_is_the_same_creative_and_offer(counter: Counter) -> None:
    sent = [counter.hand_in(key="k1") for _ in range(2)]
    assert number(sent[0]) == number(sent[1])
    assert len(counter.offers()) == len(counter.mails()) == 1


def test_who_may_not_submit_makes_no_offer_and_takes_none(counter: Counter) -> None:
    sent = counter.hand_in()
    before, stored = counter.offers(), counter.stored()
    for act in (suggest.offer_mended, suggest.take_suggestion):
        with pytest.raises(ForbiddenError):
            act(counter.desk, number(sent), by=counter.stranger)
    assert (counter.offers(), counter.stored()) == (before, stored)
    assert len(counter.creatives()) == 1


def test_a_creative_that_is_none_is_named(counter: Counter) -> None:
    with pytest.raises(MissingError, match=r"creative\.unknown"):
        suggest.take_suggestion(counter.desk, 99, by=counter.sales)


def test_each_part_of_a_form_by_itself(counter: Counter, factory: Factory) -> None:
    with counter.desk.database.write() as session:
        slot = factory.slot(session, version={"parts": SIDES, "formats": ["jpg"]})
        booking = factory.booking(session, MONDAY, SUNDAY, slot).id or 0
    left = files.saved(photo((120, 270), grain=20), "JPEG", quality=95)
    right = files.jpg((120, 270))
    given = {"left": ("l.jpg", left, None), "right": ("r.jpg", right, None)}
    sent = counter.hand_in(booking_id=booking, files=given)
    assert [(one.part, one.name) for one in counter.offers()] == [("left", "l.jpg")]
    taken = counter.take(sent)
    assert counter.files_of(number(taken)) == {
        "left": counter.offers()[0].sha256,
        "right": sha256_of(right),
    }


# taken


def test_taking_it_makes_a_new_version_and_keeps_the_original(counter: Counter) -> None:
    sent = counter.hand_in(rotates=True)
    taken = counter.take(sent)
    (offer,) = counter.offers()
    assert (taken.verdict, taken.case.creative.version, offer.taken_as) == (Verdict.PASS, 2, 2)
    assert counter.files_of(1) == {"main": sha256_of(HEAVY)}
    assert counter.files_of(2) == {"main": offer.sha256}
    assert counter.stored() == {sha256_of(HEAVY), offer.sha256}
    first, second = counter.creatives()
    same = ("click_url", "copy_text", "go_live", "booking_id", "rotates")
    assert [getattr(first, name) for name in same] == [getattr(second, name) for name in same]
    (act,) = counter.acts("creative.take_suggestion")
    assert act.before == {"files": {"main": sha256_of(HEAVY)}}
    assert act.after["files"] == {"main": offer.sha256}


def test_taken_again_it_is_the_same_version(counter: Counter) -> None:
    sent = counter.hand_in()
    assert number(counter.take(sent)) == number(counter.take(sent)) == 2
    assert len(counter.creatives()) == 2
    assert len(counter.acts("creative.take_suggestion")) == 1


def test_two_clicks_at_once_take_it_once(counter: Counter) -> None:
    sent, both = counter.hand_in(), Barrier(2)

    def click() -> int:
        both.wait()
        return number(counter.take(sent))

    with ThreadPoolExecutor(2) as pool:
        clicks = [pool.submit(click) for _ in range(2)]
    assert [one.result() for one in clicks] == [2, 2]
    assert len(counter.creatives()) == 2


def test_two_who_ask_at_once_get_one_offer(counter: Counter, tmp_path: Path) -> None:
    away = replace(counter.desk, store=Failing(counter.desk.store, 2))
    sent = suggest.hand_in(away, counter.give(), by=counter.sales)
    assert counter.offers() == []
    both = Barrier(2)

    def ask() -> list[int | None]:
        both.wait()
        offers = suggest.offer_mended(counter.desk, number(sent), by=counter.sales)
        return [one.id for one in offers]

    with ThreadPoolExecutor(2) as pool:
        asked = [pool.submit(ask) for _ in range(2)]
    assert asked[0].result() == asked[1].result() == [counter.offers()[0].id]
    assert len(counter.acts("creative.offer_mended")) == 1


def test_a_day_that_has_passed_becomes_the_next_one_that_can_be(counter: Counter) -> None:
    sent = counter.hand_in()
    clock.clock.move_to(at(date(2026, 11, 25), 9))
    assert counter.take(sent).case.creative.go_live == date(2026, 11, 25)


@pytest.mark.parametrize("state", [CreativeState.REPLACED, CreativeState.ENDED])
def test_a_version_whose_time_is_over_is_not_mended_into_a_new_one(
    counter: Counter, state: CreativeState
) -> None:
    sent = counter.hand_in()
    with counter.desk.database.write() as session:
        creative = session.get(Creative, number(sent))
        assert creative is not None
        creative.state = state
        session.add(creative)
    with pytest.raises(RuleError, match=r"creative\.wrong_state"):
        counter.take(sent)
    assert len(counter.creatives()) == 1
    assert counter.offers()[0].taken_as is None


def test_nothing_is_taken_for_a_booking_that_is_over(counter: Counter) -> None:
    sent = counter.hand_in()
    clock.clock.move_to(at(date(2026, 12, 1), 10))
    with pytest.raises(RuleError, match=r"booking\.over"):
        counter.take(sent)
    assert counter.offers()[0].taken_as is None


# handed in mended at once


def test_handed_in_mended_at_once(counter: Counter) -> None:
    sent = counter.hand_in(take=True)
    (offer,) = counter.offers()
    assert (sent.verdict, sent.case.creative.version) == (Verdict.PASS, 1)
    assert (offer.creative_id, offer.taken_as) == (1, 1)
    assert counter.files_of(1) == {"main": offer.sha256}
    assert counter.stored() == {sha256_of(HEAVY), offer.sha256}
    with counter.desk.database.read() as session:
        kept = set(session.exec(select(StoredFile.sha256)))
    assert kept == {sha256_of(HEAVY), offer.sha256}
    assert counter.mails() == []
    (act,) = counter.acts("creative.take_suggestion")
    assert act.before == {"files": {"main": sha256_of(HEAVY)}}


def test_handed_in_mended_and_confirmed(counter: Counter) -> None:
    sent = counter.hand_in(take=True, confirm=True)
    assert sent.case.creative.state is CreativeState.CONFIRMED


def test_the_same_request_again_takes_nothing_twice(counter: Counter) -> None:
    sent = [counter.hand_in(take=True, key="k1") for _ in range(2)]
    assert number(sent[0]) == number(sent[1])
    assert len(counter.offers()) == len(counter.acts("creative.take_suggestion")) == 1


def test_one_request_is_not_once_taken_and_once_not(counter: Counter) -> None:
    counter.hand_in(take=True, key="k1")
    with pytest.raises(InputError, match=r"idempotency\.mismatch"):
        counter.hand_in(key="k1")


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        pytest.param(LIGHT, Verdict.PASS, id="nothing-is-wrong"),
        pytest.param(HOPELESS, Verdict.REJECT, id="nothing-helps"),
    ],
)
def test_where_nothing_is_mended_it_is_handed_in_as_it_is(
    counter: Counter, content: bytes, verdict: Verdict
) -> None:
    sent = counter.hand_in(content, take=True)
    assert sent.verdict is verdict
    assert counter.files_of(1) == {"main": sha256_of(content)}
    assert counter.offers() == []


# the mail


def leaves(counter: Counter, seconds: int = 0) -> bool:
    """Whether the mail is sent so many seconds from now."""
    with counter.desk.database.read() as session:
        later = clock.now() + timedelta(seconds=seconds)
        return outbox.ready(session, now=later) == [one.id for one in counter.mails()]


def test_the_mail_names_the_offer(counter: Counter) -> None:
    sent = counter.hand_in()
    (mail,) = counter.mails()
    (offer,) = counter.offers()
    assert mail.key == f"creative/{number(sent)}"
    for words in (mail.text, mail.html):
        assert f"{offer.size:,} 字节" in words
        assert f"{offer.similarity:.3f}" in words
    assert leaves(counter)


def test_a_mail_with_nothing_to_offer_leaves_at_once(counter: Counter) -> None:
    counter.hand_in(HOPELESS)
    assert "改好的文件" not in counter.mails()[0].text
    assert leaves(counter)


def test_a_mail_that_has_left_stays_as_it_was(counter: Counter) -> None:
    away = replace(counter.desk, store=Failing(counter.desk.store, 2))
    sent = suggest.hand_in(away, counter.give(), by=counter.sales)
    (mail,) = counter.mails()
    with counter.desk.database.write() as session:
        later = clock.now() + timedelta(hours=1)
        doubt = timedelta(minutes=10)
        assert outbox.claim(session, mail_id=mail.id or 0, now=later, doubt=doubt)
    suggest.offer_mended(counter.desk, number(sent), by=counter.sales)
    assert len(counter.offers()) == 1
    (after,) = counter.mails()
    assert (after.text, after.state) == (mail.text, MailState.SENDING)


# what goes wrong in between


class Failing(Store):
    """Is away from the file with this number on; `die`: its process is killed then, `before` the
    file is stored or `after`."""

    def __init__(self, inner: Store, refused: int, die: str = "") -> None:
        self.inner, self.left, self.die = inner, refused, die

    def put(self, content: bytes) -> str:
        self.left -= 1
        if self.left > 0:
            return self.inner.put(content)
        if self.die == "after":
            self.inner.put(content)
        if self.die:
            os.kill(os.getpid(), signal.SIGKILL)
        raise OutsideError("store.failed", why="away")

    def get(self, sha256: str) -> bytes:
        return self.inner.get(sha256)


def test_a_store_that_is_away_while_it_offers_leaves_the_submission(counter: Counter) -> None:
    away = replace(counter.desk, store=Failing(counter.desk.store, 2))
    sent = suggest.hand_in(away, counter.give(), by=counter.sales)
    assert sent.verdict is Verdict.REJECT
    assert counter.offers() == []
    require_made_when_asked(counter)


def hand_in_and_die(url: str, home: Path, booking_id: int, by: Actor, die: str) -> None:
    """In a process of its own, which is killed as its second file, the mended one, is stored."""
    clock.clock.move_to(at(FRIDAY, 9))
    settings = Settings(env="test", home=home, config=Path("config").absolute())
    store: Store = Failing(open_store(settings), 2, die)
    desk = desk_of(settings, Database(url), store)
    given = HandedIn(booking_id, {"main": ("tl.jpg", HEAVY, None)}, LINK, "云溪花园")
    suggest.hand_in(desk, given, by=by)


def require_made_when_asked(counter: Counter) -> None:
    """One creative without an offer, whose mail waits no longer than it should; then it is made."""
    assert [one.version for one in counter.creatives()] == [1]
    assert counter.offers() == []
    wait = counter.desk.mending.wait_seconds
    assert not leaves(counter)
    assert leaves(counter, wait)
    (offer,) = suggest.offer_mended(counter.desk, 1, by=counter.sales)
    assert counter.stored() == {sha256_of(HEAVY), offer.sha256}
    assert leaves(counter)
    assert "改好的文件" in counter.mails()[0].text


@pytest.mark.parametrize(
    "die",
    [
        pytest.param("before", id="mended-and-not-stored"),
        pytest.param("after", id="stored-and-not-written-down"),
    ],
)
def test_killed_while_it_offers(counter: Counter, settings: Settings, die: str) -> None:
    url = counter.desk.database.engine.url.render_as_string(hide_password=False)
    given = (url, settings.home, counter.booking_id, counter.sales, die)
    child = get_context("spawn").Process(target=hand_in_and_die, args=given)
    child.start()
    child.join(120)
    assert child.exitcode == -signal.SIGKILL
    counter.stored()
    require_made_when_asked(counter)


def mend_for_long(url: str, home: Path, by: Actor) -> None:
    """In a process of its own: mends creative 1, again and again."""
    settings = Settings(env="test", home=home, config=Path("config").absolute())
    desk = desk_of(settings, Database(url), Failing(open_store(settings), 1))
    while True:
        try:
            suggest.offer_mended(desk, 1, by=by)
        except OutsideError:
            (home / "mended-once").touch()


def test_killed_while_it_mends(counter: Counter, settings: Settings) -> None:
    away = replace(counter.desk, store=Failing(counter.desk.store, 2))
    suggest.hand_in(away, counter.give(), by=counter.sales)
    url = counter.desk.database.engine.url.render_as_string(hide_password=False)
    given = (url, settings.home, counter.sales)
    child = get_context("spawn").Process(target=mend_for_long, args=given)
    child.start()
    while child.is_alive() and not (settings.home / "mended-once").exists():
        pass
    os.kill(child.pid or 0, signal.SIGKILL)
    child.join(60)
    assert child.exitcode == -signal.SIGKILL
    assert counter.stored() == {sha256_of(HEAVY)}
    require_made_when_asked(counter)


def test_killed_as_it_is_handed_in_mended(counter: Counter, settings: Settings) -> None:
    """The two files are stored, or one, and no creative; asked again it is as if never asked."""
    url = counter.desk.database.engine.url.render_as_string(hide_password=False)
    given = (url, settings.home, counter.booking_id, counter.sales)
    child = get_context("spawn").Process(target=take_and_die, args=given)
    child.start()
    child.join(120)
    assert child.exitcode == -signal.SIGKILL
    assert (counter.creatives(), counter.offers(), counter.mails()) == ([], [], [])
    counter.stored()
    assert counter.hand_in(take=True).verdict is Verdict.PASS
    assert len(counter.stored()) == 2


def take_and_die(url: str, home: Path, booking_id: int, by: Actor) -> None:
    clock.clock.move_to(at(FRIDAY, 9))
    settings = Settings(env="test", home=home, config=Path("config").absolute())
    desk = desk_of(settings, Database(url), Failing(open_store(settings), 2, "after"))
    given = HandedIn(booking_id, {"main": ("tl.jpg", HEAVY, None)}, LINK, "云溪花园")
    suggest.hand_in(desk, given, by=by, take=True)
