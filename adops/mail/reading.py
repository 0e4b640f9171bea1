"""A mail's bytes → its package ads, and what it asks special approvals for (rules.md §12, §6)."""

from dataclasses import dataclass

from adops.domain.package_ad import AdReading, ApprovalAsk
from adops.mail.incoming import Envelope, Incoming, decoded, read_mail
from adops.rules.approval_ask import asks_of, is_asking
from adops.rules.package_ads.read import read_ads


@dataclass(frozen=True, slots=True)
class MailReading:
    """`approvals` is empty unless the mail asks for some; then a block that is no whole ad is what
    it asks for, not a problem. `text` is what was read: lines are counted in it."""

    envelope: Envelope
    ads: AdReading
    approvals: tuple[ApprovalAsk, ...] = ()
    text: str = ""


def reading_of_mail(content: bytes) -> MailReading:
    """What the bytes of an `.eml` say."""
    return _reading(read_mail(content))


def reading_of_text(content: bytes) -> MailReading:
    """What a mail saved as text says, in whatever charset."""
    return _reading(Incoming(Envelope(), (decoded(content, None),)))


def _reading(mail: Incoming) -> MailReading:
    """Of the same words as plain text and as HTML, those of which more can be read."""
    text, ads = "", AdReading()
    for one in mail.texts:
        found = read_ads(one)
        if not text or _worth(found) > _worth(ads):
            text, ads = one, found
    if not is_asking(mail.envelope.subject, text):
        return MailReading(mail.envelope, ads, text=text)
    whole = tuple(one for one in ads.problems if one.code != "label.missing")
    asks = asks_of(mail.envelope.subject, text)
    return MailReading(mail.envelope, AdReading(ads.entries, whole), asks, text)


def _worth(ads: AdReading) -> tuple[int, int]:
    return len(ads.entries), -len(ads.problems) if ads.entries else len(ads.problems)
