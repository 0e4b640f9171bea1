"""config/execution.yaml is strict; errors name file and key."""

from datetime import time
from pathlib import Path

import pytest

from adops.catalog.execution import load_execution_terms
from adops.errors import InputError

CONFIG = Path("config")
GOOD = 'advised_at: "18:00"\nwarned_at: "09:40"\n'


def test_the_shipped_times_are_those_of_the_rules() -> None:
    terms = load_execution_terms(CONFIG)
    assert (terms.advised_at, terms.warned_at) == (time(18), time(9, 40))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        pytest.param('advised_at: "18:00"\n', "warned_at", id="one-is-missing"),
        pytest.param(f"{GOOD}later: 1\n", "later", id="one-too-many"),
        pytest.param(GOOD.replace("18:00", "25:00"), "advised_at", id="no-time"),
        pytest.param(GOOD.replace("09:40", "10:00"), "", id="a-warning-when-it-is-late"),
    ],
)
def test_what_is_wrong_is_named(tmp_path: Path, text: str, key: str) -> None:
    (tmp_path / "execution.yaml").write_text(text, "utf-8")
    with pytest.raises(InputError) as error:
        load_execution_terms(tmp_path)
    assert error.value.facts["file"] == str(tmp_path / "execution.yaml")
    assert error.value.facts["key"] == key
