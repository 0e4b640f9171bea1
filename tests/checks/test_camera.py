"""Pages taller than one capture: several joined are what one would have been."""

import asyncio
import io

import numpy as np
import pytest
from PIL import Image

from adops.domain.slot import Device
from checks.browser import Browser
from checks.browser.camera import Camera, joined, pixels
from checks.browser.load import PageVisit
from checks.chromium import find_chromium
from checks.probe import PageLoad, PageProbe, SlotProbe
from checks.work import House
from tests.checks.conftest import CONFIG
from tests.site.server import Site

SLOT = SlotProbe(1, "A", "#ad", expected=True, wait_seconds=0, loads=1)
ROWS = "".join(
    f'<div style="height:100px;background:hsl({n * 37 % 360} 60% 60%)">第 {n} 行</div>'
    for n in range(45)
)
BODY = f"""<style>body{{margin:0}}</style><script>document.head.insertAdjacentHTML('beforeend',
'<meta name="viewport" content="width=device-width">')</script>
<div style="position:sticky;top:0;height:40px;background:#0f0;z-index:1">粘在上面</div>
<div id="ad" style="height:100vh;background:#fff;box-sizing:border-box;border:4px solid">首屏</div>
<div style="position:fixed;top:60px;right:0;width:90px;height:50px;background:#00f">浮在上面</div>
<div style="position:fixed;bottom:0;right:0;width:90px;height:50px;background:#f0f">浮在下面</div>
{ROWS}<div style="position:sticky;bottom:0;height:30px;background:#0ff">粘在下面</div>"""


def decoded(png: bytes) -> Image.Image:
    return Image.open(io.BytesIO(png)).convert("RGB")


def png_of(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def test_joined_captures_are_the_same_pixels() -> None:
    rng = np.random.default_rng(7)
    whole = Image.fromarray(rng.integers(0, 255, (500, 60, 3), dtype=np.uint8))
    edges = [(0, 200), (200, 400), (400, 500)]
    parts = [png_of(whole.crop((0, upper, 60, lower))) for upper, lower in edges]
    content = joined(parts)
    assert pixels(content) == (60, 500) and not parts
    assert np.array_equal(np.asarray(decoded(content)), np.asarray(whole))


@pytest.mark.parametrize(
    ("device", "width", "height", "held"),
    [
        pytest.param(Device.PC, 1920, 950, 950, id="a-screen"),
        pytest.param(Device.PC, 1920, 20_000, 20_000, id="pc"),
        pytest.param(Device.PC, 1920, 90_000, 33_333, id="pc-endless"),
        pytest.param(Device.PC, 9_000, 90_000, 16_000, id="pc-as-wide-as-may-be"),
        pytest.param(Device.MOBILE, 375, 20_000, 20_000, id="phone"),
        pytest.param(Device.MOBILE, 375, 90_000, 30_000, id="phone-endless"),
    ],
)
def test_how_much_of_a_page_is_in_its_picture(
    site: Site, device: Device, width: int, height: int, held: int
) -> None:
    """CSS px; less than what Pillow takes for a bomb."""
    view = CONFIG.viewports[device]
    camera = Camera(None, view)  # type: ignore[arg-type]
    top = {"width": width, "height": height}
    assert camera.height(top) == held
    across, down = camera.width(top) * view.scale, held * view.scale
    assert Image.MAX_IMAGE_PIXELS and across * down < Image.MAX_IMAGE_PIXELS


@pytest.mark.parametrize("device", [Device.PC, Device.MOBILE], ids=["pc", "phone"])
def test_what_sticks_or_stands_fixed_is_in_it_once(
    house: House, site: Site, device: Device
) -> None:
    pictures: list[tuple[bytes, bytes]] = []

    class Twice(PageVisit):
        """Takes the page at once and in several captures."""

        async def load(self, number: int = 0) -> tuple[PageLoad, ...]:
            found = await super().load(number)
            top = {"width": self._view.width, "height": found[-1].height}
            low = Camera(self._devtools, self._view, tallest=2_000)
            pictures.append((await self._camera.page(top), await low.page(top)))
            return found

    async def looked() -> None:
        async with Browser(
            house.config,
            now=house.now,
            executable=find_chromium(house.settings),
            allowed=house.settings.allowed_hosts,
            visit=Twice,
        ) as browser:
            probe = PageProbe(1, site.page("/page", BODY), device, (SLOT,))
            seen = await browser.look(probe, enough)
            assert seen.trouble is None, seen.detail

    asyncio.run(looked())
    [(once, several)] = pictures
    assert pixels(once) == pixels(several) and pixels(once)[1] > 5_000
    assert np.array_equal(np.asarray(decoded(once)), np.asarray(decoded(several)))


async def enough(load: PageLoad) -> bool:
    return True
