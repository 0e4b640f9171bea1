"""Addresses that lead to the same page, and such that do not."""

import pytest

from adops.catalog.checks import Redirector
from checks.link import is_same_landing, landing_of
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
    "bad-port": "http://house.example.com:x/sale",
}


@pytest.mark.parametrize("seen", SAME.values(), ids=SAME.keys())
def test_same(seen: str) -> None:
    assert is_same_landing(seen, BOOKED, CONFIG.tracking)


@pytest.mark.parametrize("seen", OTHER.values(), ids=OTHER.keys())
def test_other(seen: str) -> None:
    assert not is_same_landing(seen, BOOKED, CONFIG.tracking)


REDIRECTORS = (Redirector(host="click.example.com", path="/go", parameter="u"),)


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
        ("http://click.example.com/go?v=1", "http://click.example.com/go?v=1"),
        ("http://click.example.com/no?u=http://x.example.com/", None),
        ("http://other.example.com/go?u=http://x.example.com/", None),
        ("not an address", None),
    ],
    ids=["one-hop", "two-hops", "no-parameter", "other-path", "other-host", "no-address"],
)
def test_redirectors(href: str, landing: str | None) -> None:
    assert landing_of(href, REDIRECTORS) == (landing or href)
