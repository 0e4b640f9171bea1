"""What a mail that came in is to the house (rules.md §12, §6)."""

from collections.abc import Collection

from adops.domain.incoming import IncomingKind
from adops.domain.package_ad import AdReading, ApprovalAsk


def is_allowed(sender: str, domains: Collection[str]) -> bool:
    """Whether mails of that address are read at all; a subdomain is another domain."""
    name, at, domain = sender.strip().rpartition("@")
    return bool(name and at) and domain.lower() in domains


def kind_of(
    ads: AdReading, asks: Collection[ApprovalAsk], *, automatic: bool = False
) -> IncomingKind:
    """Package ads, readable or not, or an approval that is asked for; what a program answers is
    nothing for the house, or two programs would write to each other for ever."""
    if automatic:
        return IncomingKind.NOT_OURS
    if asks:
        return IncomingKind.APPROVAL
    return IncomingKind.PACKAGE_ADS if ads.entries or ads.problems else IncomingKind.NOT_OURS
