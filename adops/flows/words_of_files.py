"""Words of files that are looked at and not kept: read at once, held against the advertising law
together with the copy (rules.md §5, Content)."""

from collections.abc import Callable, Iterator, Mapping

from adops.domain.content import Lexicon, Line, Passage, Source
from adops.domain.creative import CreativeFacts
from adops.domain.finding import Finding
from adops.errors import OutsideError
from adops.gateways.ocr import READABLE
from adops.rules.content import findings_of_hits, not_read, scan
from adops.rules.text import copy_with

Read = Callable[[bytes], tuple[Line, ...]]


class WordsOfFiles:
    """Finds what the words of creatives say; each picture is read once, by its SHA-256.

    `lexicon` is asked when there are words; `read` None leaves the pictures' words out.
    """

    def __init__(
        self, lexicon: Callable[[], Lexicon], *, copy: str | None, read: Read | None
    ) -> None:
        self._lexicon, self._copy, self._read = lexicon, copy, read
        self._known: dict[str, tuple[Line, ...] | None] = {}

    def found(
        self, files: Mapping[str, CreativeFacts], contents: Mapping[str, bytes]
    ) -> tuple[Finding, ...]:
        """Hits of one creative in copy, text files and pictures, with the boxes on the pictures;
        `check.not_done` for a picture that could not be read. `contents` are bytes by part."""
        pictures = {
            part: self._lines(facts.sha256, contents[part])
            for part, facts in files.items()
            if self._read is not None and facts.format in READABLE and facts.trouble is None
        }
        passages = [*self._written(files)]
        passages += [
            Passage(Source.PICTURE, part, lines, files[part].sha256)
            for part, lines in pictures.items()
            if lines
        ]
        hits = findings_of_hits(scan(passages, self._lexicon())) if passages else ()
        return (*hits, *(not_read(part) for part, lines in pictures.items() if lines is None))

    def _written(self, files: Mapping[str, CreativeFacts]) -> Iterator[Passage]:
        """The copy, and what a text link says."""
        said = copy_with(self._copy or "", files)
        lines = [Line(line) for line in said.splitlines() if line.strip()]
        if lines:
            yield Passage(Source.COPY, Source.COPY.value, tuple(lines))

    def _lines(self, sha256: str, content: bytes) -> tuple[Line, ...] | None:
        """None where it could not be read."""
        if sha256 not in self._known:
            self._known[sha256] = self._asked(content)
        return self._known[sha256]

    def _asked(self, content: bytes) -> tuple[Line, ...] | None:
        assert self._read is not None
        try:
            return self._read(content)
        except OutsideError:
            return None
