"""What a load shows in a slot, compared with the creatives: by bytes, else by picture or text.

Runs in a thread: decoding and comparing release the loop that drives the browser.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import replace

from PIL import Image

from adops.catalog.checks import CheckConfig
from adops.domain.facts import ExpectedCreative, ExpectedPart, SlotOnPage
from checks.background import is_anywhere, is_whole, natural_of, painted
from checks.house import is_house
from checks.library import Library
from checks.package import HTML5, Package
from checks.picture import (
    Creative,
    copied,
    cut,
    is_flat,
    open_page,
    read_creative,
    shrunk,
    similarity,
)
from checks.probe import Box, PageLoad, SlotFacts, inline
from checks.sight import Match, Sight
from checks.skin import is_skin, skin_likeness
from checks.through import shown_part
from checks.words import alike

PICTURES = frozenset({"jpg", "jpeg", "png", "gif", "webp", "avif", "mp4", "webm"})
MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
UNLIKE = 0.01  # so much less than the same is a text that is not
MOST_LOOKED_AT = 12
"""Creatives whose time is over that are compared by picture or words, which costs; the latest."""


class Comparer:
    """Compares the slots of one load with the creatives expected there."""

    def __init__(self, load: PageLoad, library: Library, config: CheckConfig) -> None:
        self._load, self._library, self._config = load, library, config
        self._decoded: Image.Image | None = None
        self._files: dict[str | None, Creative | None] = {}

    def _cut(self, box: Box) -> Image.Image | None:
        """The page picture is decoded only when bytes do not tell."""
        if self._decoded is None:
            self._decoded = open_page(self._load.picture)
        return cut(self._decoded, box, self._load.scale)

    def sight(self, number: int, slot: SlotOnPage, facts: SlotFacts) -> Sight:
        """The sight of one slot; `number` is the load's."""
        parts = self._config.form(slot.form).together
        if len(parts) > 1 and slot.bookings and facts.holds:
            return self._together(number, slot, facts, parts)
        return self._one(number, slot, facts, "")

    def _one(self, number: int, slot: SlotOnPage, facts: SlotFacts, part: str) -> Sight:
        if not facts.found:
            return self._gone(number, facts, part)
        facts = self._painted(facts)
        shas = self._bytes_shown(facts)
        expected = [one for booking in slot.bookings for one in booking.creatives]
        is_under = facts.hidden_by == "covered"
        facts = self._through(facts, _only(expected, part))
        is_under &= facts.hidden_by is None
        matches = self._matches(_only(expected, part), facts, shas)
        facts = self._framed(facts, expected, matches)
        known = [one for one in matches if self._is_same(one)]
        if is_under and not known:
            facts = replace(facts, unread="cover")
        over = () if known else _worth_comparing(_only(slot.ended, part), shas)
        ended = self._matches(over, facts, shas)
        flat = not known and not facts.text and self._is_flat(facts)
        torn, unpainted = (
            (False, known[0].is_text and self._is_unwritten(facts))
            if known
            else self._doubts(_only(expected, part), facts, flat)
        )
        return Sight(
            load=number,
            facts=facts,
            matches=matches,
            ended=ended,
            flat=flat,
            house=is_house(self._config.house_ads, slot.house, facts, shas),
            part=part,
            disturbed=self._load.is_disturbed,
            unfinished=self._load.is_unfinished,
            torn=torn,
            unpainted=unpainted,
        )

    def _painted(self, facts: SlotFacts) -> SlotFacts:
        """The slot with the box that its background takes, where that can be told."""
        main = facts.main
        if main is None or main.paint is None:
            return facts
        content = self._load.file_of(main.url) or inline(main.url) or b""
        main = painted(main, natural_of(content))
        if self._load.scale > 1 and main.uncut:  # no phone is wide enough to show more
            main = replace(main, whole=False, uncut=None)
        return replace(facts, main=main, ad_box=main.box)

    def _is_same(self, match: Match) -> bool:
        bounds = self._config.text_similarity if match.is_text else self._config.similarity
        return (match.similarity or 0) >= bounds.same

    def _framed(
        self, facts: SlotFacts, expected: Iterable[ExpectedCreative], matches: Sequence[Match]
    ) -> SlotFacts:
        """What is judged: the whole frame where a package is expected, unless it shows a picture
        that is expected too."""
        packed = {
            one.creative_id: part for one in expected for part in one.parts if part.format == HTML5
        }
        seen = next((one for one in matches if one.similarity is not None), None)
        likely = seen is not None and (seen.similarity or 0) >= self._config.similarity.other
        if not packed or (seen and likely and seen.creative_id not in packed):
            return facts
        part = packed.get(seen.creative_id if seen else 0) or next(iter(packed.values()))
        return facts.framed(part.width, part.height)

    def _through(self, facts: SlotFacts, expected: Sequence[ExpectedCreative]) -> SlotFacts:
        """What covers an ad and may be see-through hides as much of it as the page's picture does
        not show; where that is not to be told, a person looks."""
        parts = [part for one in expected for part in one.parts]
        if facts.hidden_by != "covered" or not facts.thin or not parts or not facts.holds:
            return facts
        seen = self._cut(facts.ad_box)
        known = [self._library.creative(one.sha256) for one in parts if one.format in PICTURES]
        if seen is None or not all(known) or len(known) < len(parts):
            return replace(facts, unread="cover")
        most = max(shown_part(one, seen) for one in known if one)
        return replace(facts, hidden_by=None, shown=most, over=()) if most > 0.5 else facts

    def _gone(self, number: int, facts: SlotFacts, part: str) -> Sight:
        return Sight(
            number,
            replace(facts, found=False),
            flat=True,
            part=part,
            disturbed=self._load.is_disturbed,
            unfinished=self._load.is_unfinished,
        )

    def _together(
        self, number: int, slot: SlotOnPage, facts: SlotFacts, parts: Sequence[str]
    ) -> Sight:
        """Each part by the box that is most like it; no box stands for two."""
        left = list(facts.pieces) or [facts]
        pieces: list[Sight] = []
        for part in parts:
            found = [self._one(number, slot, piece, part) for piece in left]
            if not found:
                pieces.append(self._gone(number, facts, part))
                continue
            best = max(range(len(found)), key=lambda one: _likeness(found[one]))
            del left[best]
            pieces.append(found[best])
        whole = self._one(number, slot, facts, "")
        return replace(whole, pieces=tuple(pieces), unpainted=False)

    def _doubts(
        self, expected: Iterable[ExpectedCreative], facts: SlotFacts, flat: bool
    ) -> tuple[bool, bool]:
        """Whether the file that was served can't be decoded; and whether the picture can't be
        trusted: the file itself is what was booked, or a frame of another site, painted by a
        process of its own, came out blank."""
        main = facts.main
        cross = any(one.cross for one in facts.holders)
        if main is None or main.state != "ok":
            return False, False
        if main.kind == "iframe":
            packed = any(part.format == HTML5 for one in expected for part in one.parts)
            return False, packed and flat and cross
        content = self._load.file_of(main.url) or b""
        file = self._file(main.url if content else main.poster)
        if file is None:
            torn = (content or self._load.file_of(main.poster) or b"").startswith(MAGIC)
            blurred = flat or self._load.scale > 1
            return torn, not torn and blurred and cross
        return False, self._is_booked(expected, file)

    def _is_booked(self, expected: Iterable[ExpectedCreative], file: Creative) -> bool:
        shown = [frame.convert("RGB") for frame in file.pick([0])]
        known = (
            self._library.creative(part.sha256)
            for creative in expected
            for part in creative.parts
            if part.format in PICTURES
        )
        allowed = self._config.similarity.same
        found = (max(similarity(one, shown[0]), shrunk(one, shown[0])) for one in known if one)
        return any(one >= allowed for one in found)

    def _is_flat(self, facts: SlotFacts) -> bool:
        seen = self._cut(facts.ad_box)
        return not facts.holds if seen is None else is_flat(seen)

    def _is_unwritten(self, facts: SlotFacts) -> bool:
        """Whether nothing is painted where the words are: they have the colour of their ground, or
        are hidden in a way that nobody foresaw."""
        seen = self._cut(facts.words) if facts.words and not facts.hidden_by else None
        return seen is not None and is_flat(seen)

    def _matches(
        self,
        creatives: Iterable[ExpectedCreative],
        facts: SlotFacts,
        shas: frozenset[str],
    ) -> tuple[Match, ...]:
        """Best first. What has the same files as one that was compared is as alike: a change of
        link, of which both may be expected. What was served comes first: a picture may show the
        next one already."""
        found: list[Match] = []
        compared: dict[tuple[str, ...], Match] = {}
        for creative in sorted(creatives, key=lambda one: not _is_served(one, shas)):
            files = tuple(part.sha256 for part in creative.parts)
            if files and files in compared:
                found.append(_also(compared[files], creative))
            elif not any(one.similarity == 1.0 for one in found):
                found.append(self._match(creative, facts, shas))
                compared[files] = found[-1]
        return tuple(sorted(found, key=lambda one: -(one.similarity or 0)))

    def _match(self, creative: ExpectedCreative, facts: SlotFacts, shas: frozenset[str]) -> Match:
        if not creative.parts or all(part.format == "text" for part in creative.parts):
            return self._text(creative, facts)
        return self._picture(creative, facts, shas)

    def _text(self, creative: ExpectedCreative, facts: SlotFacts) -> Match:
        """Words are the same or they are not: one digit is another telephone."""
        found = alike(self._library.text(creative), facts.text)
        most = self._config.text_similarity.same - UNLIKE
        ids = creative.creative_id, creative.booking_id
        return Match(*ids, found if found == 1.0 else round(min(found, most), 3), is_text=True)

    def _picture(
        self,
        creative: ExpectedCreative,
        facts: SlotFacts,
        shas: frozenset[str],
    ) -> Match:
        """The part of the creative that it is most like."""
        ids = creative.creative_id, creative.booking_id
        found = [
            Match(*ids, self._part(part, facts, shas), part.width, part.height)
            for part in creative.parts
        ]
        return max(found, key=lambda one: -1 if one.similarity is None else one.similarity)

    def _part(
        self,
        part: ExpectedPart,
        facts: SlotFacts,
        shas: frozenset[str],
    ) -> float | None:
        if part.sha256 in shas and is_whole(facts.main, part):
            return 1.0
        if part.format == HTML5:
            return self._packed(part, facts)
        if part.format not in PICTURES or is_anywhere(facts.main, part):
            return None
        creative = self._library.creative(part.sha256)
        copy = self._copied(creative, part, facts) if creative else 0.0
        return copy if copy >= self._config.similarity.same else self._like(part, facts)

    def _like(self, part: ExpectedPart, facts: SlotFacts) -> float | None:
        """By the page's picture, where both can be compared."""
        creative = self._library.creative(part.sha256) if part.format in PICTURES else None
        if creative is None or facts.turned:
            return None
        seen = self._cut(facts.ad_box)
        if seen is None:
            return None if facts.main and facts.main.box.area else 0.0
        if facts.main is None and facts.text:
            return 0.0
        marks, bounds = (*facts.marks, *facts.over), self._config.similarity
        parts, main = marks_on(marks, facts.ad_box), facts.main
        if main and is_skin(main):
            return skin_likeness(creative, main, seen, self._file(main.url), parts)
        found = similarity(creative, seen, parts, doubt=bounds.doubt)
        unread = facts.main is None and found < bounds.same
        return None if unread else found

    def _copied(self, creative: Creative, part: ExpectedPart, facts: SlotFacts) -> float:
        """How like the creative the file is that was served: a browser shows a copy as truly as the
        file itself. 0 where that is not to be told px by px."""
        main = facts.main
        if main is None or main.state != "ok" or not is_whole(main, part):
            return 0.0
        file = self._file(main.url)
        return copied(creative, file) if file else 0.0

    def _file(self, url: str | None) -> Creative | None:
        """The only file that came from that address, decoded; None where it is no picture."""
        if url not in self._files:
            content = self._load.file_of(url) if url else None
            self._files[url] = read_creative(content) if content else None
        return self._files[url]

    def _packed(self, part: ExpectedPart, facts: SlotFacts) -> float | None:
        """By the bytes of its files; else by the picture that was kept of it, where one that is
        unlike says something."""
        package = self._library.package(part)
        if package is None:
            return None
        urls = [one.url for one in facts.frames]
        if any(package.is_served(self._load, url) for url in urls):
            return 1.0
        facts = facts.framed(part.width, part.height)
        seen = self._cut(facts.ad_box)
        if package.picture is None or seen is None:
            return None
        bounds, marks = self._config.similarity, marks_on((*facts.marks, *facts.over), facts.ad_box)
        found = similarity(package.picture, seen, marks, doubt=bounds.doubt)
        if found >= bounds.other or self._is_another(package, part, facts, is_flat(seen)):
            return found
        return None

    def _is_another(
        self, package: Package, part: ExpectedPart, facts: SlotFacts, flat: bool
    ) -> bool:
        """Whether what is unlike the picture of a package is surely not that package: it can show
        this one picture only, in this size; the browser's picture can be trusted; and what came is
        nothing of it, or a picture of it that was exchanged for another."""
        main, urls = facts.main, [one.url for one in facts.frames]
        blurred = flat or self._load.scale > 1
        if main is None or main.state != "ok" or not main.fits(part.width, part.height):
            return False
        if not package.is_still or (blurred and any(one.cross for one in facts.holders)):
            return False
        if not urls:  # a picture by itself, of which every byte is known
            came = self._load.bytes_of(main.url) if main.kind == "img" else frozenset()
            return len(came) == 1 and not package.holds(came)
        kin = package.is_kin(self._load, urls)
        return not kin or package.is_exchanged(self._load, urls, self._config.similarity.other)

    def _bytes_shown(self, facts: SlotFacts) -> frozenset[str]:
        main = facts.main
        if main is None or main.state != "ok":
            return frozenset()
        urls = [url for url in (main.url, main.poster) if url]
        found = frozenset().union(*(self._load.bytes_of(url) for url in urls))
        held = [content for url in urls if (content := inline(url)) is not None]
        one = found | {hashlib.sha256(content).hexdigest() for content in held}
        return one if len(one) == 1 else frozenset()


def _only(creatives: Iterable[ExpectedCreative], part: str) -> list[ExpectedCreative]:
    """The creatives with that one part only; an empty name stands for all."""
    if not part:
        return list(creatives)
    found = [(one, tuple(file for file in one.parts if file.part == part)) for one in creatives]
    return [replace(one, parts=files) for one, files in found if files]


def _is_served(creative: ExpectedCreative, shas: frozenset[str]) -> bool:
    return any(part.sha256 in shas for part in creative.parts)


def _worth_comparing(
    ended: Sequence[ExpectedCreative], shas: frozenset[str]
) -> list[ExpectedCreative]:
    """Of creatives whose time is over, the latest at the end: the file that was served is known
    whatever its age, others are compared as far as they stopped last. The latest first."""
    served = [one for one in ended if _is_served(one, shas)]
    others = [one for one in ended if one not in served]
    return [*served[::-1], *others[: -MOST_LOOKED_AT - 1 : -1]]


def _likeness(sight: Sight) -> float:
    best = sight.best
    return (best.similarity or 0.0) if best else 0.0


def _also(match: Match, creative: ExpectedCreative) -> Match:
    """The same of another creative with the same files."""
    return replace(match, creative_id=creative.creative_id, booking_id=creative.booking_id)


def marks_on(marks: Sequence[Box], ad: Box) -> list[Box]:
    """Boxes of marks as parts (0..1) of the ad's box."""
    if not ad.area:
        return []
    return [
        Box(
            (mark.x - ad.x) / ad.width,
            (mark.y - ad.y) / ad.height,
            mark.width / ad.width,
            mark.height / ad.height,
        )
        for mark in marks
    ]
