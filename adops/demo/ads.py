"""Real-estate ads, drawn: the same picture for the same project, size and variant.

A wide ad (banner) has its name left, its offer in the middle, its phone right; any other shape
stacks them. What a small ad has no room for is left out, the name and the phone last of all.
"""

from dataclasses import dataclass, replace
from zlib import crc32

from PIL import Image, ImageDraw, ImageFont

from adops.demo.fonts import font
from adops.demo.projects import Project
from adops.demo.scene import gradient, mix, scene

WHITE = (255, 255, 255)
TOWER_FOOT = 0.34
FULL_PRINT = 200
"""From this height on (px) an ad carries its whole small print."""
SMALL_PRINT = 11
"""Height of a line of small print in px."""
LEADING = 1.26
BRIGHT, SHADOWED = 380, 15
"""Bright words (sum of RGB) of this height in px on get a soft shadow."""
NARROW_BANNER = 400
"""A banner under this width has no room for the offer between name and phone."""

Colour = tuple[int, int, int]
Line = tuple[str, str, int, Colour]
"""A line of words: text, style of `adops.demo.fonts`, wished px, colour."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """The picture in work and its pen."""

    picture: Image.Image
    pen: ImageDraw.ImageDraw
    project: Project
    call: str

    @property
    def width(self) -> int:
        """In px."""
        return self.picture.width

    @property
    def height(self) -> int:
        """In px."""
        return self.picture.height


CALLS = (
    "营销中心开放 恭迎品鉴",
    "样板间开放 预约看房",
    "周末看房日 全家同行",
    "新品加推 敬请垂询",
)


def draw_ad(project: Project, size: tuple[int, int], *, variant: int = 0) -> Image.Image:
    """An RGB picture of `size` px; another `variant` is another ad of the same campaign."""
    seed = crc32(f"{project.slug}|{size}|{variant}".encode())
    picture = scene(project.scene, size, project.palette, seed)
    return _lettered(picture, project, CALLS[variant % len(CALLS)])


def _lettered(picture: Image.Image, project: Project, call: str) -> Image.Image:
    size = picture.size
    if size[0] >= 4 * size[1]:
        sheet = _paper(_shaded(picture, project.palette.panel), project, call)
        _banner(sheet)
    elif size[1] >= 2 * size[0]:
        sheet = _paper(_veiled(picture, project.palette.panel, 0.62, TOWER_FOOT), project, call)
        _tower(sheet)
    else:
        foot = _box_foot(size[1])
        sheet = _paper(_veiled(picture, project.palette.panel, 0.5, foot), project, call)
        _box(sheet)
    _frame(sheet)
    return sheet.picture


def draw_frames(
    project: Project, size: tuple[int, int], count: int, *, variant: int = 0
) -> list[Image.Image]:
    """`count` frames of one animated ad: its words take turns to light up."""
    seed = crc32(f"{project.slug}|{size}|{variant}".encode())
    call = CALLS[variant % len(CALLS)]
    bare = scene(project.scene, size, project.palette, seed, grain=False)
    frames = []
    for step in range(count):
        lit = mix(project.palette.accent, WHITE, step / count)
        palette = replace(project.palette, accent=lit)
        frames.append(_lettered(bare.copy(), replace(project, palette=palette), call))
    return frames


def draw_house_ad(size: tuple[int, int]) -> Image.Image:
    """垫底广告: what a portal shows where nothing is sold."""
    picture = gradient(size, (236, 240, 246), (206, 216, 230))
    pen = ImageDraw.Draw(picture)
    unit = min(size[1], size[0] // 3)
    lines = (
        ("广告招商", "bold", unit // 3),
        ("演示城市网 本位虚席以待", "sans", unit // 6),
    )
    y = size[1] / 2 - unit * 0.3
    for text, style, wish in lines:
        face = fitted(text, style, wish, size[0] - 12)
        left = (size[0] - face.getlength(text)) / 2
        pen.text((left, y), text, font=face, fill=(96, 112, 138))
        y += face.size * 1.35
    pen.rectangle((0, 0, size[0] - 1, size[1] - 1), outline=(170, 184, 204))
    return picture


def fitted(text: str, style: str, wish: int, room: float) -> ImageFont.FreeTypeFont:
    """The face at `wish` px, or as much smaller as fits `room` px (never under 8)."""
    size = max(8, wish)
    while size > 8 and font(style, size).getlength(text) > room:
        size -= 1
    return font(style, size)


def _paper(picture: Image.Image, project: Project, call: str) -> Sheet:
    return Sheet(picture, ImageDraw.Draw(picture), project, call)


def _shaded(picture: Image.Image, panel: Colour) -> Image.Image:
    """The panel's colour from the left, fading out to the right."""
    width, height = picture.size
    ramp = Image.linear_gradient("L").rotate(-90, expand=True).resize((width, height))
    mask = ramp.point(lambda level: round(44 + level * 0.76))
    picture.paste(Image.new("RGB", picture.size, panel), (0, 0), mask)
    return picture


def _veiled(picture: Image.Image, panel: Colour, upper: float, lower: float) -> Image.Image:
    """A veil over the top for the name and a solid foot for the offer (shares of the height)."""
    width, height = picture.size
    veil = Image.linear_gradient("L").transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    mask = veil.resize((width, max(1, int(height * upper)))).point(lambda level: level * 5 // 6)
    picture.paste(Image.new("RGB", mask.size, panel), (0, 0), mask)
    foot = Image.new("RGB", (width, int(height * lower)), mix(panel, (0, 0, 0), 0.2))
    solid = Image.new("L", foot.size, 228)
    picture.paste(foot, (0, height - foot.height), solid)
    return picture


def _banner(sheet: Sheet) -> None:
    width, height, accent = sheet.width, sheet.height, sheet.project.palette.accent
    body = height if width < 560 else round(height * 0.82)
    pad = round(height * 0.12)
    left = pad + _logo(sheet, pad, round((body - height * 0.62) / 2), round(height * 0.62)) + pad
    narrow = width < NARROW_BANNER
    call_from = width - round(width * (0.42 if narrow else 0.24))
    end = call_from - pad if narrow else round(width * 0.42)
    name = (sheet.project.name, "serif", round(height * 0.36), WHITE)
    slogan = (
        sheet.project.slogan,
        "sans",
        round(height * 0.17),
        mix(accent, WHITE, 0.3),
    )
    _stack(sheet, (name, slogan), (left, 0, end - left, body), centred=False)
    if not narrow:
        _offer(sheet, (end + pad, 0, call_from - end - 2 * pad, body))
    _call_plate(sheet, (call_from, round(body * 0.14), width - pad, round(body * 0.88)))
    if body < height:
        _legal_strip(sheet, body)


def _offer(sheet: Sheet, box: tuple[int, int, int, int]) -> None:
    accent, wish = sheet.project.palette.accent, round(sheet.height * 0.19)
    lines = (
        (f"建筑面积约{sheet.project.area}㎡", "bold", wish, WHITE),
        (sheet.project.price_line, "bold", wish, accent),
    )
    x = box[0] - round(sheet.height * 0.12)
    sheet.pen.line((x, box[3] * 0.24, x, box[3] * 0.78), fill=mix(accent, WHITE, 0.2))
    _stack(sheet, lines, box, centred=False)


def _call_plate(sheet: Sheet, box: tuple[int, int, int, int]) -> None:
    accent, panel = sheet.project.palette.accent, sheet.project.palette.panel
    sheet.pen.rounded_rectangle(box, radius=6, fill=accent)
    tall = box[3] - box[1]
    lines = (
        (sheet.call, "sans", round(tall * 0.25), mix(panel, (0, 0, 0), 0.2)),
        (sheet.project.phone, "bold", round(tall * 0.4), mix(panel, (0, 0, 0), 0.35)),
    )
    inner = (box[0] + 6, box[1], box[2] - box[0] - 12, tall)
    _stack(sheet, lines, inner, centred=True)


def _legal_strip(sheet: Sheet, top: int) -> None:
    dark = mix(sheet.project.palette.panel, (0, 0, 0), 0.45)
    sheet.pen.rectangle((0, top, sheet.width, sheet.height), fill=dark)
    room = sheet.height - top
    line = (sheet.project.legal_line, "sans", min(12, room - 4), (226, 228, 232))
    _stack(sheet, (line,), (8, top, sheet.width - 16, room), centred=True)


def _box(sheet: Sheet) -> None:
    width, height, accent = sheet.width, sheet.height, sheet.project.palette.accent
    unit = min(height, round(width * 0.72))
    name = (sheet.project.name, "serif", round(unit * 0.2), WHITE)
    slogan = (
        sheet.project.slogan,
        "sans",
        round(unit * 0.09),
        mix(accent, WHITE, 0.75),
    )
    top = round(height * 0.05)
    head = (name, slogan) if height >= 100 else (name,)
    _stack(sheet, head, (8, top, width - 16, round(height * 0.42)), centred=True)
    foot = round(height * _box_foot(height))
    area = (f"建筑面积约{sheet.project.area}㎡", "sans", round(unit * 0.085), WHITE)
    price = (sheet.project.price_line, "bold", round(unit * 0.088), WHITE)
    phone = (f"☎ {sheet.project.phone}", "bold", round(unit * 0.125), accent)
    # a price may be shown only together with its last day, which is in the full small print
    lines = (area, price, phone) if height >= FULL_PRINT else (area, phone)
    legal = _legal_lines(sheet)
    room = foot - SMALL_PRINT * len(legal) - 2
    _stack(sheet, lines, (6, height - foot, width - 12, room), centred=True)
    _small_print(sheet, legal)


def _box_foot(height: int) -> float:
    """How much of a box's height is its foot: a tall one has the whole small print in it."""
    return 0.42 if height >= FULL_PRINT else 0.36


def _tower(sheet: Sheet) -> None:
    width, height, accent = sheet.width, sheet.height, sheet.project.palette.accent
    side = round(width * 0.4)
    _logo(sheet, (width - side) // 2, round(height * 0.05), side)
    words = sheet.project.slogan.split()
    head = [(sheet.project.name, "serif", round(width * 0.21), WHITE)]
    head += [(word, "sans", round(width * 0.12), mix(accent, WHITE, 0.45)) for word in words]
    top = round(height * 0.05) + side
    _stack(sheet, tuple(head), (6, top, width - 12, round(height * 0.3)), centred=True)
    foot = round(height * TOWER_FOOT)
    lines = (
        (f"建筑面积约{sheet.project.area}㎡", "sans", round(width * 0.09), WHITE),
        (sheet.project.price_line, "bold", round(width * 0.09), WHITE),
        (sheet.project.phone, "bold", round(width * 0.14), accent),
        (sheet.call, "sans", round(width * 0.08), WHITE),
    )
    legal = _legal_lines(sheet)
    room = foot - SMALL_PRINT * len(legal) - 2
    _stack(sheet, lines, (4, height - foot, width - 8, room), centred=True)
    _small_print(sheet, legal)


def _legal_lines(sheet: Sheet) -> tuple[str, ...]:
    """The small print, line by line; a very small ad shows the permit alone."""
    if sheet.height < FULL_PRINT:
        return (f"{sheet.project.permit} 效果图",)
    developer, permit, price, picture = sheet.project.legal_line.split()
    if sheet.width < FULL_PRINT:
        return (sheet.project.permit, f"{price} {picture}")
    return (developer, permit, f"{price} {picture}")


def _small_print(sheet: Sheet, lines: tuple[str, ...]) -> None:
    y = sheet.height - SMALL_PRINT * len(lines) - 3
    for text in lines:
        face = fitted(text, "sans", 9, sheet.width - 8)
        left = (sheet.width - face.getlength(text)) / 2
        sheet.pen.text((left, y), text, font=face, fill=(222, 224, 228))
        y += SMALL_PRINT


def _logo(sheet: Sheet, left: int, top: int, side: int) -> int:
    accent, panel = sheet.project.palette.accent, sheet.project.palette.panel
    box = (left, top, left + side, top + side)
    sheet.pen.rectangle(box, fill=mix(panel, (0, 0, 0), 0.25), outline=accent, width=2)
    inner = max(3, side // 14)
    sheet.pen.rectangle(
        (box[0] + inner, box[1] + inner, box[2] - inner, box[3] - inner), outline=accent
    )
    letter = sheet.project.name[0]
    face = font("serif", round(side * 0.56))
    middle = (left + side / 2, top + side / 2)
    sheet.pen.text(middle, letter, font=face, fill=accent, anchor="mm")
    return side


def _stack(
    sheet: Sheet,
    lines: tuple[Line, ...],
    box: tuple[int, int, int, int],
    *,
    centred: bool,
) -> None:
    """The lines one below another, in the middle of box (left, top, width, height)."""
    left, top, width, height = box
    wished = sum(wish for _, _, wish, _ in lines) * LEADING
    shrink = min(1.0, height / wished)
    faces = [fitted(text, style, int(wish * shrink), width) for text, style, wish, _ in lines]
    y = top + (height - sum(face.size * LEADING for face in faces)) / 2
    for face, (text, _, _, colour) in zip(faces, lines, strict=True):
        x = left + (width - face.getlength(text)) / 2 if centred else left
        middle = y + face.size * LEADING / 2
        if sum(colour) > BRIGHT and face.size >= SHADOWED:
            under = (x + 1, middle + 1)
            sheet.pen.text(under, text, font=face, fill=(40, 44, 56), anchor="lm")
        sheet.pen.text((x, middle), text, font=face, fill=colour, anchor="lm")
        y += face.size * LEADING


def _frame(sheet: Sheet) -> None:
    edge = mix(sheet.project.palette.accent, sheet.project.palette.panel, 0.35)
    sheet.pen.rectangle((0, 0, sheet.width - 1, sheet.height - 1), outline=edge)
