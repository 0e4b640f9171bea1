"""The labelled set: an approved file, and what a page shows for it or instead of it (checks.md)."""

import io
import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PIL import Image, ImageDraw, ImageOps

from checks.fonts import font
from tests.checks.drawn_ads import Advert, advert, drawn
from tests.site.ads import encoded

STILLS = 2400
FILMS = STILLS + 24
COUNT = FILMS + 60
QUALITIES = (90, 75, 60, 45, 30)
SCALES = (1.25, 1.5, 2.0, 0.8)
PLATES = (
    ("#ffffff", (0, 0, 0, 128)),
    ("#ffffff", (0, 0, 0, 90)),
    ("#ffffff", (0, 0, 0, 255)),
    ("#666666", (255, 255, 255, 180)),
    ("#333333", (255, 255, 255, 255)),
)
TYPES = {"PNG": "image/png", "JPEG": "image/jpeg", "WEBP": "image/webp", "GIF": "image/gif"}


@dataclass(frozen=True, slots=True)
class Shown:
    """How a page shows a file: `scale` device px a CSS px, `holder` the element that holds it,
    `border` and `mark` what lies over it, `left` where its slot begins (CSS px, fractions too)."""

    scale: float = 1.0
    holder: str = "img"
    border: bool = False
    mark: bool = False
    left: float = 0.0


@dataclass(frozen=True, slots=True)
class Pair:
    """`creative` is the approved file, `served` what the page got; `same` the label."""

    number: int
    same: bool
    kind: str
    size: tuple[int, int]
    creative: bytes
    served: bytes
    type: str
    shown: Shown

    @property
    def is_held_out(self) -> bool:
        """Whether it is of the half that nothing was chosen by."""
        return self.number % 4 >= 2


File = tuple[bytes, str]


def _file(picture: Image.Image, format: str, **options: int) -> File:
    return encoded(picture, format, **options), TYPES[format]


def _approved(picture: Image.Image, rng: random.Random) -> File:
    """As agencies hand it in: a PNG or a good JPEG."""
    if rng.random() < 0.5:
        return _file(picture, "PNG")
    return _file(picture, "JPEG", quality=rng.choice((88, 92, 95)))


def _opened(content: bytes) -> Image.Image:
    return Image.open(io.BytesIO(content)).convert("RGB")


def _frames(ad: Advert, rng: random.Random) -> list[Image.Image]:
    return [drawn(one) for one in (ad, ad.with_line(rng), ad.with_campaign(rng))]


def _gif(frames: list[Image.Image], *, colours: int) -> bytes:
    """An endless GIF, a frame 0.3 s; fewer colours make other bytes."""
    first, *rest = [one.quantize(colours) for one in frames]
    return encoded(first, "GIF", save_all=True, append_images=rest, duration=300, loop=0)


Same = Callable[[bytes, random.Random], tuple[File, Shown]]


def _again(format: str, quality: int) -> Same:
    """The file saved anew by an ad server."""
    return lambda content, rng: (
        _file(_opened(content), format, quality=quality),
        Shown(left=rng.choice((0, 0, 0.5, 0.25))),
    )


def _scaled(scale: float) -> Same:
    return lambda content, rng: (
        _file(_opened(content), "JPEG", quality=90) if rng.random() < 0.5
        else _file(_opened(content), "PNG"),
        Shown(scale, left=rng.choice((0, 0, 0.5, 7, 12.4))),
    )  # fmt: skip


def _held(shown: Shown) -> Same:
    return lambda content, rng: (_file(_opened(content), "PNG"), shown)


def _framed(content: bytes, rng: random.Random) -> tuple[File, Shown]:
    """A border of 1 px around it, in the file, shown at the slot's size."""
    ink = rng.choice(("#cccccc", "#888888", "#000000"))
    return _file(ImageOps.expand(_opened(content), 1, ink), "PNG"), Shown(rng.choice((1, 2)))


def _worst(content: bytes, rng: random.Random) -> tuple[File, Shown]:
    """Several of them at once, as on a phone."""
    quality, scale = rng.choice(QUALITIES[:4]), rng.choice(SCALES[:3])
    shown = Shown(scale, mark=rng.random() < 0.5, border=rng.random() < 0.3)
    return _file(_opened(content), rng.choice(("JPEG", "WEBP")), quality=quality), shown


SAME: Mapping[str, Same] = {
    **{f"jpeg-{quality}": _again("JPEG", quality) for quality in QUALITIES},
    **{f"webp-{quality}": _again("WEBP", quality) for quality in QUALITIES},
    **{f"scale-{scale:g}": _scaled(scale) for scale in SCALES},
    "border": _held(Shown(border=True)),
    "border-in-file": _framed,
    "mark": _held(Shown(mark=True)),
    "mark-scaled": _held(Shown(1.5, mark=True)),
    "canvas": _held(Shown(1.25, "canvas")),
    "background": _held(Shown(2, "background")),
    "poster": _held(Shown(1, "video")),
    "mixed": _worst,
}
MOVING = ("gif", "gif-frame")
OTHER: Mapping[str, Callable[[Advert, random.Random], Image.Image]] = {
    "line": lambda ad, rng: drawn(ad.with_line(rng)),
    "digit": lambda ad, rng: drawn(ad.with_digit(rng)),
    "price": lambda ad, rng: drawn(ad.with_price(rng)),
    "campaign": lambda ad, rng: drawn(ad.with_campaign(rng)),
    "flipped": lambda ad, rng: ImageOps.mirror(drawn(ad)),
    "cropped": lambda ad, rng: _cropped(drawn(ad), rng),
}


def _cropped(picture: Image.Image, rng: random.Random) -> Image.Image:
    """A fifth of it lost on one side, or on all."""
    (width, height), part = picture.size, 0.2
    x, y = rng.choice(((0.0, 0.5), (1.0, 0.5), (0.5, 0.0), (0.5, 1.0), (0.5, 0.5)))
    across, down = (part, 0.0) if y == 0.5 and x != 0.5 else (0.0, part)
    if x == y == 0.5:
        across = down = part / 2
    left, top = across * width * x, down * height * y
    box = (left, top, left + width * (1 - across), top + height * (1 - down))
    return picture.resize(picture.size, Image.Resampling.BICUBIC, box=box)


def pair(number: int) -> Pair:
    """The pair of that number: even ones show the same picture, odd ones another; then films, and
    marks that an ad server burned in."""
    rng, ad = random.Random(f"pair {number}"), advert(number)
    if number >= FILMS:
        creative, _ = _approved(drawn(ad), rng)
        marked = _file(burned(_opened(creative), rng), "JPEG", quality=rng.choice(QUALITIES[:3]))
        shown = Shown(rng.choice((1, 1, 1.5, 2)))
        return Pair(number, True, "mark-in-file", ad.size, creative, *marked, shown)
    if number >= STILLS:
        content = film(_frames(ad, rng))
        told = content, content, "video/webm", Shown(holder="film")
        return Pair(number, True, "film", ad.size, *told)
    turn = number // 4 if number % 4 < 2 else number // 4 + 7
    return _same(number, turn, ad, rng) if number % 2 == 0 else _other(number, turn, ad, rng)


def _same(number: int, turn: int, ad: Advert, rng: random.Random) -> Pair:
    kinds = (*SAME, *MOVING)
    kind = kinds[turn % len(kinds)]
    if kind in MOVING:
        frames = _frames(ad, rng)
        creative, served, shown = _moving(kind, frames, rng)
        return Pair(number, True, kind, ad.size, creative, *served, shown)
    creative, _ = _approved(drawn(ad), rng)
    served, shown = SAME[kind](creative, rng)
    return Pair(number, True, kind, ad.size, creative, *served, shown)


def _moving(kind: str, frames: list[Image.Image], rng: random.Random) -> tuple[bytes, File, Shown]:
    """An animation, or one frame of it."""
    creative = _gif(frames, colours=256)
    served = _gif(frames, colours=128), TYPES["GIF"]
    if kind == "gif-frame":
        served = _file(rng.choice(frames), "JPEG", quality=85)
    return creative, served, Shown(rng.choice((1, 1.5)))


def burned(picture: Image.Image, rng: random.Random, word: str = "广告") -> Image.Image:
    """The picture with a label in a corner: words of 10 to 14 px on a plate, see-through or not."""
    kind = font(rng.randint(10, 14), bold=rng.random() < 0.3)
    left, top, right, bottom = (round(edge) for edge in kind.getbbox(word))
    across, down = rng.choice((2, 3, 4)), rng.choice((1, 2, 3))
    wide, tall = right - left + 2 * across, bottom - top + 2 * down
    x, y = rng.choice((0, picture.width - wide)), rng.choice((0, picture.height - tall))
    ink, plate = rng.choice(PLATES)
    over = Image.new("RGBA", picture.size)
    draw = ImageDraw.Draw(over)
    draw.rectangle((x, y, x + wide - 1, y + tall - 1), fill=plate)
    draw.text((x + across - left, y + down - top), word, font=kind, fill=ink)
    return Image.alpha_composite(picture.convert("RGBA"), over).convert("RGB")


def film(frames: Sequence[Image.Image]) -> bytes:
    """A WebM that shows them one after the other, 0.4 s each, and stays at the last."""
    import av

    video: Any = av.VideoFrame
    out, size = io.BytesIO(), frames[0].size
    even = size[0] // 2 * 2, size[1] // 2 * 2
    with av.open(out, "w", format="webm") as container:
        stream = container.add_stream("libvpx", rate=10, options={"threads": "1"})
        stream.width, stream.height = even
        stream.pix_fmt, stream.bit_rate = "yuv420p", 3_000_000
        for frame in frames:
            for _ in range(4):
                container.mux(stream.encode(video.from_image(frame.resize(even))))
        container.mux(stream.encode())
    return out.getvalue()


def _other(number: int, turn: int, ad: Advert, rng: random.Random) -> Pair:
    """Another picture, served and shown in any of the ways the same one is."""
    kind = tuple(OTHER)[turn % len(OTHER)]
    creative, _ = _approved(drawn(ad), rng)
    theirs = OTHER[kind](ad, rng)
    choices = (("PNG", 0), ("JPEG", 90), ("JPEG", 75), ("JPEG", 60), ("WEBP", 75))
    format, quality = rng.choice(choices)
    served = _file(theirs, format, **({"quality": quality} if quality else {}))
    shown = Shown(
        rng.choice((1, 1, 1, *SCALES)),
        border=rng.random() < 0.15,
        mark=rng.random() < 0.2,
        left=rng.choice((0, 0, 0.5)),
    )
    return Pair(number, False, kind, ad.size, creative, *served, shown)


def pairs(numbers: Iterable[int]) -> Iterator[Pair]:
    """Made one by one."""
    return map(pair, numbers)
