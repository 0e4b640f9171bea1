"""Which slot an ad of a mail means, and which link is its (rules.md §12)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from adops.domain.package_ad import AdProblem, PackageAd
from adops.rules.package_ads.lines import fold, lines_of
from adops.rules.package_ads.size import without_size

# all of ASCII but blanks, quotes and angle brackets
WEB = r"(https?://[!#-&(-;=?-~]+)"
URL = re.compile(WEB, re.IGNORECASE)
LINKS = re.compile(
    "(?:落地页|着陆页|落地地址|点击链接|点击地址|链接地址|跳转链接|推广链接|链接|URL)"
    rf"[^:]{{0,6}}: ?<?{WEB}",
    re.IGNORECASE,
)
TRAILING = ",.;:!?)]}"


@dataclass(frozen=True, slots=True)
class SlotShape:
    """A slot as mails may name it: its size in px on the day the ad starts."""

    slot_id: int
    code: str
    name: str
    station: str
    width: int
    height: int
    retired: bool = False


@dataclass(frozen=True, slots=True)
class NoSlot:
    """Why no slot can be named: a code of `adops.phrases.incoming`, and the slots it is about."""

    code: str
    slots: tuple[str, ...] = ()


def slot_of(ad: PackageAd, slots: Sequence[SlotShape]) -> SlotShape | NoSlot:
    """The one slot of that name (blanks aside) and size, or of that code; of several the one that
    still takes bookings."""
    named = [one for one in slots if _is_named(ad, one)]
    if not named:
        return NoSlot("slot.unknown")
    fitting = [one for one in named if (one.width, one.height) == (ad.width, ad.height)]
    if not fitting:
        sizes = tuple(f"{one.code} {one.width}×{one.height}" for one in named)
        return NoSlot("slot.other_size", sizes)
    open_ = [one for one in fitting if not one.retired]
    if len(open_) == 1:
        return open_[0]
    codes = tuple(one.code for one in (open_ or fitting))
    return NoSlot("slot.several" if open_ else "slot.retired", codes)


def plain_name(name: str) -> str:
    """A slot's name as it is compared: without its size and blanks, in one case and width."""
    return "".join(without_size(fold(name)).split()).casefold()


def _is_named(ad: PackageAd, slot: SlotShape) -> bool:
    said = plain_name(ad.slot_name)
    return said in {plain_name(slot.name), slot.code.casefold()}


def links_of(
    text: str, entries: Sequence[PackageAd], problems: Sequence[AdProblem]
) -> dict[int, str]:
    """By the line of an ad: the landing address that its block says after a label (落地页:…), or a
    line that is nothing but an address; the only one of a mail with one ad holds wherever it
    stands."""
    starts = sorted({one.line for one in entries} | {one.line for one in problems})
    found: dict[int, str] = {}
    every: list[str] = []
    for line in lines_of(text):
        said = LINKS.search(line.text) or URL.fullmatch(line.text.strip("<> "))
        if said is None:
            continue
        link = said[1].rstrip(TRAILING)
        every.append(link)
        above = [start for start in starts if start <= line.number]
        if above:
            found.setdefault(above[-1], link)
    alone = len(starts) == 1 and len(set(every)) == 1
    return {starts[0]: every[0]} if alone else found


def over(ad: PackageAd, today: date) -> bool:
    """Whether its first day has begun: what runs already is no draft any more."""
    return ad.start < today
