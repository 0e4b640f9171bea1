"""The houses the demo advertises. All invented: permits say 示例, phones are not assigned.

Their words keep to the law the product checks (domain.md part 2): areas are 建筑面积, prices name
their last day, developer and permit are shown, pictures say 效果图.
"""

from dataclasses import dataclass

PRICE_HOLDS_UNTIL = "2026年12月31日"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours of one campaign as RGB: sky from top to bottom, buildings, panel and accent."""

    sky_top: tuple[int, int, int]
    sky_low: tuple[int, int, int]
    building: tuple[int, int, int]
    panel: tuple[int, int, int]
    accent: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Project:
    """One house for sale. `price` in 元/㎡ of 建筑面积; `scene` is a name of `adops.demo.scene`."""

    slug: str
    name: str
    slogan: str
    area: str
    price: int
    phone: str
    scene: str
    palette: Palette
    city: str = "北京"

    @property
    def developer(self) -> str:
        """开发企业, marked as an example."""
        return f"{self.name}置业有限公司(示例)"

    @property
    def permit(self) -> str:
        """预售许可证号, marked as an example."""
        return f"京房售证字(2026)示例{self.phone[-3:]}号"

    @property
    def price_line(self) -> str:
        """The price as an ad may show it (房地产广告发布规定 art. 10)."""
        return f"均价约{self.price}元/㎡(建筑面积)"

    @property
    def legal_line(self) -> str:
        """What an ad for sale must show (房地产广告发布规定 art. 7, 10, 15)."""
        return (
            f"开发企业:{self.developer} 预售许可证号:{self.permit} "
            f"价格有效期至{PRICE_HOLDS_UNTIL} 效果图"
        )

    @property
    def copy(self) -> str:
        """The words of the ad as one declared text."""
        return (
            f"{self.name} {self.slogan} 建筑面积约{self.area}㎡ {self.price_line} "
            f"热线 {self.phone} {self.legal_line}"
        )


DUSK = Palette((24, 32, 74), (242, 160, 96), (20, 26, 52), (28, 30, 62), (238, 196, 120))
SPRING = Palette((120, 190, 226), (236, 246, 226), (86, 132, 120), (30, 92, 72), (214, 232, 140))
RIVER = Palette((38, 94, 146), (206, 230, 240), (40, 72, 104), (16, 58, 98), (250, 206, 112))
PINE = Palette((92, 122, 112), (232, 226, 204), (52, 74, 66), (44, 62, 52), (226, 190, 132))
MAPLE = Palette((226, 122, 70), (252, 226, 180), (126, 58, 40), (128, 36, 28), (252, 220, 150))
FIELD = Palette((142, 204, 180), (250, 250, 222), (70, 120, 84), (44, 108, 70), (255, 226, 122))
HILL = Palette((70, 84, 120), (228, 208, 206), (50, 56, 82), (52, 46, 70), (232, 188, 150))
NIGHT = Palette((8, 14, 40), (52, 70, 128), (10, 14, 34), (10, 18, 48), (128, 196, 255))
BLOSSOM = Palette((238, 184, 196), (254, 240, 230), (150, 96, 112), (140, 58, 84), (255, 232, 190))
AMITY = Palette((64, 140, 150), (240, 236, 214), (48, 92, 98), (20, 88, 96), (246, 196, 104))

PROJECTS: tuple[Project, ...] = (
    Project(
        "caifu",
        "财富公馆",
        "城央居所 从容生活",
        "143-210",
        68000,
        "400-000-0101",
        "towers",
        DUSK,
    ),
    Project(
        "yunxi",
        "云溪花园",
        "临溪而居 四时有景",
        "89-143",
        46000,
        "400-000-0102",
        "garden",
        SPRING,
    ),
    Project(
        "jiangpan",
        "江畔名邸",
        "一江一城 一家人",
        "105-168",
        52000,
        "400-000-0103",
        "river",
        RIVER,
    ),
    Project(
        "songshi",
        "松石雅苑",
        "松风石径 归家有园",
        "98-135",
        39000,
        "400-000-0104",
        "villas",
        PINE,
    ),
    Project(
        "fenglin",
        "枫林里",
        "宽境三居 三代同堂",
        "110-138",
        35000,
        "400-000-0105",
        "hills",
        MAPLE,
    ),
    Project(
        "qinghe",
        "青禾园",
        "推窗见绿 归心田园",
        "76-118",
        28000,
        "400-000-0106",
        "garden",
        FIELD,
    ),
    Project(
        "wangshan",
        "望山别院",
        "低密院落 私享庭院",
        "168-260",
        57000,
        "400-000-0107",
        "hills",
        HILL,
    ),
    Project(
        "xinghe",
        "星河湾畔",
        "灯火可亲 阖家团圆",
        "92-146",
        43000,
        "400-000-0108",
        "river",
        NIGHT,
    ),
    Project(
        "zhichun",
        "知春阁",
        "春风里 好好住",
        "68-105",
        41000,
        "400-000-0109",
        "villas",
        BLOSSOM,
    ),
    Project(
        "heyue",
        "和悦府",
        "邻里相和 悦享日常",
        "96-128",
        37000,
        "400-000-0110",
        "towers",
        AMITY,
    ),
)


def project(slug: str) -> Project:
    """Raises KeyError for a slug the demo does not know."""
    return {one.slug: one for one in PROJECTS}[slug]
