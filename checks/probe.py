"""What the browser is asked, and what it brings back. Values only: no browser, no disk, no clock.

All boxes are CSS px from the page's left upper corner at scroll position 0.
"""

import base64
from binascii import Error as Base64Error
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import unquote_to_bytes, urldefrag

from adops.domain.page_steps import PageStep
from adops.domain.slot import Device
from checks.har import Exchange

DOUBTED_LOADS = 2
SHORTEST_SECONDS = 5.0
"""What shows itself and goes by itself shows for so long at least (domain.md 1.4)."""
REPLACED = frozenset({"img", "video", "canvas", "svg", "iframe", "object"})


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in CSS px."""

    x: float
    y: float
    width: float
    height: float

    @property
    def area(self) -> float:
        """Square px."""
        return self.width * self.height

    def moved(self, x: float, y: float) -> "Box":
        """The same box, `x` and `y` px further."""
        return Box(self.x + x, self.y + y, self.width, self.height)


@dataclass(frozen=True, slots=True)
class SlotProbe:
    """One slot to look at. `expected`: an empty one is waited for. `packaged`: an HTML5 package may
    show in it, `package_due`: and is expected there. `passing`: its ad comes seldom for a reader,
    and goes by itself. `loads`: how often at most; `pieces`: boxes that its ad shows at once;
    `needs_close`: its close button is tried; `click_by_script`: where its click leads is read from
    a real click. `width` × `height` as sold, 0 where that is not one size; `is_text`: words alone
    are expected; `is_ground`: it is what the page lies on (背景); `turns`: it is one of a row of
    others, each of which has its turn."""

    slot_id: int
    code: str
    selector: str
    expected: bool
    wait_seconds: int
    loads: int
    click_by_script: bool = False
    pieces: int = 1
    needs_close: bool = False
    packaged: bool = False
    package_due: bool = False
    passing: bool = False
    width: int = 0
    height: int = 0
    is_text: bool = False
    is_ground: bool = False
    turns: bool = False


@dataclass(frozen=True, slots=True)
class PageProbe:
    """One page on one device, opened once for all its slots (again only for rotations). `steps` are
    taken before it settles."""

    page_id: int
    url: str
    device: Device
    slots: tuple[SlotProbe, ...]
    steps: tuple[PageStep, ...] = ()

    @property
    def loads(self) -> int:
        """Loads for what turns, the slot that needs most deciding."""
        return max((slot.loads for slot in self.slots), default=1)

    @property
    def packaged(self) -> frozenset[str]:
        """Codes of the slots in which an HTML5 package may show."""
        return frozenset(slot.code for slot in self.slots if slot.packaged)

    @property
    def most_loads(self) -> int:
        """Loads at most: a load that was disturbed is not the last word."""
        return self.loads + DOUBTED_LOADS

    @property
    def wait_seconds(self) -> int:
        """Seconds after the navigation before anything is judged but what may be over by then."""
        return max((slot.wait_seconds for slot in self.slots), default=0)

    @property
    def early(self) -> tuple[str, ...]:
        """Codes of the slots whose ad may be over before the others have waited."""
        most = self.wait_seconds
        return tuple(one.code for one in self.slots if one.passing and one.wait_seconds < most)

    def only(self, codes: Collection[str]) -> "PageProbe":
        """The page for those of its slots; for all where none is named."""
        slots = tuple(one for one in self.slots if one.code in codes)
        return replace(self, slots=slots) if slots else self


@dataclass(frozen=True, slots=True)
class Paint:
    """How a CSS background is painted, in the words of its computed style. `origin` is what its
    size and place refer to, `clip` what it can't leave, both from the holder's corner. `fixed`: it
    stands still in the window; `reaches`: the holder goes from one edge of the window to the other,
    `elastic`: in a wider window too."""

    size: str
    position: str
    repeat: str
    origin: Box
    clip: Box
    fixed: bool = False
    reaches: bool = False
    elastic: bool = False


@dataclass(frozen=True, slots=True)
class Holder:
    """Something that can hold an ad: img, background, svg, canvas, video, iframe, object.

    `state` is ok, loading, failed or uncoded (a film that this browser can't decode); `natural` the
    file's own px; `outer` the border box where it differs from `box`, the content box; `opacity` is
    multiplied up to the root; `frame` is an iframe's index among its window's frames, `cross`
    whether it is of another origin;
    `loaded_seconds` after the navigation its file was there; `whole`: whether a background shows
    all of its picture, once, but for what is at both sides of the window; None where that is not
    known; `uncut`: the box of all of the picture, where the window, or nobody knows what, cuts it
    off; `restyled`: style shows something else
    than the file, so that its bytes do not tell.
    """

    kind: str
    box: Box
    url: str
    state: str
    natural: tuple[int, int]
    opacity: float
    visible: bool
    outer: Box
    frame: int | None = None
    cross: bool = False
    poster: str = ""
    loaded_seconds: float | None = None
    paint: Paint | None = None
    whole: bool | None = None
    uncut: Box | None = None
    restyled: bool = False

    def fits(self, width: float, height: float) -> bool:
        """Whether its box is of that size in CSS px, but for one px."""
        return abs(self.box.width - width) <= 1 and abs(self.box.height - height) <= 1


@dataclass(frozen=True, slots=True)
class FrameSeen:
    """A frame that fills a slot, or such a frame: its document's address, its element, and how much
    of the element a reader sees, as in `SlotFacts`."""

    url: str
    main: Holder
    shown: float
    hidden_by: str | None


@dataclass(frozen=True, slots=True)
class SlotFacts:
    """What one load shows in one slot.

    `shown` is the part (0..1) of a grid of points over the ad at which a reader sees it;
    `hidden_by` names why it can't be seen (display, visibility, opacity, off_page, clipped,
    covered). `link` is where a click at its middle goes, `near` the link around it. `marks` are
    boxes of 「广告」 marks. `turned`: it was another ad after the picture than before, which does
    not tell them apart. `over` are boxes of what lies over the ad where the picture was taken;
    `thin`: it is covered, by what may be see-through. `marked`: a 「广告」 mark
    is seen; `floats`: it keeps its place in the window. `errors` are those of scripts inside it.
    `frames` are those that it is seen through, the outermost first.
    `pieces` are its boxes where the form shows several at once (对联). `steady`: it was the same
    before and after the picture. `removed`: the browser itself emptied its frame. `insecure` are
    addresses that it holds by HTTP in a document over HTTPS. `words` is the box of its words.
    `under` are codes of the ads that lie over it and were away when this was seen.
    `unread` is set where facts could not be taken (`selector`, `frame`, `loading`): no trouble of
    the slot. `tucked`: how the row stands in which it waits for its turn.
    """

    code: str
    found: bool
    box: Box
    ad_box: Box
    holders: tuple[Holder, ...] = ()
    main: Holder | None = None
    text: str = ""
    shown: float = 1.0
    hidden_by: str | None = None
    link: str | None = None
    scripted: bool = False
    marks: tuple[Box, ...] = ()
    broken: str | None = None
    unread: str | None = None
    ad_data: dict[str, str] = field(default_factory=dict)
    over: tuple[Box, ...] = ()
    marked: bool = True
    floats: bool = False
    errors: tuple[str, ...] = ()
    pieces: tuple["SlotFacts", ...] = ()
    steady: bool = True
    removed: bool = False
    insecure: tuple[str, ...] = ()
    frames: tuple[FrameSeen, ...] = ()
    words: Box | None = None
    thin: bool = False
    near: str | None = None
    turned: bool = False
    tucked: str = ""
    under: tuple[str, ...] = ()

    def framed(self, width: float, height: float) -> "SlotFacts":
        """The slot as the frame of that size shows it, else the outermost: what lies over what
        inside an HTML5 ad is the ad's own affair."""
        if not self.frames:
            return self
        fits = (one for one in self.frames if one.main.fits(width, height))
        one = next(fits, self.frames[0])
        return replace(
            self, main=one.main, ad_box=one.main.box, shown=one.shown, hidden_by=one.hidden_by
        )

    @property
    def stands(self) -> bool:
        """Whether it is there, though something else may lie over it."""
        return self.found and self.hidden_by in {None, "covered"}

    @property
    def holds(self) -> bool:
        """Whether there is anything in it that could be an ad."""
        return bool(self.holders or self.text)


@dataclass(frozen=True, slots=True)
class Served:
    """One answer of the network. `sha256` and `content` of the bytes, for pictures only, and on
    pages with HTML5 ads for what frames got; `status` 0: failed;
    `frame` is the address of the document that asked, where bytes were kept."""

    url: str
    status: int
    sha256: str | None
    size: int
    content: bytes = field(repr=False, default=b"")
    frame: str = ""


def asked_for(url: str) -> str:
    """The address without what follows its #, which a server never sees."""
    return urldefrag(url).url


def upgraded(url: str) -> str:
    """What a browser asks for instead of a picture by HTTP on a page over HTTPS."""
    return "https:" + url.removeprefix("http:") if url.startswith("http:") else url


def inline(url: str) -> bytes | None:
    """What a data: address holds."""
    head, _, body = url.partition(",")
    if not head.startswith("data:"):
        return None
    try:
        raw = unquote_to_bytes(body)
        return base64.b64decode(raw) if head.endswith(";base64") else raw
    except (Base64Error, ValueError):
        return None


@dataclass(frozen=True)
class PageLoad:
    """One load of the page: facts of its slots and one full-page picture (PNG as captured).

    `is_screen`: the picture is of the first screen at the window's normal height, for the ads that
    float in it; in the page's picture they are away. `is_disturbed`: something that the page asked
    for did not come; `is_unfinished`: scripts or documents were still on their way.
    `amiss` names what did not come and what was on its way, by address.
    `lifted` are codes of slots that lie under another ad: where it is `apart`, that one is away and
    the picture is theirs alone, else they are judged by such a picture of the same load.
    """

    captured_at: datetime
    url: str
    status: int
    seconds: float
    width: int
    height: int
    scale: float
    slots: tuple[SlotFacts, ...]
    served: tuple[Served, ...]
    picture: bytes = field(repr=False, default=b"")
    is_screen: bool = False
    is_disturbed: bool = False
    is_unfinished: bool = False
    only: tuple[str, ...] = ()
    waited: float = 0.0
    amiss: frozenset[str] = frozenset()
    lifted: tuple[str, ...] = ()
    apart: bool = False

    def shows(self, slot: SlotFacts) -> bool:
        """Whether a slot is judged by this picture."""
        return slot.floats is self.is_screen and self.is_for(slot.code)

    def is_for(self, code: str) -> bool:
        """Whether it was taken for this slot: what may be over soon, has come in its turn, or lies
        under another ad."""
        is_lifted = code in self.lifted
        return self.apart is is_lifted and (not self.only or code in self.only)

    def file_of(self, url: str) -> bytes | None:
        """The bytes of the only file that the page got from that address."""
        found = {one.sha256: one.content for one in self._from(url) if one.content}
        return next(iter(found.values())) if len(found) == 1 else None

    def bytes_of(self, url: str) -> frozenset[str]:
        """SHA-256 of every different answer the page got from that address."""
        return frozenset(one.sha256 for one in self._from(url) if one.sha256)

    def _from(self, url: str) -> list[Served]:
        found = self._by_address.get(asked_for(url), [])
        if self.url.startswith("https:") and url.startswith("http:"):
            return [*found, *self._by_address.get(asked_for(upgraded(url)), [])]
        return found

    @cached_property
    def _by_address(self) -> dict[str, list[Served]]:
        found: dict[str, list[Served]] = {}
        for one in self.served:
            found.setdefault(asked_for(one.url), []).append(one)
        return found

    def as_data(self) -> dict[str, Any]:
        """The facts without the picture and what was served, as they are stored; the values inside
        are those of the load."""
        data = _shallow(self)
        del data["picture"]
        data["served"] = [_shallow(one) for one in self.served]
        for served in data["served"]:
            del served["content"]
        return data | {"captured_at": self.captured_at.isoformat()}


def _shallow(value: Any) -> dict[str, Any]:
    return {one.name: getattr(value, one.name) for one in fields(value)}


@dataclass(frozen=True, slots=True)
class PageSeen:
    """What came of one page: its loads, or why it could not be looked at.

    `trouble` is one of timeout, dns, refused, certificate, status, blocked, crashed, private,
    steps, failed, not_checked (we failed at it); `detail` the words behind it. `html` is the final
    DOM, secrets removed, `traffic` what it asked for. `closing`: what came of the close buttons, by
    slot: ok, none, stays. `is_cut`: a time-out or a crash came before all the loads that were
    wanted: what was not seen may well turn there.
    """

    probe: PageProbe
    loads: tuple[PageLoad, ...]
    captured_at: datetime
    trouble: str | None = None
    detail: str = ""
    attempts: int = 1
    html: bytes = field(repr=False, default=b"")
    traffic: tuple[Exchange, ...] = field(repr=False, default=())
    closing: Mapping[str, str] = field(default_factory=dict)
    is_cut: bool = False
