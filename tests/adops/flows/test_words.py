"""From words to decisions: what is met, who decides, when a click counts (rules.md §3, §5)."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from io import BytesIO
from threading import Thread

import pytest
from PIL import Image
from sqlmodel import select

from adops import clock
from adops.db import Database
from adops.domain.booking import BookingState, Route
from adops.domain.content import Box, LandingLimits, Lexicon, Line, ReadState, Ruling
from adops.domain.finding import Verdict
from adops.domain.people import Actor, Role
from adops.domain.period import at
from adops.domain.states import CreativeState
from adops.domain.today import DueKind
from adops.errors import ForbiddenError, InputError, MissingError, OutsideError, RuleError
from adops.flows import submit as submit_flow
from adops.flows import words as flow
from adops.flows.desk import desk_of
from adops.flows.submit import Desk, HandedIn, answer, hand_in
from adops.flows.words import Readers, read_waiting
from adops.gateways.landing import Fetched, LandingTrouble
from adops.models import Act, Booking, ContentDecision, Creative, LandingPage, Mail, PictureWords
from adops.queries.creatives import creative_case
from adops.queries.today import _words as words_due
from adops.services import contents, reading
from adops.services.creatives import Submitted, standing
from adops.services.refusals import answer_of
from adops.settings import Settings
from adops.store import Store
from tests.adops import files
from tests.adops.services.waiting import wait_for_a_waiter
from tests.factories import Factory, actor_for

LINK = "https://example.com/landing"
MONDAY = date(2026, 11, 23)
FRIDAY = date(2026, 11, 20)
PDF = b"%PDF-1.4\n%proof\n"
BAD = "全城最佳"  # absolute, named in the law: needs_approval
WORSE = "升值可期"  # investment, named in the law: reject


def jpeg(shade: int = 0) -> bytes:
    buffer = BytesIO()
    picture = Image.linear_gradient("L").resize((950, 90)).point(lambda one: max(one, shade))
    picture.convert("RGB").save(buffer, "JPEG")
    return buffer.getvalue()


@dataclass
class House:
    """A booking that HQ places (the deadline binds), its people, and readers that say what they are
    told to."""

    desk: Desk
    booking_id: int
    people: dict[str, Actor]
    factory: Factory
    picture_says: dict[bytes, tuple[Line, ...] | OutsideError] = field(default_factory=dict)
    page_says: str | LandingTrouble = "<p>财富公馆</p>"

    def hand(self, copy: str = "财富公馆", by: str = "sales", **given: object) -> Submitted:
        handed = HandedIn(self.booking_id, {"main": ("tl.jpg", jpeg(), None)}, LINK, copy)
        return hand_in(self.desk, replace(handed, **given), by=self.people[by])  # type: ignore[arg-type]

    def confirm(self, sent: Submitted, by: str = "sales") -> Submitted:
        return submit_flow.confirm(self.desk, number(sent), by=self.people[by])

    def decide(
        self, sent: Submitted, ruling: Ruling, by: str = "placer", **given: object
    ) -> Submitted:
        given.setdefault("key", keys(self.now_of(sent))[0])
        return flow.decide(
            self.desk,
            number(sent),
            ruling=ruling,
            by=self.people[by],
            **given,  # type: ignore[arg-type]
        )

    def now_of(self, sent: Submitted) -> Submitted:
        with self.desk.database.read() as session:
            return standing(session, number(sent), now=clock.now(), book=self.desk.book)

    def read(self) -> dict[str, int]:
        return dict(read_waiting(self.desk, Readers(self._picture, self._page)))

    def _picture(self, content: bytes) -> tuple[Line, ...]:
        said = self.picture_says.get(content, ())
        if isinstance(said, OutsideError):
            raise said
        return said

    def _page(self, url: str, *, limits: LandingLimits, allow_hosts: frozenset[str]) -> Fetched:
        if isinstance(self.page_says, LandingTrouble):
            raise self.page_says
        return Fetched(url, 200, "text/html", "utf-8", self.page_says.encode())


def number(sent: Submitted) -> int:
    return sent.case.creative.id or 0


def keys(sent: Submitted) -> list[str]:
    return [one.key for one in sent.findings if one.key]


def codes(sent: Submitted) -> list[str]:
    return [one.code for one in sent.findings]


@pytest.fixture
def house(db: Database, settings: Settings, store: Store, factory: Factory) -> House:
    clock.clock.move_to(at(FRIDAY, 14, 50))
    with db.write() as session:
        slot = factory.slot(session, station="hq")
        booking = factory.booking(
            session, MONDAY, date(2026, 11, 29), slot, route=Route.HQ, station_placed="hq"
        )
        made = {
            "sales": factory.person(session, Role.SALES, email="sales@example.com"),
            "ae": factory.person(session, Role.AE),
            "other_ae": factory.person(session, Role.AE, station="sh"),
            "placer": factory.person(session, Role.HQ_AE, station="hq"),
            "finance": factory.person(session, Role.FINANCE, station="hq"),
        }
    people = {name: actor_for(person) for name, person in made.items()}
    people["placer"] = actor_for(made["placer"], frozenset({"bj", "hq"}))
    return House(desk_of(settings, db, store), booking.id or 0, people, factory)


def at_clock(hour: int, minute: int = 0, day: date = FRIDAY) -> datetime:
    instant = at(day, hour, minute)
    clock.clock.move_to(instant)
    return instant


@pytest.mark.parametrize(
    ("copy", "verdict", "code"),
    [
        pytest.param("财富公馆 从容生活", Verdict.PASS, [], id="harmless"),
        pytest.param(BAD, Verdict.NEEDS_APPROVAL, ["content.absolute"], id="high"),
        pytest.param(WORSE, Verdict.REJECT, ["content.investment_return"], id="high, in the law"),
        pytest.param("", Verdict.WARN, ["content.copy_missing"], id="no copy"),
    ],
)
def test_the_copy_is_held_against_the_law_at_once(
    house: House, copy: str, verdict: Verdict, code: list[str]
) -> None:
    sent = house.hand(copy)
    assert (sent.verdict, codes(sent)) == (verdict, code)


def test_words_that_are_read_while_the_copy_is_typed_leave_it_as_typed(house: House) -> None:
    house.picture_says[jpeg()] = (Line(WORSE),)
    house.hand(files={"main": ("other.jpg", jpeg(9), None)})
    house.read()  # the landing page; of the next only its picture is left
    sent = house.hand(copy="")
    reader = Thread(target=house.read, daemon=True)
    with house.desk.database.write() as session:
        contents.set_copy(
            session,
            creative_id=number(sent),
            copy=BAD,
            by=house.people["sales"],
            now=clock.now(),
            book=house.desk.book,
        )
        reader.start()
        wait_for_a_waiter(house.desk.database)
    reader.join(60)
    found = ["content.absolute", "content.investment_return"]
    assert sorted(codes(house.now_of(sent))) == found


def test_a_click_that_waits_for_a_decision_takes_effect_as_of_the_click(house: House) -> None:
    sent = house.hand(BAD)
    clicked = at_clock(15)
    waiting = house.confirm(sent)
    assert answer(waiting)["state"] == "pending"
    assert waiting.case.creative.state is CreativeState.SUBMITTED
    effect = at_clock(16, 30)
    done = house.decide(sent, Ruling.FALSE_ALARM).case.creative
    assert done.state is CreativeState.CONFIRMED
    assert (done.clicked_at, done.confirmed_at) == (clicked, effect)
    assert (done.confirmed_by, done.late_reason) == (house.people["sales"].staff_no, None)
    assert done.deadline == clicked


def test_after_the_deadline_a_click_is_late_even_with_the_decision_made(house: House) -> None:
    sent = house.hand(BAD)
    house.decide(sent, Ruling.FALSE_ALARM)
    at_clock(15, 1)
    with pytest.raises(RuleError) as error:
        house.confirm(sent)
    assert error.value.code == "creative.late"


def test_mend_drops_the_click_and_goes_back_to_sales(house: House) -> None:
    sent = house.hand(BAD)
    house.confirm(sent)
    stands = house.decide(sent, Ruling.MEND, why="请去掉“最佳”")
    assert stands.case.creative.clicked_at is None
    with pytest.raises(RuleError) as error:
        house.confirm(sent)
    assert error.value.code == "creative.rejected"
    with house.desk.database.read() as session:
        mail = session.exec(select(Mail)).one()
        verbs = session.exec(select(Act.verb).order_by(Act.id)).all()  # type: ignore[arg-type]
    assert mail.kind == "creative_refused" and "请去掉“最佳”" in mail.text
    assert [verb for verb in verbs if verb.startswith("creative.")] == [
        "creative.submit",
        "creative.click",
        "creative.decide",
        "creative.unclick",
    ]


def test_the_answer_to_sales_asks_only_for_what_is_left(house: House) -> None:
    sent = house.hand(f"{BAD}，{WORSE}")
    first, second = keys(sent)
    house.decide(sent, Ruling.FALSE_ALARM, key=first)
    house.decide(sent, Ruling.MEND, key=second)
    with house.desk.database.read() as session:
        mail = session.exec(select(Mail)).one()
        answer_now = answer_of(session, creative_case(session, number(sent)))
    for told in (mail.text, answer_now.text):
        assert "“升值”" in told and "“最佳”" not in told
    house.decide(sent, Ruling.FALSE_ALARM, key=second)
    with house.desk.database.read() as session:
        cleared = answer_of(session, creative_case(session, number(sent))).text
    assert "未通过" not in cleared and "升值" not in cleared


@pytest.mark.parametrize(
    ("ruling", "copy", "state"),
    [
        pytest.param(Ruling.FALSE_ALARM, BAD, "confirmed", id="误报 clears high"),
        pytest.param(Ruling.FALSE_ALARM, WORSE, "confirmed", id="误报 clears reject"),
        pytest.param(Ruling.EXCEPTION, WORSE, "confirmed", id="例外 clears reject"),
        pytest.param(Ruling.PROOF, BAD, "confirmed", id="举证放行 clears needs_approval"),
    ],
)
def test_what_a_decision_clears(house: House, ruling: Ruling, copy: str, state: str) -> None:
    sent = house.hand(copy)
    house.confirm(sent)
    items = house.desk.book.lexicon("bj").exceptions
    more: dict[Ruling, dict[str, object]] = {
        Ruling.EXCEPTION: {"item": next(iter(items))},
        Ruling.PROOF: {"proof": ("证明.pdf", PDF)},
    }
    given = more.get(ruling, {})
    decided = house.decide(sent, ruling, **given)  # type: ignore[arg-type]
    assert answer(decided)["state"] == state


@pytest.mark.parametrize(
    ("given", "error", "code"),
    [
        ({"ruling": Ruling.EXCEPTION}, InputError, "content.item_unknown"),
        ({"ruling": Ruling.EXCEPTION, "item": "别的"}, InputError, "content.item_unknown"),
        ({"ruling": Ruling.PROOF}, InputError, "content.proof_missing"),
        ({"ruling": Ruling.PROOF, "proof": ("a.exe", b"MZ")}, InputError, "paper.type_unknown"),
        ({"ruling": Ruling.FALSE_ALARM, "key": "0" * 64}, MissingError, "content.hit_unknown"),
        ({"ruling": Ruling.FALSE_ALARM, "by": "sales"}, ForbiddenError, "permission.denied"),
        ({"ruling": Ruling.FALSE_ALARM, "by": "other_ae"}, ForbiddenError, "permission.denied"),
        ({"ruling": Ruling.FALSE_ALARM, "by": "finance"}, ForbiddenError, "permission.denied"),
    ],
)
def test_a_decision_without_grounds_or_by_the_wrong_person_changes_nothing(
    house: House, given: dict[str, object], error: type[Exception], code: str
) -> None:
    sent = house.hand(BAD)
    with pytest.raises(error) as raised:
        house.decide(sent, **given)  # type: ignore[arg-type]
    assert getattr(raised.value, "code", "") == code
    with house.desk.database.read() as session:
        assert session.exec(select(ContentDecision)).all() == []


def test_proof_is_no_way_round_what_the_law_forbids_and_costs_nobody_the_click(
    house: House,
) -> None:
    sent = house.hand(WORSE)
    house.confirm(sent)
    with pytest.raises(RuleError) as error:
        house.decide(sent, Ruling.PROOF, proof=("证明.pdf", PDF))
    assert error.value.code == "content.proof_useless"
    assert house.now_of(sent).case.pending
    assert answer(house.decide(sent, Ruling.FALSE_ALARM))["state"] == "confirmed"


def test_the_bookings_ae_decides_too(house: House) -> None:
    assert house.decide(house.hand(BAD), Ruling.FALSE_ALARM, by="ae").verdict is Verdict.PASS


def test_the_same_words_again_keep_their_decision(house: House) -> None:
    house.decide(house.hand(BAD), Ruling.FALSE_ALARM)
    again = house.hand(BAD)
    assert again.verdict is Verdict.PASS
    assert house.confirm(again).case.creative.state is CreativeState.CONFIRMED
    assert house.hand(f"{BAD} 尽在此处").verdict is Verdict.NEEDS_APPROVAL


def test_a_new_list_asks_anew(house: House) -> None:
    sent = house.hand(BAD)
    house.decide(sent, Ruling.FALSE_ALARM)
    newer = replace(house.desk.book, lexicon=_renamed(house.desk.book.lexicon))
    house.desk = replace(house.desk, book=newer)
    assert answer(house.confirm(sent))["state"] == "pending"
    assert answer(house.decide(sent, Ruling.FALSE_ALARM))["state"] == "confirmed"


def _renamed(lexicon: Callable[[str], Lexicon]) -> Callable[[str], Lexicon]:
    return lambda station: replace(lexicon(station), version="a-newer-list")


def test_one_decision_settles_every_click_that_waits_for_it(house: House) -> None:
    first = house.hand(BAD)
    house.confirm(first)
    with house.desk.database.write() as session:
        slot = house.factory.slot(session, station="hq")
        other = house.factory.booking(session, MONDAY, MONDAY, slot, station_placed="hq")
    second = house.hand(BAD, booking_id=other.id)
    house.confirm(second)
    house.decide(second, Ruling.FALSE_ALARM)
    assert house.now_of(first).case.creative.state is CreativeState.CONFIRMED


def test_the_picture_is_read_once_a_file_and_its_words_are_held_against_the_law(
    house: House,
) -> None:
    sent = house.hand()
    house.picture_says[jpeg()] = (Line("国家级园区", Box(10, 5, 210, 45), 0.99),)
    assert house.read() == {"pictures": 1, "pages": 1, "given_up": 0}
    [finding] = [one for one in house.now_of(sent).findings if one.key]
    assert (finding.code, finding.where) == ("content.absolute", "main")
    assert finding.box is not None and 0 <= finding.box[0] < finding.box[2] <= 211
    again = house.hand()
    assert codes(again) == ["content.absolute"]
    assert house.read() == {"pictures": 0, "pages": 0, "given_up": 0}


def test_what_is_read_after_the_confirmation_reopens_the_hits(house: House) -> None:
    sent = house.confirm(house.hand())
    house.picture_says[jpeg()] = (Line(BAD, Box(0, 0, 100, 20)),)
    house.read()
    stands = house.now_of(sent)
    assert stands.case.creative.state is CreativeState.CONFIRMED
    assert stands.verdict is Verdict.NEEDS_APPROVAL
    with house.desk.database.read() as session:
        [due] = words_due(session, house.people["ae"], clock.now())
        assert due.kind is DueKind.WORDS and due.facts["words"]
    _cancelled_says_nothing(house)
    house.decide(sent, Ruling.FALSE_ALARM)
    with house.desk.database.read() as session:
        assert list(words_due(session, house.people["ae"], clock.now())) == []


def _cancelled_says_nothing(house: House) -> None:
    """Today asks for no words of a booking that was cancelled whole."""
    with house.desk.database.read() as session:
        for booking in session.exec(select(Booking)):
            booking.state = BookingState.CANCELLED
        session.flush()
        assert list(words_due(session, house.people["ae"], clock.now())) == []
        session.rollback()


def test_a_missing_copy_is_typed_or_taken_from_what_was_read(house: House) -> None:
    typed = house.hand("")
    assert answer(house.confirm(typed))["state"] == "pending"
    done = flow.set_copy(house.desk, number(typed), by=house.people["sales"], copy=" 云溪 ")
    assert done.case.creative.state is CreativeState.CONFIRMED
    assert done.case.creative.copy_text == "云溪"
    with pytest.raises(RuleError) as error:
        flow.set_copy(house.desk, number(typed), by=house.people["sales"], copy="改口")
    assert error.value.code == "creative.wrong_state"


def test_the_read_words_become_the_copy_with_one_act(house: House) -> None:
    sent = house.hand("")
    with pytest.raises(RuleError) as error:
        flow.set_copy(house.desk, number(sent), by=house.people["sales"])
    assert error.value.code == "content.nothing_read"
    house.picture_says[jpeg()] = (Line("云溪花园"), Line("临溪而居"))
    house.read()
    done = flow.set_copy(house.desk, number(sent), by=house.people["sales"])
    assert done.case.creative.copy_text == "云溪花园\n临溪而居"
    assert codes(done) == []


def test_words_that_were_read_and_taken_as_the_copy_are_decided_once(house: House) -> None:
    sent = house.hand("")
    house.picture_says[jpeg()] = (Line(BAD), Line("临溪而居"))
    house.read()
    house.confirm(sent)
    assert answer(house.decide(sent, Ruling.FALSE_ALARM))["state"] == "pending"
    done = flow.set_copy(house.desk, number(sent), by=house.people["sales"])
    assert answer(done)["state"] == "confirmed"
    other = house.hand(f"{BAD} 别的")
    assert codes(other) == ["content.absolute"]
    assert answer(house.confirm(other))["state"] == "confirmed"


def test_a_word_of_the_copy_that_the_picture_says_too_is_decided_once(house: House) -> None:
    """Decided in the copy before the picture was read: that does not reopen it."""
    sent = house.hand(f"云溪花园 {BAD}，热线 400")
    house.confirm(sent)
    assert answer(house.decide(sent, Ruling.FALSE_ALARM))["state"] == "confirmed"
    house.picture_says[jpeg()] = (Line(BAD), Line("云溪花园"), Line("400-1234"))
    house.read()
    stands = house.now_of(sent)
    assert (codes(stands), stands.verdict) == (["content.absolute"], Verdict.PASS)
    with house.desk.database.read() as session:
        assert list(words_due(session, house.people["ae"], clock.now())) == []


def test_a_decision_on_the_picture_is_one_on_the_same_words_of_the_copy(house: House) -> None:
    house.picture_says[jpeg()] = (Line(BAD),)
    first = house.hand("云溪花园")
    house.read()
    house.decide(first, Ruling.FALSE_ALARM)
    assert answer(house.confirm(house.hand(f"云溪花园 {BAD}")))["state"] == "confirmed"


def test_the_same_word_in_another_place_is_asked_for_itself(house: House) -> None:
    sent = house.hand(BAD)
    house.confirm(sent)
    house.decide(sent, Ruling.FALSE_ALARM)
    house.picture_says[jpeg()] = (Line(f"{BAD}服务"),)
    house.read()
    assert house.now_of(sent).verdict is Verdict.NEEDS_APPROVAL


def test_a_picture_without_words_needs_no_copy(house: House) -> None:
    sent = house.hand("")
    assert answer(house.confirm(sent))["state"] == "pending"
    house.read()
    assert house.now_of(sent).case.creative.state is CreativeState.CONFIRMED
    assert codes(house.now_of(sent)) == []


def test_could_not_read_is_a_finding_and_no_pass(house: House) -> None:
    sent = house.hand()
    house.picture_says[jpeg()] = OutsideError("ocr.failed", why="crashed")
    counts = house.read()
    assert counts["given_up"] == 1 and counts["pictures"] == reading.TRIES
    stands = house.now_of(sent)
    assert [(one.code, one.measured) for one in stands.findings] == [("check.not_done", "ocr")]
    assert house.confirm(sent).case.creative.state is CreativeState.CONFIRMED


@pytest.mark.parametrize(
    "content",
    [pytest.param(files.huge_png(), id="bomb"), pytest.param(jpeg()[:-300], id="broken")],
)
def test_what_the_review_does_not_decode_is_not_read_either(house: House, content: bytes) -> None:
    sent = house.hand(files={"main": ("tl.png", content, None)})
    house.picture_says[content] = (Line(BAD),)
    assert house.read() == {"pictures": 0, "pages": 1, "given_up": 0}
    with house.desk.database.read() as session:
        words = session.exec(select(PictureWords)).one()
        assert words.state is ReadState.FAILED and words.why in codes(sent)


@pytest.mark.parametrize(
    ("copy", "kept"),
    [
        pytest.param("", BAD, id="no copy"),
        pytest.param(f"  {BAD} ", BAD, id="the same"),
        pytest.param("云溪花园", f"云溪花园\n{BAD}", id="another copy"),
    ],
)
def test_the_words_of_a_text_link_are_held_against_the_law(
    house: House, copy: str, kept: str
) -> None:
    with house.desk.database.write() as session:
        version = {"formats": ["text"], "text_limit": 15, "limit_bytes": 0}
        slot = house.factory.slot(session, station="hq", width=0, height=0, version=version)
        booking = house.factory.booking(session, MONDAY, MONDAY, slot, station_placed="hq")
    file = {"main": ("link.txt", BAD.encode(), None)}
    sent = house.hand(copy, files=file, booking_id=booking.id)
    assert sent.case.creative.copy_text == kept
    assert codes(sent) == ["content.absolute"]
    assert answer(house.confirm(sent))["state"] == "pending"


def test_words_of_the_landing_page_count_and_its_trouble_is_told(house: House) -> None:
    sent = house.hand()
    house.page_says = "<h1>财富公馆</h1><p>投资回报稳定</p>"
    house.read()
    assert [one.where for one in house.now_of(sent).findings] == ["landing"]
    with house.desk.database.read() as session:
        page = session.exec(select(LandingPage)).one()
        assert page.html_sha256 is not None
        kept = house.desk.store.get(page.html_sha256)
    assert kept.decode() == house.page_says


def test_a_page_that_does_not_answer_warns_and_blocks_nothing(house: House) -> None:
    sent = house.hand()
    house.page_says = LandingTrouble("timeout", LINK)
    house.read()
    assert [(one.code, one.measured) for one in house.now_of(sent).findings] == [
        ("link.unreachable", "timeout")
    ]
    assert house.confirm(sent).case.creative.state is CreativeState.CONFIRMED


def test_the_landing_page_is_scanned_again_after_a_week(house: House) -> None:
    sent = house.confirm(house.hand())
    house.read()
    house.page_says = "<p>全城最佳</p>"
    for days, asked in ((6, 0), (8, 1)):
        clock.clock.move_to(at(FRIDAY + timedelta(days=days), 4, 10))
        with house.desk.database.write() as session:
            assert reading.ask_again(session, urls=[LINK], now=clock.now()) == asked
        house.read()
    assert codes(house.now_of(sent)) == ["content.absolute"]


def test_what_a_kill_left_claimed_is_read_by_the_next(house: House) -> None:
    sent = house.hand()
    with house.desk.database.write() as session:
        assert reading.claim_picture(session, now=clock.now()) is not None
        assert reading.claim_picture(session, now=clock.now()) is None
    assert house.read()["pictures"] == 0
    at_clock(14, 56)
    house.picture_says[jpeg()] = (Line(BAD),)
    assert house.read()["pictures"] == 1
    assert codes(house.now_of(sent)) == ["content.absolute"]
    with house.desk.database.read() as session:
        words = session.exec(select(PictureWords)).one()
        assert (words.state, words.attempts) == (ReadState.DONE, 2)


def test_developer_agent_and_permit_are_asked_where_the_booking_has_them(house: House) -> None:
    with house.desk.database.write() as session:
        booking = session.get_one(Booking, house.booking_id)
        booking.developer, booking.permit_no = "云溪置业有限公司", "京房售证字(2026)18号"
        session.add(booking)
    sent = house.hand("云溪花园")
    assert codes(sent) == [], "asked only once everything was read"
    house.page_says = "<p>开发商：云溪置业有限公司</p>"
    house.read()
    stands = house.now_of(sent)
    assert codes(stands) == ["content.must_show"]
    assert house.confirm(sent).case.creative.state is CreativeState.CONFIRMED
    shown = house.hand("云溪花园 京房售证字（2026）18号")
    assert codes(shown) == []


def test_the_log_tells_who_decided_what(house: House) -> None:
    sent = house.hand(BAD)
    house.decide(sent, Ruling.PROOF, proof=("证明.pdf", PDF), why="有名次证明")
    with house.desk.database.read() as session:
        act = session.exec(select(Act).where(Act.verb == "creative.decide")).one()
        assert act.by == house.people["placer"].staff_no
        assert (act.after["ruling"], act.after["why"]) == ("proof", "有名次证明")
        assert house.desk.store.get(act.after["proof"]) == PDF
        assert creative_case(session, number(sent)).rulings
        assert session.get_one(Creative, number(sent)).list_version
