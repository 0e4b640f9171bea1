"""Facts as they are stored, and what is drawn from them: cut-outs and proof sheets (checks.md).

Everything is drawn from the stored page picture and facts alone, so it has the same bytes whenever
it is drawn, whatever became of contract, slot or look since.
"""

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import datetime
from typing import Any

from PIL import Image, ImageOps

from adops.domain.evidence import Drawn, Undrawn
from adops.domain.facts import BookingOnAir, BookingSeen, SlotOnPage
from adops.domain.states import Delivered, LookResult
from adops.phrases.checks import PROOF
from adops.services.slot_checks import PNG
from adops.store import Store
from checks.judged import Judgement
from checks.picture import cut
from checks.probe import Box, PageLoad, PageSeen
from checks.proof import PagePicture, Sheet, cut_out, proof_sheet

MOST_HELD_PX = 200_000_000
"""Of decoded pictures of one page: a rotation has one for each load, and some are very tall."""


def facts_document(
    page: PageSeen, judged: Iterable[tuple[SlotOnPage, Judgement]], pictures: Mapping[int, str]
) -> bytes:
    """The facts of one page: each load with its picture's hash, which load shows what, and what
    stands on the proof sheets."""
    loads = [one.as_data() | {"picture": pictures.get(n)} for n, one in enumerate(page.loads)]
    slots = {slot.code: _slot_facts(page, slot, one) for slot, one in judged}
    probe = {"url": page.probe.url, "device": page.probe.device.value}
    document = {"probe": probe, "trouble": page.trouble, "loads": loads, "slots": slots}
    text = json.dumps(document, ensure_ascii=False, sort_keys=True, default=_plain)
    return text.encode(errors="replace")


def _plain(value: object) -> object:
    """A value inside the facts: a dataclass by its fields, else as it is written."""
    if is_dataclass(value):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    return str(value)


def _moment(page: PageSeen, load: int, otherwise: datetime) -> dict[str, Any]:
    """Which load shows a booking, and when that was: a rotation's are minutes apart."""
    at = page.loads[load].captured_at if load < len(page.loads) else otherwise
    return {"load": load, "captured_at": at.isoformat()}


def _slot_facts(page: PageSeen, slot: SlotOnPage, judgement: Judgement) -> dict[str, Any]:
    look = judgement.look
    known = {one.booking_id: one for one in slot.bookings}
    at_once = next((one.pieces for one in page.probe.slots if one.code == slot.code), 1)
    besides = {"at_once": at_once} if at_once > 1 else {}
    besides |= {"stray": judgement.stray} if judgement.stray is not None else {}
    return besides | {
        "name": slot.name,
        "page_url": look.page_url,
        "captured_at": look.captured_at.isoformat(),
        "load": judgement.load,
        "turns": {str(load): booking for load, booking in judgement.turns.items()},
        "bookings": {
            str(seen.booking_id): _booking_facts(known[seen.booking_id], seen, look.result)
            | ({"others_turn": True} if seen.booking_id in judgement.others else {})
            | _moment(page, judgement.loads.get(seen.booking_id, judgement.load), look.captured_at)
            | _trouble_beside(page, seen, judgement)
            for seen in look.bookings
        },
        "creatives": {
            str(one.creative_id): {"version": one.version, "parts": [asdict(p) for p in one.parts]}
            for booking in slot.bookings
            for one in booking.creatives
        },
    }


def _trouble_beside(page: PageSeen, seen: BookingSeen, judgement: Judgement) -> dict[str, Any]:
    """Of a booking that is delivered, what of it is wrong in another load."""
    load = judgement.troubles.get(seen.booking_id)
    if load is None or seen.result is None:
        return {}
    at = _moment(page, load, judgement.look.captured_at)
    return {"trouble": at | {"result": seen.result.value}}


def _booking_facts(booking: BookingOnAir, seen: BookingSeen, result: LookResult) -> dict[str, Any]:
    return {
        "contract_no": booking.contract_no,
        "contract_name": booking.contract_name,
        "creative": seen.creative_id,
        "result": _own_result(seen.result or result, seen.delivered).value,
    }


def is_drawable(slot: str, judgement: Judgement, page: PageSeen) -> bool:
    """Whether the stored picture and facts hold anything of a look: where the page was not seen,
    and of a slot without a booking that has no place on it, there is nothing to draw."""
    if judgement.load >= len(page.loads):
        return False
    load = page.loads[judgement.load]
    return bool(judgement.look.bookings) or _has_place(slot, load)


def _has_place(slot: str, load: PageLoad) -> bool:
    facts = next((one for one in load.slots if one.code == slot), None)
    parts = (facts, *facts.pieces) if facts and facts.found else ()
    boxes = [box for one in parts if (box := _around(one.ad_box, one.box))]
    return any(box.x < load.width - 2 and box.y < load.height - 2 for box in boxes)


@dataclass(frozen=True, slots=True)
class _Shown:
    """One slot in one load: its boxes, from left to right, several where the ad shows them at once;
    of a first screen also the hash of its whole page's picture."""

    page: PagePicture
    sha256: str
    boxes: tuple[Box, ...]
    scale: float
    is_screen: bool = False
    whole: str = ""
    found: bool = True
    unread: bool = False

    @property
    def box(self) -> Box | None:
        """The first of its boxes."""
        return next(iter(self.boxes), None)

    def cuts(self) -> list[Image.Image]:
        """What is seen of each box."""
        found = (cut(self.page.picture, box, self.scale) for box in self.boxes)
        return [one for one in found if one]

    @property
    def absent(self) -> str:
        """Why there is nothing to cut out, by its name in the words of a sheet."""
        if not self.found:
            return "no_cut_unread" if self.unread else "no_cut"
        if self.box is None:
            return "no_cut_unshown"
        below = self.box.y * self.scale > self.page.picture.height - 2
        return "no_cut_below" if below else "no_cut_beside"


class Artist:
    """Draws what belongs to looks of one page; decodes each of its pictures once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._facts: dict[str, Any] = {}
        self._pages: dict[str, PagePicture] = {}

    def draw(self, look: Undrawn) -> Drawn:
        """Stores cut-out and proof sheets of one look."""
        facts = self._document(look.facts)
        told = facts["slots"][look.slot_code]
        files: dict[str, tuple[int, str]] = {}
        shown = self._shown(facts, look.slot_code, told["load"])
        seen = shown.cuts() if shown else []
        picture = self._kept(cut_out(seen), files) if seen else None
        if told.get("by_hand") and shown:
            picture = shown.sha256  # the screenshot as it came is what is to be seen
        proofs = {}
        for booking_id, booking in told["bookings"].items():
            own = self._shown(facts, look.slot_code, booking["load"])
            if own:
                sheet = _sheet(look.slot_code, told, booking, own)
                close = [] if sheet.others_turn else own.cuts()
                content = proof_sheet(sheet, own.page, close)
                proofs[int(booking_id)] = self._kept(content, files)
        return Drawn(look.look_id, picture, proofs, files)

    def _document(self, sha256: str) -> Any:
        if sha256 not in self._facts:
            self._facts = {sha256: json.loads(self._store.get(sha256))}
        return self._facts[sha256]

    def _shown(self, facts: Any, code: str, load: int) -> _Shown | None:
        """None where the page was not seen."""
        if load >= len(facts["loads"]) or not facts["loads"][load]["picture"]:
            return None
        told = facts["loads"][load]
        slot = next((one for one in told["slots"] if one["code"] == code), None)
        page = self._page(told["picture"])
        found, unread = (bool(slot and slot.get(name)) for name in ("found", "unread"))
        at_once = facts.get("slots", {}).get(code, {}).get("at_once", 1)
        boxes = _boxes(slot, at_once) if slot and found else ()
        is_screen = bool(told.get("is_screen"))
        whole = _whole(facts["loads"], load) if is_screen else told["picture"]
        picture = told["picture"]
        return _Shown(page, picture, boxes, told["scale"], is_screen, whole, found, unread)

    def _page(self, sha256: str) -> PagePicture:
        if sha256 not in self._pages:
            picture = _upright(self._store.get(sha256))
            held = sum(one.picture.width * one.picture.height for one in self._pages.values())
            if held + picture.width * picture.height > MOST_HELD_PX:
                self._pages.clear()
            self._pages[sha256] = PagePicture(picture)
        return self._pages[sha256]

    def _kept(self, content: bytes, files: dict[str, tuple[int, str]]) -> str:
        sha256 = self._store.put(content)
        files[sha256] = (len(content), PNG)
        return sha256


def _whole(loads: Sequence[Mapping[str, Any]], screen: int) -> str:
    """The hash of the whole page's picture, which comes after its first screen's."""
    after = next((one for one in loads[screen:] if not one.get("is_screen")), {})
    return after.get("picture") or ""


def _upright(content: bytes) -> Image.Image:
    """The picture as people see it: a phone says in its file which way is up."""
    with Image.open(io.BytesIO(content)) as file:
        file.load()
        ImageOps.exif_transpose(file, in_place=True)
        return file if file.mode == "RGB" else file.convert("RGB")  # which would copy it


def _sheet(code: str, slot: Mapping[str, Any], booking: Mapping[str, Any], shown: _Shown) -> Sheet:
    creative = slot["creatives"].get(str(booking["creative"]))
    return Sheet(
        page_url=slot["page_url"],
        captured_at=datetime.fromisoformat(booking.get("captured_at") or slot["captured_at"]),
        slot=f"{slot['name']}（{code}）",
        contract=f"{booking['contract_no']}　{booking['contract_name']}",
        creative=_creative_words(booking["creative"], creative),
        result=LookResult(booking["result"]),
        page_sha256=shown.whole,
        screen_sha256=shown.sha256 if shown.is_screen else "",
        box=shown.box,
        beside=shown.boxes[1:],
        scale=shown.scale,
        others_turn=booking.get("others_turn", False),
        absent=shown.absent,
        by_hand=slot.get("by_hand", ""),
        note=slot.get("note", ""),
    )


def _own_result(result: LookResult, delivered: Delivered) -> LookResult:
    """The booking's: in a rotation one booking's trouble is not the other's."""
    if delivered is Delivered.YES:
        return result if result is LookResult.DEAD_LINK else LookResult.OK
    if delivered is Delivered.UNKNOWN and result is not LookResult.UNREACHABLE:
        return LookResult.UNSURE
    return result


def _creative_words(creative_id: int | None, creative: Mapping[str, Any] | None) -> str:
    if creative is None:
        return PROOF["no_creative"]
    sizes = "、".join(
        f"{part['width']}×{part['height']} {part['format']}"
        for part in creative["parts"]
        if part["width"]
    )
    return f"#{creative_id}　第 {creative['version']} 版　{sizes}".rstrip()


def _boxes(slot: Mapping[str, Any], at_once: int) -> tuple[Box, ...]:
    """What is cut out, from left to right: every box of an ad that shows so many at once. More than
    that are not all its own: then the slot's, as of any other ad."""
    pieces = slot.get("pieces") or ()
    parts = pieces if len(pieces) <= at_once else ()
    found = [_around(Box(**one["ad_box"]), Box(**one["box"])) for one in parts or (slot,)]
    boxes = sorted((box for box in found if box), key=lambda box: (box.x, box.y))
    return tuple(boxes) if boxes or not parts else _boxes({**slot, "pieces": ()}, 1)


def _around(ad: Box, slot: Box) -> Box | None:
    """What is cut out: the ad, or the slot where there is none; None when it has no place."""
    for box in (ad, slot):
        if box.width >= 2 and box.height >= 2 and box.x + box.width > 0 and box.y + box.height > 0:
            return box
    return None
