"""Weights to the byte (rules.md §4): the limit, one more, one and a half, one more than that."""

import struct
from collections.abc import Callable, Mapping

from adops.domain.slot import Owner, PartSpec
from tests.adops import files, films
from tests.adops.cases import slot
from tests.adops.corpus.row import BANNER, EVERYTHING, KB, STRICT, Row, main

OVER, CAP, SINA = "size.over_limit", "size.over_cap", "size.sina_strict"
# 30 KB = 30,720 bytes; one and a half times that is 46,080.
LEJU_30 = {
    30_719: "pass",
    30_720: "pass",
    30_721: f"needs_approval {OVER}",
    46_079: f"needs_approval {OVER}",
    46_080: f"needs_approval {OVER}",
    46_081: f"reject {CAP}",
    61_440: f"reject {CAP}",
}
SINA_30 = {
    30_719: "pass",
    30_720: "pass",
    30_721: f"reject {SINA}",
    46_080: f"reject {SINA}",
    46_081: f"reject {SINA}",
}
# 25 KB = 25,600 bytes, and 38,400; 1 KB = 1,024 bytes, and 1,536.
LEJU_25 = {
    25_600: "pass",
    25_601: f"needs_approval {OVER}",
    38_400: f"needs_approval {OVER}",
    38_401: f"reject {CAP}",
}
LEJU_1 = {
    1_024: "pass",
    1_025: f"needs_approval {OVER}",
    1_536: f"needs_approval {OVER}",
    1_537: f"reject {CAP}",
}


def _webp(weight: int) -> bytes:
    """Of an odd weight: such a file has an even one, so a byte of nothing follows."""
    odd = weight % 2
    return files.webp(weight=weight - odd) + bytes(odd)


def _mp4(weight: int) -> bytes:
    data = films.film(size=(950, 90), frames=5)
    gap = weight - len(data)
    return data + struct.pack(">I", gap) + b"free" + bytes(gap - 8)


def _webm(weight: int) -> bytes:
    """The same film with a void at its end, its segment recorded without one."""
    data = films.open_ended(films.film("webm", size=(950, 90), frames=5))
    gap = weight - len(data) - 9
    return data + b"\xec\x01" + gap.to_bytes(7, "big") + bytes(gap)


MAKERS: Mapping[str, Callable[[int], bytes]] = {
    "jpg": lambda weight: files.jpg(weight=weight),
    "png": lambda weight: files.png(weight=weight),
    "gif": lambda weight: files.gif(weight=weight),
    "webp": _webp,
    "avif": lambda weight: files.avif(weight=weight),
    "mp4": _mp4,
    "webm": _webm,
}


def _of(kind: str, weight: int) -> Callable[[], bytes]:
    return lambda: MAKERS[kind](weight)


LIGHT = slot(formats=EVERYTHING, parts=(PartSpec("main", 300, 250, 25 * KB),))
TINY = slot(formats=EVERYTHING, parts=(PartSpec("main", 8, 8, KB),))
FREE = slot(formats=EVERYTHING, parts=(PartSpec("main", 950, 90, 0),))
FREE_SINA = slot(formats=EVERYTHING, owner=Owner.SINA, parts=FREE.parts)

ROWS: list[Row] = [
    main(f"{kind}，{weight:,} 字节，{owner}", label, f"ad.{kind}", _of(kind, weight), spec)
    for kind in MAKERS
    for owner, spec, labels in (("乐居", BANNER, LEJU_30), ("新浪", STRICT, SINA_30))
    for weight, label in labels.items()
]
ROWS += [
    main(
        f"25 KB 上限，{weight:,} 字节",
        label,
        "ad.jpg",
        lambda weight=weight: files.jpg((300, 250), weight=weight),  # type: ignore[misc]
        LIGHT,
    )
    for weight, label in LEJU_25.items()
]
ROWS += [
    main(
        f"1 KB 上限，{weight:,} 字节",
        label,
        "ad.png",
        lambda weight=weight: files.png((8, 8), weight=weight),  # type: ignore[misc]
        TINY,
    )
    for weight, label in LEJU_1.items()
]
ROWS += [
    main("没写上限，1 MB", "pass", "ad.jpg", lambda: files.jpg(weight=1 << 20), FREE),
    main("没写上限，1 MB，新浪", "pass", "ad.jpg", lambda: files.jpg(weight=1 << 20), FREE_SINA),
]
