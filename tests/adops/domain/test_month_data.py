"""What was frozen comes back as it was."""

import json
from dataclasses import replace

from adops.domain.month_data import digest, freeze, thaw
from tests.reports.months import october

BOOK = october(complete=True)


def test_frozen_lines_come_back_unchanged() -> None:
    stored = json.loads(json.dumps(freeze(BOOK), ensure_ascii=False))
    assert thaw(stored) == (BOOK.lines, BOOK.differences)


def test_the_digest_tells_months_apart() -> None:
    assert digest(BOOK) == digest(october(complete=True))
    assert digest(BOOK) != digest(october())
    assert digest(BOOK) != digest(replace(BOOK, revision=2))
