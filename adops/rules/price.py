"""Whether the prices of a booking multiply out (interfaces.md, Sheets to import)."""

from decimal import Decimal

from adops.domain.booking import Category
from adops.domain.money import round_fen
from adops.domain.slot import Unit

TOLERANCE_FEN = 1


def net_by_list(
    *,
    list_price_fen: int,
    discount: Decimal,
    shares: int,
    days: int,
    unit: Unit,
    category: Category,
) -> int | None:
    """刊例价 × days × shares × 折扣 in fen; a bonus is 0. None for units other than 天, whose
    volume a sheet does not carry, and where there is no list price."""
    if category is Category.BONUS:
        return 0
    if unit is not Unit.DAY or not list_price_fen:
        return None
    return round_fen(Decimal(list_price_fen) * days * shares * discount)


def multiplies_out(net_fen: int, by_list: int | None) -> bool:
    """Whether the total is what the list says, to the fen; true where nothing can be said."""
    return by_list is None or abs(net_fen - by_list) <= TOLERANCE_FEN
