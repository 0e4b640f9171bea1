"""A refusal as a page says it: the sentence alone, no code names in it."""

from collections.abc import Mapping

from adops.errors import AdopsError
from adops.phrases.errors import ZH, month_words, spoken

__all__ = ["month_words", "refusal"]

OTHERWISE = "没有做成，什么也没有改动；请稍后再试，或请系统管理员查看日志"


def refusal(error: AdopsError, words: Mapping[str, str] | None = None) -> str:
    """The Chinese sentence; `words` say what stands for a code among the error's facts."""
    return spoken(error, words) if error.code in ZH else OTHERWISE
