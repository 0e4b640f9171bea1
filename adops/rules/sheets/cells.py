"""One cell → a value. Cells are text or Excel's own dates and numbers (interfaces.md)."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any, TypeVar
from urllib.parse import urlsplit

from adops.domain.code import folded
from adops.domain.money import round_fen
from adops.domain.sheet import Cell, Unreadable

T = TypeVar("T")
Reader = Callable[[Cell], Any]

# Signs of no width and no meaning that come with pasted text: two cells that look alike are alike.
UNSEEN = dict.fromkeys((0x00AD, 0x200B, 0x2060, 0xFEFF))
TURNS = frozenset({"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"})
LONGEST_TEXT = 500
LONGEST_CODE = 64
LONGEST_STAFF_NO = 32
MOST_YUAN = Decimal(10) ** 10
FIRST_DAY, LAST_DAY = date(1950, 1, 1), date(2099, 12, 31)  # what the calendar can answer
DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:\s+0?0:00(?::00)?)?")
COMPACT_DAY = re.compile(r"(\d{4})(\d{2})(\d{2})")
DISCOUNT_FOLDS = re.compile(r"(\d{1,2}(?:\.\d+)?)\s*折")
PERCENT = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*%")
MAIL = re.compile(r"[^@\s,;，；]+@[^@\s,;，；]+\.[^@\s,;，；]+")
LIST_SIGNS = re.compile(r"[|、,，/;；\n]+")
# Excel keeps 15 digits: what it worked out may differ from whole fen by less than this.
FLOAT_NOISE = Decimal("0.000001")


class CellTrouble(ValueError):
    """What is wrong with a cell: a code, and facts for its words."""

    def __init__(self, code: str, **facts: Any) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts


def is_blank(cell: Cell) -> bool:
    """Nothing, or nothing that can be seen."""
    return cell is None or (isinstance(cell, str) and not cell.translate(UNSEEN).strip())


def words(cell: Cell) -> str:
    """Text as it stands, trimmed; a number that lost its text keeps its digits (13800000000)."""
    match cell:
        case Unreadable(code=code, text=told):
            raise CellTrouble(code, value=told)
        case bool() | datetime() | date() | time():
            raise CellTrouble("cell.not_text", value=str(cell))
        case float() if not cell.is_integer():
            found = repr(cell)
        case float():
            found = str(int(cell))
        case _:
            found = str(cell).translate(UNSEEN).strip()
    if len(found) > LONGEST_TEXT:
        raise CellTrouble("cell.too_long", most=LONGEST_TEXT)
    if any(_is_control(sign) for sign in found):
        raise CellTrouble("cell.control_sign")
    return found


def _is_control(sign: str) -> bool:
    """Control characters, and those that turn the direction of what follows."""
    is_cc = unicodedata.category(sign) == "Cc" and sign not in "\n\t"
    return is_cc or unicodedata.bidirectional(sign) in TURNS


def code(cell: Cell, most: int = LONGEST_CODE) -> str:
    """A number or code, folded (NFKC, upper case, trimmed); no white space inside, at most `most`
    characters: as long as a table has room for."""
    found = folded(words(cell))
    if re.search(r"\s", found):
        raise CellTrouble("cell.not_code", value=found)
    if len(found) > most:
        raise CellTrouble("cell.too_long", most=most)
    return found


def staff_no(cell: Cell) -> str:
    """A 工号, read as a code."""
    return code(cell, LONGEST_STAFF_NO)


def day(cell: Cell) -> date:
    """A day of 1950–2099: Excel's own, or text such as 2026-11-20, 2026/11/20, 2026年11月20日,
    20261120."""
    found = _any_day(cell)
    if not FIRST_DAY <= found <= LAST_DAY:
        raise CellTrouble(
            "cell.out_of_range",
            value=found.isoformat(),
            least=FIRST_DAY.isoformat(),
            most=LAST_DAY.isoformat(),
        )
    return found


def _any_day(cell: Cell) -> date:
    if isinstance(cell, bool | time):
        raise CellTrouble("cell.not_day", value=str(cell))
    if isinstance(cell, datetime):
        if cell.time() != time(0):
            raise CellTrouble("cell.not_day", value=cell.isoformat(" "))
        return cell.date()
    if isinstance(cell, date):
        return cell
    found = unicodedata.normalize("NFKC", words(cell))
    parts = DAY.fullmatch(found) or COMPACT_DAY.fullmatch(found)
    if parts is None:
        raise CellTrouble("cell.not_day", value=found)
    try:
        return date(*(int(part) for part in parts.groups()))
    except ValueError as error:
        raise CellTrouble("cell.impossible_day", value=found) from error


def number(cell: Cell) -> Decimal:
    """A number of any sort, exact; text may carry ￥ and thousands' commas."""
    if isinstance(cell, bool | datetime | date | time):
        raise CellTrouble("cell.not_number", value=str(cell))
    found = words(cell)
    plain = unicodedata.normalize("NFKC", found).replace(",", "").strip("¥元 ")
    try:
        amount = Decimal(plain)
    except InvalidOperation as error:
        raise CellTrouble("cell.not_number", value=found) from error
    if not amount.is_finite():
        raise CellTrouble("cell.not_number", value=found)
    return amount


def whole(least: int, most: int) -> Callable[[Cell], int]:
    """A whole number from `least` to `most`."""

    def read(cell: Cell) -> int:
        amount = number(cell)
        if amount != amount.to_integral_value():
            raise CellTrouble("cell.not_whole", value=str(amount))
        if not least <= amount <= most:
            raise CellTrouble("cell.out_of_range", value=str(amount), least=least, most=most)
        return int(amount)

    return read


def fen(cell: Cell) -> int:
    """元 with two decimals → fen."""
    amount = number(cell)
    if not 0 <= amount <= MOST_YUAN:
        raise CellTrouble("cell.out_of_range", value=str(amount), least=0, most=str(MOST_YUAN))
    found = round_fen(amount * 100)
    if abs(amount * 100 - found) > FLOAT_NOISE:
        raise CellTrouble("cell.not_fen", value=str(amount))
    return found


def discount(cell: Cell) -> Decimal:
    """0–1, `5折`, `85折` (= 8.5折), `50%`, 无折扣; exact."""
    found = words(cell)
    plain = unicodedata.normalize("NFKC", found).strip()
    if plain in {"无折扣", "不打折"}:
        return Decimal(1)
    if folds := DISCOUNT_FOLDS.fullmatch(plain):
        amount = Decimal(folds[1])
        share = amount / (10 if amount <= 10 else 100)
    elif percent := PERCENT.fullmatch(plain):
        share = Decimal(percent[1]) / 100
    else:
        share = number(cell)
    if not 0 <= share <= 1:
        raise CellTrouble("cell.not_discount", value=found)
    return round(share, 6)


def listed(cell: Cell) -> tuple[str, ...]:
    """Words parted by 、 , / | ; each once, in order, NFKC."""
    found = unicodedata.normalize("NFKC", words(cell))
    return tuple(dict.fromkeys(part.strip() for part in LIST_SIGNS.split(found) if part.strip()))


def url(cell: Cell) -> str:
    """An absolute http or https address."""
    found = words(cell)
    try:
        parts = urlsplit(found)
        good = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        good = False
    if not good or re.search(r"\s", found):
        raise CellTrouble("cell.not_url", value=found)
    return found


def mail(cell: Cell) -> str:
    """One mail address, in lower case; of ASCII alone, as mail servers know it."""
    found = unicodedata.normalize("NFKC", words(cell)).lower()
    if not (found.isascii() and MAIL.fullmatch(found)):
        raise CellTrouble("cell.not_mail", value=found)
    return found


def one_of(choices: Mapping[str, T]) -> Callable[[Cell], T]:
    """One of the words of `choices`, whatever its case and width → its value."""
    known = {folded(word): value for word, value in choices.items()}

    def read(cell: Cell) -> T:
        found = words(cell)
        if folded(found) not in known:
            raise CellTrouble("cell.not_choice", value=found, choices=list(choices))
        return known[folded(found)]

    return read


def known_as(known: Mapping[str, T], trouble: str) -> Callable[[Cell], T]:
    """A word of `known` (folded) → its value; CellTrouble `trouble` naming any other."""

    def read(cell: Cell) -> T:
        found = words(cell)
        if folded(found) not in known:
            raise CellTrouble(trouble, value=found)
        return known[folded(found)]

    return read
