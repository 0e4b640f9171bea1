"""What a person enters of contracts and bookings: read as a row of the sheet, then one act; and
moving a booking: measure the stored files of its creatives, then one act (rules.md §8)."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, select

from adops.domain.booking import BookingState
from adops.domain.code import folded
from adops.domain.creative import CreativeFacts
from adops.domain.people import SYSTEM, Actor
from adops.domain.sheet import Cell, RowError
from adops.errors import InputError, RuleError
from adops.flows.import_sheet import station_words
from adops.flows.lapse import measured_files
from adops.flows.submit import Desk
from adops.models import Contract
from adops.phrases.sheet import message
from adops.queries.bookings import booking_case
from adops.queries.creatives import versions_in
from adops.rules.permission import booking_act, require
from adops.rules.sheets.one_booking import NUMBER, read_booking, read_contract
from adops.services import booking_moves, bookings, contracts
from adops.services.booking_moves import Moved, To
from adops.services.bookings import Entered


def open_contract(
    session: Session, cells: Mapping[str, Cell], *, station: str, by: Actor, now: datetime
) -> Contract:
    """`cells` by the columns of the sheet. Raises InputError `entry.unreadable` naming every
    column, and what `services.contracts.open_contract` raises."""
    given, errors = read_contract(cells)
    _refuse(errors)
    return contracts.open_contract(session, given=given, station=station, by=by, now=now)


def enter(
    desk: Desk, cells: Mapping[str, Cell], state: BookingState, *, by: Actor, now: datetime
) -> Entered:
    """A booking of a contract that is there, or, where its name is given, of one that is opened
    with it. Raises InputError `entry.unreadable`, and what `services.bookings.enter` and
    `open_contract` raise."""
    with desk.database.write() as session:
        contract = _contract(session, cells)
        named = cells.get("合同名称")
        if contract is None and named:
            station = _station(session, cells, by)
            contract = open_contract(session, cells, station=station, by=by, now=now)
        known = _columns(contract) if contract else {"合同名称": "-"}
        reading = read_booking({**cells, **known}, station_words(session))
        _refuse(reading.errors)
        (row,) = reading.rows
        return bookings.enter(session, row=row, state=state, by=by, now=now, book=desk.book)


def look(desk: Desk, booking_id: int, to: To, *, by: Actor, now: datetime) -> Moved:
    """What a move would come to; nothing is written. Raises what `services.booking_moves.move`
    raises."""
    return _moved(desk, booking_id, to, by=by, now=now, dry=True)


def move(desk: Desk, booking_id: int, to: To, *, by: Actor, now: datetime) -> Moved:
    """Raises what `services.booking_moves.move` raises."""
    return _moved(desk, booking_id, to, by=by, now=now, dry=False)


def lapse_holds(desk: Desk, *, now: datetime) -> dict[str, list[int]]:
    """Holds that are over by `now`."""
    with desk.database.write() as session:
        return {"lapsed": bookings.lapse_holds(session, by=SYSTEM, now=now)}


def _moved(desk: Desk, booking_id: int, to: To, *, by: Actor, now: datetime, dry: bool) -> Moved:
    files = _files(desk, booking_id, by)
    with desk.database.write() as session:
        found = booking_moves.move(
            session,
            booking_id=booking_id,
            to=to,
            files=files,
            by=by,
            now=now,
            book=desk.book,
            looks=dry,
        )
        if dry:
            session.expunge_all()  # what was found is kept, what was written is not
            session.rollback()
    return found


def _files(desk: Desk, booking_id: int, by: Actor) -> dict[str, CreativeFacts]:
    with desk.database.read() as session:
        case = booking_case(session, booking_id)
        require(by, booking_act(case.booking.state), case.thing)
        versions = versions_in(session, booking_id)
        stands = [one.id or 0 for one in versions if one.state in booking_moves.STANDS]
    return measured_files(desk, stands)


def _contract(session: Session, cells: Mapping[str, Cell]) -> Contract | None:
    number = folded(str(cells.get(NUMBER) or ""))
    return session.exec(select(Contract).where(Contract.no == number)).first()


def _columns(contract: Contract) -> dict[str, Cell]:
    """What the contract says of itself, which a booking does not change."""
    return {
        "合同名称": contract.name or "-",
        "项目名称": contract.project_name,
        "项目号": contract.project_no,
        "客户": contract.client,
        "代理商": contract.agency,
        "代理商邮箱": contract.agency_email,
    }


def _station(session: Session, cells: Mapping[str, Cell], by: Actor) -> str:
    word = str(cells.get("站点") or by.station)
    return station_words(session).get(folded(word), word)


def _refuse(errors: Sequence[RowError]) -> None:
    """All that cannot be read at once; else the first that a rule refuses."""
    unread = [one for one in errors if not one.refused]
    if unread:
        fields = [
            {"field": one.column, "code": one.code, "message": message(one)} for one in unread
        ]
        what = "；".join(f"{one['field']}：{one['message']}" for one in fields)
        raise InputError("entry.unreadable", what=what, fields=fields)
    for one in errors:
        raise RuleError(one.code, **one.facts)
