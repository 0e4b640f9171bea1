"""Confirming a 包版 creative mails its form, files and link to who places it, once a version."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from email import message_from_bytes, policy
from typing import Any

import pytest
from sqlmodel import select

from adops import clock
from adops.db import Database
from adops.domain.booking import Kind, Route
from adops.domain.people import CONSOLE, Role
from adops.domain.period import at
from adops.domain.states import CreativeState, MailState
from adops.flows.desk import desk_of
from adops.flows.send import post_office, send_waiting
from adops.flows.submit import Desk, HandedIn, confirm, hand_in
from adops.flows.words import set_copy, settle
from adops.mail.reading import reading_of_mail
from adops.models import Creative, Mail
from adops.services.unconfirm import unconfirm
from adops.settings import Settings
from adops.store import Store
from tests.adops.flows.test_submit import jpeg
from tests.factories import Factory

LINK = "https://www.example.com/cloud?x=1"
FIRST, LAST = date(2026, 11, 24), date(2026, 11, 30)
PACKAGE: dict[str, Any] = {
    "kind": Kind.SINA_PACKAGE,
    "route": Route.HQ,
    "regions": ["全国"],
    "sales_name": "王晓",
}


@dataclass
class Counter:
    """A desk in 北京 with people who place."""

    desk: Desk
    db: Database
    factory: Factory

    def booking(self, **given: Any) -> int:
        with self.db.write() as session:
            contract = self.factory.contract(session, no="RLZ12345", name="财富公馆（二期）")
            slot = self.factory.slot(session, name="财经首页顶部950*90通栏")
            values = PACKAGE | {"contract_id": contract.id} | given
            return self.factory.booking(session, FIRST, LAST, slot, **values).id or 0

    def hand(self, booking: int, **given: Any) -> int:
        files = {"main": ("财富公馆_通栏.jpg", jpeg(), None)}
        values: dict[str, Any] = {"copy": "云溪花园", "confirm": True} | given
        sent = hand_in(self.desk, HandedIn(booking, files, LINK, **values), by=CONSOLE)
        return sent.case.creative.id or 0

    @property
    def mails(self) -> list[Mail]:
        with self.db.read() as session:
            query = select(Mail).where(Mail.kind == "package_ads").order_by("id")
            return list(session.exec(query))


@pytest.fixture
def counter(db: Database, settings: Settings, store: Store, factory: Factory) -> Counter:
    clock.clock.move_to(at(date(2026, 11, 20), 9))
    with db.write() as session:
        factory.person(session, Role.HQ_AE, staff_no="HQ001", email="hq@example.com", station="hq")
        factory.person(session, Role.AE, staff_no="SH1", email="sh@example.com", station="sh")
    return Counter(desk_of(settings, db, store), db, factory)


def test_the_mail_is_the_form_with_file_and_link(
    counter: Counter, settings: Settings, store: Store
) -> None:
    counter.hand(counter.booking())
    (mail,) = counter.mails
    assert (mail.to, mail.cc) == (["hq@example.com"], ["sales@example.com"])
    office = post_office(settings, counter.db, store, clock=clock.now)
    assert send_waiting(office).sent == 1
    (path,) = settings.outbox.glob("*.eml")
    content = path.read_bytes()
    (ad,) = reading_of_mail(content).ads.entries
    assert (ad.contract_no, ad.contract_name, ad.slot_name, ad.width, ad.height) == (
        "RLZ12345",
        "财富公馆(二期)",
        "财经首页顶部通栏",
        950,
        90,
    )
    assert (ad.start, ad.end, ad.regions) == (FIRST, LAST, ("全国",))
    message = message_from_bytes(content, policy=policy.default)
    (file,) = message.iter_attachments()
    assert (file.get_filename(), file.get_content()) == ("财富公馆_通栏.jpg", jpeg())
    assert file.get_content_type() == "image/jpeg"
    assert f"落地页：{LINK}" in mail.text and "文案：云溪花园" in mail.text


def test_another_station_places_its_aes_get_it(counter: Counter) -> None:
    counter.hand(counter.booking(route=Route.CROSS, station_placed="sh", regions=["上海"]))
    (mail,) = counter.mails
    assert (mail.to, mail.station) == (["sh@example.com"], "bj")


NONE: Mapping[str, dict[str, Any]] = {
    "our own placing": {"route": Route.LOCAL, "regions": ["北京"]},
    "no package": {"kind": Kind.COMMERCIAL},
    "on air before it was imported": {"taken_over": True},
}


@pytest.mark.parametrize("given", NONE.values(), ids=NONE.keys())
def test_no_mail(counter: Counter, given: dict[str, Any]) -> None:
    counter.hand(counter.booking(**given))
    assert counter.mails == []


def test_a_submission_alone_is_not_mailed(counter: Counter) -> None:
    creative = counter.hand(counter.booking(), confirm=False)
    assert counter.mails == []
    confirm(counter.desk, creative, by=CONSOLE)
    assert [one.key for one in counter.mails] == [f"creative/{creative}"]


def test_a_click_that_waited_is_mailed_when_it_takes_effect(counter: Counter) -> None:
    creative = counter.hand(counter.booking(), copy="")
    assert counter.mails == []
    set_copy(counter.desk, creative, by=CONSOLE, copy="云溪花园")
    assert [one.key for one in counter.mails] == [f"creative/{creative}"]
    settle(counter.desk, creative)
    assert len(counter.mails) == 1


def test_once_a_version_whatever_is_undone(counter: Counter) -> None:
    booking = counter.booking()
    creative = counter.hand(booking)
    with counter.db.write() as session:
        unconfirm(
            session, creative_id=creative, by=CONSOLE, now=clock.now(), book=counter.desk.book
        )
    confirm(counter.desk, creative, by=CONSOLE)
    assert len(counter.mails) == 1
    later = counter.hand(booking, go_live=date(2026, 11, 26))
    mails = counter.mails
    assert [one.key for one in mails] == [f"creative/{creative}", f"creative/{later}"]
    assert "投放周期:2026.11.26-2026.11.30" in mails[1].text


def test_nobody_places_so_it_stops_and_a_heavy_file_stays_behind(counter: Counter) -> None:
    light = replace(counter, desk=_small(counter.desk))
    light.hand(counter.booking(route=Route.CROSS, station_placed="gz", regions=["广州"]))
    (mail,) = counter.mails
    assert (mail.state, mail.missing, mail.attachments) == (MailState.STOPPED, ["投放方"], [])
    assert "文件太大未随信，请在投放台下载：财富公馆_通栏.jpg" in mail.text


def _small(desk: Desk) -> Desk:
    terms = desk.mails.model_copy(update={"attach_mb": 0})
    return replace(desk, mails=terms)


def test_a_mail_that_cannot_be_written_leaves_nothing_confirmed(counter: Counter) -> None:
    """Both or neither: were the mail lost between the two, nobody would place it."""
    creative = counter.hand(counter.booking(), confirm=False)
    nobody = counter.desk.mails.model_copy(update={"kinds": {}})
    with pytest.raises(KeyError):
        confirm(replace(counter.desk, mails=nobody), creative, by=CONSOLE)
    with counter.db.read() as session:
        found = session.get(Creative, creative)
        assert found is not None and found.state is CreativeState.SUBMITTED
