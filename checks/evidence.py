"""Facts as they are stored, and what is drawn from them: cut-outs and proof sheets (checks.md).

Everything is drawn from the stored page picture and facts, so it has the same bytes whenever it is
drawn.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from PIL import Image

from adops.domain.facts import SlotOnPage
from adops.domain.states import Delivered, LookResult
from adops.models import Contract, Slot, SlotCheck, SlotCheckBooking
from adops.phrases.checks import PROOF
from adops.services.slot_checks import PNG, Drawn
from adops.store import Store
from checks.judge import Judgement
from checks.picture import cut, open_page
from checks.probe import Box, PageSeen
from checks.proof import PagePicture, Sheet, cut_out, proof_sheet

Row = tuple[SlotCheck, Slot, Sequence[tuple[SlotCheckBooking, Contract]]]


def facts_document(
    page: PageSeen, judged: Iterable[tuple[SlotOnPage, Judgement]], pictures: Mapping[int, str]
) -> bytes:
    """The facts of one page: each load with its picture's hash, and which load shows what."""
    loads = [one.as_data() | {"picture": pictures.get(n)} for n, one in enumerate(page.loads)]
    slots = {
        slot.code: {
            "load": one.load,
            "bookings": {str(booking): load for booking, load in one.loads.items()},
            "creatives": _creatives(slot),
        }
        for slot, one in judged
    }
    probe = {"url": page.probe.url, "device": page.probe.device.value}
    document = {"probe": probe, "trouble": page.trouble, "loads": loads, "slots": slots}
    return json.dumps(document, ensure_ascii=False, sort_keys=True, default=str).encode()


def _creatives(slot: SlotOnPage) -> dict[str, Any]:
    creatives = [one for booking in slot.bookings for one in booking.creatives]
    return {
        str(one.creative_id): {"version": one.version, "parts": [asdict(p) for p in one.parts]}
        for one in creatives
    }


@dataclass(frozen=True, slots=True)
class _Shown:
    """One slot in one load."""

    page: PagePicture
    sha256: str
    box: Box | None
    scale: float

    def cut(self) -> Image.Image | None:
        return cut(self.page.picture, self.box, self.scale) if self.box else None


class Artist:
    """Draws what belongs to looks of one page; decodes each of its pictures once."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._facts: dict[str, Any] = {}
        self._pages: dict[str, PagePicture] = {}

    def draw(self, row: Row) -> Drawn:
        """Stores cut-out and proof sheets of one look."""
        look, slot, bookings = row
        facts = self._document(look.facts)
        told = facts["slots"][slot.code]
        files: dict[str, tuple[int, str]] = {}
        shown = self._shown(facts, slot.code, told["load"])
        seen = shown.cut() if shown else None
        picture = self._kept(cut_out(seen), files) if seen else None
        proofs = {}
        for booking, contract in bookings:
            load = told["bookings"].get(str(booking.booking_id), told["load"])
            own = self._shown(facts, slot.code, load)
            if own:
                sheet = _sheet(look, slot, booking, contract, own, told["creatives"])
                content = proof_sheet(sheet, own.page, own.cut())
                proofs[booking.booking_id] = self._kept(content, files)
        return Drawn(look.id or 0, picture, proofs, files)

    def _document(self, sha256: str | None) -> Any:
        if sha256 is None:
            return {"slots": {}, "loads": []}
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
        box = _around(slot) if slot and slot["found"] else None
        return _Shown(page, told["picture"], box, told["scale"])

    def _page(self, sha256: str) -> PagePicture:
        if sha256 not in self._pages:
            if len(self._pages) > 8:
                self._pages.clear()
            self._pages[sha256] = PagePicture(open_page(self._store.get(sha256)))
        return self._pages[sha256]

    def _kept(self, content: bytes, files: dict[str, tuple[int, str]]) -> str:
        sha256 = self._store.put(content)
        files[sha256] = (len(content), PNG)
        return sha256


def _sheet(
    look: SlotCheck,
    slot: Slot,
    booking: SlotCheckBooking,
    contract: Contract,
    shown: _Shown,
    creatives: Mapping[str, Any],
) -> Sheet:
    creative = creatives.get(str(booking.creative_id))
    return Sheet(
        page_url=look.page_url,
        captured_at=look.captured_at,
        slot=f"{slot.name}（{slot.code}）",
        contract=f"{contract.no}　{contract.name}",
        creative=_creative_words(booking.creative_id, creative),
        result=_own_result(look.result, booking.delivered),
        page_sha256=shown.sha256,
        box=shown.box,
        scale=shown.scale,
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


def _around(slot: Mapping[str, Any]) -> Box | None:
    """What is cut out: the ad, or the slot where there is none; None when it has no place."""
    for name in ("ad_box", "box"):
        box = Box(**slot[name])
        if box.width >= 2 and box.height >= 2 and box.x + box.width > 0 and box.y + box.height > 0:
            return box
    return None
