"""The demo portal's places: 3 channels, 12 pages, 60 slots of forms with one picture.

Codes `PDPS…` and sizes are real ones (domain.md 1.3, 1.8); `LJ-…` and `SINA-…` codes, page names
and prices are placeholders of the rate card's sort.
"""

from dataclasses import dataclass

from adops.domain.slot import Device, Owner

SITE = "演示城市网"


@dataclass(frozen=True, slots=True)
class SlotPlan:
    """One slot: size in px, limit in KB (1024 bytes), `zone` is where its page has it."""

    code: str
    name: str
    form: str
    width: int
    height: int
    max_kb: int
    rotations: int
    zone: str
    owner: Owner
    price: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in px."""
        return self.width, self.height

    @property
    def element_id(self) -> str:
        """The id of its element (Leju's pages name their slots so)."""
        return f"ad-{self.code}"

    @property
    def selector(self) -> str:
        """How its page's element is found: by id at Leju, by its PDPS at Sina (domain.md 1.6)."""
        if self.owner is Owner.SINA:
            return f'ins.sinaads[data-ad-pdps="{self.code}"]'
        return f"#{self.element_id}"


@dataclass(frozen=True, slots=True)
class PagePlan:
    """One page: `kind` names its template, `station` is the one that places there."""

    path: str
    name: str
    channel: str
    kind: str
    station: str
    device: Device
    slots: tuple[SlotPlan, ...]


PRICES = {"通栏": 8000, "画中画": 2500, "矩形": 4000, "按钮": 1500}
SINA_TIMES = 8
"""A place on Sina's own pages costs this many times a local one (placeholder)."""

Row = tuple[str, str, str, int, int, str]
"""Code, where on the page, `width*height` and form, KB, rotations, zone."""


def _slot(page: str, owner: Owner, row: Row) -> SlotPlan:
    code, where, what, max_kb, rotations, zone = row
    width, rest = what.split("*")
    digits = "".join(sign for sign in rest if sign.isdigit())
    form = rest[len(digits) :]
    price = PRICES[form] * (SINA_TIMES if owner is Owner.SINA else 1)
    name = f"{page}{where}{form}{width}*{digits}"
    return SlotPlan(
        code, name, form, int(width), int(digits), max_kb, rotations, zone, owner, price
    )


def _page(
    path: str, name: str, channel: str, kind: str, station: str, rows: tuple[Row, ...]
) -> PagePlan:
    owner = Owner.SINA if station == "hq" else Owner.LEJU
    device = Device.MOBILE if kind == "mobile" else Device.PC
    slots = tuple(_slot(name, owner, row) for row in rows)
    return PagePlan(path, name, channel, kind, station, device, slots)


PAGES: tuple[PagePlan, ...] = (
    _page(
        "/house/bj/",
        "北京房产首页",
        "房产",
        "home",
        "bj",
        (
            ("LJ-HOME-TL01", "顶部", "950*90通栏", 30, 2, "top"),
            ("LJ-HOME-TL02", "第二", "950*90通栏", 30, 1, "mid"),
            ("LJ-HOME-TL03", "底部", "950*90通栏", 30, 1, "foot"),
            ("LJ-HOME-B03", "要闻右侧", "250*230矩形", 25, 1, "side"),
            ("LJ-HOME-B04", "楼市右侧", "250*230矩形", 25, 1, "side"),
            ("LJ-HOME-AN01", "要闻下一", "240*120按钮", 20, 1, "row"),
            ("LJ-HOME-AN02", "要闻下二", "240*120按钮", 20, 1, "row"),
            ("LJ-HOME-AN03", "要闻右侧", "240*120按钮", 20, 1, "side"),
            ("LJ-HOME-HZH", "专题区", "300*250画中画", 30, 1, "wide"),
            ("LJ-HOME-AN04", "楼市右侧", "240*120按钮", 20, 1, "side"),
        ),
    ),
    _page(
        "/house/bj/news/20261116.html",
        "北京新闻正文页",
        "房产",
        "article",
        "bj",
        (
            ("LJ-NEWS-TL01", "顶部", "950*90通栏", 30, 1, "top"),
            ("LJ-NEWS-HZH", "文内", "300*250画中画", 30, 2, "wide"),
            ("LJ-NEWS-B01", "右侧", "250*230矩形", 25, 1, "side"),
            ("LJ-NEWS-AN01", "右侧", "240*120按钮", 20, 1, "side"),
            ("LJ-NEWS-DTL", "文下", "640*90通栏", 25, 1, "mid"),
        ),
    ),
    _page(
        "/house/bj/search",
        "北京楼盘搜索页",
        "房产",
        "search",
        "bj",
        (
            ("LJ-LP-TL01", "顶部", "950*90通栏", 30, 1, "top"),
            ("LJ-LP-AN01", "筛选下一", "240*120按钮", 20, 1, "row"),
            ("LJ-LP-AN02", "筛选下二", "240*120按钮", 20, 1, "row"),
            ("LJ-LP-AN03", "筛选下三", "240*120按钮", 20, 1, "row"),
            ("LJ-LP-B01", "右侧", "250*230矩形", 25, 1, "side"),
        ),
    ),
    _page(
        "/house/bj/topic/",
        "北京看房专题页",
        "房产",
        "home",
        "bj",
        (
            ("LJ-ZT-TL01", "顶部", "950*90通栏", 30, 1, "top"),
            ("LJ-ZT-B01", "右侧", "250*230矩形", 25, 1, "side"),
            ("LJ-ZT-AN01", "导读一", "240*120按钮", 20, 1, "row"),
            ("LJ-ZT-AN02", "导读二", "240*120按钮", 20, 1, "row"),
        ),
    ),
    _page(
        "/m/bj/",
        "北京手机站首页",
        "房产",
        "mobile",
        "bj",
        (
            ("LJ-M-HOME-TL", "顶部", "640*100通栏", 40, 1, "top"),
            ("LJ-M-HOME-TL02", "中部", "640*100通栏", 40, 1, "mid"),
            ("LJ-M-HOME-TL03", "底部", "640*100通栏", 40, 1, "foot"),
        ),
    ),
    _page(
        "/house/sh/",
        "上海房产首页",
        "房产",
        "home",
        "sh",
        (
            ("LJ-SH-TL01", "顶部", "950*90通栏", 30, 1, "top"),
            ("LJ-SH-TL02", "第二", "950*90通栏", 30, 1, "mid"),
            ("LJ-SH-B03", "要闻右侧", "250*230矩形", 25, 1, "side"),
            ("LJ-SH-AN01", "要闻下一", "240*120按钮", 20, 1, "row"),
            ("LJ-SH-AN02", "要闻下二", "240*120按钮", 20, 1, "row"),
        ),
    ),
    _page(
        "/finance/",
        "财经首页",
        "财经",
        "home",
        "hq",
        (
            ("SINA-FIN-TOP", "顶部", "1000*90通栏", 30, 2, "top"),
            ("PDPS000000005555", "第三", "1000*90通栏", 30, 2, "mid"),
            ("PDPS000000005540", "要闻区左侧", "355*200按钮", 20, 1, "wide"),
            ("PDPS000000005538", "要闻区右侧", "240*120按钮", 20, 1, "side"),
            ("SINA-FIN-AN03", "要闻下一", "240*120按钮", 20, 1, "row"),
            ("SINA-FIN-AN04", "要闻下二", "240*120按钮", 20, 1, "row"),
            ("SINA-FIN-JX", "右侧", "250*230矩形", 25, 1, "side"),
            ("SINA-FIN-BOT", "底部", "950*90通栏", 30, 1, "foot"),
        ),
    ),
    _page(
        "/finance/roll/20261120.html",
        "财经新闻内页",
        "财经",
        "article",
        "hq",
        (
            ("SINA-FINA-TL01", "顶部", "1000*90通栏", 30, 1, "top"),
            ("PDPS000000005425", "文内", "300*250画中画", 30, 2, "wide"),
            ("SINA-FINA-AN01", "右侧", "240*120按钮", 20, 1, "side"),
            ("SINA-FINA-DTL", "文下", "640*90通栏", 25, 1, "mid"),
        ),
    ),
    _page(
        "/finance/money/",
        "理财首页",
        "财经",
        "home",
        "hq",
        (
            ("SINA-MONEY-TL01", "顶部", "1000*90通栏", 30, 1, "top"),
            ("SINA-MONEY-JX", "右侧", "250*230矩形", 25, 1, "side"),
            ("SINA-MONEY-AN01", "导读一", "240*120按钮", 20, 1, "row"),
            ("SINA-MONEY-AN02", "导读二", "240*120按钮", 20, 1, "row"),
        ),
    ),
    _page(
        "/news/",
        "新闻首页",
        "新闻",
        "home",
        "hq",
        (
            ("PDPS000000047208", "要闻区", "1000*90通栏", 30, 1, "top"),
            ("PDPS000000047211", "要闻下", "1000*90通栏", 30, 2, "mid"),
            ("PDPS000000005677", "要闻区左侧", "340*120按钮", 20, 1, "wide"),
            ("PDPS000000047261", "要闻区右侧", "260*120按钮", 20, 1, "side"),
            ("SINA-NEWS-AN02", "国内下一", "240*120按钮", 20, 1, "row"),
            ("SINA-NEWS-AN03", "国内下二", "240*120按钮", 20, 1, "row"),
        ),
    ),
    _page(
        "/news/china/20261120.html",
        "国内新闻内页",
        "新闻",
        "article",
        "hq",
        (
            ("SINA-CN-TL01", "顶部", "950*90通栏", 30, 1, "top"),
            ("PDPS000000028570", "文内", "300*250画中画", 30, 1, "wide"),
            ("PDPS000000044086", "右侧", "200*300按钮", 30, 1, "side"),
        ),
    ),
    _page(
        "/news/society/",
        "社会新闻首页",
        "新闻",
        "home",
        "hq",
        (
            ("SINA-SOC-TL01", "顶部", "1000*90通栏", 30, 1, "top"),
            ("SINA-SOC-JX", "右侧", "250*230矩形", 25, 1, "side"),
            ("SINA-SOC-AN01", "导读一", "240*120按钮", 20, 1, "row"),
        ),
    ),
)

SLOTS: dict[str, SlotPlan] = {slot.code: slot for page in PAGES for slot in page.slots}
PAGE_OF: dict[str, PagePlan] = {slot.code: page for page in PAGES for slot in page.slots}
