"""Every named error that the product raises has its Chinese sentence."""

import re
from pathlib import Path

from adops.phrases.errors import ZH

RAISED = re.compile(r'Error\(\s*"([a-z_]+\.[a-z_]+)"')
ROOT = Path(__file__).parents[3]


def test_every_error_raised_has_words() -> None:
    raised = {
        code
        for package in ("adops", "checks", "reports")
        for path in (ROOT / package).rglob("*.py")
        for code in RAISED.findall(path.read_text(encoding="utf-8"))
    }
    assert len(raised) > 50
    assert sorted(raised - ZH.keys()) == []
