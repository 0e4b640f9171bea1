"""Where a click may lead (rules.md §5, link.unsafe)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adops.domain.creative import LinkTrouble
from adops.rules.landing import unsafe

SAFE = [
    "https://house.example.com/xf/1?from=tl#a",
    "http://EXAMPLE.com:8080/",
    "https://bj.leju.com",
    "https://例子.中国/楼盘",
    "https://xn--fsqu00a.xn--fiqs8s/",
    "http://8.8.8.8/",
    "http://[2400:3200::1]/",
    "https://house.example.com/a@b",
    "https://localhost.example.com/",
    "  https://house.example.com/ ",
]
UNSAFE = {
    LinkTrouble.ABSOLUTE: [
        "",
        "house.example.com",
        "/xf/1",
        "//house.example.com/",
        "javascript:alert(1)",
        "data:text/html,x",
        "ftp://house.example.com/",
        "file:///etc/passwd",
        "http:house.example.com",
        "http://",
        "https:///xf",
        "mailto:a@example.com",
    ],
    LinkTrouble.WELL_FORMED: [
        "http://house.example.com:99999/",
        "http://house.example.com:x/",
        "http://house.example.com\\@127.0.0.1/",
        "http://house.example.com/a b",
        "http://house.exa\tmple.com/",
        "http://house.example.com/\nSet-Cookie:x",
        "http://a..example.com/",
        "http://[::1/",
        "http://<b>.example.com/",
        "http://%00.example.com/",
        "http://%2f.example.com/",
    ],
    LinkTrouble.CREDENTIALS: [
        "http://user@house.example.com/",
        "http://user:secret@house.example.com/",
        "https://house.example.com@127.0.0.1/",
        "http://@house.example.com/",
    ],
    LinkTrouble.PUBLIC: [
        "http://localhost/",
        "http://LOCALHOST:8000/",
        "http://localhost./",
        "http://a.localhost/",
        "http://intranet/",
        "http://printer.local/",
        "http://db.internal/",
        "http://127.0.0.1/",
        "http://127.0.0.1./",
        "http://127.1/",
        "http://127.255.255.254/",
        "http://0.0.0.0/",
        "http://0/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0x7F.1/",
        "http://0177.0.0.1/",
        "http://017700000001/",
        "http://10.1.2.3/",
        "http://172.16.0.1/",
        "http://192.168.1.1/",
        "http://192.168.257/",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://224.0.0.1/",
        "http://255.255.255.255/",
        "http://1.2.3.4.5/",
        "http://999.1.1.1/",
        "http://1.2.3.08/",
        "http://%31%32%37.0.0.1/",
        "http://１２７．０．０．１/",
        "http://127。0。0。1/",
        "http://[::1]/",
        "http://[::]/",
        "http://[0:0:0:0:0:0:0:1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[::ffff:7f00:1]/",
        "http://[::ffff:0a00:0001]/",
        "http://[::127.0.0.1]/",
        "http://[fe80::1]/",
        "http://[fe80::1%25eth0]/",
        "http://[fc00::1]/",
        "http://[ff02::1]/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
        "http://[2001:0:808:808::f5ff:fffe]/",
        "http://[fec0::1]/",
        "http://[::ffff:0:10.0.0.1]/",
    ],
}


@pytest.mark.parametrize("url", SAFE)
def test_an_absolute_address_in_public_is_safe(url):
    assert unsafe(url) is None


@pytest.mark.parametrize(
    ("url", "trouble"), [(url, trouble) for trouble, urls in UNSAFE.items() for url in urls]
)
def test_what_is_not_is_unsafe(url, trouble):
    assert unsafe(url) is trouble


@pytest.mark.parametrize(
    ("url", "allowed", "trouble"),
    [
        ("http://127.0.0.1:8901/x", "127.0.0.1:8901", None),
        ("http://127.0.0.1:8902/x", "127.0.0.1:8901", LinkTrouble.PUBLIC),
        ("http://127.0.0.1:8902/x", "127.0.0.1", None),
        ("http://127.0.0.1/x", "127.0.0.1:80", None),
        ("https://127.0.0.1/x", "127.0.0.1:80", LinkTrouble.PUBLIC),
        ("http://LocalHost:8901/", "localhost:8901", None),
        ("http://[::1]:8901/", "[::1]:8901", None),
        ("http://user@127.0.0.1:8901/", "127.0.0.1:8901", LinkTrouble.CREDENTIALS),
        ("ftp://127.0.0.1:8901/", "127.0.0.1:8901", LinkTrouble.ABSOLUTE),
    ],
)
def test_a_private_host_may_be_allowed_by_name_and_port(url, allowed, trouble):
    assert unsafe(url, allow_hosts=frozenset({allowed})) is trouble


@given(st.integers(0, 2**32 - 1).filter(lambda number: number >> 24 in {0, 10, 127}))
def test_no_way_of_writing_a_private_address_gets_through(number):
    octets = [number >> shift & 255 for shift in (24, 16, 8, 0)]
    written = (
        str(number),
        hex(number),
        f"0{number:o}",
        ".".join(hex(one) for one in octets),
        ".".join(f"0{one:o}" for one in octets),
        f"{octets[0]}.{number & 0xFFFFFF}",
        f"[::ffff:{number >> 16:x}:{number & 0xFFFF:x}]",
    )
    assert {unsafe(f"http://{host}/") for host in written} == {LinkTrouble.PUBLIC}


@given(st.text())
def test_any_words_get_an_answer(words):
    assert unsafe(words) in {None, *LinkTrouble}
    assert unsafe(f"http://{words}/") in {None, *LinkTrouble}
