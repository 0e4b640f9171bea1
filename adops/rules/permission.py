"""Who may do what (rules.md §1, the table of roles), as one table of data.

An act is allowed when one of its grants fits the actor: the role, and how the actor's station
stands to the thing. Acts are done under the one who did them; nobody acts in another's name.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from adops.domain.booking import NOT_SOLD, BookingState
from adops.domain.people import AccountState, Actor, Role
from adops.errors import ForbiddenError


class Scope(StrEnum):
    """How the actor must stand to the thing."""

    ANY = "any"
    SOLD = "sold"  # the station that sold it
    PLACED = "placed"  # the station that places it
    SIDE = "side"  # either of the two
    OWN_CONTRACT = "own_contract"  # the booking's 销售邮箱 is the actor's
    HQ_STATION = "hq_station"  # a station whose HQ AE (or stand-in) the actor is
    HQ_PLACES = "hq_places"  # the same, and the head office places it


@dataclass(frozen=True, slots=True)
class Thing:
    """What an act is about, as far as permission needs it."""

    station_sold: str | None = None
    station_placed: str | None = None
    sales_email: str = ""


Grant = tuple[Role, Scope]
HEAD_OFFICE = "hq"

_AE_SOLD: Grant = (Role.AE, Scope.SOLD)
_AE_PLACED: Grant = (Role.AE, Scope.PLACED)
_AE_SIDE: Grant = (Role.AE, Scope.SIDE)
_SALES: Grant = (Role.SALES, Scope.OWN_CONTRACT)
_HQ: Grant = (Role.HQ_AE, Scope.HQ_STATION)
_HQ_PLACES: Grant = (Role.HQ_AE, Scope.HQ_PLACES)
_READERS: tuple[Grant, ...] = (
    _AE_SIDE,
    (Role.OPS_HEAD, Scope.SIDE),
    (Role.STATION_GM, Scope.SIDE),
    _HQ,
    (Role.HQ_AE_HEAD, Scope.ANY),
    (Role.HQ_DIRECTOR, Scope.ANY),
    (Role.ADMIN, Scope.ANY),
)

GRANTS: Mapping[str, tuple[Grant, ...]] = {
    "booking.read": (*_READERS, _SALES, (Role.FINANCE, Scope.ANY)),
    "booking.hold": (_SALES, _AE_SOLD),
    "booking.write": (_AE_SOLD,),
    "booking.pause": (_AE_SIDE, _HQ_PLACES),
    "contract.write": (_AE_SOLD, (Role.SALES, Scope.SOLD)),
    "slot.read": tuple((role, Scope.ANY) for role in Role),
    "slot.write": (_AE_PLACED, (Role.ADMIN, Scope.ANY)),
    "slot.close": (_AE_PLACED, _HQ_PLACES),
    "page.read": tuple((role, Scope.ANY) for role in Role),
    "master.write": ((Role.ADMIN, Scope.ANY),),
    "people.read": (*_READERS, (Role.HQ_ASSISTANT, Scope.ANY)),
    "people.write": ((Role.ADMIN, Scope.ANY),),
    "people.look_only": ((Role.OPS_HEAD, Scope.SOLD), (Role.ADMIN, Scope.ANY)),
    "creative.read": (*_READERS, _SALES),
    "creative.submit": (_SALES, _AE_SOLD),
    "creative.submit_taken_over": (_AE_SIDE,),
    "creative.confirm": (_SALES, _AE_SOLD),
    "creative.confirm_late": (_HQ,),
    "creative.confirm_taken_over": (_AE_SIDE,),
    "creative.reject": (_AE_PLACED, _HQ_PLACES),
    "creative.withdraw": (_SALES, _AE_SOLD),
    "creative.decide": (_AE_SIDE, _HQ_PLACES),
    "approval.request": (_SALES, _AE_SOLD),
    "approval.register": (_AE_SOLD,),
    "approval.decide": (_AE_PLACED, _HQ_PLACES),
    "approval.decide_sina": (_HQ,),
    "approval.withdraw": (_SALES, _AE_SOLD),
    "approval.read": (*_READERS, _SALES),
    "check.run": (_AE_PLACED, _HQ),
    "check.decide": (_AE_PLACED, _HQ),
    "check.by_hand": (_AE_PLACED, _HQ),
    "check.read": (*_READERS,),
    "anomaly.read": (*_READERS,),
    "anomaly.write": (_AE_PLACED, _HQ),
    "execution.read": (*_READERS, _SALES),
    "execution.write": (_AE_PLACED, _HQ_PLACES),
    "execution.lift": (_HQ,),
    "ledger.read": (*_READERS,),
    "ledger.send": (_AE_SOLD,),
    "month.read": (*_READERS, (Role.FINANCE, Scope.ANY)),
    "month.write": (_AE_SOLD,),
    "month.confirm": (_AE_SOLD,),
    "month.decide": ((Role.FINANCE, Scope.ANY),),
    "outbox.read": (*_READERS,),
    "outbox.write": (_AE_SOLD, (Role.ADMIN, Scope.ANY)),
    "incoming.read": (_AE_SIDE, (Role.OPS_HEAD, Scope.SIDE), _HQ, (Role.HQ_AE_HEAD, Scope.ANY)),
    "incoming.settle": (_AE_SIDE, _HQ),
    "audit.read": (*_READERS, (Role.FINANCE, Scope.ANY)),
}

# Acts that write need an account that may place; look-only accounts read (rules.md §11).
READS = frozenset(act for act in GRANTS if act.endswith(".read"))
BUSINESS_ROLES = frozenset({Role.AE})


def may(actor: Actor, act: str, thing: Thing) -> bool:
    """Whether one grant of `act` fits. Raises KeyError for an act that is not in the table."""
    grants = GRANTS[act]
    if actor.account is AccountState.CLOSED:
        return False
    if actor.console:
        return any(role in {Role.AE, Role.ADMIN} for role, _ in grants)
    looks_only = actor.role in BUSINESS_ROLES and actor.account is AccountState.LOOK_ONLY
    if looks_only and act not in READS:
        return False
    return any(role is actor.role and _fits(actor, scope, thing) for role, scope in grants)


def require(actor: Actor, act: str, thing: Thing) -> None:
    """Raises ForbiddenError `permission.denied` with the act and the person."""
    if not may(actor, act, thing):
        raise ForbiddenError("permission.denied", act=act, staff_no=actor.staff_no)


def submit_act(*, taken_over: bool) -> str:
    """The selling side submits; a taken-over booking's creative an AE of either side does
    (rules.md §3)."""
    return "creative.submit_taken_over" if taken_over else "creative.submit"


def confirm_act(*, taken_over: bool) -> str:
    """Who confirms in time: as who submits (rules.md §3)."""
    return "creative.confirm_taken_over" if taken_over else "creative.confirm"


def booking_act(state: BookingState) -> str:
    """Who moves or cancels a booking: sales too while it is a draft or a hold of theirs."""
    return "booking.hold" if state in NOT_SOLD else "booking.write"


def _fits(actor: Actor, scope: Scope, thing: Thing) -> bool:
    sides = {thing.station_sold, thing.station_placed} - {None}
    match scope:
        case Scope.ANY:
            return True
        case Scope.SOLD:
            return actor.station == thing.station_sold
        case Scope.PLACED:
            return actor.station == thing.station_placed
        case Scope.SIDE:
            return actor.station in sides
        case Scope.OWN_CONTRACT:
            return bool(actor.email) and actor.email.lower() == thing.sales_email.lower()
        case Scope.HQ_STATION:
            return bool(actor.stations & sides)
        case Scope.HQ_PLACES:
            return bool(actor.stations & sides) and thing.station_placed == HEAD_OFFICE
