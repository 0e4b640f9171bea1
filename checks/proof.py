"""The proof sheet of one booking's day, and the cut-out of a slot: PNG, the same bytes whenever
they are drawn. It names no other client (checks.md, Evidence)."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from PIL import Image, ImageDraw

from adops.domain.period import local
from adops.domain.states import LookResult
from adops.phrases.checks import PROOF, RESULT_TONES
from adops.phrases.words import RESULTS
from checks.fonts import font
from checks.probe import Box

LIMIT_BYTES = 2_000_000
WIDTH, MARGIN = 1280, 32
INNER = WIDTH - 2 * MARGIN
HEAD_HEIGHT, ROW, LINE_HEIGHT, VALUE = 92, 34, 24, 170
MOST_LINES = 6
CUT_MOST, HAND_MOST = 460, 1400
CONTEXT_WIDTH, THUMB_WIDTH, PAGE_MOST = 880, 300, 560
INK, PALE, LINE, HEAD = "#1d273b", "#667382", "#dce1e7", "#14365f"
FRAME = "#e0162b"
APART = 12  # px between the boxes of a cut-out
Rows = Sequence[tuple[str, Sequence[str]]]
TONES = {"good": "#2fb344", "bad": "#d63939", "unclear": "#f59f00", "plain": "#667382"}


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on a proof sheet. Boxes in CSS px; `box` None: the slot has no place on the page.
    `screen_sha256`: the picture is the first screen's, where a floating ad is judged; then
    `page_sha256` is its whole page's, empty where none was taken. `others_turn`: another client's
    ad had its turn in the slot, and has no close-up here. `absent`: what is said where there is no
    cut-out else, by its name in PROOF. `beside`: the other boxes of an ad that shows several at
    once. `by_hand`: who took the picture and when it was added, with what they noted; then nothing
    is cut or framed."""

    page_url: str
    captured_at: datetime
    slot: str
    contract: str
    creative: str
    result: LookResult
    page_sha256: str
    box: Box | None
    scale: float
    screen_sha256: str = ""
    others_turn: bool = False
    absent: str = "no_cut"
    beside: tuple[Box, ...] = ()
    by_hand: str = ""
    note: str = ""


class PagePicture:
    """A page picture and the small versions of it that all its sheets share."""

    def __init__(self, picture: Image.Image) -> None:
        self.picture = picture
        factor = min(THUMB_WIDTH / picture.width, PAGE_MOST / picture.height)
        size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
        self.thumb = picture.resize(size, Image.Resampling.BOX)
        self.factor = factor


def cut_out(cuts: Sequence[Image.Image]) -> bytes:
    """A PNG of exactly these pixels; of several boxes one beside the other."""
    return _png(_together(cuts))


def proof_sheet(sheet: Sheet, page: PagePicture, cuts: Sequence[Image.Image]) -> bytes:
    """One PNG under 2,000,000 bytes. `cuts`: what is seen of each box of the ad."""
    drawn = _drawn(sheet, page, cuts)
    content = _png(drawn)
    colours = 256
    while len(content) >= LIMIT_BYTES and colours >= 16:
        content = _png(drawn.quantize(colours, dither=Image.Dither.NONE))
        colours //= 4
    return content


def _together(cuts: Sequence[Image.Image]) -> Image.Image:
    if len(cuts) == 1:
        return cuts[0]
    width = sum(one.width for one in cuts) + APART * (len(cuts) - 1)
    whole = Image.new("RGB", (width, max(one.height for one in cuts)), "white")
    left = 0
    for one in cuts:
        whole.paste(one, (left, 0))
        left += one.width + APART
    return whole


def _drawn(sheet: Sheet, page: PagePicture, cuts: Sequence[Image.Image]) -> Image.Image:
    rows = _wrapped(_rows(sheet))
    top = HEAD_HEIGHT + 20 + sum(ROW + LINE_HEIGHT * (len(lines) - 1) for _, lines in rows) + 18
    if sheet.by_hand:
        return _finished(_by_hand(sheet, rows, top, page), PROOF["foot_by_hand"])
    shown = _fitted(_together(cuts), INNER - 2, CUT_MOST) if cuts else None
    context = _context(sheet, page)
    cut_height = shown.height + 2 if shown else 64
    pages_height = max(context.height, page.thumb.height) + 2
    canvas = _begun(sheet, rows, top + 36 + cut_height + 24 + 36 + pages_height + 24 + 40)
    draw = ImageDraw.Draw(canvas)
    _title(draw, top, PROOF["cut"], _measures(cuts))
    if shown:
        _framed(canvas, shown, MARGIN, top + 36)
    else:
        words = PROOF["others_turn" if sheet.others_turn else sheet.absent]
        draw.text((MARGIN, top + 50), words, font=font(18), fill=FRAME)
    top += 36 + cut_height + 24
    title = PROOF["screen"] if sheet.screen_sha256 else PROOF["page"]
    _title(draw, top, title, _measures([page.picture]))
    _framed(canvas, context, MARGIN, top + 36)
    _framed(canvas, _marked_thumb(sheet, page), WIDTH - MARGIN - page.thumb.width - 2, top + 36)
    return _finished(canvas, PROOF["foot_screen" if sheet.screen_sha256 else "foot"])


def _by_hand(sheet: Sheet, rows: Rows, top: int, page: PagePicture) -> Image.Image:
    """The whole screenshot, as large as it can be read; nothing in it is cut or framed."""
    shown = _fitted(page.picture, INNER - 2, HAND_MOST)
    canvas = _begun(sheet, rows, top + 36 + shown.height + 2 + 24 + 40)
    _title(ImageDraw.Draw(canvas), top, PROOF["by_hand"], _measures([page.picture]))
    _framed(canvas, shown, MARGIN, top + 36)
    return canvas


def _begun(sheet: Sheet, rows: Rows, height: int) -> Image.Image:
    """An empty sheet with its head and facts."""
    canvas = Image.new("RGB", (WIDTH, height), "white")
    draw = ImageDraw.Draw(canvas)
    _head(draw, sheet)
    _facts(draw, rows)
    return canvas


def _finished(canvas: Image.Image, words: str) -> Image.Image:
    draw = ImageDraw.Draw(canvas)
    line = canvas.height - 44
    draw.line((MARGIN, line, WIDTH - MARGIN, line), fill=LINE)
    draw.text((MARGIN, line + 9), words, font=font(14), fill=PALE)
    return canvas


def _head(draw: ImageDraw.ImageDraw, sheet: Sheet) -> None:
    draw.rectangle((0, 0, WIDTH, HEAD_HEIGHT), fill=HEAD)
    draw.text((MARGIN, 16), PROOF["title"], font=font(28, bold=True), fill="white")
    below = _shortened(draw, f"{sheet.contract}　{sheet.slot}", 17, INNER - 190)
    draw.text((MARGIN, 57), below, font=font(17), fill="#cfdcec")
    words = RESULTS[sheet.result.value]
    face = font(20, bold=True)
    wide = draw.textlength(words, font=face) + 36
    left = WIDTH - MARGIN - wide
    tone = TONES[RESULT_TONES[sheet.result.value]]
    draw.rounded_rectangle((left, 26, WIDTH - MARGIN, 66), 8, fill=tone)
    draw.text((left + 18, 46), words, font=face, fill="white", anchor="lm")


def _rows(sheet: Sheet) -> Sequence[tuple[str, str]]:
    captured = local(sheet.captured_at).strftime("%Y-%m-%d %H:%M:%S")
    name = "captured_by_hand" if sheet.by_hand else "captured"
    rows = (
        (PROOF["url"], sheet.page_url),
        (PROOF[name], f"{captured}（{PROOF['zone']}）"),
        (PROOF["who"], sheet.by_hand),
        (PROOF["slot"], sheet.slot),
        (PROOF["contract"], sheet.contract),
        (PROOF["creative"], sheet.creative),
        (PROOF["note"], sheet.note),
        (PROOF["hash_by_hand" if sheet.by_hand else "hash"], sheet.page_sha256[:16]),
        (PROOF["hash_screen"], sheet.screen_sha256[:16]),
    )
    return [row for row in rows if row[1]]


def _wrapped(rows: Sequence[tuple[str, str]]) -> Rows:
    """Each value in as many lines as it needs, up to six; what is longer ends with …"""
    draw = ImageDraw.Draw(Image.new("RGB", (1, 1)))
    return [(label, _lines(draw, value)) for label, value in rows]


def _lines(draw: ImageDraw.ImageDraw, text: str) -> list[str]:
    face, lines = font(17), [""]
    for letter in text:
        if draw.textlength(lines[-1] + letter, font=face) <= INNER - VALUE:
            lines[-1] += letter
        else:
            lines.append(letter)
    return lines if len(lines) <= MOST_LINES else [*lines[: MOST_LINES - 1], "…"]


def _facts(draw: ImageDraw.ImageDraw, rows: Rows) -> None:
    y = HEAD_HEIGHT + 20
    for label, lines in rows:
        draw.text((MARGIN, y), label, font=font(17), fill=PALE)
        for n, line in enumerate(lines):
            draw.text((MARGIN + VALUE, y + n * LINE_HEIGHT), line, font=font(17), fill=INK)
        y += ROW + LINE_HEIGHT * (len(lines) - 1)
        draw.line((MARGIN, y - 6, WIDTH - MARGIN, y - 6), fill=LINE)


def _title(draw: ImageDraw.ImageDraw, top: int, words: str, measures: str) -> None:
    face = font(18, bold=True)
    draw.rectangle((MARGIN, top + 4, MARGIN + 4, top + 24), fill=HEAD)
    draw.text((MARGIN + 14, top + 1), words, font=face, fill=INK)
    after = MARGIN + 14 + draw.textlength(words, font=face) + 14
    draw.text((after, top + 5), measures, font=font(14), fill=PALE)


def _measures(pictures: Sequence[Image.Image]) -> str:
    return "、".join(f"{one.width} × {one.height} px" for one in pictures)


def _framed(canvas: Image.Image, picture: Image.Image, x: int, y: int) -> None:
    outline = (x, y, x + picture.width + 1, y + picture.height + 1)
    ImageDraw.Draw(canvas).rectangle(outline, outline=LINE)
    canvas.paste(picture, (x + 1, y + 1))


def _context(sheet: Sheet, page: PagePicture) -> Image.Image:
    """The part of the page around the slot, with the slot framed; the page's head without one."""
    picture, scale = page.picture, sheet.scale
    high = min(picture.height, round(picture.width * 0.55))
    top = max(0, min(round(_middle(sheet, high) - high / 2), picture.height - high))
    part = picture.crop((0, top, picture.width, top + high))
    shown = _fitted(part, CONTEXT_WIDTH, PAGE_MOST, grow=False)
    factor = shown.width / part.width
    _frames(shown, sheet, scale * factor, top * factor, 3)
    return shown


def _middle(sheet: Sheet, high: int) -> float:
    """Of all boxes, where so much of the page shows them all; else of the first."""
    if sheet.box is None:
        return 0
    upper = min(one.y for one in (sheet.box, *sheet.beside))
    lower = max(one.y + one.height for one in (sheet.box, *sheet.beside))
    if (lower - upper) * sheet.scale > high:
        upper, lower = sheet.box.y, sheet.box.y + sheet.box.height
    return (upper + lower) / 2 * sheet.scale


def _marked_thumb(sheet: Sheet, page: PagePicture) -> Image.Image:
    shown = page.thumb.copy()
    _frames(shown, sheet, sheet.scale * page.factor, 0, 2)
    return shown


def _frames(picture: Image.Image, sheet: Sheet, factor: float, top: float, line: int) -> None:
    """Around each box of the ad; of the others where they are on it."""
    if sheet.box:
        _frame(picture, sheet.box, factor, top, line)
    for box in sheet.beside:
        if -box.height < box.y - top / factor < picture.height / factor:
            _frame(picture, box, factor, top, line)


def _frame(picture: Image.Image, box: Box, factor: float, top: float, line: int) -> None:
    left, upper = max(0, box.x * factor - line), max(0, box.y * factor - top - line)
    right = min(picture.width - 1, (box.x + box.width) * factor + line - 1)
    lower = min(picture.height - 1, (box.y + box.height) * factor - top + line - 1)
    shape = (left, upper, max(left + 2 * line, right), max(upper + 2 * line, lower))
    ImageDraw.Draw(picture).rectangle(shape, outline=FRAME, width=line)


def _fitted(picture: Image.Image, width: int, height: int, *, grow: bool = False) -> Image.Image:
    factor = min(width / picture.width, height / picture.height)
    if factor >= 1 and not grow:
        return picture.copy()
    size = (max(1, round(picture.width * factor)), max(1, round(picture.height * factor)))
    return picture.resize(size, Image.Resampling.HAMMING)


def _shortened(draw: ImageDraw.ImageDraw, text: str, size: int, width: float) -> str:
    face = font(size)
    if draw.textlength(text, font=face) <= width:
        return text
    while text and draw.textlength(text + "…", font=face) > width:
        text = text[:-1]
    return text + "…"


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    picture.save(out, "PNG", compress_level=2)
    return out.getvalue()
