"""Which creative a mail of sales asks a special approval for (rules.md §6)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from adops.domain.code import folded
from adops.domain.package_ad import ApprovalAsk
from adops.rules.package_match import plain_name


@dataclass(frozen=True, slots=True)
class Candidate:
    """A creative that is handed in and not confirmed; `needs`: its findings need an approval."""

    creative_id: int
    contract_no: str
    project_no: str
    slot_code: str
    slot_name: str
    width: int
    height: int
    sales_email: str
    station: str
    needs: bool
    files: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NoCreative:
    """Why no creative can be named: a code of `adops.phrases.incoming`, and those in question."""

    code: str
    creatives: tuple[int, ...] = ()


def numbers_of(ask: ApprovalAsk) -> tuple[str, ...]:
    """What may be a contract's or project's number: the one that is said, else every word of the
    mail that looks like one."""
    return (folded(ask.contract_no),) if ask.contract_no else ask.codes


def creative_for(
    ask: ApprovalAsk, candidates: Sequence[Candidate], *, files: Collection[str], sender: str
) -> Candidate | NoCreative:
    """The one creative of the contract and slot that are named, that needs an approval; among
    several the one whose file the mail carries (`files`, SHA-256). Only the contract's sales asks
    by mail."""
    numbers = set(numbers_of(ask))
    found = [one for one in candidates if numbers & {one.contract_no, one.project_no} - {""}]
    if not found:
        return NoCreative("ask.no_contract")
    found = _of_slot(ask, found)
    if not found:
        return NoCreative("ask.no_slot")
    needing = [one for one in found if one.needs]
    if not needing:
        return NoCreative("ask.not_needed", tuple(one.creative_id for one in found))
    carried = [one for one in needing if one.files & set(files)]
    left = carried or needing
    if len(left) > 1:
        return NoCreative("ask.several", tuple(one.creative_id for one in left))
    if not sender or sender.lower() != left[0].sales_email.lower():
        return NoCreative("ask.sender", (left[0].creative_id,))
    return left[0]


def _of_slot(ask: ApprovalAsk, found: list[Candidate]) -> list[Candidate]:
    """Those of the slot that is said by name (and size, where there is one) or by code; all where
    none is said."""
    if ask.slot_name:
        said = plain_name(ask.slot_name)
        named = [
            one for one in found if said in {plain_name(one.slot_name), one.slot_code.casefold()}
        ]
        sized = (ask.width, ask.height)
        return [one for one in named if None in sized or sized == (one.width, one.height)]
    coded = [one for one in found if one.slot_code in ask.codes]
    return coded or found
