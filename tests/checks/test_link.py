"""Addresses that lead to the same page, and such that do not."""

import pytest

from adops.catalog.checks import Redirector
from checks.link import is_same_landing, landing_of, leads_to
from tests.checks.conftest import CONFIG

BOOKED = "http://house.example.com/sale?id=7&city=bj"

SAME = {
    "itself": BOOKED,
    "https": "https://house.example.com/sale?id=7&city=bj",
    "host-case": "http://House.Example.COM/sale?id=7&city=bj",
    "default-port": "http://house.example.com:80/sale?id=7&city=bj",
    "trailing-slash": "http://house.example.com/sale/?id=7&city=bj",
    "order-of-query": "http://house.example.com/sale?city=bj&id=7",
    "tracking": "http://house.example.com/sale?utm_source=x&id=7&city=bj&spm=1.2",
    "fragment": "http://house.example.com/sale?id=7&city=bj#top",
    "percent": "http://house.example.com/%73ale?id=7&city=bj",
    "percent-in-query": "http://house.example.com/sale?id=%37&city=b%6A",
    "dots": "http://house.example.com/rent/../sale?id=7&city=bj",
    "encoded-dots": "http://house.example.com/rent/%2e%2E/./sale?id=7&city=bj",
    "dot-after-the-host": "http://house.example.com./sale?id=7&city=bj",
    "full-width-host": "http://house。example。com/sale?id=7&city=bj",
    "no-scheme": "//house.example.com/sale?id=7&city=bj",
    "tls-port": "https://house.example.com:443/sale?id=7&city=bj",
    "tracking-of-searches": "http://house.example.com/sale?bd_vid=88&id=7&city=bj&gdt_vid=x",
    "tracking-in-capitals": "http://house.example.com/sale?UTM_Source=x&id=7&city=bj",
    "spaces-around": " http://house.example.com/sale?id=7&city=bj\n",
}
OTHER = {
    "path": "http://house.example.com/rent?id=7&city=bj",
    "path-case": "http://house.example.com/Sale?id=7&city=bj",
    "value": "http://house.example.com/sale?id=8&city=bj",
    "missing-parameter": "http://house.example.com/sale?id=7",
    "port": "http://house.example.com:8080/sale?id=7&city=bj",
    "host": "http://house.example.net/sale?id=7&city=bj",
    "route-in-fragment": "http://house.example.com/sale?id=7&city=bj#/other",
    "nothing": "",
    "no-address": "javascript:void(0)",
    "other-scheme": "ftp://house.example.com/sale?id=7&city=bj",
    "phone": "tel:4008106613",
    "twice-the-parameter": "http://house.example.com/sale?id=7&id=8&city=bj",
    "host-above": "http://example.com/sale?id=7&city=bj",
    "host-in-front": "http://house.example.com.evil.example/sale?id=7&city=bj",
    "name-as-user": "http://house.example.com@evil.example/sale?id=7&city=bj",
    "slash-encoded": "http://house.example.com/%2Fsale?id=7&city=bj",
    "case-of-value": "http://house.example.com/sale?id=7&city=BJ",
    "gbk-in-query": "http://house.example.com/sale?id=7&city=%B1%B1",
    "bad-port": "http://house.example.com:x/sale",
}


@pytest.mark.parametrize("seen", SAME.values(), ids=SAME.keys())
def test_same(seen: str) -> None:
    assert is_same_landing(seen, BOOKED, CONFIG.tracking)


@pytest.mark.parametrize("seen", OTHER.values(), ids=OTHER.keys())
def test_other(seen: str) -> None:
    assert not is_same_landing(seen, BOOKED, CONFIG.tracking)


SPELLED = {
    "punycode": ("http://乐居.example/新房", "http://xn--fjq135a.example/%E6%96%B0%E6%88%BF"),
    "lower-case-hex": ("http://x.example/%e6%96%b0", "http://x.example/%E6%96%B0"),
    "query-in-chinese": ("http://x.example/?c=北京", "http://x.example/?c=%E5%8C%97%E4%BA%AC"),
    "plus-and-space": ("http://x.example/?c=a+b", "http://x.example/?c=a%20b"),
    "composed": ("http://x.example/caf\u00e9", "http://x.example/cafe%CC%81"),
    "root": ("http://x.example", "http://x.example/"),
    "route": ("http://x.example/#/a%2fb", "http://x.example/#/a%2Fb"),
    "route-of-the-root": ("http://x.example/#/", "http://x.example/"),
    "route-of-the-root-with-a-bang": ("http://x.example/#!/", "http://x.example/"),
    "slash-after-a-route": ("http://x.example/#/sale/", "http://x.example/#/sale"),
    "order-in-a-route": ("http://x.example/#/a?y=2&x=1", "http://x.example/#/a?x=1&y=2"),
    "slash-before-its-query": ("http://x.example/#!/a/?x=1", "http://x.example/#!/a?x=1"),
    "query-in-gbk": ("http://x.example/?c=%B1%B1%BE%A9", "http://x.example/?c=北京"),
    "gbk-that-is-utf-8-too": ("http://x.example/?c=%D2%BB", "http://x.example/?c=一"),
    "each-in-its-own": (
        "http://x.example/?c=%B1%B1&d=%E5%8C%97",
        "http://x.example/?d=北&c=%E5%8C%97",
    ),
    "gbk": ("http://x.example/%D0%C2", "http://x.example/%d0%c2"),
}


APART = {
    "two-signs-in-gbk": ("http://x.example/?c=%B1%B1", "http://x.example/?c=%C9%CF"),
    "gbk-and-another-sign": ("http://x.example/?c=%B1%B1", "http://x.example/?c=上"),
    "no-encoding-at-all": ("http://x.example/?c=%FF", "http://x.example/?c=%FE"),
    "route": ("http://x.example/#/sale", "http://x.example/#/rent"),
    "query-of-a-route": ("http://x.example/#/sale?id=1", "http://x.example/#/sale?id=2"),
    "no-query-of-a-route": ("http://x.example/#/sale?id=1", "http://x.example/#/sale"),
    "query-before-and-in-a-route": ("http://x.example/?id=1#/sale", "http://x.example/#/sale?id=1"),
    "path-and-route": ("http://x.example/#/sale", "http://x.example/sale"),
    "building": ("http://x.example/?bid=8", "http://x.example/?bid=7"),
    "site": ("http://x.example/?sid=8", "http://x.example/?sid=7"),
}


@pytest.mark.parametrize(("one", "other"), APART.values(), ids=APART.keys())
def test_what_is_told_apart(one: str, other: str) -> None:
    assert not is_same_landing(one, other, CONFIG.tracking)
    assert not is_same_landing(other, one, CONFIG.tracking)


def test_what_counts_clicks_of_a_route_is_dropped() -> None:
    one, other = "http://x.example/#/sale?utm_source=a", "http://x.example/#/sale"
    assert is_same_landing(one, other, CONFIG.tracking)
    assert is_same_landing(other, one, CONFIG.tracking)


@pytest.mark.parametrize(("one", "other"), SPELLED.values(), ids=SPELLED.keys())
def test_spelled_in_two_ways(one: str, other: str) -> None:
    assert is_same_landing(one, other, ())
    assert is_same_landing(other, one, ())


REDIRECTORS = (Redirector(host="click.example.com", path="/go", parameter="u"),)
GO = "http://click.example.com/go?u="


@pytest.mark.parametrize(
    ("href", "landing"),
    [
        (
            "http://click.example.com/go?a=1&u=http%3A%2F%2Fx.example.com%2F",
            "http://x.example.com/",
        ),
        (
            "http://click.example.com/go?u=http%3A%2F%2Fclick.example.com%2Fgo%3Fu%3Dhttp%253A%252F"
            "%252Fx.example.com%252F",
            "http://x.example.com/",
        ),
        (GO + "http%253A%252F%252Fx.example.com%252F%253Fa%253D1", "http://x.example.com/?a=1"),
        (GO + "http%25253A%25252F%25252Fx.example.com%25252F", "http://x.example.com/"),
        (GO + "http://x.example.com/?a=1&b=2", "http://x.example.com/?a=1&b=2"),
        (GO + "//x.example.com/", "http://x.example.com/"),
        ("http://CLICK.example.com:80/go?u=http://x.example.com/", "http://x.example.com/"),
        (GO + "x.example.com", None),
        (GO + "javascript:alert(1)", None),
        (GO, None),
        (GO + "http://x.example.com/#/sale?a=1", "http://x.example.com/#/sale?a=1"),
        (GO + "http%3A%2F%2Fx.example.com%2F#/sale", "http://x.example.com/#/sale"),
        (GO + "http%3A%2F%2Fx.example.com%2F%23%2Fa#/b", "http://x.example.com/#/a"),
        (GO + "http%3A%2F%2Fx.example.com%2F%3Fc%3D%B1%B1", "http://x.example.com/?c=北"),
        ("http://click.example.com:81/go?u=http://x.example.com/", None),
        ("http://click.example.com/go?v=1", "http://click.example.com/go?v=1"),
        ("http://click.example.com/no?u=http://x.example.com/", None),
        ("http://other.example.com/go?u=http://x.example.com/", None),
        ("not an address", None),
    ],
    ids=[
        "one-hop",
        "two-hops",
        "encoded-twice",
        "encoded-thrice",
        "not-encoded",
        "no-scheme",
        "host-case-and-port",
        "no-address-inside",
        "script-inside",
        "empty",
        "route-not-encoded",
        "route-of-the-counter",
        "route-of-its-own",
        "in-gbk",
        "other-port",
        "no-parameter",
        "other-path",
        "other-host",
        "no-address",
    ],
)
def test_redirectors(href: str, landing: str | None) -> None:
    assert landing_of(href, REDIRECTORS) == (landing or href)


HOPS = {
    "at-the-end": (["http://c.example/1", "http://x.example/?utm_source=a"], "x.example"),
    "in-the-middle": (
        ["http://c.example/1", "http://x.example/", "http://y.example/"],
        "x.example",
    ),
    "inside-a-counter": ([GO + "http%3A%2F%2Fx.example"], "x.example"),
    "nowhere": (["http://c.example/1", "http://y.example/"], None),
    "no-hops": ([], None),
}


@pytest.mark.parametrize(("hops", "host"), HOPS.values(), ids=HOPS.keys())
def test_where_a_click_went_through(hops: list[str], host: str | None) -> None:
    found = leads_to(hops, "http://x.example/", REDIRECTORS, CONFIG.tracking)
    assert (found is None) is (host is None) and (host or "") in (found or "")
