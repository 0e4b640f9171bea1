"""Words for what of a package-ad mail could not be read, and what is read as JSON."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from adops.domain.package_ad import AdProblem, ApprovalAsk, Fault, PackageAd

# every sentence names the label
ZH: Mapping[str, str] = {
    "label.missing": "缺少“{label}”",
    "label.twice": "“{label}”在同一条广告里写了两次",
    "label.empty": "“{label}”后面没有内容",
    "name.too_long": "“{label}”太长，最多 200 个字",
    "number.unreadable": "“{label}”读不出编号：{value}；编号里要有字母或数字，不能有空格",
    "slot.no_size": "“{label}”里没有尺寸：{value}；写成 财经首页顶部通栏1000*90",
    "slot.two_sizes": "“{label}”里有不止一个尺寸：{value}；一条广告写一个",
    "slot.no_name": "“{label}”只有尺寸，没有名称：{value}",
    "period.unreadable": "“{label}”读不出日期：{value}；写成 2014.1.1-2014.1.17",
    "period.no_year": "“{label}”的开始没有写年份：{value}；写成 2014.1.1-2014.1.17",
    "period.no_such_day": "“{label}”里有一天不存在：{value}",
    "period.reversed": "“{label}”的结束早于开始：{value}",
    "regions.unreadable": "“{label}”读不出地域：{value}；写成 北京、上海",
    "ad.quoted": "引用的旧邮件里的广告（“{label}”{value}）没有采用；要投放请写在新邮件的正文里",
}
EN: Mapping[str, str] = {
    "label.missing": "“{label}” is missing",
    "label.twice": "“{label}” is said twice in one ad",
    "label.empty": "nothing stands behind “{label}”",
    "name.too_long": "“{label}” is longer than 200 characters",
    "number.unreadable": "no number in “{label}”: {value}; it has letters or digits and no spaces",
    "slot.no_size": "no size in “{label}”: {value}; write 财经首页顶部通栏1000*90",
    "slot.two_sizes": "more than one size in “{label}”: {value}; write one an ad",
    "slot.no_name": "“{label}” has a size and no name: {value}",
    "period.unreadable": "no days in “{label}”: {value}; write 2014.1.1-2014.1.17",
    "period.no_year": "“{label}” begins without a year: {value}; write 2014.1.1-2014.1.17",
    "period.no_such_day": "“{label}” names a day that does not exist: {value}",
    "period.reversed": "“{label}” ends before it begins: {value}",
    "regions.unreadable": "no regions in “{label}”: {value}; write 北京、上海",
    "ad.quoted": "an ad in a quoted mail (“{label}” {value}) is not taken: write it in the new one",
}
WORDS: Mapping[str, Mapping[str, str]] = {"zh": ZH, "en": EN}
BETWEEN = {"zh": "；", "en": "; "}
MOST_VALUE = 60


def message(problem: AdProblem, lang: str = "zh") -> str:
    """All that is wrong with a block, its labels named."""
    return BETWEEN[lang].join(dict.fromkeys(_said(one, lang) for one in problem.faults))


def problem_data(problem: AdProblem, lang: str = "zh") -> dict[str, Any]:
    """The JSON of interfaces.md, `mail parse`: a problem."""
    return {
        "line": problem.line,
        "text": problem.text,
        "code": problem.code,
        "message": message(problem, lang),
    }


def entry_data(ad: PackageAd) -> dict[str, Any]:
    """The JSON of interfaces.md, `mail parse`: an entry; with the project where the mail names it
    beside the contract."""
    data: dict[str, Any] = {
        "contract_name": ad.contract_name,
        "contract_no": ad.contract_no,
        "slot_name": ad.slot_name,
        "width": ad.width,
        "height": ad.height,
        "start": ad.start.isoformat(),
        "end": ad.end.isoformat(),
        "regions": list(ad.regions),
        "line": ad.line,
    }
    beside = {"project_name": ad.project_name, "project_no": ad.project_no}
    return data | {name: value for name, value in beside.items() if value}


def ask_data(ask: ApprovalAsk) -> dict[str, Any]:
    """A special approval that is asked for, as JSON; null is what the mail does not say."""
    return {
        "contract_name": ask.contract_name or None,
        "contract_no": ask.contract_no or None,
        "slot_name": ask.slot_name or None,
        "width": ask.width,
        "height": ask.height,
        "kind": ask.kind or None,
        "reason": ask.reason or None,
        "codes": list(ask.codes),
        "line": ask.line,
    }


def days(start: date, end: date) -> str:
    """`2014-01-01 至 2014-01-17`, or the one day."""
    return start.isoformat() if start == end else f"{start.isoformat()} 至 {end.isoformat()}"


def _said(fault: Fault, lang: str) -> str:
    value = fault.value if len(fault.value) <= MOST_VALUE else fault.value[:MOST_VALUE] + "…"
    return WORDS[lang][fault.code].format(label=fault.label.value, value=value)
