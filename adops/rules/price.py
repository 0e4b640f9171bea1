"""Whether the prices of a booking multiply out (interfaces.md, Sheets to import)."""

from decimal import Decimal

from adops.domain.booking import Category
from adops.domain.money import round_fen
from adops.domain.slot import Unit

TOLERANCE_FEN = 1
HOURS = 24


def net_by_list(
    *,
    list_price_fen: int,
    discount: Decimal,
    shares: int,
    days: int,
    unit: Unit,
    category: Category,
    quantity: int | None = None,
) -> int | None:
    """刊例价 × what is sold × 折扣 in fen; a bonus is 0. None where it is not known how much is
    sold (`sold_a_day`), and where there is no list price."""
    if category is Category.BONUS:
        return 0
    sold = sold_a_day(unit, shares=shares, quantity=quantity)
    if sold is None or not list_price_fen:
        return None
    return round_fen(Decimal(list_price_fen) * days * sold * discount)


def sold_a_day(unit: Unit, *, shares: int, quantity: int | None) -> int | None:
    """Units of the list price a day: shares (天), hours of each share (小时), thousand views (CPM).
    None by the month, and where a booking by hour or CPM does not say its `quantity`."""
    match unit:
        case Unit.DAY:
            return shares
        case Unit.HOUR:
            return None if quantity is None else quantity * shares
        case Unit.CPM:
            return quantity
        case Unit.MONTH:
            return None


def quantity_trouble(unit: Unit, quantity: int | None) -> str | None:
    """Why a booking may not say that `quantity`, as the code of an error."""
    if quantity is None:
        return None
    if unit not in {Unit.HOUR, Unit.CPM}:
        return "quantity.not_sold"
    return "quantity.too_many_hours" if unit is Unit.HOUR and quantity > HOURS else None


def multiplies_out(net_fen: int, by_list: int | None) -> bool:
    """Whether the total is what the list says, to the fen; true where nothing can be said."""
    return by_list is None or abs(net_fen - by_list) <= TOLERANCE_FEN
