"""Whose things a person may see in a list: the grants of `rules.permission`, read as a filter."""

from dataclasses import dataclass, field

from adops.domain.people import AccountState, Actor, Role
from adops.rules.permission import GRANTS, HEAD_OFFICE, Scope, Thing, may

ONE_STATION = frozenset({Scope.SOLD, Scope.PLACED, Scope.SIDE})


@dataclass(frozen=True, slots=True)
class Reach:
    """`everything`, else the things of `stations`, and those whose 销售邮箱 is `email`."""

    everything: bool = False
    stations: frozenset[str] = field(default_factory=frozenset)
    email: str = ""

    @property
    def nothing(self) -> bool:
        """Whether no grant fits at all."""
        return not (self.everything or self.stations or self.email)

    def within(self, station: str | None) -> "Reach":
        """The same narrowed to one station; None narrows nothing."""
        if station is None:
            return self
        reached = self.everything or station in self.stations
        return Reach(False, frozenset({station}) if reached else frozenset(), self.email)


def reach(actor: Actor, act: str) -> Reach:
    """What the grants of a reading act let the actor see (rules.md §1)."""
    grants = GRANTS[act]
    if actor.account is AccountState.CLOSED:
        return Reach()
    if actor.console:
        return Reach(everything=any(role in {Role.AE, Role.ADMIN} for role, _ in grants))
    scopes = {scope for role, scope in grants if role is actor.role}
    stations: frozenset[str] = frozenset()
    if scopes & ONE_STATION:
        stations |= {actor.station}
    if Scope.HQ_STATION in scopes:
        stations |= actor.stations
    own = actor.email if Scope.OWN_CONTRACT in scopes else ""
    return Reach(Scope.ANY in scopes, stations, own)


def may_somewhere(actor: Actor, act: str) -> bool:
    """Whether there can be a thing on which the actor may do `act`: where there is none, no page
    offers it."""
    sold = {actor.station, *actor.stations}
    things = [Thing(one, placed, actor.email) for one in sold for placed in (one, HEAD_OFFICE)]
    return any(may(actor, act, thing) for thing in things)
