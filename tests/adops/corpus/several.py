"""Creatives with more than one thing wrong: all of it is said at once."""

from PIL import Image

from tests.adops import files, films
from tests.adops.corpus.row import BANNER, STRICT, File, Row, main


def _heavy_gif() -> bytes:
    shown = [files.picture((951, 90)) for _ in range(4)]
    for place, frame in enumerate(shown):
        frame.putpixel((place, 0), (255, 0, 0))
    data = files.moving(frames=shown, delays=[50] * 4)
    return files.heavier_gif(data, 90_000)


def _turned_cmyk() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return files.saved(files.picture((950, 90), mode="CMYK"), "JPEG", exif=exif, quality=60)


ROWS: list[Row] = [
    main("GIF：宽 1 像素、超重、太快", "reject size.wrong size.over_cap animation.too_fast",
         "ad.gif", _heavy_gif, BANNER),
    main("同一个，新浪", "reject size.wrong size.sina_strict animation.too_fast", "ad.gif",
         _heavy_gif, STRICT),
    main("JPEG：CMYK 又躺着", "reject size.wrong image.cmyk", "ad.jpg", _turned_cmyk, BANNER),
    main("PNG 叫成 JPG，超 1 字节", "needs_approval format.mismatch size.over_limit", "ad.jpg",
         lambda: files.png(weight=30_721), BANNER),
    main("JPG 叫成 PNG，超过 1.5 倍", "reject format.mismatch size.over_cap", "ad.png",
         lambda: files.jpg(weight=46_081), BANNER),
    main("单色，超 1 字节", "needs_approval image.blank size.over_limit", "ad.png",
         lambda: _blank(30_721), BANNER),
    main("MP4：尺寸、声音、moov 都不对", "reject video.dimensions video.sound video.no_faststart",
         "ad.mp4", lambda: films.film(audio="aac", fast=False), BANNER),
    main("JPG 后面跟着别的，超 1 字节", "needs_approval file.trailing size.over_limit", "ad.jpg",
         lambda: files.jpg(weight=30_000) + b"x" * 721, BANNER),
    Row("图片、链接、文案都不对", BANNER, "reject size.wrong link.unsafe text.control",
        {"main": File("ad.jpg", lambda: files.jpg((949, 90)))}, "ftp://example.com", "新\u202e盘"),
    Row("什么都没交", BANNER, "reject part.missing link.unsafe", {}, ""),
]  # fmt: skip


def _blank(weight: int) -> bytes:
    data = files.flat()
    body = bytes(weight - len(data) - 12)
    return data[:-12] + files.chunk(b"adOp", body) + data[-12:]
