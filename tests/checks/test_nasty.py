"""Pages that do what a page should not: dialogs, windows, downloads, endless scripts. Each gets an
honest result and costs no other page its own."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.checks.labelled import look
from tests.site.nasty import PAGES
from tests.site.town import Told

LABELS = {name: label for sheet in PAGES.values() for name, label in sheet.slots.items()}


@pytest.fixture(scope="module")
def looked(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Mapping[str, Told]:
    """What one look at all of them said, by slot."""
    return look(tmp_path_factory.mktemp("nasty"), sqlite_template, sheets=PAGES)


@pytest.mark.parametrize("name", LABELS)
def test_it_costs_only_its_page(looked: Mapping[str, Told], name: str) -> None:
    assert tuple(looked[name]) == LABELS[name].expected
