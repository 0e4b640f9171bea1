"""Packages handed in: shown once, kept by hash, never passed unseen (rules.md §5)."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

import pytest
from sqlmodel import Session, select

from adops import clock
from adops.db import Database
from adops.domain.finding import Verdict
from adops.domain.html5 import NotRendered, Rendering, RenderOrder, Shown
from adops.domain.people import CONSOLE
from adops.domain.period import at
from adops.domain.states import CreativeState
from adops.errors import RuleError
from adops.flows.desk import desk_of
from adops.flows.rendered import Remembering
from adops.flows.submit import Desk, HandedIn, confirm, hand_in, looked_at, measured_again
from adops.inspect import html5
from adops.models import RenderedPackage, StoredFile
from adops.queries.check_lists import creative_owner
from adops.queries.renderings import shown_of
from adops.services.creatives import Submitted
from adops.settings import Settings
from adops.store import Store
from tests.adops import files
from tests.adops.cases import BOUNDS, codes, measured, slot
from tests.adops.packages import ad, good, with_files, zipped
from tests.factories import Factory

PICTURE = files.png((950, 90))
SHA256 = hashlib.sha256(PICTURE).hexdigest()
FINE = Rendering(20_000, 3, (950, 90), (950, 90), False, SHA256, exits=True)


@dataclass
class Screen:
    """A renderer that shows what it is told to, and counts; an argument instead of a browser."""

    answer: Rendering | NotRendered = FINE
    version: str = "test"
    asked: list[RenderOrder] = field(default_factory=list)
    at_work: Callable[[], None] = lambda: None

    def render(self, orders: Sequence[RenderOrder]) -> Sequence[Shown]:
        self.at_work()
        self.asked += orders
        picture = PICTURE if isinstance(self.answer, Rendering) else b""
        return [Shown(self.answer, picture) for _ in orders]


@dataclass
class Counter:
    """A desk with a screen, and a booking."""

    desk: Desk
    screen: Screen
    booking_id: int

    def hand(self, content: bytes, **given: bool) -> Submitted:
        handed = HandedIn(
            self.booking_id,
            {"main": ("ad.zip", content, "application/zip")},
            "https://example.com/landing",
            "云溪花园",
            **given,  # type: ignore[arg-type]
        )
        return hand_in(self.desk, handed, by=CONSOLE)


@pytest.fixture
def counter(db: Database, settings: Settings, store: Store, factory: Factory) -> Counter:
    clock.clock.move_to(at(date(2026, 11, 20), 9))
    with db.write() as session:
        taking = factory.slot(session, version={"formats": ["jpg", "html5"]})
        booking = factory.booking(session, date(2026, 11, 23), date(2026, 11, 29), taking)
    screen = Screen()
    return Counter(desk_of(settings, db, store, screen), screen, booking.id or 0)


def rows(session: Session) -> Sequence[RenderedPackage]:
    return session.exec(select(RenderedPackage)).all()


def test_a_package_is_shown_once_from_the_submission_to_the_confirmation(counter: Counter) -> None:
    sent = counter.hand(good(), confirm=True)
    assert (sent.verdict, sent.case.creative.state) == (Verdict.PASS, CreativeState.CONFIRMED)
    assert len(counter.screen.asked) == 1
    order = counter.screen.asked[0]
    assert (order.index, order.width, order.height) == ("index.html", 950, 90)
    counter.hand(good())
    assert len(counter.screen.asked) == 1


def test_what_was_seen_and_its_picture_are_kept(counter: Counter) -> None:
    counter.hand(good())
    assert counter.desk.store.get(SHA256) == PICTURE
    package = hashlib.sha256(good()).hexdigest()
    with counter.desk.database.read() as session:
        (row,) = rows(session)
        assert (row.sha256, row.width, row.renderer) == (package, 950, "test")
        stored = session.get(StoredFile, SHA256)
        assert stored is not None
        assert (stored.media_type, stored.size) == ("image/png", len(PICTURE))
        assert shown_of(session, [package, "f" * 64]) == {package: FINE}
        assert creative_owner(session, SHA256) == creative_owner(session, package)
        assert creative_owner(session, "f" * 64) == []


def test_no_transaction_is_open_while_the_browser_works(counter: Counter) -> None:
    def write() -> None:
        with counter.desk.database.write() as session:
            assert rows(session) == []

    counter.screen.at_work = write
    assert counter.hand(good()).verdict is Verdict.PASS


def test_what_a_browser_saw_refuses(counter: Counter) -> None:
    counter.screen.answer = Rendering(1, 1, (960, 90), (950, 90), False, SHA256, ("http://a/",))
    sent = counter.hand(good())
    assert codes(sent.findings) == ["html5.external", "html5.size"]
    assert sent.verdict is Verdict.REJECT


@pytest.mark.parametrize("why", ["browser", "timeout", "crashed"])
def test_what_could_not_be_shown_is_no_pass_and_is_asked_again(counter: Counter, why: str) -> None:
    counter.screen.answer = NotRendered(why)
    sent = counter.hand(good())
    assert [(one.code, one.measured) for one in sent.findings] == [
        ("check.not_done", f"html5.{why}")
    ]
    assert sent.verdict is Verdict.WARN
    with counter.desk.database.read() as session:
        assert rows(session) == []
    counter.screen.answer = Rendering(1, 1, (960, 90), (950, 90), False, SHA256)
    with pytest.raises(RuleError) as error:
        confirm(counter.desk, sent.case.creative.id or 0, by=CONSOLE)
    assert error.value.code == "creative.rejected"


def test_without_anybody_to_show_it_is_no_pass(
    counter: Counter, db: Database, settings: Settings, store: Store
) -> None:
    counter.desk = desk_of(settings, db, store)
    sent = counter.hand(good())
    assert [one.measured for one in sent.findings] == ["html5.renderer"]
    assert sent.verdict is Verdict.WARN


def test_another_way_of_measuring_or_another_size_is_asked_for(counter: Counter) -> None:
    sent = counter.hand(good())
    counter.screen.version = "test 2"
    found = measured_again(counter.desk, sent.case.creative.id or 0)
    assert found["main"].html5 is not None
    assert found["main"].html5.rendering == FINE
    assert len(counter.screen.asked) == 2
    with counter.desk.database.read() as session:
        assert [row.renderer for row in rows(session)] == ["test", "test 2"]


@pytest.mark.parametrize(
    "content",
    [
        files.jpg(),
        zipped({"a.html": "", "b.html": ""}),
        with_files({"../x.js": ""}),
        with_files({"a.txt": bytes(3 << 20)}),
        zipped({"a.png": files.png((40, 40))}),
    ],
    ids=["picture", "no index", "unsafe", "too large", "no page"],
)
def test_what_is_no_sound_package_starts_no_browser(counter: Counter, content: bytes) -> None:
    counter.hand(content)
    assert counter.screen.asked == []


def test_a_slot_that_takes_no_html5_starts_no_browser(counter: Counter) -> None:
    given = {"main": ("ad.zip", good(), None)}
    looked_at(counter.desk, given, slot(formats=("jpg",)))
    assert counter.screen.asked == []
    looked_at(counter.desk, given, slot())
    assert len(counter.screen.asked) == 1


def _order(content: bytes, width: int = 950) -> RenderOrder:
    held = measured(content, "ad.zip").html5
    assert held is not None
    made = html5.order_of(content, held, width=width, height=90, bounds=BOUNDS)
    assert made is not None
    return made


def test_the_same_files_in_the_same_size_are_remembered() -> None:
    screen = Screen()
    memory = Remembering(screen)
    one, other = _order(good()), _order(zipped({**ad(), "a.js": "1"}))
    assert memory.version == "test"
    assert [shown.picture for shown in memory.render([one, one])] == [PICTURE, PICTURE]
    memory.render([_order(zipped(ad(), level=1))])
    assert len(screen.asked) == 1
    memory.render([other, _order(good(), 300)])
    assert len(screen.asked) == 3


def test_what_was_not_shown_is_not_remembered() -> None:
    screen = Screen(NotRendered("busy"))
    memory = Remembering(screen)
    for _ in range(2):
        (answer,) = memory.render([_order(good())])
        assert answer.rendering == NotRendered("busy")
    assert len(screen.asked) == 2


def test_memory_is_bounded() -> None:
    screen = Screen()
    memory = Remembering(screen)
    orders = [_order(zipped({**ad(), "a.js": str(n)})) for n in range(40)]
    memory.render(orders)
    memory.render(orders[-1:])
    assert len(screen.asked) == 40
    memory.render(orders[:1])
    assert len(screen.asked) == 41
