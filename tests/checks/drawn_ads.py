"""Chinese property ads of the rate card's sizes, drawn from a number: the same one every time."""

import random
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from checks.fonts import font

Size = tuple[int, int]
Colour = tuple[int, int, int]

# sizes of config/ratecard.csv, the usual ones more often
SIZES: tuple[Size, ...] = (
    *[(1000, 90)] * 5, (950, 90), (950, 70), (640, 90), (640, 100), (585, 90), (480, 80),
    *[(300, 250)] * 4, (250, 230), (240, 200), (240, 170), (240, 120), (340, 120), (260, 120),
    (355, 200), (300, 300), (120, 270), (200, 300), (240, 355), (300, 500), (750, 330),
)  # fmt: skip
HOUSES: tuple[tuple[Colour, Colour, Colour], ...] = (
    ((150, 18, 28), (96, 8, 18), (255, 226, 150)),
    ((14, 52, 104), (6, 24, 58), (255, 255, 255)),
    ((24, 92, 66), (10, 50, 40), (246, 232, 190)),
    ((232, 222, 204), (206, 190, 160), (92, 48, 20)),
    ((244, 246, 248), (206, 220, 232), (20, 60, 120)),
    ((62, 40, 88), (30, 18, 48), (240, 210, 140)),
    ((238, 122, 24), (206, 78, 10), (255, 255, 255)),
    ((30, 30, 34), (10, 10, 12), (212, 176, 110)),
)
FRONT = "云锦碧水龙湖华润保利绿地金茂滨江翡翠星河御景学府中央"
BACK = "花园公馆名邸华府新城雅苑天境壹号书院国际"
LINES = (
    "地铁口精装三居 首付三成起",
    "临湖低密墅区 限量发售",
    "名校旁全龄教育社区",
    "南北通透四居 即买即住",
    "实景现房 所见即所得",
    "双轨交汇 十分钟到市中心",
    "八十九平米三房 准现房",
    "一线江景大平层 恭迎品鉴",
    "公园旁洋房 得房率高",
    "三开间朝南 主卧带飘窗",
    "商业综合体环绕 生活便利",
    "新品加推 本周六开盘",
)
PERMITS = ("京房售证字（2026）{}号", "预售许可证：沪房管（2026）{}", "杭房预售（2026）第{}号")
LEAST_TYPE = 12


@dataclass(frozen=True, slots=True)
class Advert:
    """What an ad says and how it looks."""

    size: Size
    house: int
    scene: int
    name: str
    line: str
    price: int
    phone: str
    permit: str
    type_px: int
    bold: bool

    def with_line(self, rng: random.Random) -> "Advert":
        """Another line of text, all else the same."""
        return replace(self, line=rng.choice([one for one in LINES if one != self.line]))

    def with_digit(self, rng: random.Random) -> "Advert":
        """One digit of the phone number is another."""
        place = rng.choice([n for n, sign in enumerate(self.phone) if sign.isdigit()])
        digit = rng.choice([one for one in "0123456789" if one != self.phone[place]])
        return replace(self, phone=self.phone[:place] + digit + self.phone[place + 1 :])

    def with_price(self, rng: random.Random) -> "Advert":
        """Another price a square metre: as many digits, one of them changed at least."""
        return replace(self, price=self.price + rng.choice((-1, 1)) * rng.choice((100, 500, 3000)))

    def with_campaign(self, rng: random.Random) -> "Advert":
        """Another campaign of the same house: its colours and layout, another scene and words."""
        other = advert(rng.randrange(1 << 30), size=self.size, house=self.house)
        return replace(other, name=_name(rng, self.name), type_px=self.type_px, bold=self.bold)


def advert(number: int, *, size: Size | None = None, house: int | None = None) -> Advert:
    """The ad of that number."""
    rng = random.Random(number)
    return Advert(
        size=rng.choice(SIZES) if size is None else size,
        house=rng.randrange(len(HOUSES)) if house is None else house,
        scene=rng.randrange(1 << 30),
        name=_name(rng),
        line=rng.choice(LINES),
        price=rng.randrange(120, 980) * 100,
        phone=f"400-{rng.randrange(100, 1000)}-{rng.randrange(1000, 10000)}",
        permit=rng.choice(PERMITS).format(rng.randrange(1, 999)),
        type_px=rng.choice((12, 12, 13, 14, 16)),
        bold=rng.random() < 0.4,
    )


def _name(rng: random.Random, taken: str = "") -> str:
    while True:
        name = "".join(rng.choices(FRONT, k=2)) + "·" + "".join(rng.sample(BACK, 2))
        if name != taken:
            return name


def drawn(ad: Advert) -> Image.Image:
    """The picture: a scene in the house's colours, and five texts on it."""
    picture = _scene(ad)
    draw = ImageDraw.Draw(picture)
    width, height = ad.size
    ink = HOUSES[ad.house][2]
    columns = 3 if width >= 4 * height else 1
    big = min(40, max(16, min(height // 3, width // 7) if columns > 1 else width // 9))
    texts = (
        (ad.name, big, True),
        (ad.line, ad.type_px, ad.bold),
        (f"均价{ad.price}元/㎡起", ad.type_px + 2, ad.bold),
        (ad.phone, max(ad.type_px, big // 2 if columns > 1 else ad.type_px), True),
        (ad.permit, LEAST_TYPE, False),
    )
    places = ((0, 0), (0, 1), (1, 0), (2, 0), (1, 1)) if columns > 1 else ()
    y = height // 12
    for n, (text, most, bold) in enumerate(texts):
        px, room = most, width // columns - 12
        while px > LEAST_TYPE and draw.textlength(text, font=font(px, bold=bold)) > room:
            px -= 1
        if places:
            column, row = places[n]
            at = (8 + column * (width // columns), 4 + row * (height // 2 + 2))
        else:
            at, y = (8, y), y + max(round(px * 1.4), height // 7)
        draw.text(at, text, font=font(px, bold=bold), fill=ink)
    return picture


def _scene(ad: Advert) -> Image.Image:
    """A sky, soft light, towers with windows and the grain of a photograph."""
    rng, (width, height) = np.random.default_rng(ad.scene), ad.size
    light, dark, _ = (np.array(one, np.float32) for one in HOUSES[ad.house])
    down = np.linspace(0, 1, height, dtype=np.float32)[:, None, None]
    sky = light + (dark - light) * down + np.zeros((1, width, 1), np.float32)
    picture = Image.fromarray(sky.astype(np.uint8))
    draw = ImageDraw.Draw(picture)
    for _ in range(4):
        x, y = int(rng.integers(width)), int(rng.integers(height))
        r = int(rng.integers(8, 8 + height // 2))
        tint = tuple(int(one) for one in np.clip(light + rng.integers(-25, 40), 0, 255))
        draw.ellipse((x - r, y - r, x + r, y + r), fill=tint)
    picture = picture.filter(ImageFilter.GaussianBlur(height / 16))
    draw = ImageDraw.Draw(picture)
    x = width // 2 + int(rng.integers(0, max(1, width // 8)))
    while x < width:
        broad, tall = int(rng.integers(10, 34)), int(rng.integers(height // 6, height // 2 + 1))
        wall = tuple(int(one) for one in np.clip(dark * 0.8 + rng.integers(0, 30), 0, 255))
        draw.rectangle((x, height - tall, x + broad, height), fill=wall)
        for row in range(height - tall + 3, height - 2, 6):
            for column in range(x + 2, x + broad - 2, 5):
                if rng.random() < 0.5:
                    draw.rectangle((column, row, column + 1, row + 2), fill=(250, 226, 150))
        x += broad + int(rng.integers(2, 20))
    grain = rng.normal(0, 2.0, (height, width, 1)).astype(np.float32)
    return Image.fromarray(
        np.clip(np.asarray(picture, np.float32) + grain, 0, 255).astype(np.uint8)
    )
