"""Words about words: what each kind of hit is, its article, how to mend it (rules.md §5)."""

from collections.abc import Mapping

from adops.domain.content import Category

CATEGORIES: Mapping[str, str] = {
    Category.ABSOLUTE: "绝对化用语",
    Category.AUTHORITY: "国家机关名义、引证",
    Category.INVESTMENT_RETURN: "升值、投资回报",
    Category.TRAVEL_TIME: "以时间表示位置",
    Category.SUPERSTITION: "风水迷信",
    Category.FINANCING: "融资、贷款",
    Category.EDUCATION_HUKOU: "户口、就业、升学",
    Category.PLANNING: "规划、在建",
    Category.PRICE: "价格",
    Category.AREA: "面积",
    Category.PROMISE_SERVICE: "承诺、服务",
    Category.PRESALE: "预售许可",
}

HITS: Mapping[str, tuple[str, str]] = {
    Category.ABSOLUTE: (
        "“{measured}”是绝对化用语（{allowed}）：请删去，或改为有据可查的客观描述；属于例外的，写明是哪一条",
        "“{measured}” is an absolute term ({allowed}): delete it or say a fact that can be proved; "
        "name the exception where it is one",
    ),
    Category.AUTHORITY: (
        "“{measured}”借用了国家机关的名义，或引证没有出处（{allowed}）：请删去，引用的数据补上来源和时间",
        "“{measured}” uses the name of a state organ, or cites without a source ({allowed}): "
        "delete it, or add source and date",
    ),
    Category.INVESTMENT_RETURN: (
        "“{measured}”涉及升值或投资回报的承诺（{allowed}）：请删去，改为介绍房屋本身",
        "“{measured}” promises a rise in value or a return ({allowed}): delete it and speak of the "
        "home itself",
    ),
    Category.TRAVEL_TIME: (
        "“{measured}”用时间表示位置（{allowed}）：请改为距离，如“距地铁站约500米”",
        "“{measured}” tells the place by travel time ({allowed}): give the distance instead, such "
        "as about 500 m to the station",
    ),
    Category.SUPERSTITION: (
        "“{measured}”含有风水、占卜等迷信内容（{allowed}）：请删去",
        "“{measured}” is superstition ({allowed}): delete it",
    ),
    Category.FINANCING: (
        "“{measured}”涉及融资或贷款（{allowed}）：融资、返本、包租类的请删去；"
        "贷款须同时写明银行名称、贷款额度和年期",
        "“{measured}” is about financing or a loan ({allowed}): delete promises to buy back or "
        "let; a loan needs the bank, the amount and the term",
    ),
    Category.EDUCATION_HUKOU: (
        "“{measured}”含有办理户口、就业、升学的承诺或暗示（{allowed}）：请删去，学校只写名称和距离",
        "“{measured}” promises or hints at residence, work or schooling ({allowed}): delete it, "
        "and name schools only with their distance",
    ),
    Category.PLANNING: (
        "“{measured}”还在规划或建设中（{allowed}）：请注明“规划中”或“在建”，并以政府批准为准",
        "“{measured}” is still planned or being built ({allowed}): say so, subject to approval",
    ),
    Category.PRICE: (
        "“{measured}”是价格（{allowed}）：须是实际销售价格，请写明有效期限；“起”价等说法按本地规定改",
        "“{measured}” is a price ({allowed}): it must be the real one with the period it holds for",
    ),
    Category.AREA: (
        "“{measured}”是面积（{allowed}）：请写明是建筑面积或套内建筑面积，不得宣传赠送面积",
        "“{measured}” is an area ({allowed}): say whether it is gross or inside floor area, and "
        "give none away",
    ),
    Category.PROMISE_SERVICE: (
        "“{measured}”是销售状态或服务的承诺（{allowed}）：请删去或改为可以证明的事实，并注明条件",
        "“{measured}” promises a service or tells how sales go ({allowed}): delete it, or say a "
        "fact with its conditions",
    ),
    Category.PRESALE: (
        "“{measured}”属于未取得预售许可的销售用语（{allowed}）：请删去；已取得许可的，写明许可证号",
        "“{measured}” sells before the pre-sale permit ({allowed}): delete it, or show the "
        "permit's number",
    ),
}
"""`{measured}` the words as written, `{allowed}` the article."""

MUST_SHOW: Mapping[str, tuple[str, str]] = {
    "zh": (
        "创意和落地页首屏都没有写出“{allowed}”，请补上",
        "写的是“{measured}”，与排期上的“{allowed}”不一致，请核对后改正",
    ),
    "en": (
        "neither the creative nor the landing page's first screen shows “{allowed}”; add it",
        "“{measured}” is shown, the booking says “{allowed}”; check and correct it",
    ),
}
"""Missing; another one shown."""
