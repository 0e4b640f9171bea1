"""What an ad for a project has to show (rules.md §5, 房地产广告发布规定 art. 7, FDC14a–c)."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from adops.domain.content import MUST_SHOW_CODE
from adops.domain.finding import Finding, Severity

DEVELOPER, AGENT, PERMIT = "developer", "agent", "permit"
SEPARATORS = re.compile(r"[、,;/|\n]+|\s和\s?|及|(?<=号)\s*(?=\S)")
FEWEST_DIGITS = 4
UNSAID = r"\s()\[\]{}〔〕【】《》<>第号.,·・\-—_:"  # inside of a class: what makes no difference
NEVER_SAID = re.compile(f"[{UNSAID}]+")
LOOSE = f"[{UNSAID}]*"
BETWEEN = r"[^，。;,、:\s\d号]{0,8}"
SHOWN = re.compile(
    r"[\u4e00-\u9fff()\[\]〔〕【】\d]{0,14}"
    r"(?:预售|售许|售证|房许|房预|预字|预\(网\)|售字|许字|现售)"
    rf"{BETWEEN}\d{{3,}}(?:{BETWEEN}\d+)?(?:-\d+)?号?"
)
"""A number of a pre-sale permit as seen in many cities (domain.md 2.6): a hint, never a judge."""


@dataclass(frozen=True, slots=True)
class MustShow:
    """What the booking carries; "" is not asked for. `permit` may hold several numbers."""

    developer: str = ""
    agent: str = ""
    permit: str = ""


def must_show(
    asked: MustShow, creative_text: str, landing_first_screen: str = ""
) -> tuple[Finding, ...]:
    """`content.must_show`, one a missing item; the creative or the landing page's first screen
    meets it.

    `where` is developer, agent or permit, `allowed` what is asked for. `measured` is the permit
    number that is shown instead, None where none is. Brackets, spaces, widths, 第 and 号 make no
    difference; one of several permit numbers is enough.
    """
    shown = unicodedata.normalize("NFKC", f"{creative_text}\n{landing_first_screen}")
    return tuple(_missing(asked, shown))


def _missing(asked: MustShow, shown: str) -> Iterator[Finding]:
    squeezed = _squeezed(shown)
    for where, name in ((DEVELOPER, asked.developer), (AGENT, asked.agent)):
        if _squeezed(name) not in squeezed:
            yield Finding(MUST_SHOW_CODE, Severity.WARN, None, name, where)
    if _squeezed(asked.permit) and not any(_is_shown(one, shown) for one in _numbers(asked.permit)):
        other = SHOWN.search(shown)
        yield Finding(MUST_SHOW_CODE, Severity.WARN, other and other.group(), asked.permit, PERMIT)


def _numbers(permit: str) -> list[str]:
    """One or several; a piece with few digits (3号楼) is a remark."""
    pieces = SEPARATORS.split(_plain(permit))
    numbers = [piece for piece in pieces if sum(map(str.isdigit, piece)) >= FEWEST_DIGITS]
    return numbers or [permit]


def _is_shown(number: str, shown: str) -> bool:
    """The whole number: 188 is not shown by 1880."""
    letters = LOOSE.join(map(re.escape, _squeezed(number)))
    return re.search(rf"(?<!\d){letters}(?!\d)", shown.lower()) is not None


def _squeezed(words: str) -> str:
    return NEVER_SAID.sub("", _plain(words)).lower()


def _plain(words: str) -> str:
    return unicodedata.normalize("NFKC", words)
