"""Why a deadline is what it is, in a sentence (rules.md §2, §3)."""

from datetime import date
from typing import Any

from adops.domain.calendar import CalendarSource, Day, DayKind
from adops.domain.deadline import Clause, Deadline

WEEKDAYS = {
    "zh": ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    "en": ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
}
KINDS = {
    "zh": {DayKind.WORKDAY: "工作日", DayKind.WEEKEND: "周末", DayKind.HOLIDAY: "节假日"},
    "en": {DayKind.WORKDAY: "workday", DayKind.WEEKEND: "weekend", DayKind.HOLIDAY: "holiday"},
}
SOURCES = {
    "zh": {CalendarSource.OFFICIAL: "正式日历", CalendarSource.PROVISIONAL: "暂定日历"},
    "en": {CalendarSource.OFFICIAL: "official", CalendarSource.PROVISIONAL: "provisional"},
}
MAKE_UP = {"zh": "调休上班", "en": "make-up workday"}
ORDINALS = "一二三四五六七八九十"
NAMELESS = {"zh": "假期", "en": "holiday"}
BECAUSE = {
    "zh": {
        Clause.WORKDAY: "{on}是工作日，上线前{back}是{last}，须在当日 {time} 前提交并确认",
        Clause.WEEKEND: "{on}是周末，此前{back}是{last}，须在当日 {time} 前提交并确认",
        Clause.BREAK: "{on}在{names}连休（{off_first}至{off_last}）内，连休首日前{back}是"
        "{last}，须在当日 {time} 前提交并确认",
    },
    "en": {
        Clause.WORKDAY: "{on} is a workday; the {back} before it is {last}: submitted and "
        "confirmed by {time} that day",
        Clause.WEEKEND: "{on} is a weekend day; the {back} before it is {last}: submitted "
        "and confirmed by {time} that day",
        Clause.BREAK: "{on} lies in the break of {names} ({off_first} to {off_last}); the "
        "{back} before the break is {last}: submitted and confirmed by {time} that day",
    },
}
CITED = {"zh": "（一(二)1({clause})）", "en": " (一(二)1({clause}))"}
ADVICE = {
    "zh": "；本地投放，此时间仅供参考",
    "en": "; placed locally, so this is advice only",
}
PROVISIONAL = {
    "zh": "；所涉年份的放假安排尚未公布，暂按周末和法定节假日推算",
    "en": "; the State Council's notice for a year asked about is not known yet: counted by "
    "weekends and statutory days for the time being",
}
CLAUSES = {"zh": "第({clause})款", "en": "clause ({clause})"}
ADVISED = {"zh": "仅供参考", "en": "advice only"}
END = {"zh": "。", "en": "."}


def because(answer: Deadline, lang: str = "zh") -> str:
    """One sentence: the day, what it counts back to, the clause, and what is uncertain."""
    off = answer.off
    sentence = BECAUSE[lang][answer.clause].format(
        on=day_name(answer.day, lang),
        back=_back(answer.back, lang),
        last=day_name(answer.last_day, lang),
        time=f"{answer.at:%H:%M}",
        names=("、" if lang == "zh" else ", ").join(off.names if off else ()) or NAMELESS[lang],
        off_first=plain(off.first, lang) if off else "",
        off_last=plain(off.last, lang) if off else "",
    )
    tail = "" if answer.binding else ADVICE[lang]
    if answer.calendar is CalendarSource.PROVISIONAL:
        tail += PROVISIONAL[lang]
    return sentence + CITED[lang].format(clause=answer.clause.value) + tail + END[lang]


def _back(n: int, lang: str) -> str:
    """最后一个工作日, 第二个工作日: which workday before."""
    if lang == "zh":
        if n == 1:
            return "最后一个工作日"
        return f"第{ORDINALS[n - 1] if n <= len(ORDINALS) else n}个工作日"
    return {1: "last workday", 2: "second workday", 3: "third workday"}.get(n, f"{n}th workday")


def day_name(day: Day, lang: str = "zh") -> str:
    """`2025-09-28（周日，调休上班）`."""
    marks = [WEEKDAYS[lang][day.on.weekday()]]
    if day.is_make_up:
        marks.append(MAKE_UP[lang])
    if lang == "zh":
        return f"{day.on.isoformat()}（{'，'.join(marks)}）"
    return f"{day.on.isoformat()} ({', '.join(marks)})"


def plain(on: date, lang: str = "zh") -> str:
    """`2025-10-01（周三）`."""
    return day_name(Day(on, DayKind.WORKDAY if on.weekday() < 5 else DayKind.WEEKEND), lang)


def line(answer: Deadline, lang: str = "zh") -> str:
    """One deadline in one line of a list, a provisional one marked."""
    day = answer.day
    kind = f"{KINDS[lang][day.kind]} {day.name}".strip()
    marks = [CLAUSES[lang].format(clause=answer.clause.value)]
    if not answer.binding:
        marks.append(ADVISED[lang])
    if answer.calendar is CalendarSource.PROVISIONAL:
        marks.append(SOURCES[lang][answer.calendar])
    last = day_name(answer.last_day, lang)
    return f"{day_name(day, lang)} {kind} → {last} {answer.at:%H:%M} {' '.join(marks)}"


def as_data(answer: Deadline, lang: str = "zh") -> dict[str, Any]:
    """The JSON of interfaces.md, `deadline`; the instant with its offset (+08:00)."""
    return {
        "on": answer.day.on.isoformat(),
        "day": answer.day.kind.value,
        "deadline": answer.at.isoformat(),
        "clause": answer.clause.value,
        "calendar": answer.calendar.value,
        "route": answer.route.value,
        "binding": answer.binding,
        "because": because(answer, lang),
    }
