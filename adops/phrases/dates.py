"""Days, instants, spans and money as the pages say them: 11月22日 周日 (experience.md)."""

from datetime import date, datetime, timedelta

from adops.domain.money import yuan
from adops.domain.period import local
from adops.phrases.deadline import WEEKDAYS

MINUTE = timedelta(minutes=1)


def day(on: date) -> str:
    """11月22日 周日."""
    return f"{on.month}月{on.day}日 {WEEKDAYS['zh'][on.weekday()]}"


def short_day(on: date) -> str:
    """11月22日."""
    return f"{on.month}月{on.day}日"


def period(first: date, last: date) -> str:
    """11月22日至30日 would be misread: both ends stand in full; one day stands alone."""
    return short_day(first) if first == last else f"{short_day(first)}至{short_day(last)}"


def full_day(on: date) -> str:
    """2026年11月22日: where the year may be another one."""
    return f"{on.year}年{short_day(on)}"


def full_period(first: date, last: date) -> str:
    """2026年11月22日至11月30日; the second year only where it is another one, one day alone."""
    if first == last:
        return full_day(first)
    return f"{full_day(first)}至{(short_day if first.year == last.year else full_day)(last)}"


def full_moment(instant: datetime) -> str:
    """2026年11月22日 15:00, on Shanghai's clock."""
    here = local(instant)
    return f"{full_day(here.date())} {here:%H:%M}"


def moment(instant: datetime | None) -> str:
    """11月22日 周日 15:00, on Shanghai's clock; empty for none."""
    if instant is None:
        return ""
    here = local(instant)
    return f"{day(here.date())} {here:%H:%M}"


def clock_time(instant: datetime | None) -> str:
    """15:00, on Shanghai's clock; empty for none."""
    return f"{local(instant):%H:%M}" if instant else ""


def span(length: timedelta) -> str:
    """2 天 3 小时, 3 小时 20 分, 5 分: the two largest units; under a minute 不到 1 分."""
    minutes = int(abs(length) / MINUTE)
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    if days:
        return f"{days} 天 {hours} 小时" if hours else f"{days} 天"
    if hours:
        return f"{hours} 小时 {left} 分" if left else f"{hours} 小时"
    return f"{minutes} 分" if minutes else "不到 1 分"


def until(instant: datetime, now: datetime) -> str:
    """还有 3 小时 20 分, or 已过 2 天."""
    return f"还有 {span(instant - now)}" if now <= instant else f"已过 {span(now - instant)}"


def money(amount_fen: int) -> str:
    """12,800.00 元."""
    return f"{yuan(amount_fen):,.2f} 元"
