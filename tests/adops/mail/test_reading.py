"""Mails of every form, read: package ads, requests for approvals, and any bytes at all."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adops.domain.package_ad import AdReading, ApprovalAsk
from adops.mail.incoming import Envelope
from adops.mail.reading import MailReading, reading_of_mail, reading_of_text
from adops.phrases.package_ads import ask_data, entry_data, problem_data
from tests.adops.mail.mails import (
    COUNT,
    ENCODINGS,
    ORDERS,
    PERIODS,
    PUNCTUATION,
    SLOTS,
    Mail,
    all_mails,
    packed,
)

GOLDEN = Path(__file__).parent / "golden"
MAILS = list(all_mails())
FORM = (
    "合同名称:财富公馆xxxx 合同号:RLZ12345 广告位名称:财经首页顶部通栏1000*90 "
    "投放周期:2014.1.1-2014.1.17 定向地域:全国"
)


def test_the_table_is_long_and_every_form_is_in_it() -> None:
    assert COUNT >= 200 and len({one.content for one in MAILS}) == COUNT
    for table in (PERIODS, SLOTS, PUNCTUATION, ORDERS, ENCODINGS):
        assert len(table) * 10 <= COUNT
    assert sum(len(one.problems) for one in MAILS) >= 60


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.name)
def test_every_mail_is_read_or_answered(mail: Mail) -> None:
    ads = reading_of_mail(mail.content).ads
    assert [replace(one, line=0) for one in ads.entries] == list(mail.entries)
    found = [(one.code, one.faults[0].label) for one in ads.problems]
    assert found == list(mail.problems)
    for one in ads.problems:  # the line that is cited has the label, or begins the block
        assert one.faults[0].code == "label.missing" or one.faults[0].label in one.text


def test_the_golden_mail() -> None:
    """`golden/package_ads.eml` for people, `golden/package_ads.json` what is read of it."""
    found = reading_of_mail((GOLDEN / "package_ads.eml").read_bytes())
    expected = json.loads((GOLDEN / "package_ads.json").read_text(encoding="utf-8"))
    assert [entry_data(one) for one in found.ads.entries] == expected["entries"]
    assert [problem_data(one) for one in found.ads.problems] == expected["problems"]


def test_the_golden_approval() -> None:
    found = reading_of_mail((GOLDEN / "approval.eml").read_bytes())
    expected = json.loads((GOLDEN / "approval.json").read_text(encoding="utf-8"))
    assert found.ads == AdReading()
    assert [ask_data(one) for one in found.approvals] == expected["approvals"]
    assert found.envelope.sender == "xiaoshou@example.com"


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_file_in_any_charset(charset: str) -> None:
    found = reading_of_text(FORM.encode(charset))
    assert [one.contract_name for one in found.ads.entries] == ["财富公馆xxxx"]


def test_of_plain_text_and_html_the_one_of_which_more_can_be_read() -> None:
    broken = FORM.replace("RLZ12345", "")
    plain = f"Content-Type: text/plain; charset=utf-8\n\n{broken}\n"
    rich = f"Content-Type: text/html; charset=utf-8\n\n<p>{FORM}</p>\n"
    head = "From: a@example.com\nContent-Type: multipart/alternative; boundary=b\n\n"
    content = f"{head}--b\n{plain}--b\n{rich}--b--\n".encode()
    assert len(reading_of_mail(content).ads.entries) == 1
    assert reading_of_mail(content).ads.problems == ()


def test_a_mail_forwarded_as_a_file_is_read() -> None:
    inner = packed(FORM, 1, ENCODINGS[0])
    head = b"From: a@example.com\nContent-Type: multipart/mixed; boundary=b\n\n"
    note = "--b\nContent-Type: text/plain; charset=utf-8\n\n请投放\n".encode()
    content = head + note + b"--b\nContent-Type: message/rfc822\n\n" + inner + b"\n--b--\n"
    assert [one.contract_no for one in reading_of_mail(content).ads.entries] == ["RLZ12345"]


@pytest.mark.parametrize(
    ("text", "asks"),
    [
        pytest.param(
            "申请特批\n合同号：rlz1\n广告位名称：财经首页1000*90\n业务类型：商广\n原因：客户无法替换\n",
            (ApprovalAsk("RLZ1", "", "财经首页", 1000, 90, "商广", "客户无法替换", 2, ("RLZ1",)),),
            id="labels",
        ),
        pytest.param(
            "创意特批申请\n您好，合同号RLZ12345在 LJ-HOME-TL01 的素材超重，内广，联系 zhang1@a.com",
            (ApprovalAsk(kind="内广", codes=("RLZ12345", "LJ-HOME-TL01")),),
            id="free-words",
        ),
        pytest.param(
            "特批\n合同号:A1 原因:甲\n合同号:B2 原因:乙",
            (
                ApprovalAsk(contract_no="A1", reason="甲", line=2),
                ApprovalAsk(contract_no="B2", reason="乙", line=3),
            ),
            id="two",
        ),
        pytest.param("特批\n谢谢", (ApprovalAsk(),), id="nothing-said"),
        pytest.param("请投放\n如超限请特批", (), id="only-mentioned"),
        pytest.param("地方站特殊审批记录表 2026-W47\n合同号:A1", (), id="the-ledger"),
    ],
)
def test_what_asks_for_an_approval(text: str, asks: tuple[ApprovalAsk, ...]) -> None:
    found = reading_of_text(text.encode())
    assert found.approvals == asks
    assert found.ads == AdReading()


def test_a_whole_ad_in_a_request_is_still_an_entry() -> None:
    found = reading_of_text(f"特批\n{FORM}\n\n合同号:A1 原因:甲".encode())
    assert [one.contract_no for one in found.ads.entries] == ["RLZ12345"]
    assert [one.contract_no for one in found.approvals] == ["RLZ12345", "A1"]


HEADS = st.sampled_from(
    b"From: |Subject: |Date: |Message-ID: |Content-Type: |Content-Transfer-Encoding: "
    b"|Content-Disposition: ".split(b"|")
)
BODIES = (FORM.encode(), FORM.encode("gb18030"), "特批".encode())
PIECES = (
    b"text/plain|text/html|multipart/mixed|multipart/alternative|message/rfc822|message/partial"
    b"|message/delivery-status|; charset=|; charset*=x''%ff|gb18030|utf-7|hz|; boundary=b|\n--b\n"
    b"|\n--b--\n|base64|quoted-printable|x-uue|begin 666 a\n|=?utf-8?B?|=?gb2312?q?|?=|=E5=|\n"
    b"|\r\n|\n\n|<p>|<!--|<|(((|a@b|,|99999|Fri, 32 Nov|\x00|\xff\xfe"
)
WORDS = st.sampled_from([*PIECES.split(b"|"), *BODIES])


@given(
    st.one_of(
        st.binary(max_size=500),
        st.lists(st.one_of(HEADS, WORDS, st.binary(max_size=4)), max_size=40).map(b"".join),
    )
)
def test_any_bytes_are_read(content: bytes) -> None:
    for found in (reading_of_mail(content), reading_of_text(content)):
        assert isinstance(found, MailReading)
        said = [
            *map(entry_data, found.ads.entries),
            *map(problem_data, found.ads.problems),
            *map(ask_data, found.approvals),
        ]
        assert json.dumps(said, ensure_ascii=False).encode("utf-8", "surrogatepass")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            b"".join(
                b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n)
                for n in range(3000)
            ),
            id="nested-parts",
        ),
        pytest.param(b"Content-Type: message/rfc822\n\n" * 3000, id="nested-mails"),
        pytest.param(b"Content-Type: text/plain" + b";a" * 500_000 + b"\n\nx", id="parameters"),
        pytest.param(
            b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 50_000, id="parts"
        ),
        pytest.param(b"Subject: " + b"=?x?q?" * 100_000 + b"\n\nx", id="encoded-words"),
        pytest.param(b"From: " + b"(" * 100_000 + b"\n\nx", id="comments"),
        pytest.param(b"Content-Type: text/html\n\n" + b"<!--" * 200_000, id="html-comments"),
        pytest.param(b"Content-Type: text/html\n\n" + b"<![if" * 200_000 + b">", id="sections"),
    ],
)
def test_mails_made_to_be_slow_end(content: bytes) -> None:
    assert reading_of_mail(content).ads == AdReading()


@pytest.mark.parametrize(
    ("head", "sender"),
    [
        ("From: a@example.com", "a@example.com"),
        ("From: =?utf-8?B?5byg5LiJ?= <a@example.com>", "a@example.com"),
        ('From: "<boss@example.com>" <a@other.example>', "a@other.example"),
        ("From: =?utf-8?Q?boss=40example.com=2C?= <a@other.example>", "a@other.example"),
        ("From: a@example.com, b@example.com", ""),
        ("From: 张三", ""),
        ("X-None: 1", ""),
    ],
)
def test_the_sender_is_the_one_address_as_it_stands(head: str, sender: str) -> None:
    found = reading_of_mail(f"{head}\nSubject: =?gb2312?B?sPyw5g==?=\n\nx".encode())
    assert (found.envelope.sender, found.envelope.subject) == (sender, "包版")


def test_an_envelope_of_nothing() -> None:
    assert reading_of_mail(b"x").envelope == Envelope()
