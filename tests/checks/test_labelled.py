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
from tests.site.town import Told, labels

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
    "rotation.cut": "a page that fails halfway (tests/checks/test_judge.py, test_pool.py)",
    "check.cut_unread": "the same, with a disturbed load before (test_judge_fair.py)",
    "page.not_checked": "a fault of ours (tests/checks/test_run.py)",
}


def test_no_result_and_no_holder_is_left_out() -> None:
    results = {label.result for label in LABELS.values()}
    assert results == {one.value for one in LookResult}
    assert len(LABELS) >= 120


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
