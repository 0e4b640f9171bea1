"""Every kind of mail has a name that people read."""

from adops.domain.mail import MailKind
from adops.phrases.mails import MAIL_KINDS


def test_every_kind_has_a_name() -> None:
    assert MAIL_KINDS.keys() == set(MailKind)
