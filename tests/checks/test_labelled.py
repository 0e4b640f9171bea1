"""The labelled site: every slot is what its label says, of one look at all of it (checks.md)."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.checks.labelled import look
from tests.site.heavy import HEAVY
from tests.site.labels import Label
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


def test_no_result_and_no_holder_is_left_out() -> None:
    results = {label.result for label in LABELS.values()}
    assert results >= {
        "unreachable", "missing", "empty", "broken", "hidden", "wrong_creative", "wrong_size",
        "wrong_link", "dead_link", "unsure", "ok", "expired", "unsold", "vacant",
    }  # fmt: skip
    assert len(LABELS) >= 120
