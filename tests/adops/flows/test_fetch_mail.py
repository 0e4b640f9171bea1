"""Mails of a real IMAP server: each is taken and handled once, what is not ours is left alone,
nothing in the mailbox changes."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import func, select

from adops import clock
from adops.db import Database
from adops.domain.booking import BookingState, Kind, Route
from adops.domain.incoming import IncomingKind, IncomingState
from adops.domain.mail import Enclosure, Outgoing, Sender
from adops.domain.package_ad import PackageAd
from adops.domain.period import at
from adops.errors import InputError, OutsideError, RuleError
from adops.flows.desk import desk_of
from adops.flows.fetch_mail import LOCK, fetch, server_of
from adops.flows.submit import Desk
from adops.gateways.imap import imap_server
from adops.mail.mime import letter_of
from adops.mail.package_ads import PackageMail, package_ads
from adops.models import Booking, Creative, CreativePart, IncomingMail, Mail, StoredFile
from adops.settings import Settings
from adops.store import Store
from tests.adops.flows.letters import SALES, ad, letter, picture_file
from tests.adops.gateways.imap_box import ImapBox, imap_box
from tests.adops.mail.mails import all_mails
from tests.factories import Factory

FRIDAY = date(2026, 11, 20)
STEP = 13


@pytest.fixture
def box() -> Iterator[ImapBox]:
    with imap_box() as found:
        yield found


@pytest.fixture
def desk(db: Database, settings: Settings, store: Store, factory: Factory) -> Desk:
    """总部 has a slot 财经首页顶部通栏 1000×90; 北京 sold RLZ12345 something else before."""
    clock.clock.move_to(at(FRIDAY, 9))
    with db.write() as session:
        factory.slot(
            session, station="hq", code="HQ-TL01", name="财经首页 顶部通栏", width=1000, height=90
        )
        contract = factory.contract(session, no="RLZ12345", project_no="XM-1")
        first = date(2026, 11, 1)
        factory.booking(session, first, first, contract_id=contract.id, sales_email=SALES)
    return desk_of(settings, db, store)


def allowing(desk: Desk, *domains: str) -> Desk:
    """The desk after config/mail.yaml was changed."""
    terms = desk.mails.incoming.model_copy(update={"domains": domains})
    return replace(desk, mails=desk.mails.model_copy(update={"incoming": terms}))


def mails(desk: Desk) -> list[IncomingMail]:
    with desk.database.read() as session:
        return list(session.exec(select(IncomingMail).order_by("id")))


def drafts(desk: Desk) -> list[Booking]:
    with desk.database.read() as session:
        query = select(Booking).where(Booking.state == BookingState.DRAFT)
        return list(session.exec(query.order_by("id")))


def count(desk: Desk, table: type) -> int:
    with desk.database.read() as session:
        return session.exec(select(func.count()).select_from(table)).one()


def test_package_ads_become_drafts_creatives_and_an_answer(desk: Desk, box: ImapBox) -> None:
    text = (
        "您好，请安排：\n\n"
        + ad()
        + ad(no="RLZ404")
        + "合同名称:湖畔 合同号:RLZ778 广告位名称:财经首页通栏950*90 定向地域:全国\n"
    )
    sent = letter(text, files=[picture_file(), picture_file("other.png", (7, 7))])
    box.drop(sent)
    before = box.flags()
    told = fetch(desk, imap_server(box.url)).as_data()
    assert (told["new"], told["package_ads"], told["handled"]) == (1, 1, 1)
    (mail,) = mails(desk)
    assert (mail.state, mail.station, mail.sender) == (IncomingState.HANDLED, "hq", SALES)
    assert [one["outcome"] for one in mail.lines] == [
        "draft.made",
        "contract.unknown",
        "unreadable",
    ]
    assert [(one["name"], one["code"]) for one in mail.files] == [
        ("1.png", "file.taken"),
        ("other.png", "file.no_ad"),
    ]
    (draft,) = drafts(desk)
    assert (draft.first_day, draft.last_day) == (date(2026, 12, 1), date(2026, 12, 17))
    assert (draft.kind, draft.route) == (Kind.SINA_PACKAGE, Route.HQ)
    assert (draft.station_sold, draft.station_placed, draft.regions) == ("bj", "hq", ["全国"])
    assert (draft.sales_email, draft.landing_url) == (SALES, "https://www.example.com/caifu")
    with desk.database.read() as session:
        creative = session.exec(select(Creative)).one()
        answer = session.exec(select(Mail).where(Mail.kind == "package_answer")).one()
        kept = session.get(StoredFile, mail.sha256)
    assert (creative.booking_id, creative.submitted_by) == (draft.id, "system")
    assert (answer.to, answer.key) == ([SALES], f"incoming/{mail.id}")
    for said in ("RLZ12345", "HQ-TL01", "没有合同或项目 RLZ404", "缺少“投放周期”", "other.png"):
        assert said in answer.text and said in answer.html
    assert kept is not None and kept.media_type == "message/rfc822"
    assert desk.store.get(mail.sha256 or "") == sent
    assert box.flags() == before


def test_several_files_of_several_ads_each_go_where_they_belong(
    desk: Desk, box: ImapBox, factory: Factory
) -> None:
    """By the block that names one, by number, by size; the parts of a form together, or none of
    them; what belongs nowhere is said."""
    side = {"width": 100, "height": 300, "limit_bytes": 30 * 1024}
    with desk.database.write() as session:
        for code, name in (("HQ-DL01", "财经首页对联"), ("HQ-DL02", "新闻首页对联")):
            parts = [{"part": "left", **side}, {"part": "right", **side}]
            factory.slot(
                session,
                station="hq",
                code=code,
                name=name,
                form="对联",
                width=100,
                height=300,
                version={"parts": parts},
            )
    text = (
        ad()
        + "素材：b.png\n"
        + ad(days="2026.12.20-2026.12.22")
        + ad(slot="财经首页对联100*300")
        + ad(slot="新闻首页对联100*300")
    )
    files = [
        picture_file("b.png", colour="blue"),
        picture_file("2.png", colour="green"),
        picture_file("财经首页对联_左.png", (100, 300)),
        picture_file("财经首页对联_右.png", (100, 300), "blue"),
        picture_file("新闻首页对联_左.png", (100, 300), "green"),
        picture_file("新闻首页对联.png", (100, 300), "yellow"),
        picture_file("logo.png", (20, 20)),
        ("说明.pdf", b"%PDF-1.4 x", "application/pdf"),
    ]
    box.drop(letter(text, files=files))
    fetch(desk, imap_server(box.url))
    (mail,) = mails(desk)
    assert [(one["name"], one["code"], one["of"]) for one in mail.files] == [
        ("b.png", "file.taken", 0),
        ("2.png", "file.taken", 1),
        ("财经首页对联_左.png", "file.part", 2),
        ("财经首页对联_右.png", "file.part", 2),
        ("新闻首页对联_左.png", "file.lacking", 3),
        ("新闻首页对联.png", "file.which_part", 3),
        ("logo.png", "file.no_ad", None),
        ("说明.pdf", "file.not_a_creative", None),
    ]
    with desk.database.read() as session:
        found = {one.id: one.booking_id for one in session.exec(select(Creative))}
        pieces = session.exec(select(CreativePart).where(CreativePart.creative_id == 3))
        named = {one.part: one.name for one in pieces}
        answer = session.exec(select(Mail).where(Mail.kind == "package_answer")).one()
    assert [found[line["creative"]] for line in mail.lines[:3]] == [
        line["booking"] for line in mail.lines[:3]
    ]
    assert (len(found), mail.lines[3]["creative"]) == (3, None)
    assert named == {"left": "财经首页对联_左.png", "right": "财经首页对联_右.png"}
    for words in (*(name for name, _, _ in files), "还缺右侧，没有提交", "看不出是哪一个"):
        assert words in answer.text and words in answer.html, words


def test_files_beyond_those_that_are_looked_at_are_named(desk: Desk, box: ImapBox) -> None:
    files = [(f"{number}.txt", b"x%d" % number, "text/plain") for number in range(62)]
    box.drop(letter(ad(), files=files))
    fetch(desk, imap_server(box.url))
    (mail,) = mails(desk)
    told = {one["name"]: one["code"] for one in mail.files}
    assert len(told) == 62
    assert (told["59.txt"], told["60.txt"], told["61.txt"]) == (
        "file.not_a_creative",
        "file.too_many",
        "file.too_many",
    )
    with desk.database.read() as session:
        assert "61.txt" in session.exec(select(Mail)).one().text


def test_a_refused_sender_s_mail_is_read_once_its_domain_is_allowed(
    desk: Desk, box: ImapBox
) -> None:
    box.drop(
        letter(ad(), message_id="<1@x>", sender="a@agency.com"),
        letter("开会", message_id="<2@x>", subject="开会", sender="a@agency.com"),
        letter(ad(days="2026.12.20"), message_id=None, sender="b@agency.com"),
        letter(ad(days="2026.12.25"), message_id="<4@x>", sender="a@elsewhere.com"),
    )
    before = box.flags()
    assert fetch(desk, imap_server(box.url)).as_data()["refused_sender"] == 4
    wide = allowing(desk, "example.com", "agency.com")
    told = fetch(wide, imap_server(box.url)).as_data()
    assert (told["new"], told["reread"]) == (0, 3)
    assert (told["package_ads"], told["not_ours"], told["handled"]) == (2, 1, 2)
    kinds = [one.kind for one in mails(desk)]
    assert kinds == [
        IncomingKind.PACKAGE_ADS,
        IncomingKind.NOT_OURS,
        IncomingKind.PACKAGE_ADS,
        IncomingKind.REFUSED_SENDER,
    ]
    assert (len(drafts(desk)), count(desk, Mail)) == (2, 2)
    again = fetch(wide, imap_server(box.url)).as_data()
    assert (again["reread"], len(drafts(desk)), count(desk, Mail)) == (0, 2, 2)
    assert box.flags() == before


def test_what_was_refused_long_ago_stays_so(desk: Desk, box: ImapBox) -> None:
    """Nor is a mail read that is gone from its place."""
    box.drop(letter(ad(), message_id="<1@x>", sender="a@agency.com"))
    fetch(desk, imap_server(box.url))
    days = desk.mails.incoming.look_back_days
    clock.clock.move_to(at(FRIDAY, 9) + timedelta(days=days, minutes=5))
    wide = allowing(desk, "agency.com")
    assert fetch(wide, imap_server(box.url)).as_data()["reread"] == 0
    clock.clock.move_to(at(FRIDAY, 9) + timedelta(days=days, minutes=-5))
    with desk.database.write() as session:
        session.exec(select(IncomingMail)).one().message_id = "<another@x>"
    assert fetch(wide, imap_server(box.url)).as_data()["reread"] == 0
    with desk.database.write() as session:
        session.exec(select(IncomingMail)).one().message_id = "<1@x>"
    assert fetch(wide, imap_server(box.url)).as_data()["reread"] == 1


def test_mails_of_every_form_are_answered_line_by_line(desk: Desk, box: ImapBox) -> None:
    """Each date, size, punctuation, order and charset of the table; the rest is read by
    `test_reading`."""
    given = [one for number, one in enumerate(all_mails()) if number % STEP == 0]
    box.drop(*(one.content for one in given))
    told = fetch(desk, imap_server(box.url)).as_data()
    assert (told["package_ads"], told["handled"], told["failed"]) == (len(given), len(given), 0)
    with desk.database.read() as session:
        answers = {one.key: one for one in session.exec(select(Mail))}
    for one, mail in zip(given, mails(desk), strict=True):
        assert len(mail.lines) == len(one.entries) + len(one.problems), one.name
        unread = [line["outcome"] for line in mail.lines].count("unreadable")
        assert unread == len(one.problems), one.name
        answer = answers[f"incoming/{mail.id}"].text
        assert all(line["said"] in answer for line in mail.lines), one.name


def test_each_mail_is_handled_once_however_often_it_is_fetched(desk: Desk, box: ImapBox) -> None:
    box.drop(letter(ad()))
    fetch(desk, imap_server(box.url))
    again = fetch(desk, imap_server(box.url)).as_data()
    assert (again["new"], again["again"], again["handled"]) == (0, 0, 0)
    box.drop(letter(ad(), message_id="<2@example.com>"), letter(ad()))
    third = fetch(desk, imap_server(box.url)).as_data()
    assert (third["new"], third["again"]) == (1, 1)
    assert fetch(desk, imap_server(box.url)).as_data()["again"] == 0, "nor looked at again"
    assert len(drafts(desk)) == 1, "the second mail names a booking that is there"
    assert [one.lines[0]["outcome"] for one in mails(desk)] == ["draft.made", "booking.there"]


def test_a_mailbox_that_numbers_anew_makes_nothing_twice(desk: Desk) -> None:
    for _ in range(2):  # another server: another UIDVALIDITY, numbers from the beginning
        with imap_box() as box:
            box.drop(letter(ad()))
            fetch(desk, imap_server(box.url))
    assert (len(mails(desk)), len(drafts(desk)), count(desk, Mail)) == (1, 1, 1)


def test_what_is_not_ours_is_left_alone(desk: Desk, box: ImapBox) -> None:
    box.drop(
        letter("今天下午三点开会", message_id="<a@x>", subject="开会"),
        letter(ad(), message_id="<b@x>", sender="someone@elsewhere.com"),
        letter(ad(), message_id="<c@x>", sender="someone@mail.example.com"),
        letter(ad(), message_id="<d@x>", Auto_Submitted="auto-replied"),
        letter(ad(), message_id="<e@x>", X_Adops_Kind="package_answer"),
    )
    before = box.flags()
    told = fetch(desk, imap_server(box.url)).as_data()
    assert (told["not_ours"], told["refused_sender"], told["package_ads"]) == (3, 2, 0)
    assert {one.state for one in mails(desk)} == {IncomingState.HANDLED}
    assert {one.sha256 for one in mails(desk)} == {None}, "nothing of them is kept"
    assert (drafts(desk), count(desk, Mail), count(desk, StoredFile)) == ([], 0, 0)
    assert box.flags() == before and {flags for _, flags in before} == {()}


def test_what_the_house_sent_itself_is_not_read_back(desk: Desk, box: ImapBox) -> None:
    box.drop(letter(ad()))
    fetch(desk, imap_server(box.url))
    with desk.database.read() as session:
        sent = session.exec(select(Mail)).one().message_id
    box.drop(letter(ad(days="2026.12.20"), message_id=sent, X_Adops_Kind="package_ads"))
    assert fetch(desk, imap_server(box.url)).as_data()["not_ours"] == 1
    assert len(drafts(desk)) == 1


def test_a_package_mail_of_another_house_is_read_with_its_file(desk: Desk, box: ImapBox) -> None:
    days = date(2026, 12, 1), date(2026, 12, 17)
    of = PackageAd("财富公馆", "RLZ12345", "财经首页顶部通栏", 1000, 90, *days, ("全国",), 1)
    given = PackageMail(of, "HQ-TL01", "北京", 1, "https://www.example.com/落地", "王晓", SALES)
    words = package_ads(given)
    row = Outgoing(
        id=1,
        kind="package_ads",
        message_id="<package_ads.1@another.invalid>",
        to=("hq@example.com",),
        cc=(SALES,),
        subject=words.subject,
        html=words.html,
        text=words.text,
        attachments=(),
        created_at=at(FRIDAY, 9),
        attempt=1,
    )
    name, content, kind = picture_file("财富公馆 首页顶部通栏的创意，第一版，很长很长的名字.png")
    sender = Sender("投放台", "adops@example.com")
    box.drop(letter_of(row, sender, [Enclosure(name, kind, content)]).content)
    assert fetch(desk, imap_server(box.url)).as_data()["package_ads"] == 1
    (mail,) = mails(desk)
    assert [one["outcome"] for one in mail.lines] == ["draft.made"]
    assert [(one["name"], one["code"]) for one in mail.files] == [(name, "file.taken")]
    with desk.database.read() as session:
        link = session.exec(select(Creative.click_url)).one()
    assert link == "https://www.example.com/%E8%90%BD%E5%9C%B0"


def test_mails_without_a_message_id_are_told_apart_by_their_bytes(desk: Desk, box: ImapBox) -> None:
    one = letter(ad(), message_id=None)
    other = letter(ad(days="2026.12.20-2026.12.21"), message_id=None)
    box.drop(one, other, one)
    told = fetch(desk, imap_server(box.url)).as_data()
    assert (told["new"], told["again"], len(drafts(desk))) == (2, 1, 2)
    assert all(mail.message_id.startswith("sha256:") for mail in mails(desk))


def test_a_mail_that_is_too_large_waits_for_a_person(desk: Desk, box: ImapBox) -> None:
    small = desk.mails.incoming.model_copy(update={"most_mb": 1})
    mails_file = desk.mails.model_copy(update={"incoming": small})
    narrow = Desk(**{**vars(desk), "mails": mails_file})
    box.drop(letter(ad(), files=[("big.bin", bytes(900_000), "application/octet-stream")]))
    assert fetch(narrow, imap_server(box.url)).as_data()["unread"] == 1
    (mail,) = mails(desk)
    assert (mail.kind, mail.state) == (IncomingKind.UNREAD, IncomingState.UNMATCHED)
    assert (mail.trouble, mail.sha256, mail.subject) == ("too_large", None, "包版广告投放")


def test_one_broken_mail_stops_no_other_and_ends_with_a_person(desk: Desk, box: ImapBox) -> None:
    box.drop(letter(ad(), message_id="<1@x>"))
    fetch(desk, imap_server(box.url), lambda _desk: {})  # taken, not handled
    with desk.database.write() as session:
        session.exec(select(IncomingMail)).one().sha256 = "0" * 64  # its .eml is lost
    box.drop(letter(ad(), message_id="<2@x>"))
    tries = desk.mails.incoming.attempts
    told = [fetch(desk, imap_server(box.url)).as_data() for _ in range(tries)]
    assert [(one["failed"], one["unmatched"]) for one in told] == [(1, 0)] * (tries - 1) + [(0, 1)]
    broken, whole = mails(desk)
    assert (broken.state, whole.state) == (IncomingState.UNMATCHED, IncomingState.HANDLED)
    assert "evidence.missing" in (broken.trouble or "")


def test_what_was_taken_is_handled_though_the_mailbox_is_away(desk: Desk, box: ImapBox) -> None:
    box.drop(letter(ad()))
    server = imap_server(box.url)
    fetch(desk, server, lambda _desk: {})
    away = imap_server("imap://u:p@127.0.0.1:9/INBOX")
    with pytest.raises(OutsideError, match=r"imap\.failed"):
        fetch(desk, away)
    assert [one.state for one in mails(desk)] == [IncomingState.HANDLED]


def test_two_at_once_are_one(desk: Desk, box: ImapBox) -> None:
    with desk.database.alone(LOCK, 0) as mine:
        assert mine
        with pytest.raises(RuleError) as error:
            fetch(desk, imap_server(box.url))
    assert error.value.code == "incoming.busy"


def test_without_a_mailbox_nothing_is_fetched(settings: Settings) -> None:
    with pytest.raises(InputError) as error:
        server_of(settings)
    assert error.value.code == "imap.not_set"
