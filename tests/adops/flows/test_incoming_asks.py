"""Mails of sales that ask for special approvals: matched to a creative beyond doubt, or put before
the AE; never a draft."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from sqlmodel import Session, select

from adops import clock
from adops.db import Database
from adops.domain.creative import Code
from adops.domain.finding import Finding, Severity, Verdict
from adops.domain.incoming import IncomingKind, IncomingState
from adops.domain.people import Role
from adops.domain.period import at
from adops.domain.states import ApprovalState, CreativeState
from adops.errors import ForbiddenError, InputError, RuleError
from adops.flows import approve
from adops.flows.desk import desk_of
from adops.flows.fetch_mail import fetch
from adops.flows.settle_mail import ask_for, settle
from adops.flows.submit import Desk
from adops.gateways.imap import imap_server
from adops.models import Approval, Booking, CreativePart, IncomingMail
from adops.settings import Settings
from adops.store import Store
from tests.adops.flows.letters import SALES, ad, letter
from tests.adops.gateways.imap_box import ImapBox, imap_box
from tests.factories import Factory, actor_for

FRIDAY = date(2026, 11, 20)
HEAVY = Finding(Code.SIZE_OVER_LIMIT, Severity.NEEDS_APPROVAL, 40_000, 30_720, "main")
FILE = ("heavy.bin", b"a heavy picture", "application/octet-stream")


@dataclass
class Scene:
    """A mailbox beside a house with creatives that need approvals, by the codes of their slots."""

    desk: Desk
    box: ImapBox
    creatives: dict[str, int]

    def fetch(self, *mails: bytes) -> list[IncomingMail]:
        self.box.drop(*mails)
        fetch(self.desk, imap_server(self.box.url))
        with self.desk.database.read() as session:
            return list(session.exec(select(IncomingMail).order_by("id")))

    def approvals(self) -> list[Approval]:
        with self.desk.database.read() as session:
            return list(session.exec(select(Approval).order_by("id")))


def needing(session: Session, factory: Factory, code: str, **given: object) -> int:
    slot = factory.slot(session, code=code, name=f"乐居首页 {code}通栏950*90")
    last = FRIDAY + timedelta(days=20)
    first = FRIDAY + timedelta(days=10)
    booking = factory.booking(session, first, last, slot, sales_email=SALES, **given)
    creative = factory.creative(
        session,
        booking,
        state=CreativeState.SUBMITTED,
        verdict=Verdict.NEEDS_APPROVAL,
        findings=[HEAVY.as_data()],
        confirmed_at=None,
    )
    return creative.id or 0


@pytest.fixture
def scene(db: Database, settings: Settings, store: Store, factory: Factory) -> Iterator[Scene]:
    clock.clock.move_to(at(FRIDAY, 9))
    with db.write() as session:
        one = factory.contract(session, no="RLZ12345", project_no="XM-1")
        other = factory.contract(session, no="RLZ2", name="云溪")
        made = {
            "TL01": needing(session, factory, "TL01", contract_id=one.id),
            "TL02": needing(session, factory, "TL02", contract_id=one.id),
            "TL03": needing(session, factory, "TL03", contract_id=other.id),
        }
    with imap_box() as box:
        yield Scene(desk_of(settings, db, store), box, made)


def asking(text: str, subject: str = "创意特批申请", sender: str = SALES, **given: object) -> bytes:
    return letter(text, subject=subject, sender=sender, **given)  # type: ignore[arg-type]


ASKED = {
    "labels": (
        "合同号：RLZ12345\n广告位名称：乐居首页TL01通栏950*90\n特批原因：客户不肯换",
        "TL01",
        "客户不肯换",
    ),
    "code as the name": ("合同号：RLZ12345 广告位：TL02 原因：活动急", "TL02", "活动急"),
    "project's number": (
        "项目号：XM-1\n广告位名称：乐居首页TL02通栏950*90",
        "TL02",
        "创意特批申请",
    ),
    "free words": ("王老师好，RLZ12345 在 TL01 的图大了一点，请批。", "TL01", "创意特批申请"),
    "the only creative": ("RLZ2 的图大了一点，请批。", "TL03", "创意特批申请"),
}


@pytest.mark.parametrize(("text", "code", "reason"), ASKED.values(), ids=ASKED.keys())
def test_what_is_named_is_asked_for(scene: Scene, text: str, code: str, reason: str) -> None:
    (mail,) = scene.fetch(asking(text))
    (approval,) = scene.approvals()
    assert (mail.kind, mail.state) == (IncomingKind.APPROVAL, IncomingState.HANDLED)
    assert (mail.station, mail.lines[0]["approval"]) == ("bj", approval.id)
    assert (approval.creative_id, approval.state) == (
        scene.creatives[code],
        ApprovalState.REQUESTED,
    )
    assert (approval.asked_by, approval.entered_by, approval.reason) == (SALES, "system", reason)
    assert (approval.mail_sha256, approval.mail_message_id) == (mail.sha256, mail.message_id)
    assert approval.mail_date == at(FRIDAY, 8, 30)
    assert approval.registered_at is None, "registering is the AE's"


UNASKED = {
    "no such contract": ("合同号：RLZ999", SALES, "ask.no_contract"),
    "no such slot": ("合同号：RLZ12345 广告位：财经通栏950*90", SALES, "ask.no_slot"),
    "another size": (
        "合同号：RLZ12345\n广告位名称：乐居首页TL01通栏1000*90",
        SALES,
        "ask.no_slot",
    ),
    "two may be meant": ("合同号：RLZ12345 原因：急", SALES, "ask.several"),
    "not the contract's sales": ("合同号：RLZ2", "other@example.com", "ask.sender"),
    "nothing said": ("请批一下昨天那个", SALES, "ask.no_contract"),
}


@pytest.mark.parametrize(("text", "sender", "code"), UNASKED.values(), ids=UNASKED.keys())
def test_what_is_in_doubt_waits_for_the_ae(scene: Scene, text: str, sender: str, code: str) -> None:
    (mail,) = scene.fetch(asking(text, sender=sender))
    assert (mail.state, mail.lines[0]["outcome"]) == (IncomingState.UNMATCHED, code)
    assert scene.approvals() == []
    assert mail.sha256 is not None, "the mail is kept"


def test_two_creatives_in_one_mail_and_the_file_that_tells(scene: Scene, store: Store) -> None:
    text = "合同号：RLZ12345 广告位：TL01 原因：甲\n合同号：RLZ2 广告位：TL03 原因：乙\n"
    (mail,) = scene.fetch(asking(text))
    assert mail.state is IncomingState.HANDLED
    assert [one.creative_id for one in scene.approvals()] == [
        scene.creatives["TL01"],
        scene.creatives["TL03"],
    ]


def test_the_file_says_which_of_two(scene: Scene, store: Store) -> None:
    sha = store.put(FILE[1])
    with scene.desk.database.write() as session:
        part = session.exec(
            select(CreativePart).where(CreativePart.creative_id == scene.creatives["TL02"])
        ).one()
        part.sha256 = sha
    scene.fetch(asking("合同号：RLZ12345 原因：急", files=[FILE]))
    assert [one.creative_id for one in scene.approvals()] == [scene.creatives["TL02"]]


def test_an_approval_mail_makes_no_drafts(scene: Scene) -> None:
    scene.fetch(asking(ad(slot="乐居首页TL01通栏950*90")))
    with scene.desk.database.read() as session:
        assert len(session.exec(select(Booking)).all()) == 3


def test_the_ae_registers_it_with_the_mail_that_is_kept(scene: Scene, factory: Factory) -> None:
    scene.fetch(asking("合同号：RLZ2 原因：急"))
    (asked,) = scene.approvals()
    with scene.desk.database.write() as session:
        ae = actor_for(factory.person(session, Role.AE))
    registered = approve.register(scene.desk, asked.id or 0, by=ae)
    assert registered.state is ApprovalState.REGISTERED
    assert registered.mail_sha256 == asked.mail_sha256 is not None


def test_the_ae_chooses_the_creative_of_an_unmatched_mail(scene: Scene, factory: Factory) -> None:
    (mail,) = scene.fetch(asking("合同号：RLZ12345 原因：急"))
    with scene.desk.database.write() as session:
        ae = actor_for(factory.person(session, Role.AE))
        elsewhere = actor_for(factory.person(session, Role.AE, station="gz"))
    chosen = scene.creatives["TL02"]
    with pytest.raises(ForbiddenError):
        ask_for(scene.desk, mail.id or 0, creative_id=chosen, reason="", by=elsewhere)
    ask_for(scene.desk, mail.id or 0, creative_id=chosen, reason="客户不肯换", by=ae)
    (approval,) = scene.approvals()
    assert (approval.creative_id, approval.reason) == (chosen, "客户不肯换")
    assert (approval.asked_by, approval.entered_by) == (SALES, ae.staff_no)
    assert approval.mail_sha256 == mail.sha256
    with scene.desk.database.read() as session:
        after = session.get_one(IncomingMail, mail.id)
    assert (after.state, after.settled_by) == (IncomingState.SETTLED, ae.staff_no)
    with pytest.raises(RuleError) as error:
        ask_for(scene.desk, mail.id or 0, creative_id=scene.creatives["TL01"], reason="", by=ae)
    assert error.value.code == "incoming.wrong_state"


def test_a_mail_that_is_not_ours_after_all_is_settled_with_a_reason(
    scene: Scene, factory: Factory
) -> None:
    (mail,) = scene.fetch(asking("请批一下昨天那个"))
    with scene.desk.database.write() as session:
        ae = actor_for(factory.person(session, Role.AE))
    with pytest.raises(InputError):
        settle(scene.desk, mail.id or 0, why=" ", by=ae)
    settle(scene.desk, mail.id or 0, why="说的是报销", by=ae)
    with scene.desk.database.read() as session:
        after = session.get_one(IncomingMail, mail.id)
    assert (after.state, after.settled_why) == (IncomingState.SETTLED, "说的是报销")
    assert scene.approvals() == []
