"""Who may do what (rules.md §1): the table's promises, person by person."""

from dataclasses import replace

import pytest

from adops.domain.people import CONSOLE, AccountState, Actor, Role
from adops.errors import ForbiddenError
from adops.rules.permission import GRANTS, READS, Thing, may, require

MINE = Thing(station_sold="bj", station_placed="bj", sales_email="sales@example.com")
CROSS = Thing(station_sold="bj", station_placed="sh", sales_email="sales@example.com")
HQ_PLACED = Thing(station_sold="bj", station_placed="hq", sales_email="sales@example.com")


def person(role: Role, station: str = "bj", **given: object) -> Actor:
    actor = Actor(staff_no="T1", name="T1", role=role, station=station)
    return replace(actor, **given)  # type: ignore[arg-type]


AE, SH_AE = person(Role.AE), person(Role.AE, "sh")
SALES = person(Role.SALES, email="Sales@example.com")
OTHER_SALES = person(Role.SALES, email="other@example.com")
HQ_AE = person(Role.HQ_AE, "hq", stations=frozenset({"bj"}))
OTHER_HQ_AE = person(Role.HQ_AE, "hq", stations=frozenset({"gz"}))
FINANCE = person(Role.FINANCE, "hq")
ADMIN = person(Role.ADMIN, "hq")
HEAD = person(Role.HQ_AE_HEAD, "hq")


@pytest.mark.parametrize(
    ("who", "act", "thing", "allowed"),
    [
        pytest.param(AE, "check.by_hand", MINE, True, id="ae-looks-by-hand"),
        pytest.param(AE, "check.by_hand", CROSS, False, id="seller-looks-not-by-hand"),
        pytest.param(SH_AE, "check.by_hand", CROSS, True, id="placer-looks-by-hand"),
        pytest.param(HQ_AE, "check.by_hand", MINE, True, id="hq-ae-looks-by-hand"),
        pytest.param(SALES, "check.by_hand", MINE, False, id="sales-looks-not-by-hand"),
        pytest.param(ADMIN, "check.by_hand", MINE, False, id="admin-looks-not-by-hand"),
        pytest.param(SALES, "booking.hold", MINE, True, id="sales-holds"),
        pytest.param(OTHER_SALES, "booking.hold", MINE, False, id="other-sales-holds-not"),
        pytest.param(SALES, "booking.write", MINE, False, id="sales-books-not"),
        pytest.param(AE, "booking.write", CROSS, True, id="seller-books"),
        pytest.param(SH_AE, "booking.write", CROSS, False, id="placer-books-not"),
        pytest.param(SH_AE, "booking.pause", CROSS, True, id="placer-takes-off"),
        pytest.param(AE, "booking.pause", CROSS, True, id="seller-takes-off"),
        pytest.param(HQ_AE, "booking.pause", HQ_PLACED, True, id="hq-ae-takes-off"),
        pytest.param(HQ_AE, "booking.pause", MINE, False, id="hq-ae-not-at-the-station"),
        pytest.param(SALES, "contract.write", MINE, True, id="sales-opens-a-contract"),
        pytest.param(SH_AE, "contract.write", MINE, False, id="not-for-another-station"),
        pytest.param(AE, "slot.close", MINE, True, id="placer-closes"),
        pytest.param(AE, "slot.close", CROSS, False, id="seller-closes-not"),
        pytest.param(ADMIN, "slot.close", MINE, False, id="admin-closes-not"),
        pytest.param(AE, "anomaly.write", MINE, True, id="placer-triages"),
        pytest.param(AE, "anomaly.write", CROSS, False, id="seller-triages-not"),
        pytest.param(AE, "anomaly.read", CROSS, True, id="seller-sees-the-anomaly"),
        pytest.param(HQ_AE, "anomaly.write", MINE, True, id="hq-ae-triages"),
        pytest.param(OTHER_HQ_AE, "anomaly.write", MINE, False, id="other-hq-ae-triages-not"),
        pytest.param(SALES, "anomaly.read", MINE, False, id="sales-sees-no-anomalies"),
        pytest.param(SALES, "creative.confirm", MINE, True, id="sales-own-contract"),
        pytest.param(OTHER_SALES, "creative.confirm", MINE, False, id="other-sales"),
        pytest.param(AE, "creative.confirm", MINE, True, id="ae-of-seller-for-them"),
        pytest.param(SH_AE, "creative.confirm", CROSS, False, id="placer-never-confirms"),
        pytest.param(SH_AE, "creative.reject", CROSS, True, id="who-places-reviews"),
        pytest.param(AE, "creative.reject", CROSS, False, id="seller-does-not-review"),
        pytest.param(HQ_AE, "creative.reject", HQ_PLACED, True, id="hq-ae-reviews"),
        pytest.param(HQ_AE, "creative.confirm_late", HQ_PLACED, True, id="hq-ae-late"),
        pytest.param(OTHER_HQ_AE, "creative.confirm_late", HQ_PLACED, False, id="other-hq-ae"),
        pytest.param(AE, "creative.confirm_late", MINE, False, id="ae-never-late"),
        pytest.param(AE, "approval.decide_sina", MINE, False, id="sina-is-hq-ae"),
        pytest.param(HQ_AE, "approval.decide_sina", MINE, True, id="sina-by-hq-ae"),
        pytest.param(HQ_AE, "approval.decide", MINE, False, id="hq-ae-not-for-the-station"),
        pytest.param(HQ_AE, "approval.decide", HQ_PLACED, True, id="hq-ae-where-hq-places"),
        pytest.param(HQ_AE, "creative.submit", HQ_PLACED, False, id="placer-never-submits"),
        pytest.param(FINANCE, "month.decide", MINE, True, id="finance-accepts"),
        pytest.param(AE, "month.decide", MINE, False, id="ae-never-accepts"),
        pytest.param(FINANCE, "month.confirm", MINE, False, id="finance-never-confirms"),
        pytest.param(AE, "execution.write", MINE, True, id="who-places-executes"),
        pytest.param(AE, "execution.write", CROSS, False, id="seller-does-not-execute"),
        pytest.param(SH_AE, "execution.write", CROSS, True, id="placer-elsewhere-executes"),
        pytest.param(HQ_AE, "execution.write", HQ_PLACED, True, id="hq-ae-executes"),
        pytest.param(HQ_AE, "execution.write", MINE, False, id="hq-ae-not-for-the-station"),
        pytest.param(SALES, "execution.read", MINE, True, id="sales-sees-it"),
        pytest.param(SALES, "execution.write", MINE, False, id="sales-executes-nothing"),
        pytest.param(HQ_AE, "execution.lift", MINE, True, id="hq-ae-lifts"),
        pytest.param(AE, "execution.lift", MINE, False, id="ae-never-lifts"),
        pytest.param(HEAD, "creative.read", MINE, True, id="head-reads"),
        pytest.param(HEAD, "creative.confirm", MINE, False, id="head-only-reads"),
        pytest.param(ADMIN, "creative.confirm", MINE, False, id="admin-no-business-acts"),
        pytest.param(ADMIN, "master.write", MINE, True, id="admin-master-data"),
        pytest.param(AE, "incoming.settle", MINE, True, id="ae-settles-mails"),
        pytest.param(SH_AE, "incoming.settle", MINE, False, id="not-those-of-others"),
        pytest.param(HQ_AE, "incoming.settle", HQ_PLACED, True, id="hq-ae-settles-mails"),
        pytest.param(SALES, "incoming.read", MINE, False, id="sales-reads-no-mails"),
        pytest.param(HEAD, "incoming.settle", MINE, False, id="head-settles-none"),
        pytest.param(CONSOLE, "creative.confirm", MINE, True, id="console-as-ae"),
        pytest.param(CONSOLE, "creative.confirm_late", MINE, False, id="console-is-no-hq-ae"),
        pytest.param(CONSOLE, "month.decide", MINE, False, id="console-is-no-finance"),
    ],
)
def test_the_table(who: Actor, act: str, thing: Thing, allowed: bool) -> None:
    assert may(who, act, thing) is allowed


@pytest.mark.parametrize("act", sorted(GRANTS))
def test_a_closed_account_may_nothing(act: str) -> None:
    for role in Role:
        actor = person(role, account=AccountState.CLOSED, stations=frozenset({"bj"}))
        assert not may(actor, act, MINE)


@pytest.mark.parametrize("act", sorted(set(GRANTS) - READS))
def test_a_look_only_ae_changes_nothing(act: str) -> None:
    assert not may(person(Role.AE, account=AccountState.LOOK_ONLY), act, MINE)


def test_a_refusal_names_person_and_act() -> None:
    with pytest.raises(ForbiddenError) as error:
        require(OTHER_SALES, "creative.confirm", MINE)
    assert error.value.facts == {"act": "creative.confirm", "staff_no": "T1"}
