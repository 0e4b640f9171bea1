"""HTML5 packages: good ones of any program pass, and every way of lying is found (rules.md §5)."""

import io
import stat
import struct
import zipfile

import pytest

from adops.domain.creative import Code
from adops.domain.html5 import ArchiveTrouble, Forbidden
from adops.inspect import archive
from adops.inspect import html5 as package
from tests.adops import files
from tests.adops.cases import BOUNDS, codes, found, measured, slot
from tests.adops.packages import (
    INDEX,
    Line,
    ad,
    good,
    overlapping,
    page,
    quine,
    with_files,
    written,
    zipped,
)

NOT_SHOWN = "check.not_done"
PATH, ARCHIVE, NESTED = "html5.unsafe_path", "html5.unsafe_archive", "html5.nested"
KIND, EXTERNAL, MISSING = "html5.file_kind", "html5.external", "html5.missing_file"
FORBIDDEN = "html5.forbidden"


def said(data: bytes) -> list[str]:
    """The codes of a package that no browser has shown yet; that itself is one of them."""
    return [code for code in codes(found(measured(data, "ad.zip"))) if code != NOT_SHOWN]


def facts(data: bytes):
    one = measured(data, "ad.zip")
    assert one.html5 is not None
    return one.html5


def streamed() -> bytes:
    """As a program writes that cannot go back: sizes stand behind the bytes."""

    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.sent = bytearray()

        def writable(self) -> bool:
            return True

        def write(self, data) -> int:
            self.sent += data
            return len(data)

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as out:
        for name, body in ad().items():
            out.writestr(name, body)
    return bytes(pipe.sent)


GOOD = [
    pytest.param(good(), id="deflated"),
    pytest.param(zipped(ad(), level=0), id="hardly packed"),
    pytest.param(streamed(), id="streamed, sizes behind the bytes"),
    pytest.param(written([INDEX._replace(streamed=True)]), id="streamed by hand"),
    pytest.param(written([INDEX._replace(method=0)]), id="stored"),
    pytest.param(zipped({f"ad/{name}": body for name, body in ad().items()}), id="in a folder"),
    pytest.param(
        zipped({"img/": b"", "css/": b"", **ad()}), id="folders with lines of their own"
    ),
    pytest.param(
        with_files({"__MACOSX/._index.html": b"\0\5\x16\7", ".DS_Store": b"Bud", "LICENSE": "MIT"}),
        id="what macOS leaves",
    ),
    pytest.param(with_files({"two.html": "<p>other", "fonts/a.woff2": b"wOF2"}), id="index on top"),
    pytest.param(zipped({"ad.htm": INDEX.body}), id="one page of another name"),
    pytest.param(
        written([INDEX, Line("图片.png".encode("gb18030"), files.png((40, 40)))]),
        id="a name in GBK",
    ),
]  # fmt: skip


@pytest.mark.parametrize("data", GOOD)
def test_a_good_package_has_nothing_against_it(data):
    one = measured(data, "ad.zip")
    assert (one.format, one.trouble) == ("html5", None)
    assert said(data) == []
    assert facts(data).can_be_shown


LYING = [
    pytest.param(Line(b"../../etc/cron.d/ad.js"), [PATH], id="traversal"),
    pytest.param(Line(b"img/../../ad.js"), [PATH], id="traversal inside"),
    pytest.param(Line(b"./ad.js"), [PATH], id="dot"),
    pytest.param(Line(b"/etc/ad.js"), [PATH], id="absolute"),
    pytest.param(Line(b"C:/Windows/ad.js"), [PATH], id="drive"),
    pytest.param(Line(b"C:ad.js"), [PATH], id="drive without a slash"),
    pytest.param(Line(b"//server/share/ad.js"), [PATH], id="UNC"),
    pytest.param(Line(b"\\\\server\\share\\ad.js"), [PATH], id="UNC with backslashes"),
    pytest.param(Line(b"img\\ad.js"), [PATH], id="backslash"),
    pytest.param(Line(b"..\\ad.js"), [PATH], id="traversal with backslashes"),
    pytest.param(Line(b"ad.txt\0.js"), [PATH], id="NUL"),
    pytest.param(Line(b"ad\n.js"), [PATH], id="line end"),
    pytest.param(Line("ad\u202esj.js".encode()), [PATH], id="turned writing"),
    pytest.param(Line(b"index.html "), [PATH, KIND], id="blank that Windows drops"),
    pytest.param(Line(b"ad.js."), [PATH, KIND], id="dot that Windows drops"),
    pytest.param(Line(b"img/AUX.js"), [PATH], id="device"),
    pytest.param(Line(b"ad.js::$DATA"), [PATH, KIND], id="NTFS stream"),
    pytest.param(Line(b"img//ad.js"), [PATH], id="empty step"),
    pytest.param(Line(b""), [PATH], id="no name"),
    pytest.param(Line(b"a" * 300 + b".js"), [PATH], id="long name"),
    pytest.param(Line(b"\xff\xfe.js", flags=0x800), [PATH], id="not the UTF-8 it says"),
    pytest.param(Line(b"index.html/ad.js"), [PATH], id="below a file"),
    pytest.param(Line(b"ad.js", b"/etc/passwd", mode=stat.S_IFLNK | 0o777), [PATH], id="symlink"),
    pytest.param(Line(b"ad.js", mode=stat.S_IFIFO | 0o644), [PATH], id="pipe"),
    pytest.param(Line(b"a.js", flags=1), [ARCHIVE], id="encrypted"),
    pytest.param(Line(b"a.js", flags=0x41), [ARCHIVE], id="strongly encrypted"),
    pytest.param(Line(b"a.js", method=14), [ARCHIVE], id="LZMA"),
    pytest.param(Line(b"a.js", method=99), [ARCHIVE], id="AES"),
    pytest.param(Line(b"a.js", local_name=b"b.js"), [ARCHIVE], id="two names"),
    pytest.param(Line(b"a.js", local_flags=1), [ARCHIVE], id="encrypted for some"),
    pytest.param(Line(b"a.js", local_flags=0x800), [ARCHIVE], id="UTF-8 for some"),
    pytest.param(Line(b"a.js", b"x" * 99, local_size=9), [ARCHIVE], id="two sizes"),
    pytest.param(Line(b"a.js", b"x" * 99, size=9), [ARCHIVE], id="more than it says"),
    pytest.param(Line(b"a.js", b"x" * 99, size=999), [ARCHIVE], id="less than it says"),
    pytest.param(Line(b"a.js", b"x" * 99, size=9, method=0), [ARCHIVE], id="stored, less"),
    pytest.param(Line(b"a.js", at=0), [ARCHIVE], id="another's header"),
    pytest.param(Line(b"a.js", at=9_999), [ARCHIVE], id="header outside"),
    pytest.param(Line(b"a.js", extra=struct.pack("<HH8x", 1, 8)), [ARCHIVE], id="zip64 sizes"),
    pytest.param(
        Line(b"a.js", extra=struct.pack("<HHBL4s", 0x7075, 9, 1, 0, b"b.js")),
        [ARCHIVE],
        id="a second name",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("line", "expected"), LYING)
def test_an_entry_that_lies(line, expected):
    data = written([INDEX, line])
    assert said(data) == expected
    assert not facts(data).can_be_shown


TWICE = [
    (b"a.js", b"a.js"),
    (b"a.js", b"A.JS"),
    ("é.js".encode(), "é.js".encode()),
    ("ﬁ.js".encode(), b"fi.js"),
    ("straße.js".encode(), b"STRASSE.js"),
    (b"a.js", b"a.js/"),
    (b"a.js/", b"a.js"),
    (b"a/b.js", b"a"),
]


@pytest.mark.parametrize("names", TWICE, ids=str)
def test_a_name_that_some_machine_holds_for_the_same(names):
    bodies = [b"" if name.endswith(b"/") else b"x" for name in names]
    lines = [Line(name, body) for name, body in zip(names, bodies, strict=True)]
    assert said(written([INDEX, *lines])) == [PATH]


def test_two_folders_of_one_name_are_no_harm():
    assert said(written([INDEX, Line(b"img/", b""), Line(b"img/", b"")])) == []


ENVELOPES = [
    pytest.param(written([INDEX], after=b"<?php ?>"), ["hidden"], id="bytes behind"),
    pytest.param(written([INDEX], between=b"x" * 9), ["hidden"], id="bytes before the table"),
    pytest.param(written([INDEX, Line(b"a.js", ahead=b"x")]), ["hidden"], id="bytes between"),
    pytest.param(
        written([INDEX], before=written([Line(b"other.html")])), ["hidden"], id="a ZIP before"
    ),
    pytest.param(good() + good(), ["hidden"], id="two ZIPs"),
    pytest.param(
        written([INDEX, Line(b"a.js"), Line(b"a2.js", at=0)]), ["headers"], id="one entry twice"
    ),
    pytest.param(overlapping(3, 0), ["overlap"], id="entries that share bytes"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "troubles"), ENVELOPES)
def test_what_two_programs_would_read_differently(data, troubles):
    assert [one.value for one in facts(data).archive] == troubles
    assert ARCHIVE in said(data)


def _end(data: bytes, **changes: int) -> bytes:
    """With other numbers in the last record."""
    at = data.rindex(b"PK\5\6")
    fields = ("sign", "disk", "first", "here", "all", "table", "offset", "comment")
    row = dict(zip(fields, struct.unpack_from("<4s4H2LH", data, at), strict=True)) | changes
    return data[:at] + struct.pack("<4s4H2LH", *row.values())


LOCATOR = struct.pack("<4sLQL", b"PK\6\7", 0, 0, 1)
RECORDS = [
    pytest.param(_end(good(), all=2, here=2), ARCHIVE, id="fewer than there are"),
    pytest.param(_end(good(), all=9, here=9), ARCHIVE, id="more than there are"),
    pytest.param(_end(good(), disk=1), ARCHIVE, id="a second disk"),
    pytest.param(_end(good(), here=1), ARCHIVE, id="parts of a set"),
    pytest.param(_end(good(), offset=0), ARCHIVE, id="table elsewhere"),
    pytest.param(good()[:-22] + LOCATOR + good()[-22:], "file.broken", id="zip64 locator"),
    pytest.param(_end(good(), all=0xFFFF), "file.bomb", id="65,535 entries"),
    pytest.param(
        _end(written([Line(b"%d.js" % n) for n in range(1001)]), all=2, here=2),
        "file.bomb",
        id="1,001 entries that say 2",
    ),
    pytest.param(_end(good(), table=0xFFFFFFFF), "file.bomb", id="a table of 4 GB"),
    pytest.param(_end(good(), comment=9), "file.broken", id="comment cut off"),
    pytest.param(_end(good(), table=9), "file.broken", id="table cut off"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "code"), RECORDS)
def test_a_last_record_that_lies(data, code):
    assert code in said(data)


@pytest.mark.parametrize(
    "data",
    [
        written([INDEX._replace(crc=1)]),
        written([INDEX, Line(b"a.js", method=0, body=b"y" * 9, crc=0)]),
        written([INDEX]).replace(b"PK\1\2", b"PK\1\3"),
    ],
    ids=["checksum", "checksum of a stored one", "table"],
)
def test_damaged_bytes_are_a_broken_file(data):
    assert measured(data).trouble is Code.FILE_BROKEN


INDEXES = [
    ({"a.html": "", "b.html": ""}, None),
    ({"index.html": "", "index.htm": ""}, None),
    ({"index.html": "", "INDEX.HTM": ""}, None),
    ({"a/index.html": "", "b/index.html": ""}, None),
    ({"__MACOSX/index.html": "", "a.js": ""}, None),
    ({"readme.txt": ""}, None),
    ({"INDEX.HTML": "", "b.html": ""}, "INDEX.HTML"),
    ({"index.htm": "", "a/index.html": ""}, "index.htm"),
    ({"deep/down/ad.html": ""}, "deep/down/ad.html"),
]


@pytest.mark.parametrize(("content", "index"), INDEXES, ids=str)
def test_there_is_one_page_to_start_from(content, index):
    assert facts(zipped(content)).index == index
    assert ("html5.no_index" in said(zipped(content))) is (index is None)


STRANGE = [
    ("tool.exe", b"MZ" + bytes(60), KIND),
    ("logo.png", b"MZ" + bytes(60), KIND),
    ("shell.php", b"<?php", KIND),
    ("ad.swf", files.SWF, KIND),
    ("movie.mp4", files.SWF, KIND),
    ("paper.pdf", files.PDF, KIND),
    ("run.sh", b"#!/bin/sh", KIND),
    (".htaccess", b"Allow", KIND),
    ("lib.zip", good(), NESTED),
    ("lib.png", good(), NESTED),
    ("lib.js", b"Rar!\x1a\x07\0", NESTED),
    ("lib.7z", b"", NESTED),
    ("lib.txt", b"\x1f\x8b\x08", NESTED),
    ("photo.jpg", files.jpg((40, 40)) + good(), NESTED),
]


@pytest.mark.parametrize(("name", "body", "code"), STRANGE, ids=[one[0] for one in STRANGE])
def test_what_no_ad_needs_is_named(name, body, code):
    (finding,) = (one for one in found(measured(with_files({name: body}))) if one.code == code)
    assert finding.measured == name


def test_40_entries_and_1_mb_are_the_most():
    filling = 1024 * 1024 - len(INDEX.body)
    forty: dict[str, bytes | str] = {
        "index.html": INDEX.body,
        **{f"{n}.js": "" for n in range(39)},
        "img/": "",
    }
    assert said(zipped(forty)) == []
    assert said(zipped({**forty, "40.js": ""})) == ["html5.too_many"]
    assert said(zipped({"index.html": INDEX.body, "a.txt": bytes(filling)})) == []
    assert said(zipped({"index.html": INDEX.body, "a.txt": bytes(filling + 1)})) == [
        "html5.too_large"
    ]


def test_files_of_a_package_far_too_large_are_not_opened():
    data = zipped({"index.html": "<img src=http://a.example/a.png>", "a.txt": bytes(3 << 20)})
    assert said(data) == ["html5.too_large"]
    assert not facts(data).can_be_shown


def test_what_calls_itself_small_is_never_unpacked_further():
    data = written([INDEX, Line(b"a.js", bytes(4 << 20), size=10)])
    assert facts(data).archive == (ArchiveTrouble.SIZES,)
    assert "a.js" not in archive.contents(data, archive.read_table(data, BOUNDS))


ASKED = [
    ('<img src="http://a.example/1.png">', EXTERNAL),
    ('<IMG SRC = //a.example/1.png>', EXTERNAL),
    ("<img src='\n https://a.example/1.png'>", EXTERNAL),
    ('<img src="&#104;ttp://a.example/1.png">', EXTERNAL),
    (r'<img src="\\a.example\1.png">', EXTERNAL),
    ('<img srcset="img/ad.png 1x, https://a.example/2.png 2x">', EXTERNAL),
    ('<script src="https://s0.2mdn.net/ads/studio/Enabler.js"></script>', EXTERNAL),
    ('<link rel="preconnect" href="https://a.example">', EXTERNAL),
    ('<base href="https://a.example/">', EXTERNAL),
    ('<iframe src="//a.example"></iframe>', EXTERNAL),
    ('<iframe srcdoc="&lt;img src=//a.example/1.png&gt;"></iframe>', EXTERNAL),
    ('<video poster="http://a.example/1.jpg"></video>', EXTERNAL),
    ('<object data="http://a.example/1.svg"></object>', EXTERNAL),
    ('<svg><image xlink:href="http://a.example/1.png"/></svg>', EXTERNAL),
    ('<svg><use href="https://a.example/i.svg#a"/></svg>', EXTERNAL),
    ('<p style="background:url(https://a.example/1.png)">', EXTERNAL),
    ("<style>@import 'https://a.example/a.css';</style>", EXTERNAL),
    ("<style>@font-face{src:url( '//a.example/a.woff' )}</style>", EXTERNAL),
    ("<script>fetch('https://a.example/x')</script>", EXTERNAL),
    ('<script>x.open("GET", "http://a.example/x")</script>', EXTERNAL),
    ('<script>new Image().src = "https://a.example/p.gif?" + t</script>', EXTERNAL),
    ("<script type=module>import a from 'https://a.example/a.js'</script>", EXTERNAL),
    ("<script>import(`https://a.example/a.js`)</script>", EXTERNAL),
    ("<script>new WebSocket('wss://a.example')</script>", EXTERNAL),
    ("<script>navigator.sendBeacon('//a.example/b')</script>", EXTERNAL),
    ("<script>d.write('<script src=\"//a.example/a.js\"><\\/script>')</script>", EXTERNAL),
    ("<script>e.setAttribute('src', 'https://a.example/a.js')</script>", EXTERNAL),
    ('<a href="#" ping="https://a.example/">', EXTERNAL),
    ('<img src="ftp://a.example/1.png">', EXTERNAL),
    ('<img src="file:///etc/passwd">', EXTERNAL),
    ('<p onclick="fetch(\'https://a.example\')">', EXTERNAL),
    ('<img src="img/none.png">', MISSING),
    ('<img src="IMG/AD.PNG">', MISSING),
    ('<img src="/img/ad.png">', MISSING),
    ('<img src="../img/ad.png">', MISSING),
    ('<p style="background:url(img/none.png)">', MISSING),
    ('<form action="/send" method="post"></form>', FORBIDDEN),
    ('<form method="POST"></form>', FORBIDDEN),
    ('<button formaction="https://a.example">', FORBIDDEN),
    ('<meta http-equiv="Refresh" content="0;url=https://a.example/">', FORBIDDEN),
    ("<script>top.location = x</script>", FORBIDDEN),
    ("<script>window.top.location.href = x</script>", FORBIDDEN),
    ("<script>parent.document.body.remove()</script>", FORBIDDEN),
    ("<script>document.cookie = 'a=b'</script>", FORBIDDEN),
    ("<script>eval(request.responseText)</script>", FORBIDDEN),
    ("<script>navigator.serviceWorker.register('a.js')</script>", FORBIDDEN),
    ("<script>alert('!')</script>", FORBIDDEN),
    ("<script>window.confirm('?')</script>", FORBIDDEN),
    ("<script>navigator.geolocation.getCurrentPosition(f)</script>", FORBIDDEN),
    ('<audio src="data:audio/mp3;base64,AA" autoplay></audio>', FORBIDDEN),
    ('<body onload="alert(1)">', FORBIDDEN),
    ('<a href="javascript:alert(1)">x</a>', FORBIDDEN),
    ('<img src="img/ad.png?v=2#x">', None),
    ('<img src="./img/../img/ad.png">', None),
    ('<img src="img%2Fad.png">', None),
    ('<img src="data:image/png;base64,iVBORw0KGgo=">', None),
    ('<img srcset="data:image/png;base64,iVBO,Rw0 1x, img/ad.png 2x">', None),
    ('<a href="https://www.example.com/">x</a>', None),
    ('<link rel="canonical" href="https://www.example.com/">', None),
    ('<svg xmlns="http://www.w3.org/2000/svg"><use href="#a"/></svg>', None),
    ("<script>d.createElementNS('http://www.w3.org/2000/svg', 'g')</script>", None),
    ("<script>var landing = 'https://www.example.com/'; open(landing)</script>", None),
    ("<!-- <img src=http://a.example/1.png> -->", None),
    ("<style>/* url(http://a.example/1.png) */ p{filter:url(#f)}</style>", None),
    ("<form><input></form>", None),
    ("<video src='data:video/mp4,' autoplay muted></video>", None),
    ("<script>dialog.confirm('x'); tree.parent.location; stop.location</script>", None),
    ("<p>alert(1) fetch('https://a.example')</p>", None),
    ("<img alt='a > b' src=img/ad.png>", None),
]  # fmt: skip


@pytest.mark.parametrize(("body", "code"), ASKED, ids=[one[0] for one in ASKED])
def test_what_a_page_asks_for_and_does(body, code):
    assert said(good(body=body)) == ([code] if code else [])


FILES = [
    ("a.css", "@import url(//a.example/a.css);", EXTERNAL),
    ("a.css", "p { background: url( 'none.png' ) }", MISSING),
    ("img/a.css", "p { background: url(ad.png) }", None),
    ("img/a.css", "p { background: url(../css/ad.css?#iefix) }", None),
    ("a.js", "fetch('https://a.example/x')", EXTERNAL),
    ("a.js", "document.cookie", FORBIDDEN),
    ("a.svg", '<svg><script>fetch("https://a.example")</script></svg>', EXTERNAL),
    ("a.svg", '<svg><image href="https://a.example/1.png"/></svg>', EXTERNAL),
    ("a.html", "<script>alert(1)</script>", FORBIDDEN),
    ("a.txt", "fetch('https://a.example/x')", None),
    ("data", "<html><img src=http://a.example/1.png>", EXTERNAL),
    ("a.html", "\ufeff<img src=http://a.example/1.png>".encode("utf-16"), EXTERNAL),
]


@pytest.mark.parametrize(("name", "body", "code"), FILES, ids=[f"{a} {c}" for a, b, c in FILES])
def test_what_each_file_asks_for_and_does(name, body, code):
    assert said(with_files({name: body})) == ([code] if code else [])


CLICKS = [
    ("open(clickTag)", True),
    ("window.open(window.clickTAG, '_blank')", True),
    ("var clickTag='x'; el.onclick=function(){location.href=clickTag}", True),
    ("open(getParameter('clickTag'))", True),
    ("open(click_tag)", True),
    ("var clickTag = 'https://www.example.com/';", False),
    ("open('https://www.example.com/')", False),
    ("if (clickTag == 1) go()", True),
]


@pytest.mark.parametrize(("script", "is_there"), CLICKS, ids=[one[0] for one in CLICKS])
def test_a_click_goes_by_click_tag(script, is_there):
    data = zipped({"index.html": f"<p>x<script>{script}</script>"})
    assert facts(data).click_tag is is_there
    assert said(data) == ([] if is_there else ["html5.no_click_tag"])


SIZES = [
    ("width=950,height=90", []),
    ("width=950px, height=90px", []),
    ("width=728,height=90", ["html5.ad_size"]),
    ("height=950,width=90", ["html5.ad_size"]),
    ("responsive", ["html5.ad_size"]),
]


@pytest.mark.parametrize(("content", "expected"), SIZES)
def test_an_ad_size_that_is_there_must_be_the_parts(content, expected):
    data = zipped({"index.html": f'<meta name="ad.size" content="{content}">clickTag'
                   "<script>open(clickTag)</script>"})  # fmt: skip
    assert said(data) == expected


def test_without_an_ad_size_nothing_is_said_of_it():
    data = zipped({"index.html": "<p>x<script>open(clickTag)</script>"})
    assert facts(data).ad_size is None
    assert said(data) == []


def test_of_many_the_first_are_named():
    body = "".join(f'<img src="http://a.example/{n}.png">' for n in range(30))
    (finding,) = (one for one in found(measured(good(body=body))) if one.code == EXTERNAL)
    assert finding.measured == (
        "http://a.example/0.png, http://a.example/1.png, http://a.example/2.png (+17)"
    )


def test_every_finding_is_listed_at_once():
    data = written([
        Line(b"a.html", b"<img src=//a.example/1.png><script>alert(1)</script>"),
        Line(b"b.html", b"<img src=none.png>"),
        Line(b"../c.js"),
        Line(b"d.zip", b"PK\3\4"),
        Line(b"e.exe", b"MZ"),
    ])  # fmt: skip
    assert said(data) == ["html5.no_index", PATH, NESTED, KIND, EXTERNAL, MISSING, FORBIDDEN]


def test_a_package_is_only_judged_where_html5_is_taken():
    one = measured(written([INDEX, Line(b"../a.js")]), "ad.zip")
    assert codes(found(one, slot(formats=("jpg",)))) == ["format.not_allowed"]


def test_a_zip_without_any_page_is_no_html5():
    data = zipped({"a.png": files.png((40, 40))})
    assert said(data) == ["format.not_allowed", "format.mismatch", "html5.no_index"]


def test_one_in_another_in_another_is_nested():
    assert NESTED in said(quine())


def test_what_a_browser_is_asked_to_show():
    data = good()
    order = package.order_of(data, facts(data), width=950, height=90, bounds=BOUNDS)
    assert order is not None
    assert (order.index, order.width, order.height) == ("index.html", 950, 90)
    assert set(order.files) == set(ad())
    assert order.files["index.html"].decode() == page()


def test_forbidden_things_have_an_order_of_their_own():
    body = "<script>alert(1); document.cookie; top.location = 1</script>"
    assert facts(good(body=body)).forbidden == (Forbidden.TOP, Forbidden.COOKIE, Forbidden.DIALOG)
