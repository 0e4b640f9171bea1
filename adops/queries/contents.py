"""Words of a creative as far as they are known, and what was decided about them (rules.md §5)."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlmodel import Session, col, select

from adops.domain.content import Box, Line, Passage, ReadState, Ruling, Source
from adops.domain.states import CreativeState
from adops.models import ContentDecision, Creative, CreativePart, LandingPage, PictureWords

READABLE = frozenset({"jpg", "png", "gif", "webp", "avif"})
"""Formats whose pictures are read."""

ENDED = frozenset({ReadState.DONE, ReadState.FAILED})
LANDING = "landing"
COPY = "copy"
Keys = tuple[str, str | None]
"""The key of a hit, and that of the same words in the copy."""
HOLDS = (CreativeState.SUBMITTED, CreativeState.CONFIRMED, CreativeState.LIVE)


@dataclass(frozen=True)
class WordsKnown:
    """What is known of a creative's words. `pictures` by part: those that are read, None where
    nobody asked yet; `landing` None likewise."""

    copy: str
    pictures: Mapping[str, PictureWords | None]
    landing: LandingPage | None

    @property
    def passages(self) -> tuple[Passage, ...]:
        """Copy, pictures and landing page, each with the words it has."""
        return tuple(passage for passage in self._all() if passage.lines)

    @property
    def pictures_ended(self) -> bool:
        """Whether every picture was read, or given up."""
        return all(one is not None and one.state in ENDED for one in self.pictures.values())

    @property
    def landing_ended(self) -> bool:
        """Whether the landing page came once, or was given up."""
        page = self.landing
        return page is not None and (page.state in ENDED or page.fetched_at is not None)

    @property
    def has_none(self) -> bool:
        """Whether the pictures were all read and no words are in them."""
        read = [one for one in self.pictures.values() if one is not None]
        done = all(one.state is ReadState.DONE and not one.lines for one in read)
        return bool(self.pictures) and len(read) == len(self.pictures) and done

    @property
    def read_text(self) -> str:
        """What OCR read, part by part."""
        return "\n".join(one.text for one in self._read() if one.lines)

    @property
    def _copy_was_read(self) -> bool:
        """Whether the copy is what was read, to the letter: then it is judged on the picture, and
        nobody is asked twice for one word."""
        said = "".join(self.copy.split())
        return bool(said) and said == "".join(self.read_text.split())

    def _all(self) -> Iterable[Passage]:
        if not self._copy_was_read:
            yield Passage(Source.COPY, COPY, _plain(self.copy))
        yield from self._read()
        if self.landing is not None and self.landing.fetched_at is not None:
            yield Passage(Source.LANDING, LANDING, _plain(self.landing.text))

    def _read(self) -> Iterable[Passage]:
        for part, words in self.pictures.items():
            if words is not None and words.state is ReadState.DONE:
                yield Passage(Source.PICTURE, part, lines_of(words), words.sha256)


def words_known(
    session: Session, *, files: Mapping[str, tuple[str, str]], click_url: str, copy: str
) -> WordsKnown:
    """`files`: part → (SHA-256, format). Two queries."""
    shas = {part: sha for part, (sha, kind) in files.items() if kind in READABLE}
    query = select(PictureWords).where(col(PictureWords.sha256).in_(set(shas.values())))
    read = {one.sha256: one for one in session.exec(query)}
    return WordsKnown(
        copy=copy,
        pictures={part: read.get(sha) for part, sha in shas.items()},
        landing=landing_of(session, click_url),
    )


def words_of_parts(
    session: Session, creative: Creative, parts: Iterable[CreativePart]
) -> WordsKnown:
    """The words of a stored creative."""
    files = {part.part: (part.sha256, part.format) for part in parts}
    return words_known(session, files=files, click_url=creative.click_url, copy=creative.copy_text)


def landing_of(session: Session, url: str) -> LandingPage | None:
    """The landing page of a click address, if it was ever asked for."""
    return session.exec(select(LandingPage).where(LandingPage.url == url)).first()


def lines_of(words: PictureWords) -> tuple[Line, ...]:
    """The stored lines."""
    return tuple(
        Line(row["text"], Box(*row["box"]) if row["box"] else None, row["score"])
        for row in words.lines
    )


def keys_of(findings: Iterable[Mapping[str, Any]]) -> list[Keys]:
    """The keys of the hits among stored findings."""
    return [(row["key"], row.get("also")) for row in findings if row.get("key")]


def decisions_of(
    session: Session, hits: Iterable[Keys], list_version: str
) -> dict[str, ContentDecision]:
    """The newest decision on each hit, by its own key, under that list of terms: when the list
    changes, it is asked anew (rules.md §5)."""
    asked = list(hits)
    names = {name for keys in asked for name in keys if name}
    query = (
        select(ContentDecision)
        .where(
            col(ContentDecision.hit_key).in_(names),
            ContentDecision.list_version == list_version,
        )
        .order_by(col(ContentDecision.id))
    )
    return _by_hit(asked, session.exec(query))


def _by_hit(
    hits: Iterable[Keys], decisions: Iterable[ContentDecision]
) -> dict[str, ContentDecision]:
    """Hit → its decision, the last one of `decisions` by either of its keys."""
    of = defaultdict(list)
    for key, also in hits:
        for name in filter(None, (key, also)):
            of[name].append(key)
    return {key: one for one in decisions for key in of[one.hit_key]}


def rulings_of_many(
    session: Session, creatives: Iterable[Creative]
) -> dict[int, dict[str, Ruling]]:
    """How the hits of each creative were decided under the list it was held against; one query."""
    found = list(creatives)
    keys = {name for one in found for hit in keys_of(one.findings) for name in hit if name}
    query = select(ContentDecision).where(col(ContentDecision.hit_key).in_(keys))
    decisions = list(session.exec(query.order_by(col(ContentDecision.id)))) if keys else []
    rulings = {}
    for one in found:
        under = [each for each in decisions if each.list_version == one.list_version]
        decided = _by_hit(keys_of(one.findings), under)
        rulings[one.id or 0] = {key: each.ruling for key, each in decided.items()}
    return rulings


def rulings_of(session: Session, hits: Iterable[Keys], list_version: str) -> dict[str, Ruling]:
    """How each hit was decided."""
    found = decisions_of(session, hits, list_version)
    return {key: decision.ruling for key, decision in found.items()}


def creatives_with_file(session: Session, sha256: str) -> list[int]:
    """Creatives that stand or may stand with that file."""
    query = (
        select(Creative.id)
        .join(CreativePart, col(CreativePart.creative_id) == Creative.id)
        .where(CreativePart.sha256 == sha256, col(Creative.state).in_(HOLDS))
        .order_by(col(Creative.id))
    )
    return [one for one in session.exec(query) if one is not None]


def creatives_with_link(session: Session, url: str) -> list[int]:
    """Creatives that stand or may stand with that click address."""
    query = select(Creative.id).where(Creative.click_url == url, col(Creative.state).in_(HOLDS))
    return [one for one in session.exec(query.order_by(col(Creative.id))) if one is not None]


def standing_links(session: Session) -> list[str]:
    """The click addresses of all creatives that stand or may stand."""
    query = select(Creative.click_url).where(col(Creative.state).in_(HOLDS)).distinct()
    return list(session.exec(query))


def pending_ones(session: Session) -> list[Creative]:
    """Creatives whose confirmation waits for a decision or for words."""
    query = select(Creative).where(
        Creative.state == CreativeState.SUBMITTED, col(Creative.clicked_at).is_not(None)
    )
    return list(session.exec(query.order_by(col(Creative.id))))


def _plain(text: str) -> tuple[Line, ...]:
    return tuple(Line(line) for line in text.splitlines() if line.strip())
