"""A month of every kind of line, put together by the rules, for workbooks and packs."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from adops.domain.booking import Category, Kind, Route
from adops.domain.month import (
    BookedLine,
    Difference,
    LookFact,
    MonthBook,
    ProofFact,
    ProofKind,
    ReasonFact,
    ShareChange,
)
from adops.domain.period import SHANGHAI, at, month_period
from adops.domain.states import Delivered, LookResult, MonthState
from adops.rules.month import line_of, opens, with_missing
from adops.store import sha256_of

OCTOBER = month_period(2026, 10)
AFTER = at(date(2026, 11, 2), 10)
SIGNED = at(date(2026, 11, 2), 10, 30)


def booked(number: int, first: date, last: date, **given: object) -> BookedLine:
    """A line of 财富公馆 unless said otherwise."""
    plain = BookedLine(
        booking_id=number,
        contract_id=number,
        contract_no=f"RLZ123{number:02d}",
        contract_name="财富公馆秋季投放",
        client="财富公馆置业",
        project="财富公馆",
        slot_code=f"LJ-HOME-TL{number:02d}",
        slot_name=f"北京首页通栏{number:02d}",
        page="北京首页",
        form="通栏",
        category=Category.PAID,
        kind=Kind.COMMERCIAL,
        route=Route.LOCAL,
        station_placed="bj",
        sales="销售",
        editor_placed=False,
        first=first,
        last=last,
        net_fen=1_280_000,
    )
    return replace(plain, **given)  # type: ignore[arg-type]


def look(
    number: int,
    day: date,
    delivered: Delivered = Delivered.YES,
    result: LookResult = LookResult.OK,
) -> LookFact:
    """A look at 09:20 of that ad day, with a proof sheet."""
    taken = at(day, 9, 20)
    sheet = sha256_of(sheet_bytes(number, day))
    return LookFact(number * 100 + day.day, number, day, taken, result, delivered, sheet)


def sheet_bytes(number: int, day: date) -> bytes:
    """The bytes that stand for the proof sheet of that look."""
    return f"proof of {number} on {day}".encode()


def paper(number: int, kind: ProofKind, day: date | None = None) -> ProofFact:
    """A paper given after the month."""
    own = None if kind is ProofKind.CLIENT else number
    content = sha256_of(paper_bytes(number))
    name = "客户:监测/记录.pdf"
    return ProofFact(number, number, own, kind, day, content, name, "客户盖章", "BJ001", AFTER)


def paper_bytes(number: int) -> bytes:
    """The bytes of that paper."""
    return f"paper {number}".encode()


def days(first: date, many: int) -> list[date]:
    """So many days from `first` on."""
    return [first + timedelta(days=number) for number in range(many)]


def october(state: MonthState = MonthState.OPEN, *, complete: bool = False) -> MonthBook:
    """北京's October: a whole line, gaps of every kind, a bonus, a make-good, an editor's line, one
    with the client's proof, a difference. `complete` gives what the gaps lack."""
    one, two, three, four, five, six = (date(2026, 10, day) for day in (1, 5, 12, 12, 20, 26))
    no, unknown = Delivered.NO, Delivered.UNKNOWN
    lines = [
        line_of(
            booked(1, one, date(2026, 11, 9)),
            OCTOBER,
            looks=[look(1, day) for day in OCTOBER.days()],
            now=AFTER,
        ),
        line_of(
            booked(2, two, two + timedelta(days=13), kind=Kind.SINA_PACKAGE),
            OCTOBER,
            looks=[
                *(look(2, day) for day in days(two, 9)),
                look(2, date(2026, 10, 14), no, LookResult.EMPTY),
                look(2, date(2026, 10, 15), no, LookResult.WRONG_CREATIVE),
                look(2, date(2026, 10, 16), unknown, LookResult.UNREACHABLE),
                look(2, date(2026, 10, 18), unknown, LookResult.UNSURE),
            ],
            reasons=[
                ReasonFact(2, date(2026, 10, 14), "missed"),
                ReasonFact(2, date(2026, 10, 15), "wrong_ad", "刊播了上一期素材"),
                *(
                    [ReasonFact(2, day, "system") for day in days(date(2026, 10, 16), 3)]
                    if complete
                    else []
                ),
            ],
            now=AFTER,
        ),
        line_of(
            booked(3, three, three + timedelta(days=6), category=Category.BONUS, net_fen=0),
            OCTOBER,
            looks=[look(3, day) for day in days(three, 6)],
            proofs=[paper(3, ProofKind.DAY, date(2026, 10, 18))],
            now=AFTER,
        ),
        line_of(
            booked(4, four, four, category=Category.MAKE_GOOD, net_fen=90_000),
            OCTOBER,
            looks=[look(4, four)],
            now=AFTER,
        ),
        line_of(
            booked(5, five, five + timedelta(days=4), editor_placed=True, kind=Kind.CAMPAIGN),
            OCTOBER,
            looks=[look(5, day) for day in days(five, 5)],
            proofs=[paper(5, ProofKind.SCREENSHOT)] if complete else [],
            now=AFTER,
        ),
        line_of(
            booked(6, six, six + timedelta(days=2), contract_name="云溪花园", client="云溪置业"),
            OCTOBER,
            looks=[look(6, day, no, LookResult.EMPTY) for day in days(six, 3)],
            reasons=[ReasonFact(6, day, "client", "客户要求停投") for day in days(six, 3)],
            proofs=[paper(6, ProofKind.CLIENT)] if complete else [],
            now=AFTER,
        ),
    ]
    earlier = booked(7, date(2026, 9, 1), date(2026, 9, 30))
    change = ShareChange("2026-09", 1_280_000, 1_080_000)
    signed = state is not MonthState.OPEN
    return MonthBook(
        station="bj",
        station_name="北京",
        month="2026-10",
        revision=1,
        state=state,
        opens=opens(OCTOBER),
        due=datetime(2026, 11, 4, 18, tzinfo=SHANGHAI),
        due_provisional=False,
        lines=with_missing(lines),
        differences=(Difference(earlier, -200_000, (change,)),),
        confirmed_at=SIGNED if signed else None,
        confirmed_by="BJ001" if signed else None,
        names=(("BJ001", "北京站AE"),) if signed else (),
    )
