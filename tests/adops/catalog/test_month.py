"""config/reasons.yaml and config/month.yaml are strict; errors name file and key."""

from collections.abc import Callable
from datetime import time
from pathlib import Path

import pytest

from adops.catalog.month import load_month_terms
from adops.catalog.reasons import load_reasons
from adops.errors import InputError

CONFIG = Path("config")
GOOD = "{code: missed, zh: 漏播, en: not shown}"


def test_the_shipped_reasons_are_those_of_the_rules() -> None:
    words = [reason.zh for reason in load_reasons(CONFIG).values()]
    assert words[:7] == ["漏播", "错播", "晚投", "临时上单", "系统", "编辑关闭", "客户原因"]
    assert [code for code, one in load_reasons(CONFIG).items() if one.note] == ["other"]
    of_late = [one.zh for one in load_reasons(CONFIG).values() if one.late]
    assert of_late == ["临时上单", "系统", "编辑关闭", "客户原因", "创意晚到", "漏投放", "其他"]


def test_the_shipped_due_date_is_that_of_the_rules() -> None:
    terms = load_month_terms(CONFIG)
    assert (terms.due_workday, terms.due_at) == (3, time(18))


@pytest.mark.parametrize(
    ("load", "name", "text", "key"),
    [
        pytest.param(load_reasons, "reasons.yaml", "reasons: []", "reasons", id="no-reasons"),
        pytest.param(
            load_reasons, "reasons.yaml", f"reasons: [{GOOD}, {GOOD}]", "", id="code-twice"
        ),
        pytest.param(
            load_reasons,
            "reasons.yaml",
            "reasons: [{code: Missed, zh: 漏播, en: x}]",
            "reasons.0.code",
            id="code-with-a-capital",
        ),
        pytest.param(
            load_reasons,
            "reasons.yaml",
            "reasons: [{code: missed, zh: 漏播, en: x, colour: red}]",
            "reasons.0.colour",
            id="unknown-key",
        ),
        pytest.param(
            load_month_terms,
            "month.yaml",
            "{due_workday: 0, due_at: '18:00'}",
            "due_workday",
            id="workday-0",
        ),
        pytest.param(
            load_month_terms,
            "month.yaml",
            "{due_workday: 3, due_at: 25:00}",
            "due_at",
            id="no-time",
        ),
    ],
)
def test_a_wrong_file_is_refused_by_key(
    tmp_path: Path, load: Callable[[Path], object], name: str, text: str, key: str
) -> None:
    (tmp_path / name).write_text(text, encoding="utf-8")
    with pytest.raises(InputError) as refused:
        load(tmp_path)
    assert refused.value.code == "config.invalid"
    assert refused.value.facts["file"].endswith(name)
    assert refused.value.facts["key"] == key
