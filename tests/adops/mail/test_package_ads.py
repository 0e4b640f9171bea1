"""The mail of a package ad: read back from its own bytes, it says what it was to say."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import assume, given

from adops.domain.mail import Outgoing, Sender
from adops.domain.package_ad import AdReading, PackageAd
from adops.domain.period import at
from adops.mail.mime import letter_of
from adops.mail.package_ads import PackageMail, package_ads
from adops.mail.reading import MailReading, reading_of_mail
from adops.rules.package_ads.read import read_ads
from adops.rules.package_ads.write import form_line, writable
from tests.adops.rules.package_ads.test_read import AD
from tests.adops.rules.package_ads.test_write import WORDS

LINK = "https://www.example.com/落地/页?from=sina&x=1"


def mail(ad: PackageAd = AD, **given: Any) -> PackageMail:
    values: dict[str, Any] = {
        "landing_url": LINK,
        "sales": "王晓",
        "sales_email": "w@example.com",
    } | given
    return PackageMail(ad=ad, slot_code="LJ-1", station="北京", version=2, **values)


def read(one: PackageMail) -> MailReading:
    words = package_ads(one)
    row = Outgoing(
        id=1,
        kind="package_ads",
        message_id="<package_ads.1@adops.invalid>",
        to=("hq@example.com",),
        cc=(),
        subject=words.subject,
        html=words.html,
        text=words.text,
        attachments=(),
        created_at=at(date(2026, 11, 20), 16),
        attempt=1,
    )
    return reading_of_mail(letter_of(row, Sender("台", "a@example.com"), []).content)


def test_the_form_stands_on_a_line_of_its_own() -> None:
    words = package_ads(mail(copy="云溪花园\n现房在售", late_reason="客户改稿"))
    lines = words.text.splitlines()
    assert form_line(AD) in lines
    assert form_line(AD) in words.html
    assert "落地页：https://www.example.com/%E8%90%BD%E5%9C%B0/%E9%A1%B5?from=sina&x=1" in lines
    assert words.subject == "包版投放：RLZ12345 财经首页顶部通栏 1月1日 周三上线（北京站，第2版）"
    assert "已接收的晚交创意，原因：客户改稿" in lines


TROUBLE = {
    "a form in the copy": {"copy": form_line(AD).replace("RLZ12345", "RLZ9")},
    "a form in the reason": {"late_reason": "\n" + form_line(AD).replace("RLZ12345", "RLZ9")},
    "a label in the link": {"landing_url": "https://a.cn/合同号:RLZ9 定向地域:上海"},
    "an approval in the copy": {"copy": "特批申请"},
}


@pytest.mark.parametrize("given", TROUBLE.values(), ids=TROUBLE.keys())
def test_nothing_else_is_taken_for_an_ad(given: dict[str, Any]) -> None:
    found = read(mail(**given))
    assert (_without_line(found.ads), found.approvals) == (AdReading((AD,)), ())


@given(name=WORDS, slot=WORDS, copy=WORDS, sales=WORDS)
def test_what_we_write_is_read_back_equal(name: str, slot: str, copy: str, sales: str) -> None:
    raw = PackageAd(name, "RLZ1", slot, 950, 90, AD.start, AD.end, ("上海", "广州"), 1)
    ad = writable(raw)
    assume(ad.contract_name and any(one.isalnum() for one in ad.slot_name))
    assert _without_line(read(mail(raw, copy=copy, sales=sales)).ads) == AdReading((ad,))


def test_a_slot_without_a_size_is_answered() -> None:
    """A text link has none: whoever reads it is told, not misled."""
    ad = PackageAd("云溪", "RLZ1", "首页文字链", 0, 0, AD.start, AD.end, ("全国",), 1)
    assert [one.code for one in read_ads(form_line(ad)).problems] == ["slot.no_size"]


def _without_line(found: AdReading) -> AdReading:
    return AdReading(tuple(replace(one, line=1) for one in found.entries), found.problems)
