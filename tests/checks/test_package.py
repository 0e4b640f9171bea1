"""A package against what a page was served: without a browser (checks.md, Same picture)."""

from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from checks.package import Package
from checks.probe import PageLoad, Served
from tests.checks.town import BLUE, RED
from tests.site import ads
from tests.site.packaged import ANOTHER, LAYERED, SAME_MAKER, STILL, TURNING, rewritten

AT = "http://ads.example/7/index.html?clickTag=x"
FOLDER = "http://ads.example/7/"


def served(files: Mapping[str, bytes], folder: str = FOLDER, page: str = AT) -> list[Served]:
    """A frame's document and its files."""
    found = []
    for name, body in files.items():
        url = page if name.endswith(".html") else folder + name
        found.append(Served(url, 200, Package({name: body}, name).hashes[name], 1, body, page))
    return found


def load(*answers: Served) -> PageLoad:
    """A load that was served these."""
    return PageLoad(datetime(2026, 11, 20, tzinfo=UTC), "http://a/", 200, 1, 1, 1, 1, (), answers)


WHOLE = Package(STILL, "index.html")
CASES = {
    "whole": (served(STILL), True),
    "with more from elsewhere": ([*served(STILL), *served(SAME_MAKER, "http://b/", "")], True),
    "a picture exchanged": (served({**STILL, "img/ad.png": RED}), False),
    "a style exchanged": (served({**STILL, "css/ad.css": b""}), False),
    "a picture that did not come": (
        [one for one in served(STILL) if "img" not in one.url]
        + [Served(FOLDER + "img/ad.png", 404, None, 0)], False,
    ),
    "the page rewritten": (served(rewritten(STILL)), False),
    "the page alone, which names more": (served({"index.html": STILL["index.html"]}), False),
    "nothing": ([], False),
}  # fmt: skip


@pytest.mark.parametrize(("answers", "same"), CASES.values(), ids=CASES.keys())
def test_every_file_that_came_has_its_bytes(answers: list[Served], same: bool) -> None:
    assert WHOLE.is_served(load(*answers), AT) is same


def test_a_package_whose_page_lies_in_a_folder() -> None:
    package = Package({"ad/index.html": b"<img src='../a.png'>", "a.png": BLUE}, "ad/index.html")
    url = "http://ads.example/7/ad/index.html"
    page = served({"ad/index.html": package.files["ad/index.html"]}, page=url)
    assert package.is_served(load(*page, *served({"a.png": BLUE})), url)
    assert not package.is_served(load(*page, *served({"a.png": RED})), url)


STAYS = {
    "a picture and a click": (WHOLE, True),
    "two layers": (Package(LAYERED, "index.html"), True),
    "another maker's": (Package(ANOTHER, "main.html"), True),
    "keyframes": (Package(TURNING, "index.html"), False),
    "an animation ran": (Package(STILL, "index.html", runs=True), False),
    "a timer": (Package({**STILL, "a.js": b"setTimeout(f, 9)"}, "index.html"), False),
    "by the hour": (Package({**STILL, "a.js": b"new Date().getHours()"}, "index.html"), False),
    "hidden words": (Package({**STILL, "a.js": b"window['\\x65val']"}, "index.html"), False),
    "a turning gif": (Package({**STILL, "a.gif": ads.gif()}, "index.html"), False),
    "a film": (Package({**STILL, "a.mp4": b"film"}, "index.html"), False),
    "data": (Package({**STILL, "a.json": b"{}"}, "index.html"), False),
}


@pytest.mark.parametrize(("package", "still"), STAYS.values(), ids=STAYS.keys())
def test_what_can_show_one_picture_only(package: Package, still: bool) -> None:
    assert package.is_still is still


KIN = {
    "rewritten": (served(rewritten(STILL)), True),
    "nothing left but the words": (
        [one for one in served(rewritten(STILL)) if "css" not in one.url], True,
    ),
    "its picture in another page": (
        [*served({"index.html": b"<b>x</b>"}), *served({"x.png": BLUE})], True,
    ),
    "a document that is not known": ([], True),
    "another maker's": (served(ANOTHER), False),
    "its picture in another frame": ([*served(ANOTHER), *served(STILL, page="http://c/")], False),
}  # fmt: skip


@pytest.mark.parametrize(("answers", "kin"), KIN.values(), ids=KIN.keys())
def test_what_may_be_it_after_all(answers: list[Served], kin: bool) -> None:
    assert WHOLE.is_kin(load(*answers), [AT]) is kin


def test_a_picture_is_exchanged_for_another_and_not_made_lighter() -> None:
    lighter, other = served(rewritten(STILL)), served({**STILL, "img/ad.png": RED})
    assert not WHOLE.is_exchanged(load(*lighter), [AT], 0.71)
    assert WHOLE.is_exchanged(load(*other), [AT], 0.71)
