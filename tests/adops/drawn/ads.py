"""The drawn ads: what each says, how, and what must be found in it.

A new ad is a new line. What a person reads is what counts: an ad that is missed stays, and is named
on the page.
"""

from dataclasses import dataclass

from tests.adops.drawn.press import Drawn, Size, draw

BANNER, BOX, STRIP, TOWER, WIDE = (950, 90), (300, 250), (640, 100), (120, 600), (1000, 450)


@dataclass(frozen=True)
class Ad:
    """`wanted`: the categories with spaces between, "" for a harmless one; `px` height of type."""

    wanted: str
    words: tuple[str, ...]
    size: Size
    look: str
    px: int
    way: str = "rows"
    kind: str = "jpg"

    @property
    def name(self) -> str:
        """Words and shape."""
        width, height = self.size
        more = [one for one in (self.way, self.kind) if one not in {"rows", "jpg"}]
        said = f"{' / '.join(self.words)} ({width}×{height}, {self.px} px, {self.look}"
        return ", ".join([said, *more]) + ")"

    @property
    def categories(self) -> set[str]:
        """What must be found."""
        return set(self.wanted.split())

    def drawn(self) -> Drawn:
        """The file."""
        return draw(self.words, self.size, self.look, self.px, self.way, self.kind)


BAD = (
    Ad("absolute", ("城南最佳人居", "云溪花园"), BOX, "white on red", 34),
    Ad("absolute", ("国家级生态住区 敬献城市先行者",), BANNER, "gold on black", 40),
    Ad("absolute", ("享最 佳 人 居 环 境",), STRIP, "white on a dusk", 40),
    Ad("absolute", ("全城Ｎｏ．１ 湖景大宅",), BANNER, "black on white", 42),
    Ad("absolute", ("國家級濱江住區",), STRIP, "brown on a dawn", 44),
    Ad("absolute", ("顶级配套 一步到位",), WIDE, "white on a view", 64),
    Ad("absolute", ("最高级的园林",), TOWER, "gold on black", 44, "columns"),
    Ad("absolute", ("这里是京西最好的房子",), (90, 950), "white on red", 44, "turned"),
    Ad("authority", ("国宾级礼遇 一步一景",), BANNER, "yellow on green", 40),
    Ad("authority", ("中南海御用设计团队", "倾力打造"), BOX, "black on white", 28),
    Ad("authority", ("政府推荐楼盘 安心置业",), STRIP, "white on a view", 38),
    Ad("investment_return", ("买到就是赚到", "坐享升值"), BOX, "yellow on green", 36),
    Ad("investment_return", ("年投资回报率高达９％",), BANNER, "white on a dusk", 42),
    Ad("investment_return", ("地铁旁小户型 升值潜力无限",), STRIP, "red on paper", 36),
    Ad("investment_return", ("稳赚不赔的临街金铺",), BANNER, "white on red", 40, "slanted"),
    Ad("travel_time", ("10分钟直达市中心",), BANNER, "white on a view", 46),
    Ad("travel_time", ("５分钟即见学校",), STRIP, "black on white", 40),
    Ad("travel_time", ("距离地铁站", "仅3分钟步行"), BOX, "brown on a dawn", 38),
    Ad("travel_time", ("驾车15分钟抵达国际机场",), STRIP, "white on a dusk", 36, kind="gif"),
    Ad("superstition", ("风水宝地 福荫子孙",), BANNER, "gold on black", 44),
    Ad("superstition", ("招財進寶的好格局",), STRIP, "red on paper", 42),
    Ad("superstition", ("紫气东来", "聚福纳财"), TOWER, "white on red", 40, "columns"),
    Ad("financing", ("零首付入住精装公寓",), BANNER, "yellow on green", 44),
    Ad("financing", ("售后包租 十年无忧",), BOX, "white on a view", 30),
    Ad("financing", ("首付分期 两年免息",), STRIP, "black on white", 40, kind="poor jpg"),
    Ad("education_hukou", ("名校学区房",), BOX, "white on red", 48),
    Ad("education_hukou", ("买房送户口 一步落户",), BANNER, "red on paper", 42),
    Ad("planning", ("未来地铁11号线", "直通家门口"), BOX, "white on a dusk", 34),
    Ad("planning", ("地铁6号线即将通车",), BANNER, "grey on grey", 42),
    Ad("price", ("均价12800元/平 即刻入主",), BANNER, "white on red", 42),
    Ad("price", ("总价98万起", "安家主城"), BOX, "gold on black", 44),
    Ad("area", ("95㎡三房两卫 南北通透",), STRIP, "white on a view", 38),
    Ad("area", ("买一层送一层", "空间翻倍"), BOX, "brown on a dawn", 38),
    Ad("promise_service", ("全城热销 加推楼栋",), BANNER, "black on white", 20),
    Ad("promise_service", ("一房难求 仅余12席",), STRIP, "yellow on green", 40),
    Ad("presale", ("内部认购火热进行中",), BANNER, "white on a dusk", 42, kind="png"),
    Ad("presale", ("认筹即享折上折",), BOX, "red on paper", 34),
    Ad("absolute financing", ("世界级滨江住区", "零首付入住"), WIDE, "white on red", 72),
    Ad("superstition travel_time", ("风水宝地", "10分钟直达市中心"), BOX, "white on a view", 32),
    Ad("absolute", ("本案展示图仅供参考", "享城市最佳人居环境"), WIDE, "black on white", 15),
    Ad("presale", ("集体产权房源", "价格仅为周边一半"), BOX, "black on white", 12),
    Ad("absolute", ("全球瞩目 世界级滨江住区 恭迎品鉴",), BANNER, "white on red", 12),
)

HARMLESS = (
    Ad("", ("云溪花园 临溪而居",), BANNER, "white on red", 42),
    Ad("", ("湖畔新品", "静待知音"), BOX, "gold on black", 44),
    Ad("", ("营销中心电话 0571-88880000",), BANNER, "white on a view", 38),
    Ad("", ("现房实景 欢迎实地考察",), STRIP, "yellow on green", 38),
    Ad("", ("极简美学 归于生活",), BANNER, "white on a dusk", 44),
    Ad("", ("一线天光 山居岁月",), STRIP, "brown on a dawn", 40),
    Ad("", ("最新户型图已更新",), BOX, "black on white", 32),
    Ad("", ("第一食堂与社区食堂合作",), BANNER, "red on paper", 40),
    Ad("", ("项目位于第一大街", "与第三大道交汇处"), BOX, "white on red", 32),
    Ad("", ("活动最终解释权归主办方所有",), STRIP, "grey on grey", 30),
    Ad("", ("周五晚7点 露天电影等你来",), BANNER, "gold on black", 40),
    Ad("", ("静安房管（2026）预字0000285号",), BANNER, "black on white", 20),
    Ad("", ("深房许字（2017）龙岗019号",), STRIP, "white on a view", 32),
    Ad("", ("7层电梯洋房 得体舒居",), BANNER, "brown on a dawn", 42),
    Ad("", ("诚邀全城看房团莅临",), STRIP, "white on a dusk", 40),
    Ad("", ("业主回馈日", "健身卡免费领取"), BOX, "yellow on green", 34),
    Ad("", ("老业主推荐成交可获赠物业费",), BANNER, "white on red", 38),
    Ad("", ("新春纳福 恭祝业主阖家幸福",), BANNER, "red on paper", 40),
    Ad("", ("迎风水岸 尽享湖光",), STRIP, "white on a view", 40),
    Ad("", ("向往的生活", "从推窗见绿开始"), BOX, "white on a dusk", 34),
    Ad("", ("让每一位业主满意", "是我们的追求"), BOX, "black on white", 30),
    Ad("", ("临溪而居", "云上花园"), TOWER, "white on red", 42, "columns"),
    Ad("", ("现房实景欢迎品鉴",), (90, 950), "gold on black", 44, "turned"),
    Ad("", ("城市会客厅 国旗广场旁",), BANNER, "yellow on green", 40, "slanted"),
    Ad("", ("亲子农场第三季开园",), STRIP, "black on white", 38, kind="gif"),
    Ad("", ("物业服务费3.2元/㎡/月",), BANNER, "white on a view", 38),
    Ad("", ("豪放派书法展 周末见",), STRIP, "red on paper", 38, kind="poor jpg"),
    Ad("", ("样板间开放 预约看房",), WIDE, "white on a dusk", 72),
    Ad("", ("新品加推", "敬请垂询"), WIDE, "brown on a dawn", 80),
    Ad("", ("营销中心开放 恭迎品鉴",), BANNER, "grey on grey", 40),
    Ad("", ("本品牌2026年新品较2025年更节能",), BANNER, "white on red", 34),
    Ad("", ("总价198万元起", "价格有效期至2026年12月31日"), WIDE, "black on white", 40),
    Ad("", ("每户建筑面积70平方米至90平方米",), BANNER, "white on a dusk", 36),
    Ad("", ("安保人员持证上岗",), STRIP, "gold on black", 42, kind="png"),
    Ad("", ("交易涉及的增值税由双方依法承担",), BANNER, "black on white", 18),
    Ad("", ("京津公路与外环线交会处",), STRIP, "white on red", 38),
    Ad("", ("广告", "云溪花园 电话 400-100-2000"), BOX, "white on a view", 20),
    Ad("", ("周末看房日 全家同行",), BANNER, "yellow on green", 42),
    Ad("", ("占地约10万㎡的城市公园近在咫尺",), BANNER, "white on a view", 14),
    Ad("", ("优惠内容以售楼处公示为准",), BOX, "black on white", 12),
)
