"""How a finding is put into words: one sentence in each language, its numbers filled in."""

from collections.abc import Callable
from typing import NamedTuple

from adops.domain.finding import Finding

ZH, EN = "zh", "en"
Say = Callable[[Finding], str]


class Words(NamedTuple):
    """One code in both languages."""

    zh: Say
    en: Say


def fixed(zh: str, en: str) -> Words:
    """Words without weights: `{measured}` and `{allowed}` as they are."""
    return Words(lambda one: _filled(zh, one), lambda one: _filled(en, one))


def _filled(words: str, finding: Finding) -> str:
    return words.format(measured=_plain(finding.measured), allowed=_plain(finding.allowed))


def _plain(value: int | float | str | None) -> str:
    """Without a needless `.0`."""
    return f"{value:g}" if isinstance(value, float) else str(value)
