"""Money as integer fen; one rounding function; never a float (rules.md §8)."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation


def fen(yuan: Decimal | str | int) -> int:
    """元 → integer fen, half up. Raises ValueError for what is no amount of money."""
    try:
        amount = Decimal(yuan)
    except InvalidOperation as error:
        raise ValueError(f"no amount of money: {yuan!r}") from error
    if not amount.is_finite():
        raise ValueError(f"no amount of money: {yuan!r}")
    return round_fen(amount * 100)


def round_fen(amount: Decimal) -> int:
    """The one rounding: half up, to whole fen."""
    return int(amount.quantize(Decimal(1), rounding=ROUND_HALF_UP))


def yuan(amount_fen: int) -> Decimal:
    """Fen → 元 with two decimals, exact."""
    return (Decimal(amount_fen) / 100).quantize(Decimal("0.01"))


def split(amount_fen: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Shares of `amount_fen` in proportion to `weights`, by largest remainder: they add up exactly.

    Ties go to the earlier share. `weights` are not negative and not all zero (ValueError).
    """
    whole = sum(weights)
    if whole <= 0 or min(weights, default=0) < 0:
        raise ValueError("weights must be positive in sum and never negative")
    floors = [amount_fen * weight // whole for weight in weights]
    rests = [amount_fen * weight % whole for weight in weights]
    left = amount_fen - sum(floors)
    order = sorted(range(len(weights)), key=lambda index: (-rests[index], index))
    for index in order[:left]:
        floors[index] += 1
    return tuple(floors)
