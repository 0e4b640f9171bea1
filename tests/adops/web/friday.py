"""Friday 2026-11-20 of 北京 as rows: a wall of looks, special approvals of every state."""

from datetime import date, timedelta
from functools import cache
from typing import Any

from PIL import Image
from sqlmodel import Session, select

from adops.domain.booking import LedgerKind
from adops.domain.creative import Code
from adops.domain.finding import Finding, Severity, Verdict
from adops.domain.period import at
from adops.domain.slot import Device, Owner
from adops.domain.states import ApprovalState, CreativeState, Delivered, LookResult
from adops.models import Approval, Booking, Creative, Slot, SlotCheck, SlotCheckBooking
from tests.adops.web.october import House
from tests.adops.web.pictures import ad, house_ad, kept, page_with, png, sheet, weighed

TODAY = date(2026, 11, 20)
WIDE, BOX = (950, 90), (300, 250)
OVER_LIMIT, OVER_CAP = 43_008, 50_000  # of 30 KB


def wall(house: House, session: Session) -> None:
    """Two pages: a missing ad, a wrong one, one in doubt, right ones, a vacant slot, one unlooked
    at; and what was seen of them on the days before."""
    home = house.factory.page(session, name="北京房产首页", url="http://127.0.0.1:8901/")
    news = house.factory.page(
        session, name="北京资讯手机页", url="http://127.0.0.1:8901/m", device=Device.MOBILE
    )
    home_id, news_id = home.id, news.id
    told: list[tuple[str, int | None, tuple[int, int], LookResult | None]] = [
        ("首页顶部通栏950*90", home_id, WIDE, LookResult.OK),
        ("首页二屏通栏950*90", home_id, WIDE, LookResult.WRONG_CREATIVE),
        ("首页画中画300*250", home_id, BOX, LookResult.OK),
        ("首页右侧画中画300*250", home_id, BOX, LookResult.UNSURE),
        ("首页底部通栏950*90", home_id, WIDE, LookResult.VACANT),
        ("资讯页头图300*250", news_id, BOX, LookResult.EMPTY),
        ("资讯页底图300*250", news_id, BOX, None),
    ]
    for number, (name, page, size, result) in enumerate(told):
        slot = house.factory.slot(
            session, name=name, page_id=page, width=size[0], height=size[1], form="通栏"
        )
        booking = None
        if result is not LookResult.VACANT:
            booking = booked(house, session, slot, number, size)
        for back in range(29, -1, -1):
            day = TODAY - timedelta(days=back)
            if result is not None and (back == 0 or number % 3 != back % 7):
                shown = result if back < 2 else LookResult.OK if booking else LookResult.VACANT
                looked(house, session, slot, booking, day, number, size, shown)


def booked(
    house: House, session: Session, slot: Slot, number: int, size: tuple[int, int]
) -> Booking:
    contract = house.factory.contract(
        session, no=f"RLZ2000{number}", name=("财富公馆", "云溪花园", "滨江壹号")[number % 3]
    )
    first, last = TODAY - timedelta(days=40), TODAY + timedelta(days=20)
    booking = house.factory.booking(session, first, last, slot, contract_id=contract.id)
    content = png(ad(number, size))
    session.merge(kept(house.store, content, house.factory.now))
    part = {"width": size[0], "height": size[1], "format": "png", "size": len(content)}
    sha = kept(house.store, content, house.factory.now).sha256
    house.factory.creative(session, booking, sha256=sha, part=part)
    return booking


SAID: dict[LookResult, list[Finding]] = {
    LookResult.WRONG_CREATIVE: [
        Finding("creative.wrong", Severity.REJECT, 0.31, 0.7, None),
        Finding("old_creative", Severity.WARN, None, None, "RLZ19999"),
    ],
    LookResult.UNSURE: [Finding("picture.unsure", Severity.WARN, 0.76, 0.82, None)],
    LookResult.EMPTY: [Finding("slot.empty", Severity.REJECT, None, None, None)],
}


def looked(
    house: House,
    session: Session,
    slot: Slot,
    booking: Booking | None,
    day: date,
    number: int,
    size: tuple[int, int],
    result: LookResult,
) -> None:
    taken = at(day, 9, 12)
    yes = result is LookResult.OK
    look = SlotCheck(
        slot_id=slot.id or 0,
        station="bj",
        on=day,
        result=result,
        page_url="http://127.0.0.1:8901/",
        captured_at=taken,
        findings=[one.as_data() for one in SAID.get(result, [])],
        landing_url="http://127.0.0.1:8901/landing" if yes else None,
        drawn_at=taken,
    )
    session.add(look)
    session.flush()
    proof = None
    if day == TODAY:
        drawn = evidence(number, size, result, slot.name)
        page, cut, told = (kept(house.store, one, taken) for one in drawn)
        for one in (page, cut, told):
            session.merge(one)
        look.page_picture = page.sha256
        look.picture = None if result is LookResult.EMPTY else cut.sha256
        proof = told.sha256
    if booking is None:
        return
    delivered = Delivered.YES if yes else Delivered.NO
    seen = SlotCheckBooking(
        slot_check_id=look.id or 0,
        booking_id=booking.id or 0,
        on=day,
        seen=yes,
        similarity={LookResult.OK: 0.99, LookResult.UNSURE: 0.76}.get(result, 0.31),
        delivered=Delivered.UNKNOWN if result is LookResult.UNSURE else delivered,
        proof=proof,
    )
    session.add(seen)
    session.flush()


@cache
def evidence(
    number: int, size: tuple[int, int], result: LookResult, slot: str
) -> tuple[bytes, bytes, bytes]:
    """Page picture, cut-out and proof sheet of today's look: drawn once for all tests."""
    shown = ad(number, size) if result is LookResult.OK else other(number, size, result)
    told = sheet(shown, at(TODAY, 9, 12), result, slot, "RLZ")
    return png(page_with(shown)), png(shown), told


def other(number: int, size: tuple[int, int], result: LookResult) -> Image.Image:
    """What shows instead."""
    return house_ad(size) if result is LookResult.VACANT else ad(number + 4, size)


def approval(
    house: House, session: Session, number: int, state: ApprovalState, **given: Any
) -> Approval:
    """A creative over its limit, and the approval it needs in that state."""
    slot = house.factory.slot(
        session, name=f"首页通栏{number}", owner=given.pop("owner", Owner.LEJU)
    )
    contract = house.factory.contract(
        session, no=f"RLZ3000{number}", name="财富公馆", client="财富公馆置业"
    )
    first = TODAY + timedelta(days=2)
    booking = house.factory.booking(
        session,
        first,
        first + timedelta(days=6),
        slot,
        contract_id=contract.id,
        landing_url="https://www.example.com/caifu",
    )
    content = weighed(ad(number), given.pop("weight", OVER_LIMIT))
    file = kept(house.store, content, house.factory.now)
    session.merge(file)
    finding = Finding(Code.SIZE_OVER_LIMIT, Severity.NEEDS_APPROVAL, OVER_LIMIT, 30_720, "main")
    creative: Creative = house.factory.creative(
        session,
        booking,
        sha256=file.sha256,
        state=CreativeState.SUBMITTED,
        verdict=Verdict.NEEDS_APPROVAL,
        findings=[finding.as_data()],
        confirmed_at=None,
        confirmed_by=None,
        part={"size": OVER_LIMIT, "format": "png", "name": "tl.png"},
    )
    values: dict[str, Any] = {
        "creative_id": creative.id,
        "booking_id": booking.id,
        "station": "bj",
        "fingerprint": creative.fingerprint,
        "findings": [finding.as_data()],
        "kind": LedgerKind.COMMERCIAL,
        "reason": "客户只提供了成品文件，压缩后楼盘名称看不清，上线日期不能推迟",
        "state": state,
        "asked_by": "BJ101",
        "entered_by": "BJ101",
        "requested_at": at(date(2026, 11, 19), 10),
    }
    if state is not ApprovalState.REQUESTED:
        values |= {"registered_at": at(date(2026, 11, 19), 15, 30), "registered_by": "BJ001"}
    if state in {ApprovalState.APPROVED, ApprovalState.REFUSED}:
        values |= {"decided_at": at(date(2026, 11, 20), 8), "decided_by": "HQ001"}
        values |= {"decided_why": "同意，下次请提前压缩"}
    row = Approval(**(values | given))
    session.add(row)
    session.flush()
    return row


def of_state(session: Session, number: int) -> ApprovalState:
    """How an approval stands."""
    return session.exec(select(Approval).where(Approval.id == number)).one().state
