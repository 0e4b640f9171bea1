"""What the OCR and the list say of the drawn ads against what a person reads in them, as
docs/review-words.md."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from adops.demo.fonts import font_file
from adops.domain.finding import Finding
from adops.flows.words_of_files import Read, WordsOfFiles
from adops.gateways.ocr import engine_name, read_words
from tests.adops.cases import measured
from tests.adops.drawn.ads import Ad
from tests.adops.drawn.press import Place
from tests.adops.rules.content.words import national

PAGE = Path(__file__).parents[3] / "docs" / "review-words.md"
PRECISION, RECALL = 0.97, 0.94
HEAD = """# Words on pictures

Ads that the tests draw, with what a person reads in them; each goes through the OCR and is held
against the national list (rules.md §5, Content). `python -m tests.adops.drawn` writes this page,
and a test holds that it is what comes out now, where font and engine are the same; everywhere it
holds precision and recall. The ads themselves: `tests/adops/drawn/ads.py`.
"""


class Looked(NamedTuple):
    """An ad, what was found in it, and where its words were drawn."""

    ad: Ad
    found: tuple[Finding, ...]
    places: tuple[Place, ...]

    @property
    def categories(self) -> set[str]:
        """What was found."""
        return {one.code.removeprefix("content.") for one in self.found}


class Counted(NamedTuple):
    """Categories over some ads: found and labelled, labelled only, found only."""

    right: int
    missed: int
    false: int

    @property
    def precision(self) -> float:
        """Of what was found, the part that was labelled."""
        return self.right / (self.right + self.false)

    @property
    def recall(self) -> float:
        """Of what was labelled, the part that was found."""
        return self.right / (self.right + self.missed)


def looked(ads: Iterable[Ad], read: Read = read_words) -> list[Looked]:
    """Every ad read once."""
    words = WordsOfFiles(national, copy=None, read=read)
    return [_looked(ad, words) for ad in ads]


def counted(done: Sequence[Looked]) -> Counted:
    """Over all of them."""
    return Counted(
        sum(len(one.ad.categories & one.categories) for one in done),
        sum(len(one.ad.categories - one.categories) for one in done),
        sum(len(one.categories - one.ad.categories) for one in done),
    )


def made_with() -> str:
    """What the figures depend on besides the product."""
    chosen = font_file("bold")
    font = Path(chosen.path).name if chosen else "no Chinese font"
    return f"Drawn in {font}, read by {engine_name()}."


def page(done: Sequence[Looked]) -> str:
    """The whole text."""
    return "\n".join([HEAD, made_with(), "", *_whole(done), *_categories(done), *_wrong(done), ""])


def _looked(ad: Ad, words: WordsOfFiles) -> Looked:
    drawn = ad.drawn()
    facts = measured(drawn.data)
    return Looked(ad, words.found({"main": facts}, {"main": drawn.data}), drawn.places)


def _whole(done: Sequence[Looked]) -> list[str]:
    all_, bad = counted(done), sum(bool(one.ad.wanted) for one in done)
    lines = [
        f"## {len(done)} ads: {bad} with something in them, {len(done) - bad} harmless",
        "",
        "| | measured | held |",
        "|---|---:|---:|",
        f"| precision | {all_.precision:.4f} | {PRECISION:.2f} |",
        f"| recall | {all_.recall:.4f} | {RECALL:.2f} |",
        "",
    ]
    for title, of in GROUPS:
        counts = Counter(of(one.ad) for one in done)
        wrong = Counter(of(one.ad) for one in done if one.categories != one.ad.categories)
        lines += [f"| {title} | ads | wrong |", "|---|---:|---:|"]
        lines += [f"| {name} | {counts[name]} | {wrong[name]} |" for name in sorted(counts)]
        lines.append("")
    return lines


def _categories(done: Sequence[Looked]) -> list[str]:
    names = sorted({name for one in done for name in one.ad.categories | one.categories})
    lines = [
        "## Categories",
        "",
        "| code | labelled | found | missed | false |",
        "|---|---:|---:|---:|---:|",
    ]
    for name in names:
        labelled = [name in one.ad.categories for one in done]
        found = [name in one.categories for one in done]
        right = sum(a and b for a, b in zip(labelled, found, strict=True))
        missed, false = sum(labelled) - right, sum(found) - right
        lines.append(f"| `content.{name}` | {sum(labelled)} | {right} | {missed} | {false} |")
    return [*lines, ""]


def _wrong(done: Sequence[Looked]) -> list[str]:
    wrong = [one for one in done if one.categories != one.ad.categories]
    lines = [
        f"- {one.ad.name}: labelled {one.ad.wanted or 'harmless'}, "
        f"found {' '.join(sorted(one.categories)) or 'nothing'}"
        for one in wrong
    ]
    return ["## What came out wrong", "", *(lines or ["Nothing."])]


GROUPS: tuple[tuple[str, Callable[[Ad], str]], ...] = (
    ("size", lambda ad: f"{ad.size[0]}×{ad.size[1]}"),
    ("ground and ink", lambda ad: ad.look),
    ("set in", lambda ad: ad.way),
    ("file", lambda ad: ad.kind),
)
