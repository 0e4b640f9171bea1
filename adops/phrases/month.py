"""Words of the month-end confirmation: zh first, en beside (rules.md §10)."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta

from adops.domain.finding import Finding
from adops.domain.month import (
    DayFact,
    DayState,
    Known,
    Missing,
    MonthBook,
    ProofKind,
    Ruling,
)
from adops.domain.period import parse_month
from adops.domain.states import LookResult, MonthState
from adops.phrases.words import RESULTS

ONE_DAY = timedelta(days=1)

DAY_STATES: Mapping[str, Mapping[DayState, str]] = {
    "zh": {
        DayState.EXECUTED: "已执行",
        DayState.NOT_EXECUTED: "未执行",
        DayState.UNVERIFIED: "未核实",
    },
    "en": {
        DayState.EXECUTED: "executed",
        DayState.NOT_EXECUTED: "not executed",
        DayState.UNVERIFIED: "not verified",
    },
}

KNOWN: Mapping[str, Mapping[Known, str]] = {
    "zh": {
        Known.SEEN: "巡检看到",
        Known.PROOF: "有证明",
        Known.NOT_SEEN: "巡检未看到",
        Known.RULED: "按规定不计",
        Known.NO_LOOK: "没有巡检",
        Known.UNREACHABLE: "页面打不开",
        Known.UNSURE: "巡检不能判定",
        Known.NOT_OVER: "投放日未结束",
    },
    "en": {
        Known.SEEN: "seen by a check",
        Known.PROOF: "proved by a paper",
        Known.NOT_SEEN: "checked and not seen",
        Known.RULED: "ruled out",
        Known.NO_LOOK: "not checked",
        Known.UNREACHABLE: "page could not be opened",
        Known.UNSURE: "check not sure",
        Known.NOT_OVER: "ad day not over",
    },
}

# where the look itself was unsure and somebody decided by eye
BY_EYE: Mapping[str, Mapping[Known, str]] = {
    "zh": {Known.SEEN: "人工判断看到", Known.NOT_SEEN: "人工判断没看到"},
    "en": {Known.SEEN: "seen by eye", Known.NOT_SEEN: "not seen by eye"},
}

RULINGS: Mapping[str, Mapping[Ruling, str]] = {
    "zh": {Ruling.NOT_PLACED: "按未投放处理", Ruling.PAUSED: "暂停", Ruling.CLOSED: "编辑关闭"},
    "en": {Ruling.NOT_PLACED: "not placed", Ruling.PAUSED: "paused", Ruling.CLOSED: "closed"},
}

LIFTED: Mapping[str, str] = {
    "zh": "（已撤销按未投放处理：{why}）",
    "en": " (not placed was lifted: {why})",
}

PROOFS: Mapping[str, Mapping[ProofKind, str]] = {
    "zh": {
        ProofKind.CLIENT: "客户自行监测证明",
        ProofKind.SCREENSHOT: "AE截图",
        ProofKind.DAY: "当日投放证明",
    },
    "en": {
        ProofKind.CLIENT: "client's own proof",
        ProofKind.SCREENSHOT: "AE's screenshot",
        ProofKind.DAY: "proof of a day",
    },
}

MISSING: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "month.reason_missing": "缺原因：{days}",
        "month.client_proof_missing": "缺客户自行监测证明（本合同当月没有一天已执行）",
        "month.screenshot_missing": "缺AE截图（编辑投放）",
    },
    "en": {
        "month.reason_missing": "no reason for {days}",
        "month.client_proof_missing": "no proof by the client (the contract had no executed day)",
        "month.screenshot_missing": "no screenshot by an AE (placed by the editors)",
    },
}

FINDINGS: Mapping[str, Mapping[str, str]] = {
    "zh": {
        "month.line_twice": "{where}：同一排期出现 {measured} 次",
        "month.days_wrong": "{where}：有 {measured} 天，应有 {allowed} 天",
        "month.look_of_other_day": "{where}：{measured} 的巡检记在 {allowed}",
        "month.nothing_to_rest_on": "{where}：{measured} 记为已执行，却没有依据",
        "month.bonus_with_price": "{where}：配送的净价应为 0，现为 {measured} 分",
        "month.money_wrong": "{where}：不计收入的排期有 {measured} 分",
        "month.share_wrong": "{where}：本稿 {measured} 分，入账 {allowed} 分",
        "month.evidence_lost": "{where}：文件 {measured} 不在存储中",
        "month.revision_gap": "{where}：有 {measured} 稿，最后一稿却是第{allowed}稿",
        "month.revision_state": "{where}：第{allowed}稿的状态 {measured} 与前后不符",
        "month.not_frozen": "{where}：第{allowed}稿状态为 {measured}，与是否定稿不符",
    },
    "en": {
        "month.line_twice": "{where}: the booking stands {measured} times",
        "month.days_wrong": "{where}: {measured} days, should be {allowed}",
        "month.look_of_other_day": "{where}: a look of {measured} stands at {allowed}",
        "month.nothing_to_rest_on": "{where}: {measured} is executed by nothing",
        "month.bonus_with_price": "{where}: a bonus has net 0, not {measured} fen",
        "month.money_wrong": "{where}: a line without revenue has {measured} fen",
        "month.share_wrong": "{where}: {measured} fen here, {allowed} fen fixed",
        "month.evidence_lost": "{where}: file {measured} is not in the store",
        "month.revision_gap": "{where}: {measured} revisions, the last is number {allowed}",
        "month.revision_state": "{where}: revision {allowed} cannot be {measured} there",
        "month.not_frozen": "{where}: revision {allowed} is {measured}, its lines say otherwise",
    },
}


def lack(missing: Missing, lang: str = "zh") -> str:
    """What a line lacks, its days in runs."""
    return MISSING[lang][missing.code].format(days=runs(missing.days))


def finding(one: Finding, lang: str = "zh") -> str:
    """What does not add up."""
    words = FINDINGS[lang][one.code]
    return words.format(where=one.where, measured=one.measured, allowed=one.allowed)


def how(day: DayFact, lang: str = "zh") -> str:
    """How the day's state is known, with what the look gave where it says more, and why it no
    longer counts as not placed."""
    return _known(day, lang) + (LIFTED[lang].format(why=day.lifted) if day.lifted else "")


def _known(day: DayFact, lang: str) -> str:
    words = KNOWN[lang][day.known]
    if day.ruling is not None:
        return (
            f"{words}：{RULINGS[lang][day.ruling]}" if lang == "zh" else RULINGS[lang][day.ruling]
        )
    if day.result is LookResult.UNSURE and day.known in BY_EYE[lang]:
        return BY_EYE[lang][day.known]
    if lang == "zh" and day.known is Known.NOT_SEEN and day.result is not None:
        return f"{words}：{RESULTS[day.result.value]}"
    return words


def runs(days: Iterable[date]) -> str:
    """`10-13、10-15~10-17`: neighbouring days together."""
    found: list[list[date]] = []
    for day in sorted(days):
        if found and day - found[-1][-1] == ONE_DAY:
            found[-1].append(day)
        else:
            found.append([day])
    return "、".join(
        f"{run[0]:%m-%d}" if len(run) == 1 else f"{run[0]:%m-%d}~{run[-1]:%m-%d}" for run in found
    )


def month_words(book: MonthBook) -> str:
    """2026年10月."""
    first = parse_month(book.month).first
    return f"{first.year}年{first.month}月"


def title(book: MonthBook) -> str:
    """北京站 2026年10月 月度财务确认, with 草稿 while it is open."""
    draft = "（草稿）" if book.state is MonthState.OPEN else ""
    return f"{book.station_name}站 {month_words(book)} 月度财务确认{draft}"


def file_name(book: MonthBook, ending: str = "xlsx") -> str:
    """月度财务确认-北京站-2026-10-第1稿.xlsx."""
    draft = "-草稿" if book.state is MonthState.OPEN else ""
    return f"月度财务确认-{book.station_name}站-{book.month}-第{book.revision}稿{draft}.{ending}"
