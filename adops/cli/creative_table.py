"""The result of `creative check` for people: one block a creative, findings in words."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, TextIO

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from adops.cli.creative_words import said
from adops.domain.creative import CreativeFacts
from adops.domain.finding import Finding, Severity, Verdict
from adops.domain.mending import MendedFile
from adops.domain.slot import SlotSpec
from adops.phrases.creative import SEVERITIES, place, weight
from adops.phrases.mending import alike_words, mends_words
from adops.phrases.video import film
from adops.phrases.wording import ZH
from adops.phrases.words import VERDICTS

if TYPE_CHECKING:
    from adops.cli.creative import Reviewed

COLOURS = {
    Verdict.PASS: "green",
    Verdict.WARN: "yellow",
    Verdict.NEEDS_APPROVAL: "magenta",
    Verdict.REJECT: "red",
}
NARROW = 100


def show(done: "Sequence[Reviewed]", spec: SlotSpec, out: TextIO) -> None:
    """Writes the blocks, and a last line that counts when there are several."""
    console = Console(file=out, highlight=False)
    if not console.is_terminal:
        console.width = NARROW
    for one in done:
        _show_one(one, spec, console)
    if len(done) > 1:
        counts = [
            f"{VERDICTS[verdict.value]} {sum(one.verdict is verdict for one in done)}"
            for verdict in Verdict
        ]
        console.print(f"共 {len(done)} 个创意：{'，'.join(counts)}")


def _show_one(one: "Reviewed", spec: SlotSpec, console: Console) -> None:
    colour = COLOURS[one.verdict]
    verdict = f"[bold {colour}]{VERDICTS[one.verdict.value]}[/]"
    console.print(f"[bold]{escape(one.file)}[/]  {escape(spec.code)}  {verdict}", soft_wrap=True)
    for part, facts in one.facts.items():
        console.print(f"  {place(part)}：{_measured(facts)}", soft_wrap=True)
    if one.findings:
        table = Table(box=None, show_header=False, padding=(0, 1, 0, 1))
        table.add_column(no_wrap=True)
        table.add_column(overflow="fold")
        for finding in one.findings:
            table.add_row(_severity(finding), escape(said(finding)))
        console.print(table)
    for offer in one.offers:
        console.print(f"  {_offered(offer)}", soft_wrap=True)
    console.print()


def _offered(offer: MendedFile) -> str:
    """What `creative submit --take-suggestion` would hand in instead."""
    name, size = escape(offer.facts.name), weight(offer.facts.size)
    alike = f"相似度 {offer.similarity:.3f}（{alike_words(offer.similarity)}）"
    done = mends_words(offer.mends, offer.facts.format or "")
    needs = "，仍需特批" if offer.verdict is Verdict.NEEDS_APPROVAL else ""
    mark = f"[green]改好的文件[/] {place(offer.part)}"
    return f"{mark} {name}：{size}，{alike}；{done}{needs}（提交时加 --take-suggestion 采用）"


def _severity(finding: Finding) -> str:
    colour = COLOURS[Verdict(finding.severity.value)]
    mark = "!" if finding.severity is Severity.WARN else "×"
    return f"[{colour}]{mark} {SEVERITIES[ZH][finding.severity.value]}[/]"


def _measured(facts: CreativeFacts) -> str:
    said = [facts.format or "未知格式"]
    if facts.width:
        said.append(f"{facts.width}×{facts.height}")
    said.append(weight(facts.size))
    if facts.animation is not None:
        said.append(f"{facts.frames} 帧，一轮 {facts.seconds:g} 秒")
    if facts.video is not None:
        said.append(film(facts.video))
    return "，".join(said)
