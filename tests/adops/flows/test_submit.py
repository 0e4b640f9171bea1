"""Handing in real files: measured, stored once, recorded, confirmed (rules.md §4, §5)."""

from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlmodel import select

from adops import clock
from adops.db import Database
from adops.domain.finding import Verdict
from adops.domain.people import CONSOLE, Role
from adops.domain.period import at
from adops.domain.states import ApprovalState, CreativeState
from adops.errors import ForbiddenError, InputError, RuleError
from adops.flows import approve as approve_flow
from adops.flows.desk import desk_of
from adops.flows.submit import Desk, HandedIn, answer, hand_in
from adops.models import Creative, CreativePart, StoredFile
from adops.services import approvals
from adops.settings import Settings
from adops.store import Store
from tests.factories import Factory, actor_for

LIMIT = 30 * 1024
LINK = "https://example.com/landing"


def jpeg(size: int | None = None, width: int = 950, height: int = 90) -> bytes:
    """A JPEG of that many bytes: padded behind its end, which every decoder allows."""
    buffer = BytesIO()
    Image.linear_gradient("L").resize((width, height)).convert("RGB").save(buffer, "JPEG")
    content = buffer.getvalue()
    return content if size is None else content + b"\0" * (size - len(content))


@dataclass
class Counter:
    """A desk, a booking, and who stands around it."""

    desk: Desk
    booking_id: int
    blobs: Path

    def hand(self, content: bytes, **given: object) -> HandedIn:
        handed = HandedIn(self.booking_id, {"main": ("tl.jpg", content, None)}, LINK, "云溪花园")
        return replace(handed, **given)  # type: ignore[arg-type]


@pytest.fixture
def counter(db: Database, settings: Settings, store: Store, factory: Factory) -> Counter:
    clock.clock.move_to(at(date(2026, 11, 20), 9))
    with db.write() as session:
        booking = factory.booking(session, date(2026, 11, 23), date(2026, 11, 29))
    return Counter(desk_of(settings, db, store), booking.id or 0, settings.home / "blobs")


@pytest.mark.parametrize(
    ("size", "verdict"),
    [
        pytest.param(LIMIT, Verdict.PASS, id="limit"),
        pytest.param(LIMIT + 1, Verdict.NEEDS_APPROVAL, id="limit+1"),
        pytest.param(LIMIT * 3 // 2, Verdict.NEEDS_APPROVAL, id="1.5"),
        pytest.param(LIMIT * 3 // 2 + 1, Verdict.REJECT, id="1.5+1"),
    ],
)
def test_real_bytes_on_the_four_boundaries(counter: Counter, size: int, verdict: Verdict) -> None:
    sent = hand_in(counter.desk, counter.hand(jpeg(size)), by=CONSOLE)
    assert sent.verdict is verdict
    assert sent.case.parts[0].size == size
    assert len(list(counter.blobs.rglob("*/*"))) == 1


def test_the_same_bytes_are_stored_once(counter: Counter) -> None:
    for _ in range(2):
        hand_in(counter.desk, counter.hand(jpeg()), by=CONSOLE)
    with counter.desk.database.read() as session:
        assert len(session.exec(select(StoredFile)).all()) == 1
        assert len(session.exec(select(CreativePart)).all()) == 2


def test_a_refused_confirmation_leaves_the_submission(counter: Counter) -> None:
    with pytest.raises(RuleError) as error:
        hand_in(counter.desk, counter.hand(jpeg(LIMIT + 1), confirm=True), by=CONSOLE)
    assert error.value.code == "approval.missing"
    with counter.desk.database.read() as session:
        assert session.exec(select(Creative.state)).all() == [CreativeState.SUBMITTED]


def test_a_stranger_stores_nothing(counter: Counter, factory: Factory) -> None:
    with counter.desk.database.write() as session:
        stranger = actor_for(factory.person(session, Role.AE, station="sh"))
    with pytest.raises(ForbiddenError):
        hand_in(counter.desk, counter.hand(jpeg()), by=stranger)
    assert not list(counter.blobs.rglob("*/*"))


def test_a_part_the_form_has_not_is_named(counter: Counter) -> None:
    files = {"left": ("l.jpg", jpeg(), None)}
    with pytest.raises(InputError) as error:
        hand_in(counter.desk, counter.hand(b"", files=files), by=CONSOLE)
    assert error.value.code == "part.unknown"


def test_an_approval_measures_the_stored_bytes_again(counter: Counter, factory: Factory) -> None:
    sent = hand_in(counter.desk, counter.hand(jpeg(LIMIT + 1)), by=CONSOLE)
    with counter.desk.database.write() as session:
        ae = actor_for(factory.person(session, Role.AE))
        number = approvals.request(
            session,
            creative_id=sent.case.creative.id or 0,
            reason="无法更换",
            by=CONSOLE,
            now=clock.now(),
        ).id
    mail = (
        b"From: sales@example.com\nMessage-ID: <1@example.com>\nSubject: =?utf-8?b?54m55om5?=\n\nx"
    )
    approve_flow.register(counter.desk, number or 0, by=ae, mail=mail)
    done = approve_flow.approve(counter.desk, number or 0, by=ae)
    assert (done.state, done.mail_message_id) == (ApprovalState.APPROVED, "<1@example.com>")
    assert counter.desk.store.get(done.mail_sha256 or "") == mail


@pytest.mark.parametrize("mail", [b"", b"\xff\xfe", b"Subject: no sender\n\nx"])
def test_a_mail_that_is_none_registers_nothing(
    counter: Counter, factory: Factory, mail: bytes
) -> None:
    sent = hand_in(counter.desk, counter.hand(jpeg(LIMIT + 1)), by=CONSOLE)
    with counter.desk.database.write() as session:
        approval = approvals.request(
            session,
            creative_id=sent.case.creative.id or 0,
            reason="无法更换",
            by=CONSOLE,
            now=clock.now(),
        )
    with pytest.raises(InputError) as error:
        approve_flow.register(counter.desk, approval.id or 0, by=CONSOLE, mail=mail)
    assert error.value.code == "mail.unreadable"


def test_the_answer_is_the_document_of_the_interface(counter: Counter) -> None:
    data = answer(hand_in(counter.desk, counter.hand(jpeg(), confirm=True), by=CONSOLE))
    assert data == {
        "creative": 1,
        "version": 1,
        "state": "confirmed",
        "verdict": "pass",
        "findings": [],
        "deadline": "2026-11-20T15:00:00+08:00",
        "clause": 1,
        "late": False,
        "taken_over": False,
        "earliest_go_live": None,
    }
