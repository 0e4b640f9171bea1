"""What a file is, by its first bytes; its name is not asked."""

import re

START: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "jpg"),
    (b"\x89PNG\r\n\x1a\n", "png"),
    (b"GIF87a", "gif"),
    (b"GIF89a", "gif"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"FLV\x01", "flv"),
    (b"%PDF-", "pdf"),
    (b"II*\x00", "tiff"),
    (b"MM\x00*", "tiff"),
    (b"II+\x00", "tiff"),
    (b"MM\x00+", "tiff"),
    (b"8BPS", "psd"),
    (b"%!PS", "eps"),
    (b"\xc5\xd0\xd3\xc6", "eps"),
    (b"\x00\x00\x01\xba", "mpeg"),
    (b"\x00\x00\x01\xb3", "mpeg"),
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", "wmv"),
    (b"OggS", "ogg"),
    (b"ID3", "mp3"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b", "gz"),
    (b"\x00\x00\x00\x0cjP  ", "jp2"),
    (b"\xff\x0a", "jxl"),
    (b"\x00\x00\x00\x0cJXL ", "jxl"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"MZ", "exe"),
    (b"\x7fELF", "exe"),
)
RIFF = {b"WEBP": "webp", b"AVI ": "avi", b"WAVE": "wav"}
BRANDS = (
    ("avif", (b"avif", b"avis")),
    ("heic", (b"heic", b"heix", b"hevc", b"heim", b"mif1", b"msf1")),
    ("mov", (b"qt  ",)),
)
BITMAP_HEADERS = frozenset({12, 16, 40, 52, 56, 64, 108, 124})
FLASH = (b"FWS", b"CWS", b"ZWS")
NEWEST_FLASH = 60
EBML = b"\x1aE\xdf\xa3"
WEBM = b"\x42\x82\x84webm"
# A name that says only "pictures", "a film": what is in it is named beside it.
PICTURES, EITHER = (b"mif1", b"msf1"), (b"avif", b"avis")
HEAD = 4096
MARKUP = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>|<!--.*?-->|<!DOCTYPE[^>]*>|\s)*<(svg|html|head|body)\b",
    re.IGNORECASE | re.DOTALL,
)
DOCTYPE = re.compile(rb"\A(?:\xef\xbb\xbf)?\s*<!DOCTYPE\s+(html|svg)\b", re.IGNORECASE)


def sniff(data: bytes) -> str | None:
    """A format's name as in a rate card, or of a thing known and never taken; None: unknown.

    A ZIP is `zip`: what is in it is looked at elsewhere. Plain text has no mark and is None.
    """
    head = data[:HEAD]
    for start, name in START:
        if head.startswith(start):
            return name
    boxed = _riff(head) or _boxes(head) or _matroska(head)
    return boxed or _flash(head) or _bitmap(head) or _markup(head)


def _riff(head: bytes) -> str | None:
    return RIFF.get(head[8:12]) if head[:4] == b"RIFF" else None


def _boxes(head: bytes) -> str | None:
    """ISO base media: the brand says which."""
    if head[4:8] != b"ftyp":
        return None
    brand = head[8:12]
    if brand in PICTURES and any(
        one in head[16 : int.from_bytes(head[:4], "big")] for one in EITHER
    ):
        return "avif"
    return next((name for name, brands in BRANDS if brand in brands), "mp4")


def _matroska(head: bytes) -> str | None:
    if not head.startswith(EBML):
        return None
    return "webm" if WEBM in head[:64] else "mkv"


def _flash(head: bytes) -> str | None:
    known = head[:3] in FLASH and len(head) > 3 and 0 < head[3] <= NEWEST_FLASH
    return "swf" if known else None


def _bitmap(head: bytes) -> str | None:
    if head[:4] == b"\x00\x00\x01\x00" and head[5:6] == b"\x00":
        return "ico"
    known = head[:2] == b"BM" and int.from_bytes(head[14:18], "little") in BITMAP_HEADERS
    return "bmp" if known else None


def _markup(head: bytes) -> str | None:
    found = MARKUP.match(head) or DOCTYPE.match(head)
    if found is None:
        return None
    return "svg" if found[1].lower() == b"svg" else "html"
