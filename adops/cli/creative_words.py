"""The words of `creative check`: who reads them, how far it is, where they stand (rules.md §5)."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from adops.cli.progress import progress
from adops.domain.content import Lexicon
from adops.domain.finding import Finding
from adops.domain.form import MAIN
from adops.flows.words_of_files import WordsOfFiles
from adops.gateways.ocr import read_words
from adops.phrases.creative import as_data, message


def words_of(lexicon: Callable[[], Lexicon], copy: str | None, *, reads: bool) -> WordsOfFiles:
    """What finds them: in the copy, in text links and, where it `reads`, in the pictures."""
    return WordsOfFiles(lexicon, copy=copy, read=read_words if reads else None)


def one_by_one(
    groups: Sequence[Mapping[str, Path]], *, quiet: bool
) -> Iterator[tuple[str, Mapping[str, Path]]]:
    """The creatives by the name they go by; of several a terminal shows how far it is."""
    with progress("审核", quiet=quiet or len(groups) < 2) as told:
        for number, group in enumerate(groups):
            name = str(group.get(MAIN) or next(iter(group.values())))
            if told:
                told(number, len(groups), name)
            yield name, group
        if told:
            told(len(groups), len(groups), "")


def finding_data(finding: Finding) -> dict[str, Any]:
    """The JSON of interfaces.md; words on a picture with their `box`: left, top, right, bottom in
    px."""
    data = as_data(finding)
    return data if finding.box is None else data | {"box": list(finding.box)}


def said(finding: Finding) -> str:
    """The sentence, with the place on the picture."""
    if finding.box is None:
        return message(finding)
    left, top, right, bottom = finding.box
    return f"{message(finding)}（图上 {left},{top} 至 {right},{bottom}）"
