"""Exact px, as a browser shows them (rules.md §5, size.wrong)."""

from collections.abc import Callable, Mapping
from typing import Any

from PIL import Image

from tests.adops import files
from tests.adops.corpus.row import BANNER, ROOMY, Row, main, sized

WRONG = "reject size.wrong"
OFF = {
    (950, 90): "pass",
    (951, 90): WRONG,
    (949, 90): WRONG,
    (950, 91): WRONG,
    (950, 89): WRONG,
    (90, 950): WRONG,
    (1900, 180): WRONG,
}
MAKERS: Mapping[str, Callable[..., bytes]] = {
    "jpg": files.jpg,
    "png": files.png,
    "gif": files.gif,
    "webp": files.webp,
    "avif": files.avif,
}
OTHERS = [(1000, 90), (300, 250), (25, 150), (120, 270), (640, 960), (1080, 1920)]


def _of(kind: str, size: tuple[int, int]) -> Callable[[], bytes]:
    return lambda: MAKERS[kind](size)


def _turned(kind: str, orientation: int, stored: tuple[int, int]) -> Callable[[], bytes]:
    def make() -> bytes:
        exif = Image.Exif()
        exif[0x0112] = orientation
        options: dict[str, Any] = {"exif": exif}
        return files.saved(files.picture(stored), kind, **options)

    return make


def _in(mode: str, kind: str) -> bytes:
    return files.saved(files.picture(mode=mode), kind)


def _described() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = "云溪花园"
    return files.avif(exif=exif, xmp=b"\x0a\x0a<x:xmpmeta xmlns:x='adobe:ns:meta/'/>")


def _on_a_smaller_screen() -> bytes:
    """A browser widens the screen to the first picture."""
    data = files.gif((960, 90))
    return data[:6] + (950).to_bytes(2, "little") + data[8:]


ROWS: list[Row] = [
    main(f"{kind}，{width}×{height}", label, f"ad.{kind}", _of(kind, (width, height)))
    for kind in MAKERS
    for (width, height), label in OFF.items()
]
ROWS += [
    main(f"{width}×{height} 的广告位", "pass", "ad.jpg", _of("jpg", (width, height)),
         sized(width, height))
    for width, height in OTHERS
]  # fmt: skip
# stored upright and told to lie, or the other way round
ROWS += [
    main(f"JPEG，EXIF 方向 {orientation}，存为 950×90",
         "pass" if orientation < 5 else WRONG, "ad.jpg", _turned("JPEG", orientation, (950, 90)))
    for orientation in range(1, 9)
]  # fmt: skip
ROWS += [
    main(f"JPEG，EXIF 方向 {orientation}，存为 90×950",
         WRONG if orientation < 5 else "pass", "ad.jpg", _turned("JPEG", orientation, (90, 950)))
    for orientation in range(1, 9)
]  # fmt: skip
ROWS += [
    main("PNG，EXIF 方向 6，存为 90×950", "pass", "ad.png", _turned("PNG", 6, (90, 950))),
    main("PNG，EXIF 方向 6，存为 950×90", WRONG, "ad.png", _turned("PNG", 6, (950, 90))),
    main("AVIF，转 90 度，存为 90×950", "pass", "ad.avif", _turned("AVIF", 6, (90, 950))),
    main("AVIF，转 270 度，存为 90×950", "pass", "ad.avif", _turned("AVIF", 8, (90, 950))),
    main("AVIF，转 90 度，存为 950×90", WRONG, "ad.avif", _turned("AVIF", 6, (950, 90))),
    # Chromium shows a WebP as it is stored
    main("WebP，EXIF 方向 6，存为 950×90", "pass", "ad.webp", _turned("WEBP", 6, (950, 90))),
    main("WebP，EXIF 方向 6，存为 90×950", WRONG, "ad.webp", _turned("WEBP", 6, (90, 950))),
    main("AVIF，带 EXIF 和 XMP", "pass", "ad.avif", _described),
    main("GIF，画面比画布大", WRONG, "ad.gif", _on_a_smaller_screen, BANNER),
    main("渐进式 JPEG", "pass", "ad.jpg", lambda: files.jpg(progressive=True)),
    main("无损 WebP", "pass", "ad.webp", lambda: files.webp(lossless=True)),
    main("灰度 PNG", "pass", "ad.png", lambda: _in("L", "PNG")),
    main("带透明的 PNG", "pass", "ad.png", lambda: _in("RGBA", "PNG")),
    main("带透明的 AVIF", "pass", "ad.avif", lambda: _in("RGBA", "AVIF"), ROOMY),
    main("16 位 PNG", "pass", "ad.png", lambda: _in("I;16", "PNG")),
]
