"""The answer to sales about a creative: a mail, and the same as text to forward (rules.md §5)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from adops.domain.finding import Finding, Severity, Verdict, verdict_of
from adops.domain.mail import MailKind, Words
from adops.mail.render import render
from adops.phrases.creative import SEVERITIES, message, place, weight
from adops.phrases.mending import Kind, alike_words, how_to_mend, mends_words
from adops.phrases.wording import ZH

FORMATS: Mapping[str, str] = {"html5": "HTML5", "text": "文字"}
TONES: Mapping[str, str] = {"reject": "#b4232a", "needs_approval": "#0a5aa8", "warn": "#8a5a00"}


@dataclass(frozen=True, slots=True)
class Limit:
    """What a part must be: px (0: a text), bytes (0: no limit)."""

    part: str
    width: int
    height: int
    limit: int


@dataclass(frozen=True, slots=True)
class MendedOffer:
    """A mended file that may be taken: bytes before, after and allowed; similarity 0..1."""

    part: str
    was: int
    size: int
    limit: int
    format: str
    similarity: float
    mends: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """All that the answer says. `kinds` are the files by part; `why` what a placer wrote;
    `text_limit` counts a CJK character 1, an ASCII one ½."""

    contract_no: str
    contract_name: str
    slot_code: str
    slot_name: str
    version: int
    findings: Sequence[Finding]
    limits: Sequence[Limit] = ()
    formats: Sequence[str] = ()
    seconds: int | None = None
    text_limit: int | None = None
    go_live: date | None = None
    sales: str = ""
    kinds: Mapping[str, Kind] = field(default_factory=dict)
    offers: Sequence[MendedOffer] = ()
    why: str = ""


def creative_refused(answer: Answer) -> Words:
    """Greeting, what it is about, what may be handed in, each finding and how to mend it, and the
    mended files that are ready."""
    return render(
        MailKind.CREATIVE_REFUSED,
        answer=answer,
        refused=bool(answer.why) or verdict_of(answer.findings) is Verdict.REJECT,
        limits=[_limit(one) for one in answer.limits if one.width or one.limit],
        formats="、".join(FORMATS.get(one, one.upper()) for one in answer.formats),
        findings=[_finding(one, answer) for one in _worst_first(answer.findings)],
        offers=[_offer(one) for one in answer.offers],
    )


def _worst_first(findings: Sequence[Finding]) -> list[Finding]:
    order = (Severity.REJECT, Severity.NEEDS_APPROVAL, Severity.WARN)
    return sorted(findings, key=lambda one: order.index(one.severity))


def _finding(finding: Finding, answer: Answer) -> dict[str, str]:
    return {
        "severity": SEVERITIES[ZH][finding.severity.value],
        "tone": TONES[finding.severity.value],
        "words": message(finding),
        "how": how_to_mend(finding, answer.kinds.get(finding.where or "")),
    }


def _limit(limit: Limit) -> dict[str, str]:
    return {
        "part": place(limit.part),
        "size": f"{limit.width}×{limit.height} 像素" if limit.width else "—",
        "weight": weight(limit.limit) if limit.limit else "—",
    }


def _offer(offer: MendedOffer) -> dict[str, Any]:
    return {
        "part": place(offer.part),
        "was": weight(offer.was),
        "size": weight(offer.size),
        "over": 0 < offer.limit < offer.size,
        "similarity": f"{offer.similarity:.3f}",
        "alike": alike_words(offer.similarity),
        "mends": mends_words(offer.mends, offer.format),
    }
