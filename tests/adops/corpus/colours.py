"""CMYK, and pictures of one flat colour (rules.md §5, image.*)."""

from PIL import Image

from tests.adops import files
from tests.adops.cases import slot
from tests.adops.corpus.row import EVERYTHING, ROOMY, Row, main

CMYK, BLANK = "reject image.cmyk", "warn image.blank"
SIZE = (950, 90)
NAMES = {"PNG": "ad.png", "GIF": "ad.gif", "JPEG": "ad.jpg", "WEBP": "ad.webp", "AVIF": "ad.avif"}
RUN = slot(formats=EVERYTHING, parts=ROOMY.parts, max_seconds=None)


def _ycck() -> bytes:
    data = files.jpg(mode="CMYK")
    at = data.index(b"Adobe") + 11
    return data[:at] + b"\x02" + data[at + 1 :]


def _dotted(kind: str) -> bytes:
    image = Image.new("RGB", SIZE, "white")
    for place in range(40):
        image.putpixel((400 + place, 40), (0, 0, 0))
    return files.saved(image, kind, **({"quality": 90} if kind != "PNG" else {}))


def _clear(dots: int) -> bytes:
    image = files.picture(SIZE, mode="RGBA")
    image.putalpha(0)
    for place in range(dots):
        image.putpixel((place, 9), (0, 0, 0, 255))
    return files.saved(image, "PNG")


def _frames(*colours: str) -> bytes:
    shown = [Image.new("RGB", SIZE, colour) for colour in colours]
    return files.moving("GIF", frames=shown, delays=[1000] * len(shown))


ROWS: list[Row] = [
    main("CMYK 的 JPEG", CMYK, "ad.jpg", lambda: files.jpg(mode="CMYK")),
    main("CMYK 的渐进式 JPEG", CMYK, "ad.jpg", lambda: files.jpg(mode="CMYK", progressive=True)),
    main("YCCK 的 JPEG", CMYK, "ad.jpg", _ycck),
    main("灰度 JPEG", "pass", "ad.jpg", lambda: files.jpg(mode="L")),
    main("RGB JPEG", "pass", "ad.jpg", files.jpg),
    main("全透明的 PNG", BLANK, "ad.png", lambda: _clear(0)),
    main("透明 PNG 上有一点", "pass", "ad.png", lambda: _clear(1)),
    main("单色的两帧 GIF", BLANK, "ad.gif", lambda: _frames("navy", "navy"), RUN),
    main("红蓝两帧的 GIF", "pass", "ad.gif", lambda: _frames("red", "blue"), RUN),
    main("CMYK 又是单色", "reject image.cmyk image.blank", "ad.jpg",
         lambda: files.saved(Image.new("CMYK", SIZE, (0, 90, 90, 0)), "JPEG")),
]  # fmt: skip
ROWS += [
    main(f"单色 {kind}，{colour}", BLANK, name,
         lambda kind=kind, colour=colour: files.flat(SIZE, colour, kind=kind))  # type: ignore[misc]
    for kind, name in NAMES.items()
    for colour in ("navy", "white", "#7f8081")
]  # fmt: skip
ROWS += [
    main(f"白底一条线的 {kind}", "pass", name,
         lambda kind=kind: _dotted(kind))  # type: ignore[misc]
    for kind, name in NAMES.items()
    if kind != "GIF"
]  # fmt: skip
