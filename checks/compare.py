"""What a load shows in a slot, compared with the creatives: by bytes, else by picture or text.

Runs in a thread: decoding and comparing release the loop that drives the browser.
"""

import base64
import hashlib
import unicodedata
from binascii import Error as Base64Error
from collections import OrderedDict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from difflib import SequenceMatcher
from threading import Lock
from urllib.parse import unquote_to_bytes

from PIL import Image

from adops.catalog.checks import CheckConfig, HouseAds
from adops.domain.facts import ExpectedCreative, ExpectedPart, SlotOnPage
from adops.errors import MissingError
from checks.film import read_film
from checks.picture import Creative, cut, is_flat, open_page, read_creative, similarity
from checks.probe import Box, PageLoad, SlotFacts
from checks.sight import Match, Sight

PICTURES = frozenset({"jpg", "jpeg", "png", "gif", "webp", "avif", "mp4", "webm"})
MAGIC = (b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"RIFF")
KEPT = 128


class Library:
    """Approved creatives by hash, decoded once and kept while they are used. `read` fetches a
    file; what is not there can't be compared, until it is. Raises OutsideError where the store is
    away: that says nothing of a creative."""

    def __init__(self, read: Callable[[str], bytes]) -> None:
        self._read = read
        self._kept: OrderedDict[str, Creative | None] = OrderedDict()
        self._lock = Lock()

    def creative(self, sha256: str) -> Creative | None:
        """The decoded file; None when it is no picture or film, or not there."""
        with self._lock:
            if sha256 in self._kept:
                self._kept.move_to_end(sha256)
                return self._kept[sha256]
        try:
            content = self._read(sha256)
            found = read_creative(content) or read_film(content)
        except MissingError:
            return None
        with self._lock:
            self._kept[sha256] = found
            while len(self._kept) > KEPT:
                self._kept.popitem(last=False)
        return found

    def text(self, creative: ExpectedCreative) -> str:
        """The declared words of a text link, else those of its file."""
        if creative.copy:
            return creative.copy
        try:
            return self._read(creative.parts[0].sha256).decode("utf-8", "replace")
        except (MissingError, IndexError):
            return ""


class Comparer:
    """Compares the slots of one load with the creatives expected there."""

    def __init__(self, load: PageLoad, library: Library, config: CheckConfig) -> None:
        self._load, self._library, self._config = load, library, config
        self._decoded: Image.Image | None = None

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
        shas = self._bytes_shown(facts)
        expected = [one for booking in slot.bookings for one in booking.creatives]
        matches = self._matches(_only(expected, part), facts, shas)
        known = any((one.similarity or 0) >= self._config.similarity.same for one in matches)
        ended = () if known else self._matches(_only(slot.ended, part), facts, shas)
        flat = not known and not facts.text and self._is_flat(facts)
        torn, unpainted = (
            (False, False) if known else self._doubts(_only(expected, part), facts, flat)
        )
        return Sight(
            load=number,
            facts=facts,
            matches=matches,
            ended=ended,
            flat=flat,
            house=_is_house(self._config.house_ads, slot.house, facts, shas),
            part=part,
            disturbed=self._load.is_disturbed,
            unfinished=self._load.is_unfinished,
            torn=torn,
            unpainted=unpainted,
        )

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
            best = max(found, key=_likeness, default=None)
            if best is None:
                pieces.append(self._gone(number, facts, part))
                continue
            left.remove(best.facts)
            pieces.append(best)
        whole = self._one(number, slot, facts, "")
        return replace(whole, pieces=tuple(pieces), unpainted=False)

    def _doubts(
        self, expected: Iterable[ExpectedCreative], facts: SlotFacts, flat: bool
    ) -> tuple[bool, bool]:
        """Whether the file that was served can't be decoded; and whether the picture can't be
        trusted: the file itself is what was booked, or a frame of another site, painted by a
        process of its own, came out blank."""
        main = facts.main
        if main is None or main.state != "ok" or main.kind == "iframe":
            return False, False
        content = self._load.file_of(main.url) or self._load.file_of(main.poster) or b""
        file = read_creative(content) if content else None
        if file is None:
            torn = content.startswith(MAGIC)
            blurred = flat or self._load.scale > 1
            return torn, not torn and blurred and any(one.cross for one in facts.holders)
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
        return any(similarity(one, shown[0]) >= allowed for one in known if one)

    def _is_flat(self, facts: SlotFacts) -> bool:
        seen = self._cut(facts.ad_box)
        return not facts.holds if seen is None else is_flat(seen)

    def _matches(
        self,
        creatives: Iterable[ExpectedCreative],
        facts: SlotFacts,
        shas: frozenset[str],
    ) -> tuple[Match, ...]:
        """Best first. What has the same files as one that was compared is as alike: a change of
        link, of which both may be expected."""
        found: list[Match] = []
        compared: dict[tuple[str, ...], Match] = {}
        for creative in creatives:
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
        ours, theirs = _plain(self._library.text(creative)), _plain(facts.text)
        alike = SequenceMatcher(None, ours, theirs, autojunk=False).ratio() if theirs else 0.0
        ids = creative.creative_id, creative.booking_id
        return Match(*ids, round(alike, 3), is_text=True)

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
        if part.sha256 in shas and _is_whole(facts, part):
            return 1.0
        if part.format not in PICTURES:
            return None
        creative = self._library.creative(part.sha256)
        if creative is None:
            return None
        seen = self._cut(facts.ad_box)
        if seen is None:
            return None if facts.main and facts.main.box.area else 0.0
        if facts.main is None and facts.text:
            return 0.0
        marks, bounds = (*facts.marks, *facts.over), self._config.similarity
        found = similarity(creative, seen, marks_on(marks, facts.ad_box), doubt=bounds.doubt)
        unread = facts.main is None and found < bounds.same
        return None if unread else found

    def _bytes_shown(self, facts: SlotFacts) -> frozenset[str]:
        main = facts.main
        if main is None or main.state != "ok":
            return frozenset()
        urls = [url for url in (main.url, main.poster) if url]
        found = frozenset().union(*(self._load.bytes_of(url) for url in urls))
        inline = [_inline(url) for url in urls if url.startswith("data:")]
        one = found | {sha for sha in inline if sha}
        return one if len(one) == 1 else frozenset()


def _only(creatives: Iterable[ExpectedCreative], part: str) -> list[ExpectedCreative]:
    """The creatives with that one part only; an empty name stands for all."""
    if not part:
        return list(creatives)
    found = [(one, tuple(file for file in one.parts if file.part == part)) for one in creatives]
    return [replace(one, parts=files) for one, files in found if files]


def _likeness(sight: Sight) -> float:
    best = sight.best
    return (best.similarity or 0.0) if best else 0.0


def _also(match: Match, creative: ExpectedCreative) -> Match:
    """The same of another creative with the same files."""
    return replace(match, creative_id=creative.creative_id, booking_id=creative.booking_id)


def _is_whole(facts: SlotFacts, part: ExpectedPart) -> bool:
    """Whether the served file is shown whole; a background may show a piece of it only."""
    main = facts.main
    if main is None or main.kind != "background":
        return main is not None
    box = main.box
    return abs(box.width - part.width) <= 2 and abs(box.height - part.height) <= 2


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


def _is_house(
    house: HouseAds, remembered: frozenset[str], facts: SlotFacts, shas: frozenset[str]
) -> bool:
    """By config's files and beginnings of addresses, or by what the station remembers."""
    urls = [one.url for one in facts.holders if one.url]
    known = remembered.union(house.sha256)
    return not known.isdisjoint(shas.union(urls)) or any(
        url.startswith(prefix) for url in urls for prefix in house.urls
    )


def _inline(url: str) -> str | None:
    """SHA-256 of what a data: address holds."""
    head, _, body = url.partition(",")
    try:
        raw = unquote_to_bytes(body)
        content = base64.b64decode(raw) if head.endswith(";base64") else raw
    except (Base64Error, ValueError):
        return None
    return hashlib.sha256(content).hexdigest()


def _plain(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())
