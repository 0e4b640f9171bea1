"""A refusal as a page says it: the sentence alone, no code names in it."""

from collections.abc import Mapping
from typing import Any

from adops.domain.period import local, parse_month
from adops.errors import AdopsError
from adops.phrases.errors import ZH
from adops.phrases.words import STATES

OTHERWISE = "没有做成，什么也没有改动；请稍后再试，或请系统管理员查看日志"


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "—"


def refusal(error: AdopsError, words: Mapping[str, str] | None = None) -> str:
    """The Chinese sentence; `words` say what stands for a code among the error's facts."""
    sentence = ZH.get(error.code)
    if sentence is None:
        return OTHERWISE
    facts = {name: _said(name, value, words or {}) for name, value in error.facts.items()}
    return sentence.format_map(_Facts(facts))


def _said(name: str, value: Any, words: Mapping[str, str]) -> Any:
    if name == "state":
        return STATES.get(str(value), str(value))
    if name == "month":
        return month_words(str(value))
    if hasattr(value, "astimezone"):
        return f"{local(value):%Y-%m-%d %H:%M}"
    return words.get(str(value), value)


def month_words(month: str) -> str:
    """`2026-10` → 2026年10月; anything else as it is."""
    try:
        first = parse_month(month).first
    except ValueError:
        return month
    return f"{first.year}年{first.month}月"
