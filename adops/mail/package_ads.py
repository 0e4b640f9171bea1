"""The mail of a package ad 包版 to who places it, in the form that is read back (rules.md §12)."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from adops.domain.mail import MailKind, Words
from adops.domain.package_ad import PackageAd
from adops.mail.render import render
from adops.rules.package_ads.write import form_line, tame, writable

MOST_COPY = 2000
URL_SIGNS = "%/:?#[]@!$&'()*+,;=~-._"


@dataclass(frozen=True, slots=True)
class PackageMail:
    """All that the mail says. `files` go with it; `left_out` are too heavy to. `station` sold it;
    `sales` is the contract's, `late_reason` why it comes after the deadline."""

    ad: PackageAd
    slot_code: str
    station: str
    version: int
    landing_url: str
    sales: str
    sales_email: str
    copy: str = ""
    files: Sequence[str] = ()
    left_out: Sequence[str] = ()
    late_reason: str = ""


def package_ads(mail: PackageMail) -> Words:
    """The form on a line of its own, then what goes with it; nothing besides looks like a label."""
    return render(
        MailKind.PACKAGE_ADS,
        mail=mail,
        ad=writable(mail.ad),
        form=form_line(writable(mail.ad)),
        landing_url=quote(mail.landing_url.strip(), safe=URL_SIGNS),
        copy=tame(mail.copy, MOST_COPY),
        late_reason=tame(mail.late_reason),
        sales=f"{tame(mail.sales)} {mail.sales_email}".strip(),
        files="、".join(tame(one) for one in mail.files),
        left_out="、".join(tame(one) for one in mail.left_out),
    )
