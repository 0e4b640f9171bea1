"""Whose mails are read, and what they are taken for."""

import pytest

from adops.domain.incoming import IncomingKind
from adops.domain.package_ad import ApprovalAsk
from adops.rules.incoming import is_allowed, kind_of
from adops.rules.package_ads.read import read_ads
from tests.adops.flows.letters import ad

DOMAINS = ("example.com", "leju.com")
QUOTED = "收到，谢谢\n\n在 2026年11月19日，李雷 写道：\n> " + ad().replace("\n", "\n> ")


@pytest.mark.parametrize(
    ("sender", "allowed"),
    [
        pytest.param("a@example.com", True, id="allowed"),
        pytest.param("A@LEJU.COM", True, id="any-case"),
        pytest.param("a@mail.example.com", False, id="subdomain"),
        pytest.param("a@example.com.evil.net", False, id="looks-like"),
        pytest.param("a@evilexample.com", False, id="ends-like"),
        pytest.param("example.com", False, id="no-address"),
        pytest.param("@example.com", False, id="nobody"),
        pytest.param("", False, id="empty"),
    ],
)
def test_senders(sender: str, allowed: bool) -> None:
    assert is_allowed(sender, DOMAINS) is allowed


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        pytest.param("包版投放", ad(), IncomingKind.PACKAGE_ADS, id="ads"),
        pytest.param("投放", "合同号：RLZ1 投放周期：", IncomingKind.PACKAGE_ADS, id="unreadable"),
        pytest.param("你好", "下午开会，电话：1", IncomingKind.NOT_OURS, id="nothing"),
        pytest.param("回复：投放", QUOTED, IncomingKind.NOT_OURS, id="thanks"),
        pytest.param("RE: Re: 投放", QUOTED, IncomingKind.NOT_OURS, id="thanks-again"),
        pytest.param("转发：投放", QUOTED, IncomingKind.PACKAGE_ADS, id="forwarded"),
        pytest.param("回复：投放", ad() + QUOTED, IncomingKind.PACKAGE_ADS, id="one-more"),
    ],
)
def test_kinds(subject: str, text: str, kind: IncomingKind) -> None:
    assert kind_of(read_ads(text), (), subject=subject, text=text) is kind


def test_asking_comes_first_and_what_a_program_answers_is_nothing() -> None:
    ads, asks = read_ads(ad()), (ApprovalAsk(),)
    assert kind_of(ads, asks, text=ad()) is IncomingKind.APPROVAL
    assert kind_of(ads, asks, text=ad(), automatic=True) is IncomingKind.NOT_OURS
