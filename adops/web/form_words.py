"""What people type into a form, read strictly; the field is named as the page names it."""

from datetime import date
from decimal import Decimal, InvalidOperation

from adops.domain.money import fen as fen_of
from adops.domain.period import parse_day
from adops.errors import InputError

KB = 1024
MOST_FEN = 10**12


def day(word: str, field: str) -> date | None:
    """A day as YYYY-MM-DD; None for nothing. Raises InputError `field.invalid`."""
    try:
        return parse_day(word) if word else None
    except ValueError as error:
        raise InputError("field.invalid", field=field, value=word[:40]) from error


def count(word: str, field: str) -> int | None:
    """A whole number; None for nothing. Raises InputError `field.invalid`."""
    if not word.strip():
        return None
    if not (word.strip().isascii() and word.strip().isdigit() and len(word) < 10):
        raise InputError("field.invalid", field=field, value=word[:40])
    return int(word)


def kilobytes(word: str, field: str) -> int:
    """KB as people write them (`30`, `30.5`) → bytes; nothing is 0. Raises InputError
    `field.invalid` for what is no whole number of bytes."""
    try:
        size = Decimal(word.strip() or "0") * KB
    except InvalidOperation as error:
        raise InputError("field.invalid", field=field, value=word[:40]) from error
    if not size.is_finite() or size < 0 or size != size.to_integral_value() or size >= 2**31:
        raise InputError("field.invalid", field=field, value=word[:40])
    return int(size)


def fen(word: str, field: str) -> int | None:
    """元 as people write them (`1,280.00`) → fen; None for nothing. Raises InputError
    `field.invalid` for what is no amount, is below 0 or has a part of a fen."""
    plain = word.replace(",", "").replace("，", "").strip()
    if not plain:
        return None
    try:
        amount = Decimal(plain)
        found = fen_of(amount)
    except (InvalidOperation, ValueError) as error:
        raise InputError("field.invalid", field=field, value=word[:40]) from error
    if found < 0 or found > MOST_FEN or amount * 100 != found:
        raise InputError("field.invalid", field=field, value=word[:40])
    return found
