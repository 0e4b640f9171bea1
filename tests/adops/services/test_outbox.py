"""The outbox on both databases: one row a kind and key, claimed by one, noted by the claimer."""

from datetime import datetime, timedelta
from threading import Thread

import pytest
from sqlmodel import Session, select

from adops.db import Database
from adops.domain.mail import Attached, MailKind, Outgoing, Recipients, Words
from adops.domain.people import CONSOLE, Role
from adops.domain.states import MailState
from adops.errors import ForbiddenError, RuleError
from adops.models import Mail
from adops.queries.mails import stuck_mails
from adops.services import outbox
from tests.adops.services.waiting import wait_for_a_waiter
from tests.factories import Factory, actor_for

WHO = Recipients(("hq@example.com",), ())
WORDS = Words("题目", "<p>正文</p>", "正文\n")
FILE = Attached("表.xlsx", "0" * 64, "application/octet-stream")
DOUBT = timedelta(minutes=10)
BJ = frozenset({"bj"})
RETRIES = (timedelta(minutes=1), timedelta(minutes=5))


def put(session: Session, now: datetime, key: str = "bj:2026-W47", who: Recipients = WHO) -> Mail:
    return outbox.queue(
        session,
        kind=MailKind.APPROVAL_LEDGER,
        key=key,
        station=None,
        who=who,
        words=WORDS,
        attachments=[FILE],
        by=CONSOLE,
        now=now,
    )


def taken(db: Database, mail_id: int, now: datetime) -> Outgoing | None:
    with db.write() as session:
        return outbox.claim(session, mail_id=mail_id, now=now, doubt=DOUBT)


def state(db: Database, mail_id: int) -> MailState:
    with db.read() as session:
        return outbox.mail_by_id(session, mail_id).state


def number(mail: Mail) -> int:
    assert mail.id is not None
    return mail.id


def test_one_row_for_a_kind_and_key(db: Database, now: datetime) -> None:
    with db.write() as session:
        first = put(session, now)
        second = put(session, now + timedelta(hours=1))
        assert (second.id, second.message_id) == (first.id, first.message_id)
        assert len(session.exec(select(Mail)).all()) == 1


def test_nobody_to_write_to_stops_the_mail(db: Database, now: datetime) -> None:
    with db.write() as session:
        mail = put(session, now, who=Recipients((), (), ("总部对接AE",)))
        assert (mail.state, mail.missing) == (MailState.STOPPED, ["总部对接AE"])
        assert outbox.ready(session, now=now) == []


def test_a_mail_is_claimed_by_one(db: Database, now: datetime) -> None:
    with db.write() as session:
        mail = number(put(session, now))
    assert taken(db, mail, now) is not None
    assert taken(db, mail, now) is None
    with db.read() as session:
        assert outbox.ready(session, now=now + timedelta(hours=1)) == []


def test_what_a_mail_carries_survives_the_row(db: Database, now: datetime) -> None:
    with db.write() as session:
        mail = number(put(session, now))
    found = taken(db, mail, now)
    assert found is not None
    assert (found.subject, found.to, found.attachments) == ("题目", WHO.to, (FILE,))
    assert found.attempt == 1


def test_trouble_is_tried_again_after_growing_pauses_then_failed(
    db: Database, now: datetime
) -> None:
    with db.write() as session:
        mail = number(put(session, now))
    seen = []
    for _ in range(3):
        claimed = taken(db, mail, now)
        assert claimed is not None
        with db.write() as session:
            outbox.note_trouble(
                session, mail=claimed, why="451", permanent=False, now=now, retries=RETRIES
            )
            row = outbox.mail_by_id(session, mail)
            seen.append((row.state, row.next_at and row.next_at - now))
            now = row.next_at or now
    assert seen == [
        (MailState.WAITING, RETRIES[0]),
        (MailState.WAITING, RETRIES[1]),
        (MailState.FAILED, None),
    ]


def test_a_refusal_for_good_is_not_tried_again(db: Database, now: datetime) -> None:
    with db.write() as session:
        mail = number(put(session, now))
    claimed = taken(db, mail, now)
    assert claimed is not None
    with db.write() as session:
        outbox.note_trouble(
            session, mail=claimed, why="550", permanent=True, now=now, retries=RETRIES
        )
    assert state(db, mail) is MailState.FAILED


@pytest.mark.parametrize(
    ("handed", "repeatable", "after"),
    [
        pytest.param(True, False, MailState.IN_DOUBT, id="a server may have it: in doubt"),
        pytest.param(False, False, MailState.WAITING, id="no server can have it: once more"),
        pytest.param(True, True, MailState.WAITING, id="a folder: once more is once"),
    ],
)
def test_what_a_crash_leaves(
    db: Database, now: datetime, handed: bool, repeatable: bool, after: MailState
) -> None:
    with db.write() as session:
        mail = number(put(session, now))
    claimed = taken(db, mail, now)
    assert claimed is not None
    with db.write() as session:
        assert not handed or outbox.note_handing(session, mail=claimed, now=now)
    for later, doubtful in ((DOUBT / 2, 0), (DOUBT, after is MailState.IN_DOUBT)):
        assert state(db, mail) is MailState.SENDING
        with db.write() as session:
            assert outbox.settle(session, repeatable=repeatable, now=now + later) == doubtful
    assert state(db, mail) is after


def test_who_is_too_slow_hands_nothing_over(db: Database, now: datetime) -> None:
    with db.write() as session:
        mail = number(put(session, now))
    slow = taken(db, mail, now)
    assert slow is not None
    with db.write() as session:
        outbox.settle(session, repeatable=False, now=now + DOUBT)
        assert not outbox.note_handing(session, mail=slow, now=now + DOUBT)
    later = taken(db, mail, now + DOUBT)
    assert later is not None
    with db.write() as session:
        assert not outbox.note_handing(session, mail=slow, now=now + DOUBT)
        assert outbox.note_handing(session, mail=later, now=now + DOUBT)


def test_handed_over_while_another_settles_is_not_sent_once_more(
    db: Database, now: datetime
) -> None:
    with db.write() as session:
        mail = number(put(session, now))
    slow = taken(db, mail, now)
    assert slow is not None

    def settle() -> None:
        with db.write() as session:
            outbox.settle(session, repeatable=False, now=now + DOUBT)

    other = Thread(target=settle, daemon=True)
    with db.write() as session:
        assert outbox.note_handing(session, mail=slow, now=now + DOUBT)
        other.start()
        wait_for_a_waiter(db)
    other.join(60)
    assert taken(db, mail, now + DOUBT) is None
    settle()
    assert state(db, mail) is MailState.IN_DOUBT


def test_the_claimer_alone_knows(db: Database, now: datetime) -> None:
    with db.write() as session:
        mail = number(put(session, now))
    slow = taken(db, mail, now)
    assert slow is not None
    with db.write() as session:
        outbox.note_handing(session, mail=slow, now=now)
        outbox.settle(session, repeatable=False, now=now + DOUBT)
    with db.write() as session:
        assert outbox.note_sent(session, mail=slow, now=now + DOUBT)
    assert state(db, mail) is MailState.SENT


def test_a_late_note_changes_no_later_attempt(db: Database, now: datetime) -> None:
    with db.write() as session:
        mail = number(put(session, now))
    slow = taken(db, mail, now)
    assert slow is not None
    with db.write() as session:
        outbox.settle(session, repeatable=True, now=now + DOUBT)
    assert taken(db, mail, now + DOUBT) is not None
    with db.write() as session:
        assert not outbox.note_sent(session, mail=slow, now=now + DOUBT)
    assert state(db, mail) is MailState.SENDING


def test_sent_once_more_by_hand(db: Database, now: datetime) -> None:
    with db.write() as session:
        mail = number(put(session, now))
    with db.write() as session, pytest.raises(RuleError, match=r"mail\.wrong_state"):
        outbox.resend(session, mail_id=mail, by=CONSOLE, now=now)
    claimed = taken(db, mail, now)
    assert claimed is not None
    with db.write() as session:
        outbox.note_sent(session, mail=claimed, now=now)
    with db.write() as session:
        again = outbox.resend(session, mail_id=mail, by=CONSOLE, now=now)
        assert (again.key, again.subject) == ("bj:2026-W47#2", "【重发】题目")
        assert (again.html, again.attachments[0]["sha256"]) == (WORDS.html, FILE.sha256)
        assert again.message_id != claimed.message_id
        third = outbox.resend(session, mail_id=mail, by=CONSOLE, now=now)
        assert (third.key, third.subject) == ("bj:2026-W47#3", "【重发】题目")


def failed(db: Database, now: datetime, key: str = "bj:2026-W47") -> int:
    """A mail that the server refused for good."""
    with db.write() as session:
        mail = number(put(session, now, key))
    claimed = taken(db, mail, now)
    assert claimed is not None
    with db.write() as session:
        outbox.note_trouble(
            session, mail=claimed, why="550", permanent=True, now=now, retries=RETRIES
        )
    return mail


def test_what_failed_goes_to_the_people_of_now_and_only_once_more(
    db: Database, now: datetime
) -> None:
    mail = failed(db, now)
    who = Recipients(("right@example.com",), ())
    with db.write() as session:
        again = outbox.resend(session, mail_id=mail, by=CONSOLE, now=now, who=who)
        assert (again.to, outbox.mail_by_id(session, mail).resent_as) == (list(who.to), again.id)
    with db.write() as session, pytest.raises(RuleError, match=r"mail\.resent"):
        outbox.resend(session, mail_id=mail, by=CONSOLE, now=now, who=who)


def test_what_was_sent_once_more_is_stuck_no_more(
    db: Database, factory: Factory, now: datetime
) -> None:
    with db.write() as session:
        factory.stations(session)
    mail, other = failed(db, now), failed(db, now, "a%_b")
    with db.write() as session:
        for one in (mail, other):
            outbox.mail_by_id(session, one).station = "bj"
        session.flush()
        assert [one.id for one in stuck_mails(session, stations=BJ)] == [mail, other]
        outbox.resend(session, mail_id=mail, by=CONSOLE, now=now)
        assert [one.id for one in stuck_mails(session, stations=BJ)] == [other]


def test_a_key_with_any_sign_is_numbered_by_itself(db: Database, now: datetime) -> None:
    keys = ("a_b", "axb", "100%")
    mails = [failed(db, now, key) for key in keys]
    with db.write() as session:
        again = [outbox.resend(session, mail_id=one, by=CONSOLE, now=now).key for one in mails]
    assert again == [f"{key}#2" for key in keys]


def test_only_who_may(db: Database, factory: Factory, now: datetime) -> None:
    with db.write() as session:
        mail = put(session, now)
        seller = actor_for(factory.person(session, Role.SALES))
        with pytest.raises(ForbiddenError):
            outbox.resend(session, mail_id=number(mail), by=seller, now=now)


def test_a_stopped_mail_goes_on_once_somebody_is_there(db: Database, now: datetime) -> None:
    with db.write() as session:
        mail = number(put(session, now, who=Recipients((), ("cc@example.com",), ("总部对接AE",))))
        with pytest.raises(RuleError, match=r"mail\.no_recipient"):
            outbox.start_again(session, mail_id=mail, who=Recipients((), ()), by=CONSOLE, now=now)
        outbox.start_again(session, mail_id=mail, who=WHO, by=CONSOLE, now=now)
    found = taken(db, mail, now)
    assert found is not None
    assert (found.to, found.cc) == (WHO.to, ("cc@example.com",))
