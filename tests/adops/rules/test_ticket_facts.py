"""What of a look's facts a ticket may tell (checks.md, Anomaly)."""

import re
from pathlib import Path
from typing import Any

import pytest

from adops.domain.finding import Finding, Severity
from adops.domain.ticket import Parties
from adops.rules.ticket_facts import (
    MOST_ITEMS,
    MOST_TEXT,
    OF_CONTRACT,
    bounded,
    of_booking,
    of_page,
    own_result,
    shown_to,
    without_names,
)

PARTIES = Parties(
    own_no="RLZ1",
    own=frozenset({"RLZ1", "财富公馆", "财富置业"}),
    others=frozenset({"RLZ2", "财富公馆二期", "公馆", "保利", "京"}),
    own_links=frozenset(
        {
            "https://a.cn/own",
            "https://a.cn/both",
            "https://click.cn/?u=https%3A%2F%2Fb.cn%2Fhouse%3Fid%3D1",
        }
    ),
    other_links=frozenset(
        {
            "https://a.cn/theirs",
            "https://a.cn/both",
            "https://click.cn/?u=https%3A%2F%2Fb.cn%2Fhouse%3Fid%3D2",
        }
    ),
    beside=frozenset({2}),
)


def finding(code: str, **given: Any) -> Finding:
    return Finding(code, Severity.WARN, **given)


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        pytest.param(finding("slot.empty"), finding("slot.empty"), id="of-the-slot"),
        pytest.param(finding("geo", where="RLZ1"), finding("geo", where="RLZ1"), id="own"),
        pytest.param(finding("not_in_rotation", where="RLZ9"), None, id="another-s-share"),
        pytest.param(finding("creative.expired", where="RLZ9"), None, id="another-s-end"),
        pytest.param(
            finding("old_creative", where="RLZ9"),
            finding("old_creative", where="其他客户"),
            id="an-old-one-s-name",
        ),
        pytest.param(
            finding("old_creative", where="RLZ1"),
            finding("old_creative", where="RLZ1"),
            id="an-own-old-one",
        ),
        pytest.param(
            finding("link.wrong", measured="x", allowed="https://a.cn/theirs"),
            None,
            id="another-s-link",
        ),
        pytest.param(
            finding("link.dead", measured="404", where="https://a.cn/theirs"),
            None,
            id="another-s-dead-link",
        ),
        pytest.param(
            finding("link.wrong", measured="x", allowed="https://a.cn/both"),
            finding("link.wrong", measured="x", allowed="https://a.cn/both"),
            id="a-link-of-both",
        ),
        pytest.param(
            finding("link.dead", measured="404", where="http://a.cn/theirs/?utm_source=x"),
            None,
            id="another-s-as-the-page-holds-it",
        ),
        pytest.param(
            finding("link.wrong", measured="x", allowed="https://b.cn/house?id=2"),
            None,
            id="another-s-behind-a-redirector",
        ),
        pytest.param(
            finding("link.wrong", measured="x", allowed="https://b.cn/house?id=1"),
            finding("link.wrong", measured="x", allowed="https://b.cn/house?id=1"),
            id="own-behind-a-redirector",
        ),
        pytest.param(
            finding("link.dead", measured="404", where="https://nobody.cn/"), None, id="nobody-s"
        ),
        pytest.param(finding("rotation.cut", where="RLZ9"), None, id="another-s-share-not-seen"),
        pytest.param(finding("version.not_seen", where="RLZ9"), None, id="another-s-version"),
        pytest.param(
            finding("script.error", measured="保利 is not defined"),
            finding("script.error", measured="其他客户 is not defined"),
            id="a-name-in-words-of-the-page",
        ),
        pytest.param(
            finding("slot.slow", measured=4.5, allowed=3),
            finding("slot.slow", measured=4.5, allowed=3),
            id="numbers",
        ),
    ],
)
def test_a_finding_is_told_without_another(told: Finding, kept: Finding | None) -> None:
    assert of_booking([told], PARTIES) == ((kept,) if kept else ())


def test_of_a_page_only_why_it_did_not_open() -> None:
    found = [finding("page.status", measured=500), finding("old_creative", where="RLZ1")]
    assert of_page(found) == (found[0],)


@pytest.mark.parametrize(
    ("told", "without"),
    [
        pytest.param("财富公馆首开", "财富公馆首开", id="own-name-that-holds-another-s"),
        pytest.param("财富公馆二期首开", "其他客户首开", id="the-longer-name-first"),
        pytest.param("北京", "北京", id="a-name-of-one-character"),
        pytest.param({"text": ["保利", 1, None]}, {"text": ["其他客户", 1, None]}, id="inside"),
    ],
)
def test_names_are_left_out(told: Any, without: Any) -> None:
    assert without_names(told, PARTIES) == without


def test_long_texts_and_lists_are_cut() -> None:
    told = bounded({"url": "x" * 3_000, "all": list(range(100)), "short": "y"})
    assert told["url"] == "x" * MOST_TEXT + "…（共 3000 字）"
    assert (len(told["all"]), told["short"]) == (MOST_ITEMS, "y")


def document(*, own: str, other: str, other_load: int = 0) -> dict[str, Any]:
    """A rotation of two: how each was seen, ours in load 0."""
    slot = {"code": "S", "found": True, "text": "广告", "main": {"url": "http://a.cn/1.png#x"}}
    load = {"slots": [slot, {"code": "T", "text": "别人"}]}
    served = [{"url": "http://a.cn/1.png"}, {"url": "http://a.cn/2.png"}]
    bookings = {"1": {"result": own, "load": 0}, "2": {"result": other, "load": other_load}}
    return {
        "loads": [load | {"served": served}] * 2,
        "slots": {"S": {"load": 0, "bookings": bookings}},
    }


@pytest.mark.parametrize(
    ("own", "other", "other_load", "told"),
    [
        pytest.param("wrong_size", "ok", 0, True, id="ours-was-seen"),
        pytest.param("wrong_creative", "ok", 0, False, id="theirs-stood-there"),
        pytest.param("hidden", "wrong_link", 0, False, id="theirs-had-trouble"),
        pytest.param("hidden", "hidden", 0, False, id="nobody-knows-whose"),
        pytest.param("unsure", "unsure", 0, False, id="nobody-is-sure-whose"),
        pytest.param("wrong_creative", "ok", 1, True, id="theirs-in-another-load"),
        pytest.param("wrong_creative", "wrong_creative", 0, True, id="a-stranger"),
        pytest.param("empty", "empty", 0, True, id="nothing"),
    ],
)
def test_another_s_turn_is_not_shown(own: str, other: str, other_load: int, told: bool) -> None:
    shown = shown_to(document(own=own, other=other, other_load=other_load), "S", 1, PARTIES)
    assert shown["slot"]["found"]
    assert ("text" in shown["slot"]) is told
    assert [one["url"] for one in shown.get("served", ())] == ["http://a.cn/1.png"] * told


@pytest.mark.parametrize(("whose", "told"), [(2, False), (1, True)], ids=["theirs", "ours"])
def test_whose_turn_a_load_was_decides(whose: int, told: bool) -> None:
    """Also where the other booking rests on another load."""
    facts = document(own="wrong_creative", other="ok", other_load=1)
    facts["slots"]["S"]["turns"] = {"0": whose}
    assert ("text" in shown_to(facts, "S", 1, PARTIES)["slot"]) is told


def test_of_a_delivered_booking_the_trouble_is_told() -> None:
    facts = document(own="ok", other="ok", other_load=1)
    own = facts["slots"]["S"]["bookings"]["1"]
    own["trouble"] = {"result": "wrong_link", "load": 1}
    facts["slots"]["S"]["turns"] = {"0": 1, "1": 1}
    assert shown_to(facts, "S", 1, PARTIES)["load"] == 1
    assert own_result(facts, "S", 1) == "wrong_link"


def test_every_finding_of_a_contract_is_known_to_be_one() -> None:
    """Those whose place is a contract's number, wherever the judge tells them."""
    texts = [file.read_text("utf-8") for file in sorted(Path("checks").glob("judge*.py"))]
    of = re.compile(r'note\(\s*"([a-z_.]+)"[^()]*where=(?:booking\.contract_no|who)\b')
    named = {code for text in texts for code in of.findall(text)}
    assert len(named) >= 5
    assert named | {"rotation.cut", "rotation.not_seen"} <= OF_CONTRACT


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({}, id="no-facts"),
        pytest.param({"loads": [], "slots": {"S": {"load": 0}}}, id="page-not-seen"),
        pytest.param({"loads": [{"slots": []}], "slots": {"S": {"load": 0}}}, id="by-hand"),
    ],
)
def test_where_nothing_was_seen_nothing_is_shown(told: dict[str, Any]) -> None:
    assert shown_to(told, "S", 1, PARTIES) == {}
