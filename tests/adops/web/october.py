"""北京's October as rows: a whole line, one with gaps, an editor's, one that never ran."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from sqlmodel import Session, select

from adops.db import Database
from adops.domain.booking import Category
from adops.domain.people import Role
from adops.domain.period import at
from adops.domain.states import Delivered, LookResult
from adops.models import Booking, SlotCheckBooking
from adops.store import Store
from tests.adops.web.pictures import ad, house_ad, kept, png, sheet
from tests.factories import Factory

FIRST = date(2026, 10, 1)
AFTER = at(date(2026, 11, 2), 10)


@cache
def drawn(number: int, result: LookResult) -> tuple[bytes, bytes]:
    """Cut-out and sheet of proof; drawn once, whatever the day."""
    cut = ad(number) if result is LookResult.OK else house_ad()
    return png(cut), sheet(cut, AFTER, result, "测试页通栏", "RLZ")


@dataclass(frozen=True)
class House:
    """What rows and files are written into; people sign in with one password."""

    db: Database
    store: Store
    factory: Factory
    password_hash: str


@dataclass(frozen=True)
class October:
    """Its lines by what is the matter with them: ids of bookings."""

    whole: int
    gaps: int
    editors: int
    never: int


def october(house: House) -> October:
    """Writes it, with people of every role that has to do with it."""
    with house.db.write() as session:
        people(house, session)
        whole = _line(house, session, "RLZ12345", "财富公馆秋季投放", 1, 31, net_fen=12_800_000)
        _shown(house, session, whole, 31, number=0)
        gaps = _line(house, session, "RLZ12346", "云溪花园首开", 5, 10, net_fen=3_600_050)
        _shown(house, session, gaps, 6, number=1)
        _look(house, session, gaps, date(2026, 10, 11), 1, Delivered.NO, LookResult.EMPTY)
        _look(house, session, gaps, date(2026, 10, 12), 1, Delivered.NO, LookResult.WRONG_CREATIVE)
        unsure = Delivered.UNKNOWN
        _look(house, session, gaps, date(2026, 10, 13), 1, unsure, LookResult.UNREACHABLE)
        editors = _line(house, session, "RLZ12347", "滨江壹号", 20, 5, editor_placed=True)
        _shown(house, session, editors, 5, number=2)
        never = _line(house, session, "RLZ12348", "西山语墅", 26, 3, category=Category.BONUS)
        for n in range(3):
            day = date(2026, 10, 26) + timedelta(days=n)
            _look(house, session, never, day, 3, Delivered.NO, LookResult.EMPTY)
        return October(*(one.id or 0 for one in (whole, gaps, editors, never)))


def people(house: House, session: Session) -> None:
    """One of each role that these pages know."""
    everybody: list[tuple[Role, dict[str, str]]] = [
        (Role.AE, {"staff_no": "BJ001", "name": "北京站AE"}),
        (Role.SALES, {"staff_no": "BJ101", "name": "北京站销售", "email": "sales@example.com"}),
        (Role.AE, {"staff_no": "SH001", "name": "上海站AE", "station": "sh"}),
        (Role.HQ_AE, {"staff_no": "HQ001", "name": "总部对接AE", "station": "hq"}),
        (Role.FINANCE, {"staff_no": "HQ301", "name": "财务", "station": "hq"}),
    ]
    for role, given in everybody:
        house.factory.person(session, role, password_hash=house.password_hash, **given)


def _line(
    house: House, session: Session, no: str, name: str, first: int, days: int, **given: object
) -> Booking:
    factory = house.factory
    contract = factory.contract(session, no=no, name=name, client=f"{name[:4]}置业")
    editor = bool(given.pop("editor_placed", False))
    page = factory.page(session, name="北京房产首页")
    slot = factory.slot(session, page_id=page.id, editor_placed=editor)
    start = date(2026, 10, first)
    more = {"net_fen": 0} if given.get("category") is Category.BONUS else {}
    return factory.booking(
        session,
        start,
        start + timedelta(days=days - 1),
        slot,
        contract_id=contract.id,
        **(given | more),
    )


def _shown(house: House, session: Session, booking: Booking, days: int, *, number: int) -> None:
    for n in range(days):
        day = booking.first_day + timedelta(days=n)
        _look(house, session, booking, day, number, Delivered.YES, LookResult.OK)


def _look(
    house: House,
    session: Session,
    booking: Booking,
    day: date,
    number: int,
    delivered: Delivered,
    result: LookResult,
) -> None:
    taken = at(day, 9, 12)
    seen = result is not LookResult.UNREACHABLE
    look = house.factory.look(
        session, booking, day, delivered=delivered, result=result, captured_at=taken
    )
    if not seen:
        return
    pictures = [kept(house.store, content, taken) for content in drawn(number, result)]
    for picture in pictures:
        session.merge(picture)
    look.picture = pictures[0].sha256
    of_look = select(SlotCheckBooking).where(SlotCheckBooking.slot_check_id == look.id)
    seen_row = session.exec(of_look).one()
    seen_row.proof = pictures[1].sha256
    session.add(look)
    session.flush()
