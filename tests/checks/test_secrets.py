"""No secret of a page stays in what is kept beside its picture (checks.md, Evidence)."""

import json

import pytest

from checks.har import Exchange, har_document
from checks.secrets import clean_address, clean_headers, clean_source

SECRET = "s3cr3t-value-1234"


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://a.cn/x?id=1&b=2", "https://a.cn/x?id=1&b=2"),
        (f"https://a.cn/x?access_token={SECRET}&b=2", "https://a.cn/x?access_token=%5Bremoved%5D&b=2"),
        (f"https://a.cn/x#id_token={SECRET}", "https://a.cn/x#id_token=%5Bremoved%5D"),
        (f"https://me:{SECRET}@a.cn/x", "https://a.cn/x"),
        ("https://a.cn/%E5%8C%97%E4%BA%AC?城市=北京", "https://a.cn/%E5%8C%97%E4%BA%AC?城市=北京"),
        (f"http://[{SECRET}", "[removed]"),
        ("", ""),
    ],
    ids=["plain", "query", "fragment", "user", "chinese", "no-address", "empty"],
)  # fmt: skip
def test_addresses(url: str, kept: str) -> None:
    assert clean_address(url) == kept


@pytest.mark.parametrize(
    "name",
    ["Cookie", "Set-Cookie", "Authorization", "Proxy-Authorization", "X-Api-Key", "X-CSRF-Token",
     "x-session-id", "WWW-Authenticate"],
)  # fmt: skip
def test_headers_with_a_secret_are_left_out(name: str) -> None:
    told = clean_headers(
        {name: SECRET, "Content-Type": "text/html", "Referer": f"/?token={SECRET}"}
    )
    assert [one["name"] for one in told] == ["Content-Type", "Referer"]
    assert SECRET not in json.dumps(told)


@pytest.mark.parametrize(
    "source",
    [
        f'<script>var config = {{"accessToken": "{SECRET}"}}</script>',
        f"<script>api_key = '{SECRET}';</script>",
        f'<a href="/go?session={SECRET}&amp;id=1">x</a>',
        f'<a href="/go?id=1&amp;csrf={SECRET}">x</a>',
        f'<div data-auth-token="{SECRET}">x</div>',
        f"<p>{SECRET}</p>",
    ],
    ids=["json", "script", "address", "escaped", "attribute", "a-cookie-s-value"],
)  # fmt: skip
def test_sources(source: str) -> None:
    cleaned = clean_source(source, [SECRET] if source.startswith("<p>") else ())
    assert SECRET not in cleaned and "[removed]" in cleaned


def test_what_is_no_secret_stays() -> None:
    source = '<a class="author" href="/a?id=1">作者</a><img src="/ad.png" alt="广告">'
    assert clean_source(source) == source


def exchange(n: int) -> Exchange:
    return Exchange(
        method="GET",
        url=f"http://a.cn/{n}.png?token={SECRET}",
        kind="image",
        started_ms=1_795_000_000_000 + n,
        took_ms=12.5,
        status=302,
        asked={"Cookie": SECRET, "Accept": "*/*"},
        answered={"set-cookie": SECRET, "content-length": "9", "location": f"/?token={SECRET}"},
    )


def test_a_har_is_har_and_holds_no_secret() -> None:
    content = har_document([exchange(1), exchange(2)], page_url="http://a.cn/", most=100_000)
    log = json.loads(content)["log"]
    assert (log["version"], len(log["entries"]), log["comment"]) == ("1.2", 2, "")
    entry = log["entries"][0]
    assert entry["startedDateTime"] == "2026-11-18T11:06:40.001+00:00"
    assert entry["response"]["content"] == {"size": 9, "mimeType": ""}
    assert entry["request"]["headers"] == [{"name": "Accept", "value": "*/*"}]
    assert SECRET not in content.decode()


def test_a_har_keeps_within_its_bytes_and_says_what_is_left_out() -> None:
    many = [exchange(n) for n in range(500)]
    content = har_document(many, page_url="http://a.cn/", most=50_000)
    log = json.loads(content)["log"]
    assert len(content) <= 50_000 and 20 < len(log["entries"]) < 500
    assert log["comment"].startswith(f"{500 - len(log['entries'])} more entries left out")
