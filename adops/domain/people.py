"""Who acts (rules.md §1)."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Roles of rules.md §1."""

    AE = "ae"
    SALES = "sales"
    OPS_HEAD = "ops_head"
    STATION_GM = "station_gm"
    HQ_AE = "hq_ae"
    HQ_AE_HEAD = "hq_ae_head"
    HQ_ASSISTANT = "hq_assistant"
    HQ_DIRECTOR = "hq_director"
    FINANCE = "finance"
    ADMIN = "admin"


class AccountState(StrEnum):
    """States of an account (rules.md §0)."""

    LOOK_ONLY = "look_only"
    MAY_PLACE = "may_place"
    LEAVING = "leaving"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Actor:
    """The person an act is done by. `stations`: the HQ AE's stations, else empty.

    `console` is a command on the machine without `--as`: it may what an `ae` of every station and
    `admin` may (interfaces.md, Commands).
    """

    staff_no: str
    name: str
    role: Role
    station: str
    email: str = ""
    stations: frozenset[str] = frozenset()
    account: AccountState = AccountState.MAY_PLACE
    console: bool = False


CONSOLE = Actor(staff_no="console", name="console", role=Role.ADMIN, station="hq", console=True)
SYSTEM = Actor(staff_no="system", name="system", role=Role.ADMIN, station="hq", console=True)
