"""One row of the corpus, and the slots that the rows are judged for."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from adops.domain.finding import verdict_of
from adops.domain.slot import Owner, PartSpec, SlotSpec
from adops.rules.review import review
from tests.adops.cases import TERMS, measured, slot

KB = 1024
EVERYTHING = ("jpg", "png", "gif", "webp", "avif", "mp4", "webm")
BANNER = slot(formats=EVERYTHING)
STRICT = slot(formats=EVERYTHING, owner=Owner.SINA)
ROOMY = slot(formats=EVERYTHING, parts=(PartSpec("main", 950, 90, 4096 * KB),))
LINK = "https://example.com/loupan"


class File(NamedTuple):
    """A file as it is handed in; it is made when it is looked at."""

    name: str
    make: Callable[[], bytes]
    declared: str | None = None


class Label(NamedTuple):
    """What a person says must come out: the verdict, and every code, each as often as it is."""

    verdict: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """`label`: the verdict and the codes with spaces between, as `reject size.wrong`."""

    name: str
    spec: SlotSpec
    label: str
    files: Mapping[str, File]
    click_url: str | None = LINK
    copy: str | None = "云溪花园"

    @property
    def wanted(self) -> Label:
        """The label, read."""
        verdict, *codes = self.label.split()
        return Label(verdict, tuple(sorted(codes)))

    def judged(self) -> Label:
        """What the product says."""
        facts = {
            part: measured(one.make(), one.name, one.declared) for part, one in self.files.items()
        }
        findings = review(facts, self.spec, self.click_url, self.copy, terms=TERMS)
        codes = tuple(sorted(finding.code for finding in findings))
        return Label(verdict_of(findings).value, codes)


def main(
    title: str,
    label: str,
    name: str,
    make: Callable[[], bytes],
    spec: SlotSpec = ROOMY,
    declared: str | None = None,
) -> Row:
    """A creative of one file."""
    return Row(title, spec, label, {"main": File(name, make, declared)})


def sized(width: int, height: int, spec: SlotSpec = ROOMY) -> SlotSpec:
    """The same slot in another size."""
    limit = spec.parts[0].limit_bytes
    return slot(
        formats=spec.formats, owner=spec.owner, parts=(PartSpec("main", width, height, limit),)
    )


def table(rows: Iterable[tuple[str, str, str, Callable[[], bytes]]], spec: SlotSpec) -> list[Row]:
    """Rows of (title, label, file name, maker) for one slot."""
    return [main(title, label, name, make, spec) for title, label, name, make in rows]
