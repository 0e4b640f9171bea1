"""Files cut off or spoilt, and bombs (rules.md §5, file.*)."""

from collections.abc import Callable, Mapping

from adops.domain.slot import PartSpec
from tests.adops import bombs, files, films
from tests.adops.cases import slot
from tests.adops.corpus.row import EVERYTHING, KB, Row, main

BROKEN, BOMB = "reject file.broken", "reject file.bomb"
ANY_SIZE = slot(formats=(*EVERYTHING, "html5"), parts=(PartSpec("main", 0, 0, 16 * 1024 * KB),))
SMALL = (60, 40)
WHOLE: Mapping[str, tuple[str, Callable[[], bytes]]] = {
    "JPEG": ("ad.jpg", files.jpg),
    "渐进式 JPEG": ("ad.jpg", lambda: files.jpg(progressive=True)),
    "PNG": ("ad.png", files.png),
    "APNG": ("ad.png", lambda: files.moving("PNG", size=SMALL)),
    "GIF": ("ad.gif", files.gif),
    "动态 GIF": ("ad.gif", lambda: files.moving(size=SMALL)),
    "WebP": ("ad.webp", files.webp),
    "动态 WebP": ("ad.webp", lambda: files.moving("WEBP", size=SMALL)),
    "AVIF": ("ad.avif", files.avif),
    "动态 AVIF": ("ad.avif", lambda: files.moving("AVIF", size=SMALL)),
    "MP4": ("ad.mp4", films.film),
    "MP4，moov 在后": ("ad.mp4", lambda: films.film(fast=False)),
    "WebM": ("ad.webm", lambda: films.film("webm")),
}


def _cut(make: Callable[[], bytes], share: float) -> Callable[[], bytes]:
    """Without its end; with share 1 only the last byte is missing."""

    def made() -> bytes:
        data = make()
        return data[: min(int(len(data) * share), len(data) - 1)]

    return made


def _spoilt(make: Callable[[], bytes], start: bytes) -> Callable[[], bytes]:
    """With zeros from a place on, the end kept."""

    def made() -> bytes:
        data = make()
        at = data.index(start) + len(start) + 8
        return data[:at] + bytes(len(data) - at - 12) + data[-12:]

    return made


ROWS: list[Row] = [
    main(f"{title}，只有前 {share:.0%}", BROKEN, name, _cut(make, share), ANY_SIZE)
    for title, (name, make) in WHOLE.items()
    for share in (1, 0.5, 0.2)
]
ROWS += [
    main("PNG，数据清零", BROKEN, "ad.png", _spoilt(files.png, b"IDAT"), ANY_SIZE),
    main("WebP，数据清零", BROKEN, "ad.webp", _spoilt(files.webp, b"WEBPVP8 "), ANY_SIZE),
    main("MP4，画面清零", BROKEN, "ad.mp4", _spoilt(films.film, b"mdat"), ANY_SIZE),
    main("只有 PNG 的开头", BROKEN, "ad.png", lambda: files.PNG_START, ANY_SIZE),
    main("只有 JPEG 的开头", BROKEN, "ad.jpg", lambda: b"\xff\xd8\xff\xe0", ANY_SIZE),
    main("GIF 开头的脚本", BROKEN, "ad.gif", lambda: b"GIF89a=1;alert(1)//" + bytes(40), ANY_SIZE),
    main("只有 ftyp 的 MP4", BROKEN, "ad.mp4", lambda: files.MP4, ANY_SIZE),
    main("六百帧的 GIF", "pass", "ad.gif", lambda: bombs.gif(2, 600), slot(
        formats=("gif",), parts=(PartSpec("main", 2, 2, 1024 * KB),), max_seconds=60)),
    main("六百零一帧的 GIF", BOMB, "ad.gif", lambda: bombs.gif(2, 601), ANY_SIZE),
]  # fmt: skip
NAMES = {"png": "ad.png", "gif": "ad.gif", "apng": "ad.png", "webp": "ad.webp", "avif": "ad.avif",
         "jpg": "ad.jpg", "zip": "ad.zip", "mp4": "ad.mp4", "webm": "ad.webm"}  # fmt: skip
# what is in an archive is looked at with the rules of HTML5
ROWS += [
    main(f"炸弹：{name}", BOMB, NAMES[name.split()[0]], make, ANY_SIZE)
    for name, make in bombs.BOMBS.items()
    if name != "zip in zip in zip"
]
