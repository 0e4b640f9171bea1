"""What is said of an HTML5 package: its files, and what a browser showed of it (rules.md §5)."""

from dataclasses import replace
from typing import Any

import pytest

from adops.domain.creative import CreativeFacts
from adops.domain.finding import Finding, Severity
from adops.domain.html5 import ArchiveTrouble, Forbidden, Html5Facts, NotRendered, Rendering
from adops.domain.slot import PartSpec
from adops.rules.review import review
from tests.adops.cases import TERMS, codes, facts, found, slot

REJECT, WARN, NEEDS = Severity.REJECT, Severity.WARN, Severity.NEEDS_APPROVAL
KB = 1024


def rendering(**changes: Any) -> Rendering:
    """A banner that shows as it should."""
    given: dict[str, Any] = {
        "initial_bytes": 20_000,
        "initial_requests": 3,
        "extent": (950, 90),
        "painted": (950, 90),
        "blank": False,
        "picture": "a" * 64,
        "exits": True,
    }
    return Rendering(**(given | changes))


def package(**changes: Any) -> CreativeFacts:
    """A package that nothing is wrong with; `shown` are changes of its rendering."""
    shown = changes.pop("shown", {})
    given: dict[str, Any] = {
        "index": "index.html",
        "entries": 3,
        "unpacked": 40_000,
        "click_tag": True,
        "ad_size": (950, 90),
        "rendering": rendering(**shown) if isinstance(shown, dict) else shown,
    }
    held = Html5Facts(**(given | changes))
    return facts(name="ad.zip", format="html5", named="html5", width=None, height=None, html5=held)


CASES = [
    ("good", {}, None),
    ("no page", {"index": None}, ("html5.no_index", REJECT, None, None)),
    ("paths", {"unsafe_paths": ("../a", "b")}, ("html5.unsafe_path", REJECT, "../a, b", None)),
    ("archive", {"archive": (ArchiveTrouble.ENCRYPTED, ArchiveTrouble.OVERLAP)},
     ("html5.unsafe_archive", REJECT, "encrypted|overlap", None)),
    ("40 entries", {"entries": 40}, None),
    ("41 entries", {"entries": 41}, ("html5.too_many", REJECT, 41, 40)),
    ("1 MB", {"unpacked": KB * KB}, None),
    ("1 MB + 1", {"unpacked": KB * KB + 1}, ("html5.too_large", REJECT, KB * KB + 1, KB * KB)),
    ("nested", {"nested": ("a.zip",)}, ("html5.nested", REJECT, "a.zip", None)),
    ("kind", {"kinds": ("a.exe",)}, ("html5.file_kind", REJECT, "a.exe", None)),
    ("external", {"external": ("http://a/1",)}, ("html5.external", REJECT, "http://a/1", None)),
    ("external as seen", {"shown": {"external": ("http://a/1",)}},
     ("html5.external", REJECT, "http://a/1", None)),
    ("external by both", {"external": ("http://a/1",), "shown": {"external": ("http://a/1",)}},
     ("html5.external", REJECT, "http://a/1", None)),
    ("missing", {"missing": ("a.png",)}, ("html5.missing_file", REJECT, "a.png", None)),
    ("missing as seen", {"shown": {"missing": ("a.png",)}},
     ("html5.missing_file", REJECT, "a.png", None)),
    ("forbidden", {"forbidden": (Forbidden.TOP,), "shown": {"forbidden": (Forbidden.DIALOG,)}},
     ("html5.forbidden", REJECT, "dialog|top", None)),
    ("no clickTag", {"click_tag": False, "shown": {"exits": False}},
     ("html5.no_click_tag", WARN, None, None)),
    ("clickTag as seen", {"click_tag": False}, None),
    ("clickTag as read", {"shown": {"exits": False}}, None),
    ("no ad.size", {"ad_size": None}, None),
    ("other ad.size", {"ad_size": (728, 90)}, ("html5.ad_size", REJECT, "728×90", "950×90")),
    ("too wide", {"shown": {"extent": (960, 90)}}, ("html5.size", REJECT, "960×90", "950×90")),
    ("too high", {"shown": {"extent": (950, 91)}}, ("html5.size", REJECT, "950×91", "950×90")),
    ("too small", {"ad_size": None, "shown": {"painted": (728, 90)}},
     ("html5.size", REJECT, "728×90", "950×90")),
    ("an empty edge that is meant", {"shown": {"painted": (900, 80)}}, None),
    ("blank", {"ad_size": None, "shown": {"blank": True, "painted": (0, 0)}},
     ("html5.blank", WARN, None, None)),
    ("script", {"shown": {"errors": ("x is not defined",)}},
     ("html5.script_error", WARN, "x is not defined", None)),
    ("15 s", {"shown": {"run_ms": 15_000}}, None),
    ("over 15 s", {"shown": {"run_ms": 15_001}}, ("animation.too_long", NEEDS, 15.001, 15)),
    ("for ever, no number named", {"shown": {"run_ms": 3000, "plays": 0}}, None),
    ("not shown", {"rendering": NotRendered("crashed")},
     ("check.not_done", WARN, "html5.crashed", None)),
    ("nobody to show it", {"rendering": None}, ("check.not_done", WARN, "html5.renderer", None)),
    ("what was seen before it hung", {"rendering": NotRendered("timeout", external=("http://a/1",))},
     ("html5.external", REJECT, "http://a/1", None)),
    ("too large to be shown", {"is_read": False, "rendering": None}, None),
]  # fmt: skip


@pytest.mark.parametrize(("changes", "expected"), [c[1:] for c in CASES], ids=[c[0] for c in CASES])
def test_each_question(changes, expected):
    findings = found(package(**changes))
    assert all(one.where == "main" for one in findings)
    first = [(one.code, one.severity, one.measured, one.allowed) for one in findings]
    assert first[:1] == ([expected] if expected else [])
    rest = {"check.not_done"} if len(first) > 1 else set()
    assert {code for code, *_ in first[1:]} <= rest


def test_what_can_not_be_shown_is_not_asked_to_be():
    for changes in ({"index": None}, {"unsafe_paths": ("../a",)}, {"archive": ("zip64",)}):
        assert "check.not_done" not in codes(found(package(**changes, rendering=None)))


def test_loops_are_counted_where_the_item_names_a_number():
    spec = slot(max_loops=3)
    assert codes(found(package(shown={"run_ms": 1, "plays": 3}), spec)) == []
    for plays, measured in ((4, 4), (0, "forever")):
        (finding,) = found(package(shown={"run_ms": 1, "plays": plays}), spec)
        assert (finding.code, finding.measured) == ("animation.loops", measured)


def test_the_items_seconds_bind():
    (finding,) = found(package(shown={"run_ms": 5001}), slot(max_seconds=5))
    assert (finding.code, finding.allowed) == ("animation.too_long", 5)


def test_the_zips_own_bytes_are_what_is_weighed():
    heavy = package()
    assert codes(found(replace(heavy, size=30 * KB))) == []
    assert codes(found(replace(heavy, size=30 * KB + 1))) == ["size.over_limit"]


def test_a_part_without_a_size_has_none_to_be_wrong():
    spec = slot(parts=(PartSpec("main", 0, 0, 30 * KB),))
    assert codes(found(package(shown={"extent": (9, 9)}), spec)) == []


def test_names_are_few_short_and_printable():
    names = tuple(f"{'x' * 100}{n}\x07" for n in range(5))
    (finding,) = found(package(nested=names))
    said = str(finding.measured)
    assert said.endswith("(+2)") and said.isprintable()
    assert len(said) < 3 * 82 + 10


def test_each_finding_of_a_side_names_it():
    parts = (PartSpec("left", 120, 300, 30 * KB), PartSpec("right", 120, 300, 30 * KB))
    one = package(ad_size=(120, 300), shown={"extent": (120, 300), "painted": (120, 300)})
    wrong = package(ad_size=(120, 300), shown={"extent": (130, 300), "painted": (120, 300)})
    findings: tuple[Finding, ...] = review(
        {"left": one, "right": wrong}, slot(parts=parts), terms=TERMS
    )
    assert [(one.code, one.where) for one in findings] == [("html5.size", "right")]
