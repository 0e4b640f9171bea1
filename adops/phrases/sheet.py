"""Words for what is wrong with a row of an imported sheet (interfaces.md)."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from adops.domain.sheet import RowError
from adops.phrases.creative import message as said
from adops.phrases.dates import full_day, full_period

ZH: Mapping[str, str] = {
    "sheet.merged": "{range} 是合并单元格；请取消合并，每行填全",
    "column.unknown": "不认识的列；请用 adops template 生成的模板",
    "column.twice": "这一列出现了两次",
    "column.missing": "缺少这一列",
    "column.nameless": "这一列没有表头，却有内容：{value}",
    "cell.empty": "不能为空",
    "cell.formula": "公式 {value} 没有计算结果；请粘贴为数值",
    "cell.fault": "单元格是 Excel 错误值：{value}",
    "cell.not_text": "应是文字，却是 {value}",
    "cell.too_long": "超过 {most} 个字",
    "cell.control_sign": "含有看不见的控制字符",
    "cell.not_code": "编号里不能有空格：{value}",
    "cell.not_day": "不是日期：{value}；写成 2026-11-20，或用 Excel 的日期格式",
    "cell.impossible_day": "没有这一天：{value}",
    "cell.not_number": "不是数字：{value}",
    "cell.not_whole": "应是整数：{value}",
    "cell.out_of_range": "{value} 不在 {least} 到 {most} 之间",
    "cell.not_fen": "金额最多两位小数：{value}",
    "cell.not_discount": "折扣应在 0 到 1 之间，或写成 5折：{value}",
    "cell.not_url": "不是完整网址（http:// 或 https:// 开头）：{value}",
    "cell.not_mail": "不是邮箱地址：{value}",
    "cell.not_choice": "{value} 不在可选值里：{choices}",
    "row.twice": "与第 {first} 行重复",
    "station.unknown": "没有站点 {value}；可用 adops init 写入的站点代码或名称",
    "form.unknown": "没有广告形式 {value}；见 config/forms.yaml",
    "format.unknown": "不认识的格式 {value}；可用：{choices}",
    "page.two_names": "同一页面在第 {first} 行叫“{name}”",
    "contract.two_values": "同一合同在第 {first} 行是“{value}”",
    "contract.of_others": "合同 {contract} 有{stations_zh}的排期，登记的内容与此不同；"
    "改合同要由这些站点来做",
    "period.reversed": "投放结束 {last} 早于投放开始 {first}",
    "period.too_long": "共 {days} 天，超过 {most} 天",
    "quantity.not_sold": "这个广告位按{unit}售，不填每日数量",
    "quantity.too_many_hours": "一天最多 24 小时，现在是 {value}",
    "price.bonus_costs": "配送的净价应为 0",
    "price.does_not_multiply": "净价 {net} 与 刊例价×天数×轮播×折扣 = {expected} 不符",
    "slot.no_selector": "有页面URL而没有选择器，巡检时会找不到这个广告位",
    "slot.unknown": "没有广告位 {value}；请先导入广告位",
    "slot.retired": "广告位 {value} 已停用，不再接受排期",
    "slot.state_kept": "状态不随导入改变，仍是 {here}",
    "slot.creatives_to_review": "尺寸、格式或大小上限从 {valid_from} 起改变；"
    "涉及合同 {contracts}，不再符合的创意列在下面",
    "slot.creative_unfit": "合同 {contract} 第 {version} 版创意不再符合：{why}",
    "slot.station_moved": "已有排期的广告位不能换站点",
    "slot.over_booked": "轮播数改为 {rotations} 后以下日期超卖：{days_zh}；已排：{way_zh}",
    "booking.over_booked": "{days_zh} 轮播不够（共 {rotations}，需要 {most}）；已排：{way_zh}",
    "booking.looks_moved": "与已有排期 {start} 至 {end} 重叠，但开始日不同，"
    "或去掉了已开始投放的日子；改期、提前结束不能用导入",
    "booking.cancelled": "该排期已取消，不随导入恢复",
    "booking.cut": "该排期已从 {on} 起取消，不随导入恢复；要再投请登记新的排期",
    "route.disagrees": "写的是{given}，按广告位、业务类型和地域应是{derived}",
    "region.needed": "新浪包版必须写明定向地域",
    "region.no_station": "{regions_zh} 没有地方站",
    "region.two_stations": "{regions_zh} 属于不同站点；请一个城市一行",
    "person.mail_twice": "邮箱与第 {first} 行相同",
    "person.mail_taken": "邮箱已属于 {staff_no}",
    "person.closed_kept": "账号已关闭，不随导入恢复",
}
EN: Mapping[str, str] = {
    "sheet.merged": "{range} is merged: unmerge it and fill every row",
    "column.unknown": "unknown column: use the template of `adops template`",
    "column.twice": "the column is there twice",
    "column.missing": "the column is missing",
    "column.nameless": "content without a header: {value}",
    "cell.empty": "must not be empty",
    "cell.formula": "the formula {value} has no result: paste it as a value",
    "cell.fault": "Excel's error value: {value}",
    "cell.not_text": "text expected, found {value}",
    "cell.too_long": "longer than {most} characters",
    "cell.control_sign": "holds invisible control characters",
    "cell.not_code": "a code has no spaces: {value}",
    "cell.not_day": "no date: {value}; write 2026-11-20 or use an Excel date",
    "cell.impossible_day": "there is no such day: {value}",
    "cell.not_number": "no number: {value}",
    "cell.not_whole": "a whole number expected: {value}",
    "cell.out_of_range": "{value} is not between {least} and {most}",
    "cell.not_fen": "at most two decimals: {value}",
    "cell.not_discount": "a discount is 0 to 1, or like 5折: {value}",
    "cell.not_url": "no absolute http(s) address: {value}",
    "cell.not_mail": "no mail address: {value}",
    "cell.not_choice": "{value} is none of: {choices}",
    "row.twice": "the same as row {first}",
    "station.unknown": "no station {value}: a code or name known after `adops init`",
    "form.unknown": "no form {value}: see config/forms.yaml",
    "format.unknown": "unknown format {value}, choose of: {choices}",
    "page.two_names": "row {first} calls this page “{name}”",
    "contract.two_values": "row {first} says “{value}” of this contract",
    "contract.of_others": "contract {contract} has bookings of {stations_zh} and says something "
    "else: changing it is theirs",
    "period.reversed": "ends {last} before it starts {first}",
    "period.too_long": "{days} days, more than {most}",
    "quantity.not_sold": "the slot is sold by {unit}: no quantity a day",
    "quantity.too_many_hours": "a day has 24 hours, not {value}",
    "price.bonus_costs": "a bonus costs nothing",
    "price.does_not_multiply": "net {net} is not list price × days × shares × discount: {expected}",
    "slot.no_selector": "a page URL without a selector: checks will not find the slot",
    "slot.unknown": "no slot {value}: import slots first",
    "slot.retired": "slot {value} is retired and takes no bookings",
    "slot.state_kept": "an import changes no state: it stays {here}",
    "slot.creatives_to_review": "size, formats or limit change from {valid_from} on; contracts "
    "{contracts}; creatives that no longer fit are listed below",
    "slot.creative_unfit": "contract {contract}, version {version} of its creative no longer fits: "
    "{why}",
    "slot.station_moved": "a slot with bookings cannot change its station",
    "slot.over_booked": "with {rotations} shares over-booked on {days_zh}; held by {way_zh}",
    "booking.over_booked": "over-booked on {days_zh} ({most} of {rotations} shares); held by "
    "{way_zh}",
    "booking.looks_moved": "overlaps the booking {start} to {end} with another start, or leaves "
    "out ad days that have begun: moving and cutting short are acts, not imports",
    "booking.cut": "the booking was cancelled from {on} on; an import does not bring that back",
    "booking.cancelled": "the booking was cancelled; an import does not bring it back",
    "route.disagrees": "says {given}, by slot, kind and region it is {derived}",
    "region.needed": "a Sina package needs its region",
    "region.no_station": "no station in {regions_zh}",
    "region.two_stations": "{regions_zh} are of different stations: one row a city",
    "person.mail_twice": "the same mailbox as row {first}",
    "person.mail_taken": "the mailbox is {staff_no}'s",
    "person.closed_kept": "the account is closed; an import does not bring it back",
}
OTHERS = "他人的排期"
DAYS = ("start", "end", "first", "last", "on", "valid_from", "day")
WORDS: Mapping[str, Mapping[str, str]] = {"zh": ZH, "en": EN}


class _Facts(dict[str, Any]):
    def __missing__(self, name: str) -> str:
        return "—"


def message(error: RowError, lang: str = "zh") -> str:
    """One sentence on what is wrong with the cell or row."""
    return WORDS[lang][error.code].format_map(_Facts(_told(error.facts, lang)))


def as_data(error: RowError, lang: str = "zh") -> dict[str, Any]:
    """The JSON of interfaces.md, `import`."""
    return {
        "row": error.row,
        "column": error.column,
        "code": error.code,
        "message": message(error, lang),
    }


def _told(facts: Mapping[str, Any], lang: str) -> dict[str, Any]:
    told = dict(facts)
    if "choices" in facts:
        told["choices"] = "、".join(facts["choices"])
    if "regions" in facts:
        told["regions_zh"] = "、".join(facts["regions"])
    if "stations" in facts:
        told["stations_zh"] = "、".join(facts["stations"])
    if "days" in facts and isinstance(facts["days"], list):
        told["days_zh"] = days_told([date.fromisoformat(day) for day in facts["days"]], lang)
    if "findings" in facts:
        told["why"] = {"zh": "；"}.get(lang, "; ").join(
            said(one, lang) for one in facts["findings"]
        )
    if "in_the_way" in facts:
        told["way_zh"] = way_told(facts["in_the_way"], lang)
    return told | ({} if lang == "en" else _days(facts))


def _days(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Days in ISO form as people say them; `valid_from`, `start` and the like."""
    return {name: _day(facts[name]) for name in DAYS if name in facts}


def _day(told: Any) -> Any:
    try:
        return full_day(date.fromisoformat(str(told)))
    except ValueError:
        return told


def way_told(way: list[Any], lang: str = "zh") -> str:
    """`RLZ12345（2026年11月20日至11月22日，占 1）`: the bookings that hold the shares; whose it is
    stays untold where the person may not see it."""
    return "、".join(
        f"{one['contract_no'] or OTHERS}（{_ends(one, lang)}，占 {one['shares']}）" for one in way
    )


def _ends(one: Mapping[str, Any], lang: str) -> str:
    return _stretch(date.fromisoformat(one["start"]), date.fromisoformat(one["end"]), lang)


def _stretch(first: date, last: date, lang: str) -> str:
    if lang != "en":
        return full_period(first, last)
    return first.isoformat() if first == last else f"{first.isoformat()} – {last.isoformat()}"


def days_told(days: list[date], lang: str = "zh") -> str:
    """`2026年11月20日至11月22日、2026年11月25日`: days in order, stretches folded."""
    found: list[list[date]] = []
    for day in days:
        if found and (day - found[-1][-1]).days == 1:
            found[-1].append(day)
        else:
            found.append([day])
    return "、".join(_stretch(one[0], one[-1], lang) for one in found)
