"""What a mail that came in is to the house (rules.md §12, §6)."""

import re
from collections.abc import Collection

from adops.domain.incoming import IncomingKind
from adops.domain.package_ad import AdReading, ApprovalAsk
from adops.rules.package_ads.lines import fold, lines_of

REPLY = re.compile(r"(?:re|aw|回复|答复|回覆) ?(?:\[\d+\])? ?:", re.IGNORECASE)


def is_allowed(sender: str, domains: Collection[str]) -> bool:
    """Whether mails of that address are read at all; a subdomain is another domain."""
    name, at, domain = sender.strip().rpartition("@")
    return bool(name and at) and domain.lower() in domains


def kind_of(
    ads: AdReading,
    asks: Collection[ApprovalAsk],
    *,
    subject: str = "",
    text: str = "",
    automatic: bool = False,
) -> IncomingKind:
    """Package ads, readable or not, or an approval that is asked for.

    What a program answers is nothing for the house, or two programs would write to each other for
    ever; nor is a reply that has ads in what it quotes alone: those came before.
    """
    if automatic:
        return IncomingKind.NOT_OURS
    if asks:
        return IncomingKind.APPROVAL
    said = {one.line for one in ads.entries} | {one.line for one in ads.problems}
    if not said or (REPLY.match(fold(subject)) and not said & _own_lines(text)):
        return IncomingKind.NOT_OURS
    return IncomingKind.PACKAGE_ADS


def _own_lines(text: str) -> set[int]:
    """Numbers of the lines that the mail does not quote."""
    return {line.number for line in lines_of(text) if line.depth == 0}
