"""A month as its pages show it: every word said, every link made. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlencode

from adops.catalog.reasons import Reasons
from adops.domain.month import (
    DayFact,
    DayState,
    Difference,
    Known,
    Missing,
    MonthBook,
    MonthLine,
    ProofFact,
)
from adops.domain.period import parse_month
from adops.domain.states import MonthState
from adops.phrases import dates
from adops.phrases.checks import BY_EYE
from adops.phrases.doers import doer
from adops.phrases.month import DAY_STATES, MISSING, PROOFS, how, month_words
from adops.phrases.refusals import month_words as words_of
from adops.phrases.words import CATEGORIES, KINDS, RESULTS, STATES
from adops.queries.month_looks import LineLook
from adops.rules.by_eye import seen_by_eye

TONES: Mapping[DayState, str] = {
    DayState.EXECUTED: "good",
    DayState.NOT_EXECUTED: "bad",
    DayState.UNVERIFIED: "unclear",
}
GLYPHS: Mapping[DayState, str] = {
    DayState.EXECUTED: "✓",
    DayState.NOT_EXECUTED: "✕",
    DayState.UNVERIFIED: "?",
}
STATE_TONES: Mapping[MonthState, str] = {
    MonthState.OPEN: "warn",
    MonthState.CONFIRMED: "info",
    MonthState.ACCEPTED: "ok",
    MonthState.RETURNED: "bad",
}
MONTHS_BACK = 18


@dataclass(frozen=True, slots=True)
class Cell:
    """One day of a line's heat map; an empty `label` is a day that was not planned."""

    number: int
    glyph: str = ""
    tone: str = "none"
    label: str = ""
    href: str = ""
    explained: bool = False


@dataclass(frozen=True, slots=True)
class LineRow:
    """One booking of the month."""

    number: int
    href: str
    contract_no: str
    contract_name: str
    client: str
    slot_code: str
    slot_name: str
    page: str
    tags: tuple[str, ...]
    period: str
    planned: int
    executed: int
    not_executed: int
    unverified: int
    amount: str
    lacks: tuple[str, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class DifferenceRow:
    """What changed in months that were fixed before."""

    contract_no: str
    contract_name: str
    slot_name: str
    amount: str
    because: str


@dataclass(frozen=True, slots=True)
class PaperRow:
    """A paper beside a line."""

    number: int
    what: str
    day: str
    name: str
    note: str
    given: str
    href: str


@dataclass(frozen=True, slots=True)
class LookRow:
    """One look of a day."""

    time: str
    result: str
    picture: str
    proof: str


@dataclass(frozen=True, slots=True)
class DayRow:
    """One planned day of a line with what is known of it. `value` is its ISO day."""

    value: str
    day: str
    state: str
    tone: str
    glyph: str
    how: str
    reason: str
    may_have_reason: bool
    needs_reason: bool
    looks: tuple[LookRow, ...]
    evidence: str


@dataclass(frozen=True, slots=True)
class Place:
    """Station, month and revision that every link of a page carries."""

    station: str
    month: str
    revision: int | None = None

    @property
    def query(self) -> str:
        """`station=bj`, with the revision where an earlier one is shown."""
        told: dict[str, str | int] = {"station": self.station}
        if self.revision is not None:
            told["revision"] = self.revision
        return urlencode(told)

    @property
    def page(self) -> str:
        """The month's own page."""
        return f"/months?{self.query}&month={self.month}"

    def line(self, booking_id: int) -> str:
        """The page of a line."""
        return f"/months/{self.month}/lines/{booking_id}?{self.query}"

    def file(self, booking_id: int, sha256: str | None) -> str:
        """A file that the line rests on; empty for none."""
        if not sha256:
            return ""
        return f"/months/{self.month}/lines/{booking_id}/files/{sha256}?{self.query}"

    def undrawn(self, booking_id: int, look_id: int, what: str) -> str:
        """The cut-out (`picture`) or `proof` of a look where it is drawn on the spot."""
        return f"/months/{self.month}/lines/{booking_id}/looks/{look_id}/{what}?{self.query}"


def month_choice(today: date, month: str) -> list[tuple[str, str]]:
    """The running month and those before it, newest first, as (value, words)."""
    found: dict[str, str] = {}
    first = today.replace(day=1)
    for _ in range(MONTHS_BACK):
        found[f"{first:%Y-%m}"] = f"{first.year}年{first.month}月"
        first = (first - timedelta(days=1)).replace(day=1)
    if month not in found:
        chosen = parse_month(month).first
        found[month] = f"{chosen.year}年{chosen.month}月"
    return sorted(found.items(), reverse=True)


def month_before(today: date) -> str:
    """The month that is confirmed by now: `2026-10` in November."""
    return f"{today.replace(day=1) - timedelta(days=1):%Y-%m}"


def state_words(book: MonthBook) -> str:
    """待确认 while it is open; a later revision is said to be one."""
    return "已确认，待财务接收" if book.state is MonthState.CONFIRMED else STATES[book.state.value]


def line_rows(book: MonthBook, place: Place) -> list[LineRow]:
    """Every line in the order of the month."""
    return [line_row(number, line, place) for number, line in enumerate(book.lines, start=1)]


def line_row(number: int, line: MonthLine, place: Place) -> LineRow:
    """One line with its heat map."""
    of = line.booking
    tags = [CATEGORIES[of.category.value], KINDS[of.kind.value]]
    if of.editor_placed:
        tags.append("编辑投放")
    return LineRow(
        number=number,
        href=place.line(of.booking_id),
        contract_no=of.contract_no,
        contract_name=of.contract_name,
        client=of.client,
        slot_code=of.slot_code,
        slot_name=of.slot_name,
        page=of.page,
        tags=tuple(tags),
        period=dates.period(of.first, of.last),
        planned=line.planned,
        executed=line.executed,
        not_executed=line.not_executed,
        unverified=line.unverified,
        amount=dates.money(line.amount_fen),
        lacks=tuple(_lack(one) for one in line.missing),
        cells=cells(line, place),
    )


def _lack(one: Missing) -> str:
    return MISSING["zh"][one.code].format(days="、".join(_runs(one.days)))


def _runs(days: Sequence[date]) -> list[str]:
    """Neighbouring days together: 10月11日至10月14日."""
    found: list[list[date]] = []
    for day in sorted(days):
        if found and (day - found[-1][-1]).days == 1:
            found[-1].append(day)
        else:
            found.append([day])
    return [dates.period(run[0], run[-1]) for run in found]


def cells(line: MonthLine, place: Place) -> tuple[Cell, ...]:
    """A cell for every day of the month, planned or not."""
    month = parse_month(place.month)
    known = {day.day: day for day in line.days}
    return tuple(
        _cell(known[day], line, place) if day in known else Cell(day.day) for day in month.days()
    )


def _cell(day: DayFact, line: MonthLine, place: Place) -> Cell:
    open_day = day.known is Known.NOT_OVER
    state = DAY_STATES["zh"][day.state]
    words = how(day) if open_day else f"{state}，{how(day)}"
    if day.needs_reason:
        words += "，已写原因" if day.reason else "，还缺原因"
    return Cell(
        number=day.day.day,
        glyph="·" if open_day else GLYPHS[day.state],
        tone="open" if open_day else TONES[day.state],
        label=f"{dates.day(day.day)}：{words}",
        href=f"{place.line(line.booking.booking_id)}#d{day.day.day}",
        explained=day.reason is not None,
    )


def blank_days(month: str) -> int:
    """Empty cells before the 1st in a calendar whose weeks begin on Monday."""
    return parse_month(month).first.weekday()


def day_rows(
    line: MonthLine, looks: Mapping[date, Sequence[LineLook]], reasons: Reasons, place: Place
) -> list[DayRow]:
    """Every planned day in order, with its looks."""
    number = line.booking.booking_id
    return [_day_row(day, looks.get(day.day, ()), reasons, place, number) for day in line.days]


def _day_row(
    day: DayFact, looks: Sequence[LineLook], reasons: Reasons, place: Place, number: int
) -> DayRow:
    open_day = day.known is Known.NOT_OVER
    return DayRow(
        value=day.day.isoformat(),
        day=dates.day(day.day),
        state="未结束" if open_day else DAY_STATES["zh"][day.state],
        tone="open" if open_day else TONES[day.state],
        glyph="·" if open_day else GLYPHS[day.state],
        how=how(day),
        reason=reason_words(day, reasons),
        may_have_reason=day.needs_reason,
        needs_reason=day.needs_reason and day.reason is None,
        looks=tuple(_look_row(one, place, number) for one in looks),
        evidence=place.file(number, day.evidence) if day.known is Known.PROOF else "",
    )


def _look_row(look: LineLook, place: Place, number: int) -> LookRow:
    files = {"picture": place.file(number, look.picture), "proof": place.file(number, look.proof)}
    eye = seen_by_eye(look.result, [look.delivered])
    if look.waits:
        files = {what: place.undrawn(number, look.look_id, what) for what in files}
    return LookRow(
        time=dates.clock_time(look.at),
        result=BY_EYE[eye][0] if eye is not None else RESULTS[look.result.value],
        **files,
    )


def reason_words(day: DayFact, reasons: Reasons) -> str:
    """漏播：说明; empty where none was given."""
    if day.reason is None:
        return ""
    known = reasons.get(day.reason)
    said = known.zh if known else day.reason
    return f"{said}：{day.note}" if day.note else said


def paper_rows(
    papers: Iterable[ProofFact], names: Mapping[str, str], place: Place, number: int
) -> list[PaperRow]:
    """The papers of a line, its contract's among them."""
    return [
        PaperRow(
            number=one.proof_id,
            what=PROOFS["zh"][one.kind],
            day=dates.day(one.day) if one.day else "",
            name=one.name,
            note=one.note,
            given=f"{names.get(one.given_by, doer(one.given_by))} {dates.moment(one.given_at)}",
            href=place.file(number, one.sha256),
        )
        for one in papers
    ]


def difference_rows(differences: Iterable[Difference]) -> list[DifferenceRow]:
    """What earlier months owe or are owed."""
    return [
        DifferenceRow(
            contract_no=one.booking.contract_no,
            contract_name=one.booking.contract_name,
            slot_name=one.booking.slot_name,
            amount=dates.money(one.amount_fen),
            because="；".join(
                f"{words_of(change.month)}入账 {dates.money(change.fixed_fen)}，"
                f"应为 {dates.money(change.now_fen)}"
                for change in one.changes
            )
            or "此前差额冲回",
        )
        for one in differences
    ]


def due_words(book: MonthBook, now: datetime) -> str:
    """When it opens, or by when it is due."""
    if now < book.opens:
        return f"{dates.moment(book.opens)} 起可以确认（{dates.until(book.opens, now)}）"
    said = f"{dates.moment(book.due)} 前确认（{dates.until(book.due, now)}）"
    return said + "，放假安排未公布，暂按推算" if book.due_provisional else said


def is_late(book: MonthBook, now: datetime) -> bool:
    """Open after it was due."""
    return book.state is MonthState.OPEN and now > book.due


def heading(book: MonthBook) -> str:
    """北京站 2026年10月."""
    return f"{book.station_name}站 {month_words(book)}"
