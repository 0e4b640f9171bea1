"""What a mail of sales says of the creatives it asks a special approval for (rules.md §6).

Nothing prescribes its form: labels are read where there are some, and every word that looks like a
number is listed, to be looked up.
"""

import re
from collections.abc import Iterator, Sequence

from adops.domain.code import folded
from adops.domain.package_ad import ApprovalAsk, Label
from adops.rules.package_ads.labels import Said, Vocabulary, said_in
from adops.rules.package_ads.lines import fold, lines_of
from adops.rules.package_ads.size import split_size, without_size
from adops.rules.package_ads.trouble import ValueTrouble

ASKED = re.compile(r"特批|特殊审批")
NOT_ASKED = re.compile(r"记录表|台账")
KIND = re.compile(r"商广|内广")
# letters and a digit, no part of an address
CODE = re.compile(
    r"(?<![A-Z0-9_@./-])(?=[A-Z-]*[0-9])(?=[0-9-]*[A-Z])[A-Z0-9][A-Z0-9-]{3,39}(?![A-Z0-9_@/-]|\.\w)"
)
MOST_CODES = 50
SLOTS = (Label.SLOT, "广告位")
REASONS = ("特批原因", "特批理由", "申请原因", "申请理由", "原因", "理由")
LABELS = Vocabulary((*Label, *SLOTS, *REASONS, "业务类型", "广告位编号"))


def is_asking(subject: str, text: str) -> bool:
    """Whether its subject, or the first line of a text without one, speaks of an approval; the
    weekly ledger only lists them."""
    first = next((line.text for line in lines_of(text) if line.text), "")
    words = fold(subject) or first
    return ASKED.search(words) is not None and NOT_ASKED.search(words) is None


def asks_of(subject: str, text: str) -> tuple[ApprovalAsk, ...]:
    """What the mail itself asks, one a creative; one that says nothing in labels is still one."""
    own = [line for line in lines_of(text) if line.depth == 0]
    words = "\n".join([fold(subject), *(line.text for line in own)])
    blocks = list(_blocks(said_in(own, LABELS)))
    kinds = set(KIND.findall(words))
    kind = kinds.pop() if len(kinds) == 1 else ""
    if not blocks:
        return (ApprovalAsk(kind=kind, codes=_codes(words)),)
    return tuple(_ask(block, kind, _codes(words)) for block in blocks)


def _blocks(said: Sequence[Said]) -> Iterator[list[Said]]:
    """A label that was said begins the next creative."""
    block: list[Said] = []
    for one in said:
        if any(one.label == other.label for other in block):
            yield block
            block = []
        block.append(one)
    if block:
        yield block


def _ask(block: Sequence[Said], kind: str, codes: tuple[str, ...]) -> ApprovalAsk:
    said = {one.label: one.value for one in block}
    slot, width, height = _slot(_first(said, SLOTS))
    named = KIND.search(said.get("业务类型", ""))
    return ApprovalAsk(
        contract_no=folded(_first(said, (Label.CONTRACT_NO, Label.PROJECT_NO))),
        contract_name=_first(said, (Label.CONTRACT_NAME, Label.PROJECT_NAME)),
        slot_name=slot,
        width=width,
        height=height,
        kind=named[0] if named else kind,
        reason=_first(said, REASONS),
        line=block[0].line,
        codes=codes,
    )


def _first(said: dict[str, str], labels: Sequence[str]) -> str:
    return next((said[label] for label in labels if said.get(label)), "")


def _slot(name: str) -> tuple[str, int | None, int | None]:
    try:
        return split_size(name)
    except ValueTrouble:
        return without_size(name), None, None


def _codes(words: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(CODE.findall(words.upper())))[:MOST_CODES]
