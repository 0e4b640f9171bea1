"""What was sold, and what the portal gets wrong: the demo's bookings, all of station 北京.

Three of October that were looked at day by day, forty running on the demo's Friday, eight that
start after it. Every contract is one house; 财富公馆 RLZ12345 is the example of rules.md §12.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from adops.demo.inventory import PAGE_OF, SLOTS, SlotPlan
from adops.demo.projects import Project, project
from adops.domain.booking import Kind, Route
from adops.domain.period import Period

STATION = "bj"
FRIDAY = date(2026, 11, 20)


class Trouble(StrEnum):
    """What is wrong with a booking's ad on the page, on purpose."""

    NONE = "none"
    OLD_CREATIVE = "old_creative"
    WRONG_SIZE = "wrong_size"
    BROKEN = "broken"
    WRONG_LINK = "wrong_link"
    EMPTY = "empty"
    MISSING = "missing"
    HIDDEN = "hidden"
    HOUSE_AD = "house_ad"
    PAGE_DOWN = "page_down"
    NO_CREATIVE = "no_creative"
    ELSEWHERE = "elsewhere"  # aimed at another city: a person looks with a phone


@dataclass(frozen=True, slots=True)
class Order:
    """One row of the bookings sheet: one share of a slot for a house."""

    slug: str
    code: str
    days: Period
    kind: Kind
    discount: str
    trouble: Trouble = Trouble.NONE
    variant: int = 0

    @property
    def house(self) -> Project:
        """Whose ad it is."""
        return project(self.slug)

    @property
    def slot(self) -> SlotPlan:
        """Where it runs."""
        return SLOTS[self.code]

    @property
    def route(self) -> Route:
        """Who places it (rules.md §1): Sina's pages by the head office, Shanghai's by Shanghai."""
        placer = PAGE_OF[self.code].station
        return {STATION: Route.LOCAL, "hq": Route.HQ}.get(placer, Route.CROSS)

    @property
    def region(self) -> str:
        """Where it is aimed at."""
        if self.trouble is Trouble.ELSEWHERE:
            return "石家庄"
        return "全国" if self.kind is Kind.SINA_PACKAGE else "北京"

    @property
    def contract_no(self) -> str:
        """One contract a house."""
        return CONTRACTS[self.slug]

    @property
    def key(self) -> str:
        """What names it within the demo, and its files."""
        return f"{self.slug}-{self.code}-{self.days.first:%m%d}"


CONTRACTS = {
    "caifu": "RLZ12345",
    "yunxi": "RLZ20002",
    "jiangpan": "RLZ20003",
    "songshi": "RLZ20004",
    "fenglin": "RLZ20005",
    "qinghe": "RLZ20006",
    "wangshan": "RLZ20007",
    "xinghe": "RLZ20008",
    "zhichun": "RLZ20009",
    "heyue": "RLZ20010",
}


def _november(first: int, last: int) -> Period:
    return Period(date(2026, 11, first), date(2026, 11, last))


def _october(first: int, last: int) -> Period:
    return Period(date(2026, 10, first), date(2026, 10, last))


EXAMPLE_DAYS = Period(date(2026, 11, 16), date(2026, 12, 2))
"""The example's 1–17 January 2014, moved to the demo's days: seventeen days as well."""

LOCAL, INNER, PACKAGE = Kind.COMMERCIAL, Kind.INTERNAL, Kind.SINA_PACKAGE

OCTOBER: tuple[Order, ...] = (
    Order("qinghe", "LJ-HOME-B04", _october(19, 22), LOCAL, "6折", variant=2),
    Order("xinghe", "LJ-HOME-AN04", _october(20, 22), LOCAL, "6折", variant=2),
    Order("fenglin", "LJ-LP-B01", _october(20, 23), LOCAL, "5折", variant=2),
)
LEFT_EMPTY = (OCTOBER[2], date(2026, 10, 22))
"""The booking and the day on which the portal showed nothing: the line that blocks October."""

RUNNING: tuple[Order, ...] = (
    Order("caifu", "SINA-FIN-TOP", EXAMPLE_DAYS, PACKAGE, "8折"),
    Order("wangshan", "SINA-FIN-TOP", _november(16, 30), PACKAGE, "8折"),
    Order("caifu", "LJ-HOME-TL01", _november(9, 30), LOCAL, "6折"),
    Order("jiangpan", "LJ-HOME-TL01", _november(16, 29), LOCAL, "7折"),
    Order("yunxi", "LJ-HOME-TL02", _november(16, 22), LOCAL, "6折"),
    Order("songshi", "LJ-HOME-B03", _november(2, 30), LOCAL, "6折"),
    Order("wangshan", "LJ-HOME-B04", _november(16, 30), LOCAL, "7折", Trouble.OLD_CREATIVE),
    Order("qinghe", "LJ-HOME-AN01", _november(16, 29), LOCAL, "5折", Trouble.ELSEWHERE),
    Order("xinghe", "LJ-HOME-AN02", _november(16, 29), LOCAL, "6折", Trouble.WRONG_LINK),
    Order("zhichun", "LJ-HOME-AN03", _november(18, 24), LOCAL, "6折", Trouble.BROKEN),
    Order("heyue", "LJ-HOME-HZH", _november(12, 25), LOCAL, "6折", Trouble.WRONG_SIZE),
    Order("fenglin", "LJ-NEWS-TL01", _november(16, 29), LOCAL, "6折"),
    Order("caifu", "LJ-NEWS-HZH", _november(16, 29), LOCAL, "6折"),
    Order("wangshan", "LJ-NEWS-B01", _november(16, 29), LOCAL, "7折", Trouble.EMPTY),
    Order("songshi", "LJ-NEWS-AN01", _november(16, 29), INNER, "5折", Trouble.MISSING),
    Order("heyue", "LJ-LP-TL01", _november(16, 29), LOCAL, "6折"),
    Order("fenglin", "LJ-LP-AN01", _november(16, 29), LOCAL, "5折"),
    Order("zhichun", "LJ-LP-B01", _november(16, 29), LOCAL, "6折", Trouble.HOUSE_AD),
    Order("yunxi", "LJ-ZT-TL01", _november(16, 29), LOCAL, "6折", Trouble.PAGE_DOWN),
    Order("xinghe", "LJ-ZT-B01", _november(16, 29), INNER, "5折", Trouble.PAGE_DOWN),
    Order("jiangpan", "LJ-M-HOME-TL", _november(16, 29), Kind.MOBILE, "7折", Trouble.ELSEWHERE),
    Order("qinghe", "LJ-M-HOME-TL02", _november(16, 29), Kind.MOBILE, "6折"),
    Order("jiangpan", "LJ-SH-TL01", _november(16, 29), LOCAL, "7折"),
    Order("yunxi", "PDPS000000005555", _november(16, 29), PACKAGE, "8折"),
    Order("heyue", "PDPS000000005540", _november(16, 29), PACKAGE, "8折"),
    Order("fenglin", "PDPS000000005538", _november(16, 29), PACKAGE, "8折", Trouble.HIDDEN),
    Order("qinghe", "SINA-FIN-AN03", _november(16, 29), PACKAGE, "8折", Trouble.NO_CREATIVE),
    Order("xinghe", "SINA-FIN-JX", _november(16, 29), PACKAGE, "8折"),
    Order("zhichun", "SINA-FINA-TL01", _november(16, 29), PACKAGE, "8折"),
    Order("caifu", "PDPS000000005425", _november(16, 29), PACKAGE, "8折"),
    Order("songshi", "PDPS000000005425", _november(16, 29), PACKAGE, "8折"),
    Order("fenglin", "SINA-MONEY-TL01", _november(16, 29), PACKAGE, "8折"),
    Order("jiangpan", "PDPS000000047208", _november(16, 29), PACKAGE, "8折"),
    Order("heyue", "PDPS000000005677", _november(16, 29), PACKAGE, "8折"),
    Order("xinghe", "PDPS000000047261", _november(16, 29), PACKAGE, "8折"),
    Order("yunxi", "SINA-CN-TL01", _november(16, 29), PACKAGE, "8折"),
    Order("qinghe", "PDPS000000028570", _november(16, 29), PACKAGE, "8折"),
    Order("wangshan", "PDPS000000044086", _november(16, 29), PACKAGE, "8折"),
    Order("songshi", "SINA-SOC-TL01", _november(16, 29), PACKAGE, "8折"),
    Order("zhichun", "SINA-SOC-JX", _november(16, 29), PACKAGE, "8折"),
)

STILL_UP = (OCTOBER[1], "LJ-HOME-AN04")
"""An October ad that was never taken down: 到期未下线."""
UNKNOWN_AD = ("heyue", "LJ-LP-AN02")
"""An ad that nobody booked, in a slot that was not sold."""

IN_TIME = (
    Order("fenglin", "PDPS000000005555", _november(21, 30), PACKAGE, "8折", variant=1),
    Order("jiangpan", "LJ-SH-TL02", _november(23, 29), LOCAL, "7折", variant=1),
)
LATE = Order("songshi", "SINA-MONEY-JX", _november(21, 30), PACKAGE, "8折", variant=1)
LATE_ACCEPTED = Order("zhichun", "SINA-FIN-AN04", _november(23, 29), PACKAGE, "8折", variant=1)
HEAVY_APPROVED = Order("qinghe", "LJ-HOME-TL03", _november(23, 29), LOCAL, "6折", variant=1)
HEAVY_REFUSED = Order("heyue", "LJ-LP-AN03", _november(23, 29), LOCAL, "6折", variant=1)
HEAVY_SINA = Order("wangshan", "PDPS000000047211", _november(23, 29), PACKAGE, "8折", variant=1)
LONG_ANIMATION = Order("xinghe", "LJ-M-HOME-TL03", _november(24, 30), INNER, "5折", variant=1)
"""Runs longer than the slot allows: registered for special approval, and left to be decided."""
COMING: tuple[Order, ...] = (
    *IN_TIME,
    LATE,
    LATE_ACCEPTED,
    HEAVY_APPROVED,
    HEAVY_REFUSED,
    HEAVY_SINA,
    LONG_ANIMATION,
)
