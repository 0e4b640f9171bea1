"""The picture of a page with its boxes numbered."""

from PIL import ImageDraw

from adops.domain.place import Place
from checks.find import PlacesSeen
from checks.fonts import font
from checks.picture import open_page
from checks.proof import cut_out

FRAME, DOUBTFUL, INK = "#e0162b", "#b76e00", "white"
LABEL_PX = 22


def numbered(seen: PlacesSeen) -> bytes:
    """A PNG of the page with a frame and a number on every place; amber where the selector does not
    find it again."""
    picture = open_page(seen.picture).convert("RGB")
    draw = ImageDraw.Draw(picture)
    for place in seen.places:
        if place.width and place.height:
            _frame(draw, place, seen.scale)
    return cut_out([picture])


def _frame(draw: ImageDraw.ImageDraw, place: Place, scale: float) -> None:
    colour = FRAME if place.is_fit else DOUBTFUL
    x, y = place.x * scale, place.y * scale
    draw.rectangle((x, y, x + place.width * scale, y + place.height * scale), None, colour, 3)
    words, size = str(place.number), round(LABEL_PX * max(1.0, scale))
    width = draw.textlength(words, font=font(size, bold=True)) + 12
    draw.rectangle((x, y, x + width, y + size + 8), colour)
    draw.text((x + 6, y + 2), words, font=font(size, bold=True), fill=INK)
