"""The labelled site: every slot is what its label says, of one look at all of it (checks.md)."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from adops.domain.states import LookResult
from adops.phrases.checks import FINDINGS
from tests.checks.labelled import look
from tests.site.heavy import HEAVY
from tests.site.labels import Label
from tests.site.nasty import PAGES as NASTY
from tests.site.town import SHEETS, Told, labels

LABELS = dict(labels())


@pytest.fixture(scope="session")
def looked(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Mapping[str, Told]:
    """What one look at a quiet site said, by slot."""
    return look(tmp_path_factory.mktemp("labelled"), sqlite_template)


@pytest.mark.parametrize(("name", "label"), LABELS.items(), ids=LABELS.keys())
def test_a_slot_is_what_its_label_says(looked: Mapping[str, Told], name: str, label: Label) -> None:
    if name in HEAVY.slots and name not in looked:
        pytest.skip("this browser knows of no ads")
    assert tuple(looked[name]) == label.expected


# findings that no page can bring about
NOT_OF_A_PAGE = {
    "page.blocked": "only what an administrator sets for all browsers of a machine blocks a page",
    "check.cut_unread": "a page that fails halfway, disturbed before (test_judge_fair.py)",
    "page.not_checked": "a fault of ours (tests/checks/test_run.py)",
}


# What a slot may hold (checks.md), and what its page's source must have of it.
HOLDS: Mapping[str, str] = {
    "image": r"<img src=",
    "background": r"background(-image)?:\s*[^;\"]*url\(",
    "srcset": r"srcset=",
    "picture": r"<picture",
    "SVG": r"<svg",
    "canvas": r"<canvas",
    "video": r"<video",
    "frame": r"<iframe src=\"/frame",
    "frame in a frame": r"/frame/nested",
    "frame of another site": r"<iframe src=\"\{other\}",
    "shadow tree": r"attachShadow|shadowrootmode",
    "place of an image map": r"<area",
    "text link": r"云溪花园",
    "sticky": r"position:\s*sticky",
    "floating": r"position:\s*fixed",
    "lazy by itself": r"loading=\"lazy\"",
    "lazy by script": r"IntersectionObserver|data-original|data-echo",
    "waiting": r"setTimeout",
    "rotation by load": r"TURN",
    "rotation by cookie": r"document\.cookie",
    "rotation by timer": r"setInterval",
}
FORMS = frozenset({"对联", "弹窗", "底浮", "跨栏", "全屏", "流媒体"})


def sources(*, result: str, is_phone: bool = False) -> list[str]:
    """What the slots with that result are made of."""
    return [
        label.html
        for sheet in SHEETS.values()
        for label in sheet.slots.values()
        if label.result == result and sheet.is_phone >= is_phone
    ]


def test_no_result_is_left_out_on_any_device() -> None:
    everything = {one.value for one in LookResult}
    assert {label.result for label in LABELS.values()} == everything
    small = {
        label.result for one in SHEETS.values() if one.is_phone for label in one.slots.values()
    }
    assert everything - small == {"unreachable"}  # which is the page's, whatever opens it
    assert len(LABELS) >= 120


@pytest.mark.parametrize("holds", HOLDS.values(), ids=HOLDS.keys())
@pytest.mark.parametrize("is_right", [True, False], ids=["right", "wrong"])
def test_nothing_that_a_slot_may_hold_is_left_out(holds: str, is_right: bool) -> None:
    results = {"ok"} if is_right else {one.value for one in LookResult} - {"ok", "unsure"}
    found = [one for result in results for one in sources(result=result)]
    assert any(re.search(holds, one) for one in found)


def test_no_form_that_needs_care_is_left_out() -> None:
    right = {label.slot.get("form") for label in LABELS.values() if label.result == "ok"}
    assert right >= FORMS


def test_no_finding_is_left_out() -> None:
    """Every code that has words has a labelled page, or a reason why there can't be one."""
    odd = [label for sheet in NASTY.values() for label in sheet.slots.values()]
    told = {code for label in (*LABELS.values(), *odd) for code in label.findings}
    assert FINDINGS.keys() - told == NOT_OF_A_PAGE.keys()


def test_no_code_is_without_words() -> None:
    """Those that stand in the checks' own code, so that none is left out above."""
    stands = re.compile(r"""\b(?:note|wrong)\(\s*f?"([a-z_.]+)(?:\{[^"]*)?\"""")
    texts = [file.read_text("utf-8") for file in Path("checks").glob("*.py")]
    found = {code for text in texts for code in stands.findall(text)}
    assert len(found) > 30
    assert all(any(one.startswith(code) for one in FINDINGS) for code in found)
