"""《排期表》 as agencies know it (domain.md 4.2): rows and their one sheet. Pure."""

from datetime import date

from adops.domain.booking import Category
from adops.domain.money import yuan
from adops.domain.period import local
from adops.domain.plan import Plan, PlanRow
from adops.phrases.deadline import WEEKDAYS
from adops.phrases.plan import NOTHING, ORDERED, SALES, TITLE, UNITS, discount, place, standard
from reports.columns import Block, Cell, Column, Format, Sheet, Tone
from reports.workbook import build

DAY_WIDTH = 3.4


def draw(plan: Plan) -> bytes:
    """The workbook's bytes: the same plan gives the same ones."""
    return build([sheet(plan)], title=f"{TITLE} {plan.about}", created=plan.as_of)


def sheet(plan: Plan) -> Sheet:
    """One sheet: a row a booking, a column a day below its month, then quantities and money."""
    days = (_day(plan, number, day) for number, day in enumerate(plan.columns))
    return Sheet(
        name=TITLE,
        title=f"{TITLE}（{plan.about}）",
        lines=_lines(plan),
        blocks=(Block((*LEFT, *days, *RIGHT), plan.rows, empty=NOTHING, total="合计"),),
        notes=(
            "每格是当天预订的份数（按小时售的为小时，CPM 为千次）；"
            "灰色是休息日。配送（红字）和补投不计收入。"
            "总预订量是表中各日之和，净价是表中各日应分摊的金额。",
        ),
        sign_off=("客户", "销售", "AE", "日期"),
        frozen=len(LEFT),
    )


def _lines(plan: Plan) -> list[str]:
    if not plan.columns:
        return [f"制表 {plan.by}　{local(plan.as_of):%Y-%m-%d %H:%M}"]
    first, last = plan.columns[0], plan.columns[-1]
    return [
        f"{first:%Y-%m-%d} 至 {last:%Y-%m-%d}　{len(plan.rows)} 条排期"
        f"　制表 {plan.by}　{local(plan.as_of):%Y-%m-%d %H:%M}"
    ]


def _day(plan: Plan, number: int, day: date) -> Column[PlanRow]:
    is_off = day in plan.off

    def tone(row: PlanRow) -> Tone:
        if is_off:
            return Tone.MUTED
        return _tone(row)

    return Column(
        f"{day.day}\n{WEEKDAYS['zh'][day.weekday()][-1]}",
        DAY_WIDTH,
        lambda row: row.days[number],
        Format.COUNT,
        group=f"{day.year}年{day.month}月",
        tone=tone,
        total=True,
    )


def _tone(row: PlanRow) -> Tone:
    """配送 in red (domain.md 4.2)."""
    return Tone.RED if row.of.category is Category.BONUS else Tone.PLAIN


def _unit_price(row: PlanRow) -> Cell:
    return yuan(row.of.list_price_fen) if row.of.list_price_fen else None


def _list_total(row: PlanRow) -> Cell:
    return None if row.list_fen is None else yuan(row.list_fen)


def _customer(row: PlanRow) -> str:
    return f"{row.of.contract_no}\n{row.of.contract_name}"


LEFT: tuple[Column[PlanRow], ...] = (
    Column("售卖类型", 6, lambda row: SALES[row.of.category], Format.CENTER, tone=_tone),
    Column("预订状态", 8, lambda row: ORDERED[row.of.state], Format.CENTER, tone=_tone),
    Column("合同 / 项目", 15, _customer, tone=_tone),
    Column("展示位置", 30, lambda row: place(row.of), tone=_tone),
    Column("广告标准", 18, lambda row: standard(row.of), tone=_tone),
)
RIGHT: tuple[Column[PlanRow], ...] = (
    Column("总预订量", 8, lambda row: row.quantity, Format.NUMBER, tone=_tone, total=True),
    Column("单位", 6, lambda row: UNITS[row.of.unit], Format.CENTER, tone=_tone),
    Column("刊例单价（元）", 12, _unit_price, Format.MONEY, tone=_tone),
    Column("刊例总价（元）", 14, _list_total, Format.MONEY, tone=_tone, total=True),
    Column("折扣", 8, lambda row: discount(row.of), Format.CENTER, tone=_tone),
    Column("净价（元）", 14, lambda row: yuan(row.net_fen), Format.MONEY, tone=_tone, total=True),
)
