"""What a file is by its bytes, and whether the slot takes it (rules.md §5, format.*)."""

import struct
from collections.abc import Callable, Mapping

from tests.adops import disguised, files, films
from tests.adops.cases import slot
from tests.adops.corpus.row import ROOMY, Row, main

NOT_ALLOWED, UNKNOWN = "reject format.not_allowed", "reject format.unknown"
OBSOLETE, MISMATCH = "reject format.obsolete", "warn format.mismatch"
HEIC = struct.pack(">I", 24) + b"ftypheic" + bytes(4) + b"mif1heic" + bytes(40)
MOV = struct.pack(">I", 20) + b"ftypqt  " + bytes(4) + b"qt  " + bytes(40)
# A few bytes of what is known and never taken, each named as it should be.
KNOWN: Mapping[str, bytes] = {
    "ad.svg": disguised.SVG,
    "ad.bmp": files.saved(files.picture((950, 90)), "BMP"),
    "ad.tiff": files.saved(files.picture((950, 90)), "TIFF"),
    "ad.ico": files.saved(files.picture((40, 40)), "ICO"),
    "ad.pdf": files.PDF,
    "ad.psd": b"8BPS\x00\x01" + bytes(30),
    "ad.heic": HEIC,
    "ad.mov": MOV,
    "ad.avi": b"RIFF" + struct.pack("<I", 60) + b"AVI LIST" + bytes(60),
    "ad.wmv": b"\x30\x26\xb2\x75\x8e\x66\xcf\x11" + bytes(40),
    "ad.mkv": films.film("webm").replace(b"\x42\x82\x84webm", b"\x42\x82\x84mkv0", 1),
    "ad.html": disguised.PAGE,
    "ad.rar": b"Rar!\x1a\x07\x01\x00" + bytes(40),
    "ad.7z": b"7z\xbc\xaf\x27\x1c" + bytes(40),
    "ad.eps": b"%!PS-Adobe-3.0 EPSF-3.0\n" + bytes(40),
    "ad.jp2": b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(40),
    "ad.jxl": b"\xff\x0a" + bytes(40),
    "ad.mp3": b"ID3\x04\x00" + bytes(40),
    "ad.ogg": b"OggS" + bytes(40),
    "ad.mpg": b"\x00\x00\x01\xba" + bytes(40),
    "ad.gz": b"\x1f\x8b\x08" + bytes(40),
    "ad.exe": b"MZ\x90\x00" + bytes(60),
    "ad.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(60),
}
FLASH: Mapping[str, bytes] = {
    "ad.swf": files.SWF,
    "packed.swf": files.SWF.replace(b"FWS", b"CWS"),
    "ad.flv": files.FLV,
}
LEGACY = slot(formats=("jpg", "swf", "flv"), parts=ROOMY.parts)
ONLY_JPG = slot(formats=("jpg",), parts=ROOMY.parts)
# Name and bytes that differ: the bytes decide, the name is only worth a word.
NAMED: Mapping[str, Callable[..., bytes]] = {
    "jpg": files.jpg,
    "png": files.png,
    "gif": files.gif,
    "webp": files.webp,
    "avif": files.avif,
}

ROWS: list[Row] = [
    main(f"不收的格式 {name}", NOT_ALLOWED, name, lambda data=data: data)  # type: ignore[misc]
    for name, data in KNOWN.items()
]
ROWS += [
    main(f"{name}，{place}", OBSOLETE, name, lambda data=data: data, spec)  # type: ignore[misc]
    for name, data in FLASH.items()
    for place, spec in (("一般广告位", ROOMY), ("旧刊例写着可以", LEGACY))
]
ROWS += [
    main(f"只收 JPG 的广告位，{kind}", "pass" if kind == "jpg" else NOT_ALLOWED, f"ad.{kind}",
         make, ONLY_JPG)
    for kind, make in NAMED.items()
]  # fmt: skip
ROWS += [
    main(f"{kind} 叫成 {other}", "pass" if kind == other else MISMATCH, f"ad.{other}", make)
    for kind, make in NAMED.items()
    for other in ("jpg", "png", "webp")
]
ROWS += [
    main("JPG 声明为 image/gif", MISMATCH, "ad.jpg", files.jpg, declared="image/gif"),
    main("JPG 声明为 image/jpeg", "pass", "ad.jpg", files.jpg, declared="image/jpeg"),
    main("JPG 声明为 octet-stream", "pass", "ad.jpg", files.jpg,
         declared="application/octet-stream"),
    main("JPG，名字没有后缀", "pass", "ad", files.jpg),
    main("JPG，后缀不认识", "pass", "ad.final", files.jpg),
    main("JPG，后缀大写", "pass", "AD.JPG", files.jpg),
    main("JPEG 后缀", "pass", "ad.jpeg", files.jpg),
    main("JFIF 后缀", "pass", "ad.jfif", files.jpg),
    main("随便的字节", UNKNOWN, "ad.dat", lambda: bytes(range(256))),
    main("随便的字节叫成 JPG", UNKNOWN, "ad.jpg", lambda: bytes(range(256))),
    main("一句话叫成 PNG", UNKNOWN, "ad.png", "京西新盘".encode),
    main("文字交到图片位", NOT_ALLOWED, "ad.txt", "京西新盘".encode),
    main("BMP 叫成 JPG", "reject format.not_allowed format.mismatch", "ad.jpg",
         lambda: KNOWN["ad.bmp"]),
    main("Flash 叫成 GIF", "reject format.obsolete format.mismatch", "ad.gif", lambda: files.SWF),
    main("空文件", "reject file.empty", "ad.jpg", lambda: b""),
    main("空文件，没有名字", "reject file.empty", "", lambda: b""),
]  # fmt: skip
