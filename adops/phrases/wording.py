"""How a finding is put into words: one sentence in each language, its numbers filled in."""

from collections.abc import Callable, Mapping
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
    return Words(lambda one: filled(zh, one), lambda one: filled(en, one))


def filled(words: str, finding: Finding) -> str:
    """The sentence with `{measured}` and `{allowed}` as they are."""
    return words.format(measured=plain(finding.measured), allowed=plain(finding.allowed))


def plain(value: int | float | str | None) -> str:
    """Without a needless `.0`."""
    return f"{value:g}" if isinstance(value, float) else str(value)


def told(zh: str, en: str, words: Mapping[str, Mapping[str, str]]) -> Words:
    """Words in which `{measured}` is a word of its own (by language); a number as it is."""

    def say(template: str, lang: str) -> Say:
        return lambda one: template.format(
            measured=words[lang].get(str(one.measured), plain(one.measured))
        )

    return Words(say(zh, ZH), say(en, EN))
