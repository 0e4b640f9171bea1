"""Words of copy, picture and landing page against the advertising law and the booking (rules.md §5,
content.*). What the picture says is given as read; tests/adops/drawn reads real pictures."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from adops.catalog.book import load_book
from adops.domain.booking import Category, Kind, Route
from adops.domain.content import ReadState
from adops.domain.finding import verdict_of
from adops.domain.period import at
from adops.domain.slot import Owner
from adops.models import Booking, Contract, LandingPage, PictureWords, Slot
from adops.queries.bookings import BookingCase
from adops.queries.contents import READABLE, WordsKnown
from adops.rules.review import review
from adops.services.contents import found_in_known
from tests.adops import files
from tests.adops.cases import CONFIG, TERMS, measured, slot
from tests.adops.corpus.row import LINK, ROOMY, File, Label, Row, sized

BOOK = load_book(CONFIG)
NOW = at(date(2026, 11, 20), 10)
HARMLESS = "云溪花园，临溪而居"
SHOWN = "开发商：云溪置业有限公司 代理：安居行 京房售证字(2026)18号"
PROJECT = {
    "developer": "云溪置业有限公司",
    "agent": "安居行",
    "permit_no": "京房售证字(2026)18号",
}


@dataclass(frozen=True)
class Worded(Row):
    """`read`: the lines of the picture, None where it could not be read; `page` the words of the
    landing page, `status` what it answered (None: nothing); `booked` what the booking carries."""

    read: tuple[str, ...] | None = ()
    page: str = ""
    status: int | None = 200
    booked: tuple[tuple[str, Any], ...] = ()

    def judged(self) -> Label:
        """What the product says of the files and of the words."""
        facts = {
            part: measured(one.make(), one.name, one.declared) for part, one in self.files.items()
        }
        pictures = {
            part: self._words(one.sha256) for part, one in facts.items() if one.format in READABLE
        }
        known = WordsKnown(self.copy or "", pictures, self._page())
        said = any(one.text for one in facts.values())
        found = (
            *review(facts, self.spec, self.click_url, self.copy, terms=TERMS),
            *found_in_known(self._case(), known, BOOK, said=said),
        )
        return Label(verdict_of(found).value, tuple(sorted(one.code for one in found)))

    def _words(self, sha256: str) -> PictureWords:
        if self.read is None:
            return PictureWords(sha256=sha256, state=ReadState.FAILED, asked_at=NOW)
        lines = [
            {"text": text, "box": [0, 40 * row, 30 * len(text), 40 * row + 30], "score": 1.0}
            for row, text in enumerate(self.read)
        ]
        return PictureWords(sha256=sha256, state=ReadState.DONE, lines=lines, asked_at=NOW)

    def _page(self) -> LandingPage:
        state = ReadState.FAILED if self.status is None else ReadState.DONE
        return LandingPage(
            url=LINK,
            state=state,
            status=self.status,
            text=self.page,
            first_screen=self.page[:200],
            why="" if self.status else "timeout",
            asked_at=NOW,
            fetched_at=None if self.status is None else NOW,
        )

    def _case(self) -> BookingCase:
        slot = Slot(
            code="LJ-HOME-TL01", name="通栏", station="bj", page_id=1, form="通栏", owner=Owner.LEJU
        )
        booking = Booking(
            contract_id=1, slot_id=1, first_day=NOW.date(), last_day=NOW.date(),
            category=Category.PAID, kind=Kind.COMMERCIAL, route=Route.LOCAL, station_sold="bj",
            station_placed="bj", regions=["北京"], entered_at=NOW, **dict(self.booked),
        )  # fmt: skip
        return BookingCase(booking, Contract(no="RLZ1", name="云溪花园"), slot, ())


def _row(title: str, label: str, copy: str | None = HARMLESS, **given: Any) -> Worded:
    makes: dict[str, Any] = {"spec": ROOMY, "files": {"main": File("ad.jpg", files.jpg)}} | given
    return Worded(name=title, label=label, copy=copy, **makes)


ASKED, REFUSED = "needs_approval", "reject"
# what a person reads, and what it is
SAID = (
    ("享城市最佳人居环境", f"{ASKED} content.absolute"),
    ("享城市最 佳人居环境", f"{ASKED} content.absolute"),
    ("國家級生態住區", f"{ASKED} content.absolute"),
    ("全城Ｎｏ．１湖景大宅", "warn content.absolute"),
    ("城中唯一", "warn content.absolute"),
    ("国宾级礼遇，一步一景", f"{ASKED} content.authority"),
    ("升值潜力无限", f"{REFUSED} content.investment_return"),
    ("年投资回报率高达9%", f"{REFUSED} content.investment_return"),
    ("10分钟直达市中心", f"{ASKED} content.travel_time"),
    ("风水宝地，福荫子孙", f"{REFUSED} content.superstition"),
    ("零首付入住精装公寓", f"{ASKED} content.financing"),
    ("名校学区房", f"{ASKED} content.education_hukou"),
    ("未来地铁11号线直通家门口", "warn content.planning"),
    ("均价12800元/平，即刻入主", "warn content.price"),
    ("95㎡三房两卫，南北通透", f"{ASKED} content.area"),
    ("买一层送一层，空间翻倍", "warn content.area"),
    ("全城热销，加推楼栋", "warn content.promise_service"),
    ("内部认购火热进行中", f"{ASKED} content.presale"),
)
FINE = (
    "云溪花园，临溪而居",
    "最新户型图已更新，欢迎到访品鉴",
    "项目位于第一大街与第三大道交汇处",
    "活动最终解释权归主办方所有",
    "迎风水岸，尽享湖光",
    "均价23800元/㎡，价格有效期截止2026年11月30日",
    "每户建筑面积70平方米至90平方米",
    "百分之百还原设计图纸并非交付标准",
    "让每一位业主满意是我们的追求",
    "静安房管（2026）预字0000285号",
)
ROWS: list[Row] = [_row(f"文案：{words}", label, words) for words, label in SAID]
ROWS += [_row(f"图上：{words}", label, read=(words,)) for words, label in SAID]
ROWS += [_row(f"落地页：{words}", label, page=words) for words, label in SAID]
ROWS += [_row(f"文案：{words}", "pass", words) for words in FINE]
ROWS += [_row(f"图上：{words}", "pass", read=(words,)) for words in FINE]
ROWS += [
    _row("没有文案，图上有字", "warn content.copy_missing", "", read=("云溪花园",)),
    _row("没有文案，图上也没有字", "pass", ""),
    _row("没有文案，图上没能识别", "warn content.copy_missing check.not_done", "", read=None),
    _row(
        "没有文案，图上有问题",
        f"{ASKED} content.copy_missing content.absolute",
        "",
        read=("国家级住区",),
    ),
    _row("图上没能识别", "warn check.not_done", read=None),
    _row(
        "图上没能识别，文案有问题",
        f"{ASKED} check.not_done content.absolute",
        "国家级住区",
        read=None,
    ),
    _row("落地页没有响应", "warn link.unreachable", status=None),
    _row("落地页 404", "warn link.unreachable", status=404),
    _row("落地页 299", "pass", status=299),
    _row("两行拆开的词", f"{ASKED} content.absolute", read=("享城市最", "佳人居环境")),
    _row(
        "文案里也有图上的这句话",
        f"{ASKED} content.absolute",
        "国家级住区，今日开放",
        read=("国家级住区 欢迎品鉴",),
    ),
    _row(
        "文案和图上各说一次",
        f"{ASKED} content.absolute content.absolute",
        "国家级住区",
        read=("国家级会所",),
    ),
    _row("文案就是图上的字", f"{ASKED} content.absolute", "国家级住区", read=("国家级住区",)),
    _row("同一处说两次只算一次", f"{ASKED} content.absolute", "国家级住区", read=("云溪花园",)),
    _row(
        "三处三样",
        f"{REFUSED} content.absolute content.superstition content.promise_service",
        "国家级住区",
        read=("风水宝地",),
        page="全城热销",
    ),
    _row("价格的有效期在图上", "pass", "均价23800元/㎡", read=("价格有效期截止2026年11月30日",)),
    _row("价格的有效期在落地页", "pass", "均价23800元/㎡", page="价格有效期截止2026年11月30日"),
    _row("价格没有有效期", "warn content.price", "均价23800元/㎡", page="欢迎到访"),
    _row(
        "超重又有问题",
        f"{ASKED} size.over_limit content.absolute",
        "国家级住区",
        spec=sized(950, 90, slot()),
        files={"main": File("ad.jpg", lambda: files.jpg(weight=30 * 1024 + 1))},
    ),
    _row(
        "尺寸不对又有问题",
        f"{REFUSED} size.wrong content.promise_service",
        "全城热销",
        files={"main": File("ad.jpg", lambda: files.jpg((951, 90)))},
    ),
]
BOOKED = tuple(PROJECT.items())
LACKS = "content.must_show"
ROWS += [
    _row("该有的都在文案里", "pass", SHOWN, booked=BOOKED),
    _row("该有的都在图上", "pass", read=tuple(SHOWN.split()), booked=BOOKED),
    _row("该有的都在落地页第一屏", "pass", page=SHOWN, booked=BOOKED),
    _row(
        "该有的分在三处",
        "pass",
        "云溪置业有限公司",
        read=("安居行",),
        page="京房售证字（2026）18号",
        booked=BOOKED,
    ),
    _row("一样也没有", f"warn {LACKS} {LACKS} {LACKS}", booked=BOOKED),
    _row("没有许可证号", f"warn {LACKS}", "云溪置业有限公司 安居行", booked=BOOKED),
    _row("许可证号是别人的", f"warn {LACKS}", SHOWN.replace("18号", "19号"), booked=BOOKED),
    _row("许可证号多一位", f"warn {LACKS}", SHOWN.replace("18号", "180号"), booked=BOOKED),
    _row(
        "第一屏之外的不算", f"warn {LACKS} {LACKS} {LACKS}", page="云" * 200 + SHOWN, booked=BOOKED
    ),
    _row("只有开发企业要写", "pass", "云溪置业有限公司", booked=BOOKED[:1]),
    _row("排期没有这些，不要求", "pass"),
    _row(
        "图上没能识别，也问",
        f"warn check.not_done {LACKS} {LACKS} {LACKS}",
        read=None,
        booked=BOOKED,
    ),
]
