"""A ledger with everything in it, as a value."""

from dataclasses import replace
from datetime import date, datetime
from typing import Any

from adops.domain.booking import LedgerKind
from adops.domain.creative import Code
from adops.domain.finding import Finding, Severity
from adops.domain.ledger import Correction, Ledger, LedgerEntry, LedgerWindow, Outcome, Week
from adops.domain.period import at
from adops.domain.states import LedgerState

WINDOW = LedgerWindow(Week(2026, 47), at(date(2026, 11, 13), 16), at(date(2026, 11, 20), 16))


def over(code: str, measured: int | float | str, allowed: int | float | str) -> Finding:
    return Finding(code, Severity.NEEDS_APPROVAL, measured, allowed, "main")


def entry(number: int, registered: datetime, **given: Any) -> LedgerEntry:
    plain = LedgerEntry(
        approval_id=number,
        kind=LedgerKind.COMMERCIAL,
        registered_at=registered,
        contract_no=f"RLZ{12344 + number}",
        contract_name="财富公馆",
        client="财富置业有限公司",
        slot_code=f"LJ-FIN-TL{number:02d}",
        slot_name="财经首页顶部通栏1000*90",
        first_day=date(2026, 11, 21),
        last_day=date(2026, 11, 27),
        version=1,
        findings=(over(Code.SIZE_OVER_LIMIT, 43_008, 30_720),),
        reason="客户只提供了成品文件，压缩后楼盘名称看不清，上线日期不能推迟",
        asked_by="北京站销售",
        registered_by="北京站AE",
    )
    return replace(plain, **given)


def full() -> Ledger:
    """Three entries, one earlier result, one correction."""
    morning = at(date(2026, 11, 20), 9, 30)
    entries = (
        entry(
            1,
            morning,
            outcome=Outcome.APPROVED,
            decided_at=at(date(2026, 11, 20), 10, 5),
            decided_by="北京站备用AE",
            decided_why="同意，下次请提前压缩",
        ),
        entry(
            2,
            at(date(2026, 11, 20), 11, 10),
            kind=LedgerKind.INTERNAL,
            contract_name='=HYPERLINK("http://x")',
            findings=(
                over(Code.SIZE_OVER_LIMIT, 40_000, 30_720),
                over(Code.ANIMATION_LOOPS, "forever", 3),
            ),
        ),
        entry(3, at(date(2026, 11, 20), 16), outcome=Outcome.REFUSED, decided_why="请更换"),
    )
    earlier = replace(entries[0], approval_id=9, registered_at=at(date(2026, 11, 12), 10))
    correction = Correction(
        approval_id=8,
        registered_at=at(date(2026, 11, 11), 9),
        contract_no="RLZ20001",
        contract_name="云溪花园",
        slot_code="LJ-HOME-HZH01",
        slot_name="房产首页画中画300*250",
        corrected_at=at(date(2026, 11, 18), 15, 20),
        corrected_by="北京站AE",
        before={"kind": "commercial", "reason": "文件过大"},
        after={"kind": "internal", "reason": "文件过大，客户无法重新导出"},
    )
    return Ledger(
        station="bj",
        station_name="北京",
        window=WINDOW,
        as_of=WINDOW.cut,
        state=LedgerState.RUNNING,
        entries=entries,
        results=(earlier,),
        corrections=(correction,),
    )


def empty() -> Ledger:
    """本周无特批."""
    return replace(full(), entries=(), results=(), corrections=())
