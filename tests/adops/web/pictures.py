"""Pictures a page of the workbench shows: drawn ads, their cut-outs, sheets of proof."""

import io
from datetime import datetime
from functools import cache

from PIL import Image

from adops.demo.ads import draw_ad, draw_house_ad
from adops.demo.projects import PROJECTS
from adops.domain.states import LookResult
from adops.models import StoredFile
from adops.store import Store
from checks.probe import Box
from checks.proof import PagePicture, Sheet, proof_sheet
from tests.adops.files import chunk


def png(picture: Image.Image) -> bytes:
    """Its bytes."""
    kept = io.BytesIO()
    picture.save(kept, "PNG")
    return kept.getvalue()


def weighed(picture: Image.Image, weight: int) -> bytes:
    """A PNG of exactly that many bytes."""
    data = png(picture.quantize(64))
    return data[:-12] + chunk(b"adOp", bytes(weight - len(data) - 12)) + data[-12:]


@cache
def ad(number: int, size: tuple[int, int] = (950, 90)) -> Image.Image:
    """The ad of one of the demo's houses."""
    return draw_ad(PROJECTS[number % len(PROJECTS)], size)


@cache
def house_ad(size: tuple[int, int] = (950, 90)) -> Image.Image:
    """What fills an unsold slot."""
    return draw_house_ad(size)


def kept(store: Store, content: bytes, now: datetime) -> StoredFile:
    """Stores the bytes; gives the row that lets the database know them."""
    return StoredFile(
        sha256=store.put(content), size=len(content), media_type="image/png", stored_at=now
    )


def page_with(cut: Image.Image, at: tuple[int, int] = (120, 140)) -> Image.Image:
    """A plain page that shows the ad."""
    page = Image.new("RGB", (1200, 900), "#f4f6f8")
    page.paste("#ffffff", (100, 100, 1100, 860))
    page.paste(cut, at)
    return page


def sheet(cut: Image.Image, taken: datetime, result: LookResult, slot: str, contract: str) -> bytes:
    """A sheet of proof as the check draws it."""
    told = Sheet(
        page_url="http://127.0.0.1:8901/",
        captured_at=taken,
        slot=slot,
        contract=contract,
        creative="#1　第 1 版",
        result=result,
        page_sha256="0123456789abcdef" * 4,
        box=Box(120, 140, cut.width, cut.height),
        scale=1,
    )
    return proof_sheet(told, PagePicture(page_with(cut)), [cut])
